"""Pictures that the sample signs with and files: small, and always the same."""

import struct
import zlib
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.ui import storing
from kefu.ui.storing import Kept


@cache
def picture(name: str, width: int = 210, height: int = 297, within: str = "") -> Kept:
    """A white picture with strokes, kept on the disk."""
    line, blank = (bytes([shade]) * width for shade in (120 + len(name) % 100, 255))
    rows = (b"\0" + (line if row % 11 < 2 and row > height // 8 else blank) for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"tEXt", b"Title\0" + name.encode())
    chunks = b"".join(map(_chunk, (*parts, (b"IEND", b""))))
    kept = storing.keep(SimpleUploadedFile(f"{name}.png", b"\x89PNG\r\n\x1a\n" + chunks, "image/png"), within)
    if kept is None:
        raise ValueError(name)
    return kept


def signature() -> dict[str, object]:
    """A signature as an errand keeps it."""
    kept = picture("签字", 180, 60)
    return {"digest": kept.digest, "size": kept.size, "type": kept.media_type}


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, held = part
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
