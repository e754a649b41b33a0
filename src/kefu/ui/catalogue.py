"""The catalogue of Chinese words: `python -m kefu.ui.catalogue` compiles it; with `update` it first gathers new ones.

No gettext program is needed: Babel reads and writes the files. At run time Django reads the compiled one.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent
PO = SOURCE / "ui" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")
# A call in what Django makes of a template: its arguments are written as Python writes strings.
_CALL = re.compile(
    r"\b(?P<name>n?p?gettext|_)\((?P<words>(?:\s*u?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*,?)+)(?:\s*count)?\)"
)
Found = tuple[str | None, str | tuple[str, str], str]


def compile_catalogue() -> None:
    """Write the compiled catalogue beside its source."""
    MO.write_bytes(compiled())


def compiled() -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, read())
    return out.getvalue()


def read() -> Catalog:
    """The catalogue as it is."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def update() -> None:
    """Add what the code says and the catalogue lacks, drop what nobody says any longer."""
    catalogue, wanted = read(), Catalog(charset="utf-8")
    for context, words, where in said():
        wanted.add(words, locations=[(where, 1)], context=context)
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)


def untranslated() -> list[str]:
    """What the code says and the catalogue has no finished translation of."""
    catalogue = read()
    return sorted({str(words) for context, words, _ in said() if not _is_translated(catalogue, words, context)})


def said() -> Iterator[Found]:
    """Every text that is marked for translation: its context, the words (with a plural: both), the file."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _in_python(path)
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        yield from _in_template(path)


def _in_python(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        for _line, keyword, words, _comments in extract_python(
            file, dict.fromkeys(KEYWORDS), [], {"encoding": "utf-8"}
        ):
            # What is marked elsewhere, and only looked up here, has none.
            parts = [part for part in ((words,) if isinstance(words, str) else words or ()) if part]
            if parts:
                yield from _found(str(keyword).removesuffix("_lazy").removesuffix("_noop"), parts, path)


def _in_template(path: Path) -> Iterator[Found]:
    for call in _CALL.finditer(templatize(path.read_text("utf-8"), origin=str(path))):
        words = ast.literal_eval(f"[{call['words']}]")
        yield from _found(call["name"], words, path)


def _found(keyword: str, parts: list[str], path: Path) -> Iterator[Found]:
    where = path.relative_to(SOURCE.parent).as_posix()
    if keyword == "pgettext":
        yield parts[0], parts[1], where
    elif keyword == "ngettext":
        yield None, (parts[0], parts[1]), where
    else:
        yield None, parts[0], where


def _is_translated(catalogue: Catalog, words: str | tuple[str, str], context: str | None) -> bool:
    message = catalogue.get(words[0] if isinstance(words, tuple) else words, context)
    if message is None or message.fuzzy:
        return False
    given = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(given)


if __name__ == "__main__":
    if "update" in sys.argv[1:]:
        update()
    compile_catalogue()
