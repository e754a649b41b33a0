"""What the papers of all domains share: what stands at their head and foot, where is signed, and how one is shown."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.ui import storing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a signature may be, by the ending under which a paper takes it.
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def head(title: str, community: str, reader: str, now: datetime) -> dict[str, Any]:
    """What the head and foot of every paper say; `reader`: the name of who prints it."""
    return {
        "language": (get_language() or "zh")[:2],
        "title": title,
        "community": community,
        "printed": _("Printed %(at)s · %(name)s") % {"at": moment(now), "name": reader},
    }


def moment(at: datetime | None) -> str:
    """A moment on the reader's clocks; blank where there is none."""
    return "" if at is None else f"{localtime(at):%Y-%m-%d %H:%M}"


def place(label: "StrOrPromise", who: str = "", at: str = "", picture: str | None = None) -> dict[str, str | None]:
    """Where somebody signs by hand, or has signed: `picture` names one of the paper's."""
    return {"label": str(label), "who": who, "at": at, "picture": picture}


def signature(name: str, digest: str, media_type: str) -> dict[str, bytes]:
    """The picture of a signature under the name that a paper takes it by; none if it is none, or gone from the disk."""
    if media_type not in _ENDINGS:
        return {}
    try:
        with storing.open_kept(digest) as file:
            return {f"{name}.{_ENDINGS[media_type]}": file.read()}
    except FileNotFoundError:
        return {}


def shown(paper: bytes, name: str) -> HttpResponse:
    """A paper to look at and print."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)
