"""The folder that holds what one installation keeps: KEFU_HOME."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The data folder: KEFU_HOME, else `kefu` in the user's data folder. It need not exist."""
    named = os.environ.get("KEFU_HOME")
    if named:
        return Path(named).expanduser().resolve()
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base).resolve() / "kefu"


def secret(name: str) -> str:
    """A secret of this installation, made when first asked for and kept outside the database."""
    path = home() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{name}.{os.getpid()}")
        part.write_text(secrets.token_urlsafe(50), "ascii")
        part.chmod(0o600)
        # Two processes at the first start: whoever links first wins, both read the same.
        try:
            path.hardlink_to(part)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path.read_text("ascii")
