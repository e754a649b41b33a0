"""DATABASE_URL as Django's settings understand it."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from kefu.config.choosing import SettingError
from kefu.lib.text import Text


def parse_database_url(url: str) -> dict[str, Any]:
    """The settings of the database that a URL names: `postgresql://user:password@host:5432/name?host=/socket/folder`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused(url) from None
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise _refused(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }


def _refused(url: str) -> SettingError:
    scheme = url.partition(":")[0] if ":" in url else url
    example = "postgresql://kefu:password@localhost:5432/kefu"
    return SettingError(
        Text(
            f"DATABASE_URL 不是 PostgreSQL 的地址（以“{scheme}”开头），应写作 {example}",
            f"DATABASE_URL is no address of a PostgreSQL database (it begins with “{scheme}”); one reads {example}",
        )
    )
