"""Cells of an .xlsx that calamine shows as blank: errors (#REF!), and formulas whose result is not in the file."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from kefu.audit.tables.headings import column_index

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LARGEST = 1_000_000_000

_CELL = re.compile(
    rb'<c\b(?=[^>]*\sr="(?P<column>[A-Z]+)(?P<row>\d+)")(?P<attributes>[^>]*)(?<!/)>'
    rb"(?:<f\b[^>]*?(?:/>|>[^<]*</f>))?(?P<value><v>[^<]*</v>|<v\s*/>)?"
)

Faults = dict[int, list[tuple[int, str]]]


def sheet_faults(path: Path, sheet: str) -> Faults:
    """Row → (column, what the cell shows), both from 0. Empty for what is not an .xlsx; formats other than .xlsx hide
    such cells, and there they read as blank.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = _sheet_part(archive, sheet)
            if part is None or archive.getinfo(part).file_size > _LARGEST:
                return {}
            return _faults(archive.read(part))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return {}


def _sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the sheet's file in the archive."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  (expat bounds entity expansion)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for found in book.iter(f"{_MAIN}sheet"):
        if found.get("name") == sheet:
            target = targets.get(found.get(_ID), "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    return None


def _faults(content: bytes) -> Faults:
    if b't="e"' not in content and b"<f" not in content:
        return {}
    faults: Faults = {}
    for found in _CELL.finditer(content):
        shown = _shown(found)
        if shown is not None:
            place = column_index(found["column"].decode()), shown
            faults.setdefault(int(found["row"]) - 1, []).append(place)
    return faults


def _shown(found: re.Match[bytes]) -> str | None:
    value = (found["value"] or b"").removeprefix(b"<v>").removesuffix(b"</v>")
    if b't="e"' in found["attributes"]:
        return value.decode("utf-8", "replace") or "#ERROR!"
    has_result = value not in (b"", b"<v/>", b"<v />") or b't="str"' in found["attributes"]
    return None if has_result or b"<f" not in found.group() else "="
