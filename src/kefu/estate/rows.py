"""What the rows of an office's file say of units and residents, and what is wrong with those that cannot be used."""

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kefu.audit.tables import Rejection, Table, block_rows
from kefu.audit.tables.blocks import Block
from kefu.estate.calc import (
    LONGEST_CODE,
    EstateRow,
    name_key,
    names_its_building,
    plain_code,
    unit_code,
    without_numbers,
)
from kefu.lib import identity
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
    "id_kind": ("证件类型", "证件种类", "证件名称", "id type"),
    "id_number": ("证件号码", "证件号", "身份证号", "身份证号码", "身份证", "id number"),
    "square_metres": ("建筑面积", "面积", "建筑面积(㎡)", "建筑面积(m2)", "面积(㎡)", "floor area", "area"),
    "address": ("通讯地址", "联系地址", "地址", "address"),
    "community": ("小区", "小区名称", "项目", "项目名称", "community"),
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
ID_KINDS = {
    "": "", "身份证": "card", "居民身份证": "card", "护照": "passport", "港澳通行证": "hong-kong-macau",
    "港澳居民来往内地通行证": "hong-kong-macau", "回乡证": "hong-kong-macau", "台胞证": "taiwan",
    "台湾居民来往大陆通行证": "taiwan", "外国人永久居留证": "residence", "军官证": "military", "营业执照": "company",
    "统一社会信用代码": "company", "其他": "other",
    "id card": "card", "passport": "passport", "credit code": "company", "other": "other",
}  # fmt: skip
SEXES = {"": "", "女": "woman", "男": "man", "f": "woman", "m": "man", "woman": "woman", "man": "man"}
MOST_PHONES = 10
_CHOICES = {"use": USES, "capacity": CAPACITIES, "sex": SEXES, "id_kind": ID_KINDS}
# As long as the columns they go into.
_LONGEST = {"building": 40, "entrance": 20, "name": 60, "address": 200}
# What a list of ours has masked says nothing when it comes back.
_MASKED = "*"
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(?: ?(?:㎡|m2|m²|平米|平方米))?")
_DIGITS = re.compile(r"\d{15}|\d{17}[\dX]", re.ASCII)
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


# A number of a paper in a community.
Held = tuple[int, str]


@dataclasses.dataclass(frozen=True)
class Known:
    """What a file is held against: the communities that rows may name, and who has the numbers of papers.

    `names`: by a community (0: that of the file) and a number the name key of who has it there.
    """

    communities: Mapping[str, int] = dataclasses.field(default_factory=dict)
    names: Callable[[Collection[str]], Mapping[Held, str]] = lambda _: {}


# Of a file without communities and people who are known.
NOTHING_KNOWN = Known()


def read_table(table: Table, known: Known = NOTHING_KNOWN) -> tuple[list[EstateRow], list[Fault]]:
    """All rows of a file, and those that cannot be used. Raises `ColumnsError`, `TableError`."""
    rows: list[EstateRow] = []
    faults: list[Fault] = []
    for some, wrong, _ in read_blocks(table, known):
        rows += some
        faults += wrong
    return rows, faults


def read_blocks(table: Table, known: Known) -> Iterator[tuple[list[EstateRow], list[Fault], int]]:
    """The rows of a file, some thousands at a time: those of use, those that cannot be used, how far the file is read.

    Raises `ColumnsError`, `TableError`.
    """
    columns = columns_of(table.headings)
    above: dict[str, str] = {}
    taken: dict[Held, str] = {}
    for block in table.blocks():
        rows: list[EstateRow] = []
        faults: list[Fault] = []
        lines = [(*line, _said(line[1], columns)) for line in _block_rows(block, frozenset(columns.values()))]
        names = known.names({paper for *_, said in lines if (paper := _number(said))})
        for number, cells, rejection, said in lines:
            _carry_down(said, above)
            fault = _fault(said, known, names, taken) if rejection is None else None
            if rejection is not None:
                faults.append(Fault(number, rejection.column or "", rejection.reason, _to_mend(cells, said, columns)))
            elif fault is not None:
                column = table.headings[columns[fault[0]]]
                faults.append(Fault(number, column, fault[1], _to_mend(cells, said, columns)))
            else:
                row = _row(said, known)
                if row.id_number:
                    taken[row.community, row.id_number] = name_key(row.name)
                rows.append(row)
        yield rows, faults, block.done


