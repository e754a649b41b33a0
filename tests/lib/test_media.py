"""What a file is, by what is in it."""

import io
import zipfile

import pytest

from kefu.lib.media import media_type

OFFICE = "application/vnd.openxmlformats-officedocument"


def office(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            # Without the moment of writing: the file is part of the test's name.
            archive.writestr(zipfile.ZipInfo(name), "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        (b"GIF87a" + bytes(20), "image/gif"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x1cftypavif" + bytes(20), "image/avif"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "image/heic"),
        (b"\x00\x00\x00\x18ftypheix" + bytes(20), "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1" + bytes(20), "image/heic"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(20), "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(20), "audio/mp4"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x04\x00" + bytes(20), "audio/mpeg"),
        (b"\xff\xfb\x90\x00" + bytes(20), "audio/mpeg"),
        (b"\xff\xf3\x90\x00" + bytes(20), "audio/mpeg"),
        (b"\xff\xf2\x90\x00" + bytes(20), "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(20), "audio/aac"),
        (b"\xff\xf9\x50\x80" + bytes(20), "audio/aac"),
        (b"OggS\x00\x02" + bytes(20), "audio/ogg"),
        (b"fLaC\x00\x00" + bytes(20), "audio/flac"),
        (b"#!AMR\n" + bytes(20), "audio/amr"),
        # Of the containers of one family only those that are named; the sign alone, without its container, is nothing.
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x00\x00\x00\x00\x00WEBPVP8 ", None),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "application/x-ole-storage"),
        (office("[Content_Types].xml", "word/document.xml"), f"{OFFICE}.wordprocessingml.document"),
        (office("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
        (office("[Content_Types].xml", "ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
        (office("[Content_Types].xml", "evil.exe"), None),
        (office("word/document.xml"), None),
        (office("evil.exe"), None),
        (office("[Content_Types].xml", "xl/workbook.xml")[:60], None),
        ("楼道灯不亮\r\n".encode(), "text/plain"),
        ("楼道灯不亮".encode("gb18030"), "text/plain"),
        # A sign that stands across the border of two blocks, and one that is cut off.
        (b"a" + "灯".encode() * 30_000, "text/plain"),
        (b"a" + "灯".encode("gb18030") * 40_000, "text/plain"),
        ("楼道灯不亮".encode("gb18030")[:-1], None),
        (b"a" * 70_000 + b"\x00", None),
        (b"\x7fELF" + bytes(20), None),
        (b"", None),
    ],
)
def test_a_file_is_what_is_in_it(held: bytes, kind: str | None) -> None:
    assert media_type(io.BytesIO(held)) == kind
