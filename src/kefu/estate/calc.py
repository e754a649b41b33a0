"""How units and persons are called and found, and what the rows of an office's file say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kefu.audit.tables import Rejection, Table, block_rows
from kefu.lib.text import Text
from kefu.lib.width import clean
from kefu.people.names import readings

_BETWEEN = re.compile(r"(?:号楼|号院|栋|幢|座|单元|门洞|门|层|楼|室|房|号|[-—_/\\.·\s#])+")
_PHONE = re.compile(r"\+?\d[\d\s()-]{3,28}")
_NOT_DIGITS = re.compile(r"\D")
_LAST = 4

# By the field of a row: how offices head its column, the first one as we do ourselves.
HEADINGS: dict[str, tuple[str, ...]] = {
    "building": ("楼栋", "楼号", "栋号", "幢号", "楼宇", "building"),
    "entrance": ("单元", "单元号", "门洞", "entrance"),
    "floor": ("楼层", "层", "floor"),
    "room": ("房号", "房间号", "室号", "户号", "门牌号", "房屋编号", "unit", "room"),
    "use": ("用途", "房屋类型", "房屋性质", "use"),
    "name": ("姓名", "业主", "业主姓名", "住户", "住户姓名", "客户姓名", "name", "owner"),
    "phone": ("电话", "手机", "手机号", "联系电话", "联系方式", "电话号码", "phone"),
    "capacity": ("身份", "关系", "住户类型", "与业主关系", "capacity"),
}
USES = {
    "": "home", "住宅": "home", "住房": "home", "商铺": "shop", "门面": "shop", "商业": "shop", "办公": "office",
    "写字楼": "office", "车位": "parking", "储藏间": "store", "仓库": "store",
}  # fmt: skip
CAPACITIES = {
    "": "owner", "业主": "owner", "产权人": "owner", "本人": "owner", "共有人": "co-owner", "共有产权人": "co-owner",
    "租户": "tenant", "租客": "tenant", "承租人": "tenant", "家属": "family", "家庭成员": "family", "亲属": "family",
    "代理人": "agent", "委托人": "agent",
}  # fmt: skip


class EstateRow(NamedTuple):
    """What a row of a file says: a unit, and one who belongs to it (blank: nobody)."""

    building: str
    entrance: str
    floor: int | None
    code: str
    use: str
    name: str
    phone: str
    capacity: str


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


def unit_code(building: str, entrance: str, room: str) -> str:
    """How a unit is called: `3-2-1201`. A room that names its building already is called as it is."""
    parts = [part for part in _BETWEEN.split(clean(room)) if part]
    if len(parts) > 1:
        return "-".join(parts)
    before = [_BETWEEN.sub("", clean(part)) for part in (building, entrance)]
    return "-".join(filter(None, [*before, *parts]))


def plain_code(code: str) -> str:
    """A unit's code without what stands between."""
    return _BETWEEN.sub("", clean(code)).lower()


def sort_key(code: str) -> str:
    """What a unit sorts by: its code with all numbers at one width."""
    return re.sub(r"\d+", lambda found: found[0].zfill(5), code)[:120]


def typed_code(typed: str) -> str | None:
    """What somebody typed as the beginning of a unit's code; None when they left out what stands between."""
    parts = [part for part in _BETWEEN.split(clean(typed)) if part]
    return "-".join(parts) if len(parts) > 1 else None


def person_keys(name: str, phone: str) -> set[str]:
    """What somebody is found by, lower case: the name from each sign on, its sounds, its initials, the numbers."""
    called = name_key(name)
    keys = {called[start:] for start in range(len(called))} if len(called) <= 6 else {called}
    for sounds in readings(name):
        keys |= {"".join(sounds[start:]) for start in range(min(len(sounds), 2))}
        keys.add("".join(sound[:1] for sound in sounds))
    digits = _NOT_DIGITS.sub("", phone)
    keys |= {digits, digits[-_LAST:]} if digits else set()
    return {key[:80] for key in keys if key}


def name_key(typed: str) -> str:
    """A name, sounds or a number as keys are written."""
    return re.sub(r"[\s·•.()+-]", "", clean(typed)).lower()


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
    before: dict[str, str] = {}
    for block in table.blocks():
        for number, cells in block_rows(block):
            if isinstance(cells, Rejection):
                faults.append(Fault(number, cells.column or "", cells.reason, ()))
                continue
            said = {field: clean(cells[place]) for field, place in columns.items()}
            # Merged cells leave the building and the entrance in their first row only.
            for field in ("building", "entrance"):
                said[field] = before[field] = said.get(field) or before.get(field, "")
            fault = _fault(said)
            if fault is not None:
                faults.append(Fault(number, table.headings[columns[fault[0]]], fault[1], tuple(cells)))
            else:
                rows.append(_row(said))
    return rows, faults


def _row(said: Mapping[str, str]) -> EstateRow:
    code = unit_code(said["building"], said["entrance"], said["room"])
    floor = said.get("floor", "")
    return EstateRow(
        said["building"] or code.split("-")[0],
        said["entrance"],
        int(floor.rstrip("层楼F")) if floor else None,
        code,
        USES.get(said.get("use", ""), "home"),
        said.get("name", ""),
        said.get("phone", ""),
        CAPACITIES.get(said.get("capacity", ""), "owner"),
    )


def _fault(said: Mapping[str, str]) -> tuple[str, Text] | None:
    """The field at fault, and what is wrong with it."""
    return next(_faults(said), None)


def _faults(said: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    if not said["room"]:
        yield "room", Text("没有填写房号", "is blank: which unit is it?")
    code = unit_code(said["building"], said["entrance"], said["room"])
    if len(code) > 40:
        yield "room", Text("房号太长（最多 40 个字符）", "is too long: 40 characters at most")
    if not plain_code(code):
        yield "room", Text(f"“{said['room']}”不是房号", f"“{said['room']}” is no unit")
    floor = said.get("floor", "")
    if floor and not re.fullmatch(r"-?\d{1,3}[层楼F]?", floor):
        yield "floor", Text(f"“{floor}”不是楼层", f"“{floor}” is no floor")
    if said.get("use", "") not in USES:
        yield "use", _one_of(said["use"], USES)
    if said.get("capacity", "") not in CAPACITIES:
        yield "capacity", _one_of(said["capacity"], CAPACITIES)
    if len(said.get("name", "")) > 60:
        yield "name", Text("姓名太长（最多 60 个字符）", "is too long: 60 characters at most")
    phone = said.get("phone", "")
    if phone and not _PHONE.fullmatch(phone):
        yield "phone", Text(f"“{phone}”不是电话号码", f"“{phone}” is no telephone number")
    if phone and not said.get("name"):
        yield "phone", Text("有电话而没有姓名", "is given, but no name")


def _one_of(said: str, known: Mapping[str, Any]) -> Text:
    words = "、".join(filter(None, known))
    return Text(f"看不懂“{said}”，可写：{words}", f"“{said}” is unknown; write one of {words}")
