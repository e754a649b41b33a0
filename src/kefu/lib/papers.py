"""Papers to print and to sign: a template of Typst and what it says, as a PDF that archives take (PDF/A-2b).

A template lies beside its domain and holds no words: these come in what it says, in the reader's language. What all
papers share is in `paper.typ`, which a template imports as `"paper.typ"`.
"""

import io
import json
import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

_SHARED = Path(__file__).with_name("paper.typ")
# What printers set for a sign that the font has not.
_GETA = "〓"
# How Typst says that it has no glyph for something, which PDF/A does not allow; each try may find more of it.
_WITHOUT_GLYPH, _TRIES = re.compile(r'the text `"(.+?)"` could not be displayed'), 8
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class PictureError(ValueError):
    """A picture that no paper can show."""


def paper(template: Path, said: Mapping[str, Any], pictures: Mapping[str, bytes], at: datetime) -> bytes:
    """The PDF of a template with what it says, made at that moment.

    `said` is what JSON can hold; `pictures` are PNG, JPEG or SVG, by the names under which the template shows them.
    Signs that the font has not stand as 〓.
    """
    with TemporaryDirectory(prefix="kefu-paper-") as folder:
        root = Path(folder)
        for source in (_SHARED, template):
            shutil.copyfile(source, root / source.name)
        for name, picture in pictures.items():
            (root / name).write_bytes(picture)
        return _compiled(root / template.name, json.dumps(said, ensure_ascii=False), at)


def require_picture(picture: bytes, name: str) -> None:
    """Raise `PictureError` unless papers can show this picture; its name ends as its kind does, `.png`."""
    import typst

    with TemporaryDirectory(prefix="kefu-paper-") as folder:
        root = Path(folder)
        (root / name).write_bytes(picture)
        (root / "picture.typ").write_text(f'#image("{name}", width: 1cm)', "utf-8")
        try:
            typst.compile(root / "picture.typ", root=root, font_paths=_fonts(), ignore_system_fonts=True)
        except typst.TypstError as error:
            raise PictureError(error.message) from error


def qr_code(address: str) -> bytes:
    """An address as a picture that phones read, in SVG without a border."""
    import segno

    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue()


def _compiled(source: Path, said: str, at: datetime) -> bytes:
    import typst

    for _ in range(_TRIES):
        try:
            return typst.compile(
                source,
                root=source.parent,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs={"said": said},
                pdf_standards="a-2b",
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            lacking = _without_glyph(f"{error.message}\n{error.diagnostic}")
            if not lacking:
                raise
            said = said.translate(dict.fromkeys(map(ord, lacking), _GETA))
    raise ValueError(f"{source.name} says signs that no font has")


def _without_glyph(told: str) -> set[str]:
    """The signs that Typst names as those it has no glyph for; what JSON itself is written in is never among them."""
    named = "".join(_WITHOUT_GLYPH.findall(told))
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), named)
    return {sign for sign in plain if not sign.isascii()}


@lru_cache(maxsize=1)
def _fonts() -> "Fonts":
    """The one font of our papers, which has all Chinese signs; it is looked through once."""
    import manimgx_fonts_cjk
    from typst import Fonts

    folder = Path(manimgx_fonts_cjk.__file__).parent
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
