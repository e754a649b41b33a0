"""What is read about voices outside, and a file of them as rows."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from django.core.files.uploadedfile import UploadedFile

from kefu.audit.tables import Rejection, block_rows, open_table
from kefu.feedback import access
from kefu.feedback.actions import NewVoice
from kefu.feedback.models import Feed, Voice
from kefu.people.models import Community, User
from kefu.ui.lists import Selection

# How offices and platforms call the columns.
HEADINGS = {
    "address": ("链接", "地址", "网址", "url", "link", "address"),
    "place": ("平台", "来源", "渠道", "platform", "source", "place"),
    "author": ("作者", "用户", "昵称", "author", "user"),
    "words": ("内容", "正文", "评论", "评价", "content", "text", "words"),
}


def voices(viewer: User, judgment: str) -> Selection[Voice]:
    """What was said outside, the last first: all, or what was judged so (`unread`: not yet)."""
    found = access.voices_visible_to(viewer).select_related("community", "case")
    if judgment:
        found = found.filter(judgment="" if judgment == "unread" else judgment)
    return Selection(found, ("-id",), list)


def feeds(community: Community) -> list[Feed]:
    """The addresses that are read for a community."""
    return list(Feed.objects.filter(community=community, dropped_at=None).order_by("id"))


def feeds_to_read() -> list[Feed]:
    """All that are read."""
    return list(Feed.objects.filter(dropped_at=None).order_by("id"))


def read_file(upload: "UploadedFile[bytes]", place: str) -> tuple[list[NewVoice], int]:
    """The posts of a file, and how many of its rows lack an address or words. Raises `TableError`."""
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name or "").suffix[:8]) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        table = open_table(kept.name, wanted=[name for names in HEADINGS.values() for name in names])
        at = dict(_columns(table.headings))
        found, faults = [], 0
        for block in table.blocks():
            for _number, cells in block_rows(block, frozenset(at.values())):
                said = (
                    {} if isinstance(cells, Rejection) else {name: cells[column].strip() for name, column in at.items()}
                )
                if _is_address(said.get("address", "")) and said.get("words"):
                    found.append(_voice(said, place))
                else:
                    faults += 1
        return found, faults


def _columns(headings: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for name, called in HEADINGS.items():
        for number, heading in enumerate(headings):
            if heading.strip().lower() in called:
                yield name, number
                break


def _is_address(said: str) -> bool:
    try:
        return urlsplit(said).scheme in ("http", "https")
    except ValueError:
        return False


def _voice(said: dict[str, str], place: str) -> NewVoice:
    address = urldefrag(said["address"]).url[:500]
    return NewVoice(said.get("place", "")[:60] or place, said["words"][:4_000], address, said.get("author", "")[:80])
