"""Opening a register of whatever form: what it is shows in its first bytes, not in its name."""

import zlib
from collections.abc import Collection
from pathlib import Path
from zipfile import BadZipFile

from kefu.audit.tables.blocks import Table, TableError
from kefu.audit.tables.bounds import refuse_bombs
from kefu.audit.tables.delimited import TextTable
from kefu.audit.tables.workbook import BookTable, damaged

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")


def open_table(
    path: Path | str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    heading_row: int | None = None,
    wanted: Collection[str] | None = None,
) -> Table:
    """Open a register. Raises `TableError`.

    `sheet`: a sheet's name, or `all` for every sheet with the first one's headings; `heading_row` counts from 1;
    `wanted`: columns that should be there, which help to find the row of headings. The rest is found out.
    """
    path = Path(path)
    magic = _magic(path)
    if magic == _ZIP:
        try:
            refuse_bombs(path)
        except (BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            # All that reading a part may raise where it is cut off, encrypted or packed in a way of its own.
            raise damaged(path, error) from error
    if magic in (_ZIP, _OLE):
        return BookTable(path, sheet, heading_row, wanted)
    if path.suffix.lower() in _WORKBOOKS:
        raise TableError(
            f"{path}：不是有效的 Excel 文件（可能是改了扩展名或已损坏），请用 Excel 打开后另存",
            f"{path}: not an Excel file (renamed or damaged?); open it in Excel and save it anew",
        )
    if magic.lstrip()[:1] == b"<":
        raise TableError(
            f"{path}：是网页而不是表格，请用 Excel 打开后另存为 .xlsx 或 CSV",
            f"{path}: a web page and not a table; open it in Excel and save it as .xlsx or CSV",
        )
    return TextTable(path, encoding, delimiter, heading_row, wanted)


def _magic(path: Path) -> bytes:
    if path.is_dir():
        raise TableError(f"{path}：是文件夹，请给出登记簿文件", f"{path}: is a folder; name the register's file")
    try:
        with path.open("rb") as file:
            return file.read(4)
    except FileNotFoundError as error:
        raise TableError(f"{path}：没有这个文件", f"{path}: there is no such file") from error
    except OSError as error:
        raise TableError(
            f"{path}：无法读取（{error.strerror}）", f"{path}: cannot be read ({error.strerror})"
        ) from error
