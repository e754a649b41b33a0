"""Files that are sent, on disk: under `KEFU_HOME/files`, each named by the SHA-256 of what is in it.

A file is there, whole, before a row names it; one that two cases have is there once. What must be deleted by
itself, such as papers of people, lies `within` a folder of its own.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from kefu.lib.media import media_type
from kefu.lib.width import CONTROL

LARGEST = 20 * 1024 * 1024
_LONGEST_NAME = 200
_SALT = "kefu.cases.files"
# As long as a form may lie open with files that were sent once.
_HOLDS = 12 * 3600


class Kept(NamedTuple):
    """A file on disk: its digest, size in bytes, what it is, how its sender called it."""

    digest: str
    size: int
    media_type: str
    name: str


def keep(upload: "UploadedFile[bytes]", within: str = "") -> Kept | None:
    """Put what was sent on the disk; None for what is no file of an office. Its size was looked at before."""
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".sent-") as beside:
        path, digest = Path(beside) / "file", hashlib.sha256()
        with path.open("w+b") as file:
            for chunk in upload.chunks():
                digest.update(chunk)
                file.write(chunk)
            kind = media_type(file)
            if kind is None:
                return None
            size = file.seek(0, os.SEEK_END)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(digest.hexdigest(), within)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    return Kept(digest.hexdigest(), size, kind, _named(upload.name or ""))


def open_kept(digest: str, within: str = "") -> BinaryIO:
    """What a file holds. Raises `FileNotFoundError` if it is gone from the disk."""
    return path_of(digest, within).open("rb")


def path_of(digest: str, within: str = "") -> Path:
    """Where a file lies."""
    return _folder() / within / digest[:2] / digest


def ticket(files: list[Kept], user_id: int) -> str:
    """What a form carries of files that were sent before it was whole."""
    return signing.dumps(files, salt=f"{_SALT}.{user_id}") if files else ""


def of_ticket(said: str, user_id: int) -> list[Kept]:
    """The files of a form's ticket; none if it is not ours, or too old."""
    try:
        found: list[Any] = signing.loads(said, salt=f"{_SALT}.{user_id}", max_age=_HOLDS) if said else []
    except signing.BadSignature:
        return []
    return [Kept(*one) for one in found]


def _folder() -> Path:
    folder = Path(settings.HOME) / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _named(name: str) -> str:
    """A name that fits a line; what it ends with is kept, by which people know the kind of a file."""
    plain = " ".join(CONTROL.sub("", name).split()) or "–"
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 20] + plain[-20:]
