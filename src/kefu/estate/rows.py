"""What the rows of an office's file say of units and residents, and what is wrong with those that cannot be used."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kefu.audit.tables import Rejection, Table, block_rows
from kefu.audit.tables.blocks import Block
from kefu.estate.calc import LONGEST_CODE, EstateRow, names_its_building, plain_code, unit_code
from kefu.lib.text import Text
from kefu.lib.width import CONTROL, clean

# By the field of a row: how offices head its column, the first one as we do ourselves.
HEADINGS: dict[str, tuple[str, ...]] = {
    "building": ("楼栋", "楼号", "栋号", "幢号", "楼宇", "building"),
    "entrance": ("单元", "单元号", "门洞", "entrance"),
    "floor": ("楼层", "层", "floor"),
    "room": ("房号", "房间号", "室号", "户号", "门牌号", "房屋编号", "unit", "room"),
    "use": ("用途", "房屋类型", "房屋性质", "use"),
    "name": ("姓名", "业主", "业主姓名", "住户", "住户姓名", "客户姓名", "name", "owner"),
    "sex": ("性别", "sex"),
    "phone": ("电话", "手机", "手机号", "联系电话", "联系方式", "电话号码", "phone"),
    "capacity": ("身份", "关系", "住户类型", "与业主关系", "capacity"),
}
USES = {
    "": "", "住宅": "home", "住房": "home", "商铺": "shop", "门面": "shop", "商业": "shop", "办公": "office",
    "写字楼": "office", "车位": "parking", "储藏间": "store", "仓库": "store",
    "home": "home", "shop": "shop", "office": "office", "parking": "parking", "store": "store",
}  # fmt: skip
CAPACITIES = {
    "": "owner", "业主": "owner", "产权人": "owner", "本人": "owner", "共有人": "co-owner", "共有产权人": "co-owner",
    "租户": "tenant", "租客": "tenant", "承租人": "tenant", "家属": "family", "家庭成员": "family", "亲属": "family",
    "代理人": "agent", "委托人": "agent",
    "owner": "owner", "co-owner": "co-owner", "tenant": "tenant", "family": "family", "agent": "agent",
}  # fmt: skip
SEXES = {"": "", "女": "woman", "男": "man", "f": "woman", "m": "man", "woman": "woman", "man": "man"}
MOST_PHONES = 10
_CHOICES = {"use": USES, "capacity": CAPACITIES, "sex": SEXES}
# As long as the columns they go into.
_LONGEST = {"building": 40, "entrance": 20, "name": 60}
_PHONE = re.compile(r"\+?\d[\d\s()-]{3,28}")
_BETWEEN_PHONES = re.compile(r"\s*[/、,;|]+\s*|\s+(?=1\d{10}(?!\d))")
_FLOOR = re.compile(r"(?P<below>-|[Bb]|负|地下)?(?P<number>\d{1,3})[层楼Ff]?")


class Fault(NamedTuple):
    """A row that cannot be used: its number, its column, why, and its cells."""

    row: int
    column: str
    reason: Text
    cells: tuple[str, ...]


class ColumnsError(Exception):
    """The file has no column for what every row must say."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self.headings = tuple(headings)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Which field stands in which column. Raises `ColumnsError` where no column says which unit it is."""
    found: dict[str, int] = {}
    names = [clean(heading).lower() for heading in headings]
    for field, synonyms in HEADINGS.items():
        place = next((names.index(name) for name in synonyms if name in names), None)
        if place is not None:
            found[field] = place
    if "room" not in found:
        raise ColumnsError(headings)
    return found


def read_table(table: Table) -> tuple[list[EstateRow], list[Fault]]:
    """All rows of a file, and those that cannot be used. Raises `ColumnsError`, `TableError`."""
    columns = columns_of(table.headings)
    rows: list[EstateRow] = []
    faults: list[Fault] = []
    above: dict[str, str] = {}
    for number, cells, rejection in _table_rows(table, columns):
        said = {field: clean(cells[place]) for field, place in columns.items()} if cells else {}
        _carry_down(said, above)
        if rejection is not None:
            faults.append(Fault(number, rejection.column or "", rejection.reason, _to_mend(cells, said, columns)))
            continue
        fault = next(_faults(said), None)
        if fault is not None:
            column = table.headings[columns[fault[0]]]
            faults.append(Fault(number, column, fault[1], _to_mend(cells, said, columns)))
        else:
            rows.append(_row(said))
    return rows, faults


