"""What a file is, told by what is in it: a name says what its sender likes."""

import codecs
import zipfile
from collections.abc import Iterator
from typing import IO

from kefu.lib.width import CONTROL

# What browsers show as pictures.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

_HEAD = 64
_BLOCK = 1 << 16
_SIGNS = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (0, b"%PDF-", "application/pdf"),
    # Word, Excel and PowerPoint until 2003.
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PARTS = {
    "word": f"{_OFFICE}.wordprocessingml.document",
    "xl": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt": f"{_OFFICE}.presentationml.presentation",
}


def media_type(file: IO[bytes]) -> str | None:
    """What a file is; None for what is neither picture, paper, text nor sound. The file is read from its beginning."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    for at, sign, name in _SIGNS:
        if head.startswith(sign, at) and (at != 8 or head.startswith(b"RIFF")):
            return name
    return "text/plain" if head and _is_text(file) else None


def _office(file: IO[bytes]) -> str | None:
    """The kind of an office document, which is a zip with parts of known names."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names:
        return None
    folders = {name.partition("/")[0] for name in names}
    return next((name for folder, name in _PARTS.items() if folder in folders), None)


def _is_text(file: IO[bytes]) -> bool:
    return any(_reads_as(file, encoding) for encoding in ("utf-8", "gb18030"))


def _reads_as(file: IO[bytes], encoding: str) -> bool:
    """Whether all of a file can be read so, without signs that no text has."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return not any(CONTROL.search(decoder.decode(block)) for block in _blocks(file)) and not decoder.decode(
            b"", True
        )
    except UnicodeDecodeError:
        return False


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block
