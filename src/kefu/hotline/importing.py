"""The call records of an exchange as a file, CSV or Excel: all of it or nothing; what is known stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from kefu.audit.moments import MomentReader
from kefu.audit.tables import Rejection, TableError, block_rows, open_table
from kefu.hotline.actions import ConflictError, Report, take_report
from kefu.hotline.forms import ReportForm
from kefu.lib.located import Problems, load_yaml
from kefu.lib.text import Text

# How exchanges call the columns; a mapping names others.
HEADINGS = {
    "call": ("通话编号", "呼叫编号", "流水号", "call id", "uniqueid", "call"),
    "started": ("来电时间", "呼叫时间", "开始时间", "start", "calldate", "started"),
    "answered": ("接听时间", "应答时间", "answer", "answered"),
    "ended": ("挂机时间", "结束时间", "end", "ended"),
    "line": ("被叫号码", "线路", "热线", "line", "called"),
    "number": ("主叫号码", "来电号码", "客户号码", "src", "number", "caller"),
    "direction": ("呼叫方向", "方向", "direction"),
    "agent": ("坐席", "工号", "接听人", "agent"),
    "rings": ("振铃次数", "rings"),
    "recording": ("录音", "录音文件", "录音地址", "recording"),
    "disposition": ("处置", "处置结果", "disposition"),
    "summary": ("摘要", "备注", "小结", "summary"),
}
_NEEDED = "started"


@dataclass(frozen=True)
class Office:
    """For whom a file is read: the clocks by which it was written, who works there, and when it is read."""

    reader: MomentReader
    staff: Mapping[str, int]
    now: datetime


class Row(NamedTuple):
    """A row of the file as a report of a call."""

    number: int
    report: Report


class Imported(NamedTuple):
    """How many calls were new, or said something new, and how many were known."""

    new: int
    known: int


class ImportFaultsError(Exception):
    """Rows that cannot be used: nothing was imported."""

    def __init__(self, faults: list[Rejection]) -> None:
        super().__init__(f"{len(faults)} rows cannot be used")
        self.faults = faults


def read_mapping(path: Path) -> dict[str, str]:
    """Which column holds which field, from a YAML file (`started: 开始时间`). Raises `TableError`."""
    try:
        said, _ = load_yaml(path)
    except Problems as error:
        first = error.problems[0]
        raise TableError(first.shown(), first.shown("en")) from error
    if not isinstance(said, dict) or not all(isinstance(column, str) for column in said.values()):
        raise TableError(f"{path}：每行应写作“字段: 列名”", f"{path}: each line is a field and its column")
    if unknown := [str(field) for field in said if field not in HEADINGS]:
        known = ", ".join(HEADINGS)
        raise TableError(
            f"{path}：没有字段 {unknown[0]}；可用：{known}", f"{path}: no field {unknown[0]}; there are: {known}"
        )
    return {str(field): column for field, column in said.items()}


def import_calls(community_id: int, path: Path, mapping: Mapping[str, str], office: Office) -> Imported:
    """Bring the calls of a file in. Raises `TableError`, or `ImportFaultsError` with all that is wrong with rows."""
    rows, faults = _read(path, mapping, office)
    counts = {True: 0, False: 0}
    with transaction.atomic():
        for row in rows:
            try:
                # Each row in a savepoint: what one has begun when it is found wrong is undone before the next.
                counts[take_report(community_id, row.report, now=office.now).is_new] += 1
            except ConflictError as error:
                faults.append(Rejection(row.number, error.field, Text(error.message, error.message)))
        if faults:
            raise ImportFaultsError(sorted(faults, key=lambda fault: fault.row))
    return Imported(counts[True], counts[False])


def _read(path: Path, mapping: Mapping[str, str], office: Office) -> tuple[list[Row], list[Rejection]]:
    wanted = {field: (mapping[field],) if field in mapping else names for field, names in HEADINGS.items()}
    table = open_table(path, wanted=[name for names in wanted.values() for name in names])
    at = dict(_columns(table.headings, wanted))
    if absent := [column for field, column in mapping.items() if field not in at]:
        raise TableError(f"{path}：没有“{absent[0]}”列", f"{path}: there is no column “{absent[0]}”")
    if _NEEDED not in at:
        raise TableError(
            f"{path}：没有来电时间列；请在映射中写 started: 列名",
            f"{path}: no column says when calls came in; say started: COLUMN in a mapping",
        )
    rows: list[Row] = []
    faults: list[Rejection] = []
    for block in table.blocks():
        for number, cells in block_rows(block, frozenset(at.values())):
            if isinstance(cells, Rejection):
                faults.append(cells)
                continue
            form = _form({field: cells[column].strip() for field, column in at.items()}, office)
            wrong = [Rejection(number, _heading(table.headings, at, name), text) for name, text in _faults(form)]
            faults += wrong
            if not wrong:
                rows.append(Row(number, form.report()))
    return rows, faults


def _form(said: Mapping[str, str], office: Office) -> ReportForm:
    return ReportForm(said, reader=office.reader, staff=office.staff, now=office.now)


def _faults(form: ReportForm) -> Iterator[tuple[str, Text]]:
    """What is wrong with a row, by field; in a file somebody who is not there is wrong, too."""
    for name, messages in form.errors.items():
        text = " ".join(str(message) for message in messages)
        yield name, Text(text, text)
    if form.unknown_agent:
        yield "agent", Text(f"没有员工“{form.unknown_agent}”", f"nobody here is called “{form.unknown_agent}”")


def _heading(headings: tuple[str, ...], at: Mapping[str, int], field: str) -> str | None:
    return headings[at[field]] if field in at else None


def _columns(headings: tuple[str, ...], wanted: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    for field, names in wanted.items():
        for number, heading in enumerate(headings):
            if heading.strip().lower() in {name.lower() for name in names}:
                yield field, number
                break