def _table_rows(table: Table, columns: Mapping[str, int]) -> Iterator[tuple[int, list[str], Rejection | None]]:
    """The rows with their numbers and cells, and why a row is rejected, if it is."""
    used = frozenset(columns.values())
    for block in table.blocks():
        whole: dict[int, list[str]] = {}
        for number, cells in block_rows(block, used):
            if isinstance(cells, Rejection):
                whole = whole or _whole(block)
                yield number, whole.get(number, []), cells
            else:
                yield number, cells, None


def _whole(block: Block) -> dict[int, list[str]]:
    """The cells of a block's rows, those of rejected rows too, as far as they can be told apart."""
    return {number: cells for number, cells in block_rows(block, ()) if not isinstance(cells, Rejection)}


def _carry_down(said: dict[str, str], above: dict[str, str]) -> None:
    """Fill in what merged cells leave in their first row only: the building, and the entrance within one building."""
    if said.get("building", "") not in ("", above.get("building")):
        above.clear()
    for field in ("building", "entrance"):
        above[field] = said.get(field) or above.get(field, "")
    if said and not names_its_building(said["room"]):
        said |= above


def _to_mend(cells: Sequence[str], said: Mapping[str, str], columns: Mapping[str, int]) -> tuple[str, ...]:
    """A row as it stood, readable, with what merged cells had left out: it is read by itself once it is mended."""
    kept = [CONTROL.sub("", cell) for cell in cells]
    for field in ("building", "entrance"):
        if kept and field in columns:
            kept[columns[field]] = kept[columns[field]] or CONTROL.sub("", said.get(field, ""))
    return tuple(kept)


def _row(said: Mapping[str, str]) -> EstateRow:
    code = _code(said)
    phones = _phones(said)
    return EstateRow(
        said.get("building") or code.split("-")[0],
        said.get("entrance", ""),
        _floor(said.get("floor", "")),
        code,
        USES[said.get("use", "").lower()],
        said.get("name", ""),
        phones[0] if phones else "",
        CAPACITIES[said.get("capacity", "").lower()],
        phones[1:],
        SEXES[said.get("sex", "").lower()],
    )


def _code(said: Mapping[str, str]) -> str:
    return unit_code(said.get("building", ""), said.get("entrance", ""), said["room"])


def _phones(said: Mapping[str, str]) -> list[str]:
    """The numbers of a cell, each once, in order."""
    return list(dict.fromkeys(filter(None, _BETWEEN_PHONES.split(said.get("phone", "")))))


def _floor(said: str) -> int | None:
    found = _FLOOR.fullmatch(said)
    return int(found["number"]) * (-1 if found["below"] else 1) if found else None


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """The fields at fault, and what is wrong with each."""
    yield from _faults_of_unit(said)
    for field, known in _CHOICES.items():
        if said.get(field, "").lower() not in known:
            yield field, _one_of(said[field], known)
    yield from _faults_of_person(said)


def _faults_of_unit(said: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    code = _code(said)
    if not said["room"]:
        yield "room", Text("没有填写房号", "is blank: which unit is it?")
    elif not plain_code(said["room"]):
        yield "room", Text(f"“{said['room']}”不是房号", f"“{said['room']}” is no unit")
    for field, most in _LONGEST.items():
        if len(said.get(field, "")) > most:
            yield field, Text(f"太长（最多 {most} 个字符）", f"is too long: {most} characters at most")
    if len(code) > LONGEST_CODE:
        words = f"房号太长（最多 {LONGEST_CODE} 个字符）", f"is too long: {LONGEST_CODE} characters at most"
        yield "room", Text(*words)
    floor = said.get("floor", "")
    if floor and _floor(floor) is None:
        yield "floor", Text(f"“{floor}”不是楼层", f"“{floor}” is no floor")


def _faults_of_person(said: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    phones = _phones(said)
    wrong = next((phone for phone in phones if not _PHONE.fullmatch(phone)), None)
    if wrong is not None:
        yield "phone", Text(f"“{wrong}”不是电话号码", f"“{wrong}” is no telephone number")
    if len(phones) > MOST_PHONES:
        yield "phone", Text(f"号码太多（最多 {MOST_PHONES} 个）", f"has too many numbers: {MOST_PHONES} at most")
    if phones and not said.get("name"):
        yield "phone", Text("有电话而没有姓名", "is given, but no name")


def _one_of(said: str, known: Mapping[str, str]) -> Text:
    words = [word for word in known if word]
    zh = "、".join(word for word in words if not word.isascii())
    en = ", ".join(word for word in words if word.isascii())
    return Text(f"看不懂“{said}”，可写：{zh}", f"“{said}” is unknown; write one of {en}")