def _said(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {field: clean(cells[place]) for field, place in columns.items()} if cells else {}


def _fault(
    said: Mapping[str, str], known: Known, names: Mapping[Held, str], taken: Mapping[Held, str]
) -> tuple[str, Text] | None:
    """The first thing that is wrong with a row: the field and why."""
    found = next(_faults(said, known), None)
    if found is not None:
        return found
    held, name = (_community(said, known), _number(said)), name_key(said.get("name", ""))
    if held[1] and taken.get(held, names.get(held, name)) != name:
        return "id_number", Text("此证件号码已登记在他人名下", "is the number of somebody else already")
    return None


def _block_rows(block: Block, used: frozenset[int]) -> Iterator[tuple[int, list[str], Rejection | None]]:
    """The rows of a block with their row numbers and cells, and why a row is rejected, if it is."""
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


def _row(said: Mapping[str, str], known: Known) -> EstateRow:
    code = _code(said)
    phones = _phones(said)
    number = _number(said)
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
        _size(said.get("square_metres", "")),
        _id_kind(said, number) if number else "",
        number,
        said.get("address", ""),
        _community(said, known),
    )


def _community(said: Mapping[str, str], known: Known) -> int:
    """Which community a row names; 0: none, it is of the one that the file was sent for."""
    return known.communities.get(said.get("community", "").lower(), 0)


def _code(said: Mapping[str, str]) -> str:
    return unit_code(said.get("building", ""), said.get("entrance", ""), said["room"])


def _phones(said: Mapping[str, str]) -> list[str]:
    """The numbers of a cell, each once, in order."""
    cell = said.get("phone", "")
    return list(dict.fromkeys(one for one in _BETWEEN_PHONES.split(cell) if one and _MASKED not in one)) if cell else []


def _number(said: Mapping[str, str]) -> str:
    """The number of a paper as it is compared."""
    cell = said.get("id_number", "")
    kind = ID_KINDS.get(said.get("id_kind", "").lower(), "")
    return "" if not cell or _MASKED in cell else identity.normal(cell, kind)


def _id_kind(said: Mapping[str, str], number: str) -> str:
    """What kind of paper a number is of, where the file does not say."""
    found = ID_KINDS[said.get("id_kind", "").lower()]
    return found or ("card" if identity.is_card(number) else "other")


def _size(said: str) -> str:
    """Square metres, with two places at most; blank where none are said."""
    found = _SIZE.fullmatch(said)
    return str(round(Decimal(found[1]), 2)) if found and float(found[1]) else ""


def _floor(said: str) -> int | None:
    found = _FLOOR.fullmatch(said)
    return int(found["number"]) * (-1 if found["below"] else 1) if found else None


def _faults(said: Mapping[str, str], known: Known) -> Iterator[tuple[str, Text]]:
    """The fields at fault, and what is wrong with each."""
    yield from _faults_of_unit(said)
    for field, choices in _CHOICES.items():
        if said.get(field, "").lower() not in choices:
            yield field, _one_of(said[field], choices)
    yield from _faults_of_person(said)
    community = said.get("community", "").lower()
    if community and community not in known.communities:
        yield "community", Text("不是您管理的小区", "is no community whose estate you keep")


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
    size = said.get("square_metres", "")
    if size and not _SIZE.fullmatch(size):
        yield "square_metres", Text(f"“{size}”不是面积", f"“{size}” is no floor area")


def _faults_of_person(said: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    phones = _phones(said)
    wrong = next((phone for phone in phones if not _PHONE.fullmatch(phone)), None)
    if wrong is not None:
        shown = without_numbers(wrong)
        yield "phone", Text(f"“{shown}”不是电话号码", f"“{shown}” is no telephone number")
    if len(phones) > MOST_PHONES:
        yield "phone", Text(f"号码太多（最多 {MOST_PHONES} 个）", f"has too many numbers: {MOST_PHONES} at most")
    if phones and not said.get("name"):
        yield "phone", Text("有电话而没有姓名", "is given, but no name")
    number = _number(said)
    if not number:
        return
    if not said.get("name"):
        yield "id_number", Text("有证件号码而没有姓名", "is given, but no name")
    kind = ID_KINDS[said.get("id_kind", "").lower()]
    is_card = kind == "card" or (not kind and bool(_DIGITS.fullmatch(number)))
    if is_card and not identity.is_card(number):
        yield (
            "id_number",
            Text(
                "不是有效的身份证号码（位数、日期或校验位不符）",
                "is no identity card: digits, date or check sign are wrong",
            ),
        )
    elif not identity.is_paper(number):
        yield "id_number", Text("不是证件号码", "is no number of a paper")


def _one_of(said: str, known: Mapping[str, str]) -> Text:
    words = [word for word in known if word]
    zh = "、".join(word for word in words if not word.isascii())
    en = ", ".join(word for word in words if word.isascii())
    return Text(f"看不懂“{said}”，可写：{zh}", f"“{said}” is unknown; write one of {en}")
