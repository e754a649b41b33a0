"""A mapping: a YAML file that names the columns of an office's register, so that its rows become events.

Column names and cell values are compared after the same cleaning (width, blanks, line breaks: `kefu.lib.width.clean`).
"""

import codecs
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from kefu.audit.moments import DateOnly, Order
from kefu.audit.tables import Table, open_table
from kefu.lib.located import Loc, Plain, Problem, Problems, load_yaml, position, problems_of, refusal
from kefu.lib.text import Text
from kefu.lib.width import clean
from kefu.lib.worktime import Instant, Zone, wall_seconds

Scalar = StrictStr | StrictBool | StrictInt | StrictFloat
_NEAREST = 3
_SOMEWHAT_LIKE = 0.3


class MappingProblems(Problems):
    """A mapping that cannot be used: all that is wrong in it, each with its line."""


class MappingError(Exception):
    """A mapping that does not fit a register: `missing` has each absent column with the headings most like it."""

    def __init__(self, missing: Sequence[tuple[str, Sequence[str]]]) -> None:
        self.missing = tuple(missing)
        zh = [f"“{name}”" + (f"（相近的有：{'、'.join(near)}）" if near else "") for name, near in missing]
        en = [f"“{name}”" + (f" (nearest: {', '.join(near)})" if near else "") for name, near in missing]
        self.text = Text(f"登记簿没有这些列：{';'.join(zh)}", f"the register has no column {'; '.join(en)}")
        super().__init__(self.text.en)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal(f"没有时区“{name}”", f"there is no time zone “{name}”; one is Asia/Shanghai") from None
    return name


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise refusal(f"不认识的编码“{name}”", f"unknown encoding “{name}”; usual are utf-8, gbk, utf-16") from None
    return name


def _delimiter(name: str) -> str:
    sign = {"tab": "\t", "\\t": "\t"}.get(name, name)
    if len(sign) != 1 or not sign.isascii():
        raise refusal("分隔符须是一个半角字符，或 tab", "the delimiter must be one plain sign, or tab")
    return sign


def _wall(written: str) -> str:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise refusal(
            f"看不懂“{written}”，应写作 2016-01-12T23:00（当地时间）",
            f"“{written}” is no local time; write it as 2016-01-12T23:00",
        )
    return written


def _a_list(value: Plain) -> Plain:
    return [value] if isinstance(value, str | int | float) else value


def _clean_keys(values: dict[str, Scalar]) -> dict[str, Scalar]:
    cleaned: dict[str, Scalar] = {}
    for key, value in values.items():
        if cleaned.setdefault(clean(key), value) != value:
            raise refusal(f"“{clean(key)}”有两个含义", f"“{clean(key)}” has two meanings")
    return cleaned


Column = Annotated[str, Field(min_length=1), AfterValidator(clean)]
Columns = Annotated[tuple[Column, ...], BeforeValidator(_a_list), Field(min_length=1)]
Meanings = Annotated[dict[str, Scalar], Field(min_length=1), AfterValidator(_clean_keys)]
WallTime = Annotated[str, AfterValidator(_wall)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Words(_Part):
    """The same words in both languages."""

    zh: str
    en: str


class Filter(_Part):
    """Rows in which a column has one of the values."""

    column: Column
    values: tuple[Column, ...] = Field(min_length=1)


class FactColumn(_Part):
    """Where a fact comes from: a column, as it stands or translated by `values`; or `value`, for all rows.

    A blank cell leaves the fact out unless there is a default; a value that is not listed needs a default too.
    `filled`: whether the cell says anything. `same_as`: whether it says what another column's does, where both say
    something.
    """

    column: Column | None = None
    same_as: Column | None = None
    type: Literal["text", "number", "yes_no", "time", "filled"] = "text"
    values: Meanings | None = None
    default: Scalar | None = None
    value: Scalar | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> "FactColumn":
        if (self.column is None) == (self.value is None):
            raise refusal("须写 column 或 value 之一", "say either column or value")
        if self.column is None and (self.values or self.default is not None):
            raise refusal("values 和 default 须与 column 同用", "values and default go with column")
        if self.values and self.type != "text":
            raise refusal("values 不能与 type 同用", "values and type exclude each other")
        if self.same_as and (self.column is None or self.values or self.type != "text" or self.default is not None):
            raise refusal("same_as 只与 column 同用", "same_as goes with column alone")
        return self

    def columns(self) -> tuple[str, ...]:
        """The columns that it is read from."""
        return tuple(column for column in (self.column, self.same_as) if column is not None)


class EventColumns(_Part):
    """One event of a row: it happened if the cell of `at` is not blank (several columns: date and time apart) and the
    row passes `only`.
    """

    at: Columns
    actor: Column | None = None
    recorded: Columns | None = None
    facts: dict[str, FactColumn] = {}
    only: Filter | None = None
    date_only: DateOnly | None = None


class LogColumns(_Part):
    """A register with one event in a row: which event, by the words of a column."""

    event: Column
    values: Annotated[dict[str, str], Field(min_length=1), AfterValidator(_clean_keys)]
    at: Columns
    actor: Column | None = None
    recorded: Columns | None = None


class First(_Part):
    """The event with which every subject's history begins, at one time for all."""

    event: str
    at: WallTime


class CaseWords(_Part):
    """The columns of a case's words, which `kefu import` brings in; an audit does not read them."""

    matter: Columns | None = None
    place: Columns | None = None
    happened: Columns | None = None
    people: Columns | None = None
    caller: Columns | None = None
    contact: Columns | None = None
    convenient_time: Columns | None = None
    unit: Columns | None = None

    def columns(self) -> dict[str, Columns]:
        """The columns of each word that there is."""
        return {name: columns for name, columns in self if columns is not None}


class Groups(_Part):
    """The columns by which the report is divided."""

    category: Column | None = None
    department: Column | None = None
    person: Column | None = None


class Promise(_Part):
    """A due time that another system gave: `bring` by `due`, from `when` on; judged as a clause of its own."""

    due: Columns
    when: str
    bring: str
    compare: bool = False
    says: Words | None = None


class Mapping(_Part):
    """All that a mapping file says. See docs/rulebook.md."""

    mapping: str
    title: Words | None = None
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = None
    sheet: str | None = None
    heading_row: Annotated[int, Field(ge=1)] | None = None
    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = None
    order: Order = "ymd"
    now: WallTime | None = None
    date_only: DateOnly | None = None
    subject: Columns | None = None
    repeats: Columns | None = None
    skip: tuple[Filter, ...] = ()
    events: dict[str, EventColumns] = {}
    log: LogColumns | None = None
    first: First | None = None
    facts: dict[str, FactColumn] = {}
    by: Groups = Groups()
    words: CaseWords = CaseWords()
    promises: dict[str, Promise] = {}

    @model_validator(mode="after")
    def _has_one_form(self) -> "Mapping":
        if bool(self.events) == (self.log is not None):
            raise refusal(
                "须写 events（一行一案）或 log（一行一事）之一",
                "say either events (a case in a row) or log (an event in a row)",
            )
        return self

    def event_names(self) -> tuple[str, ...]:
        """Every event that a row can bring or a promise names, each once."""
        names = [*self.events, *(self.log.values.values() if self.log else ())]
        names += [self.first.event] if self.first else []
        names += [name for promise in self.promises.values() for name in (promise.when, promise.bring)]
        return tuple(dict.fromkeys(names))

    def fact_names(self) -> tuple[str, ...]:
        """Every fact that is taken from a row, each once; those of promises (`promise.<id>`) are not among them."""
        names = [*self.facts, *(name for event in self.events.values() for name in event.facts)]
        return tuple(dict.fromkeys(names))

    def columns(self) -> tuple[str, ...]:
        """Every column that is named, each once."""
        return tuple(dict.fromkeys(_columns(self)))

    def with_words(self, headings: Sequence[str]) -> "Mapping":
        """The mapping for a register that may lack columns of words: with those that it has."""
        there = {name: columns for name, columns in self.words.columns().items() if {*columns} <= {*headings}}
        return self.model_copy(update={"words": CaseWords(**there)})

    def open(self, path: Path | str) -> Table:
        """Open the register that this mapping describes. Raises `TableError`."""
        return open_table(
            path,
            encoding=self.encoding,
            delimiter=self.delimiter,
            sheet=self.sheet,
            heading_row=self.heading_row,
            wanted=self.columns(),
        )

    def now_in(self, zone: Zone) -> Instant | None:
        """The mapping's “now” as the zone's clocks read it."""
        return zone.instant(wall_seconds(datetime.fromisoformat(self.now))) if self.now else None

    def check_headings(self, headings: Sequence[str]) -> None:
        """Raises `MappingError` with all columns that the headings do not have."""
        absent = [name for name in self.columns() if name not in headings]
        if absent:
            raise MappingError([(name, _nearest(name, headings)) for name in absent])


def load_mapping(path: Path | str) -> Mapping:
    """Read a mapping file (`Path`) or text (`str`). Raises `MappingProblems` with all that is wrong."""
    shown = str(path) if isinstance(path, Path) else "<mapping>"
    try:
        values, positions = load_yaml(path, name=shown)
    except Problems as error:
        raise MappingProblems(error.problems) from error
    try:
        mapping = Mapping.model_validate(values)
    except ValidationError as error:
        raise MappingProblems(problems_of(error, shown, positions)) from error
    problems = [Problem(shown, *position(positions, loc), text) for loc, text in _contradictions(mapping)]
    if problems:
        raise MappingProblems(problems)
    return mapping


def _nearest(name: str, headings: Sequence[str]) -> list[str]:
    """The headings most like a name; of equals those that begin like it."""
    ranked = [
        (SequenceMatcher(None, name.lower(), heading.lower()).ratio(), heading.startswith(name[:2]), heading)
        for heading in headings
    ]
    ranked.sort(key=lambda one: one[:2], reverse=True)
    return [heading for likeness, _, heading in ranked[:_NEAREST] if likeness >= _SOMEWHAT_LIKE]


def _contradictions(mapping: Mapping) -> Iterator[tuple[Loc, Text]]:
    """What no single key shows to be wrong."""
    brought = set(mapping.events) | set(mapping.log.values.values() if mapping.log else ())
    for name, promise in mapping.promises.items():
        for key, event in (("when", promise.when), ("bring", promise.bring)):
            if event not in brought:
                text = Text(f"映射中没有事件“{event}”", f"the mapping brings no event “{event}”")
                yield ("promises", name, key), text
    if mapping.log and mapping.subject is None:
        yield (
            ("log",),
            Text("一行一事时须写 subject，以知各行属于谁", "with an event in a row say subject: to whom it belongs"),
        )


def _columns(mapping: Mapping) -> Iterator[str]:
    yield from mapping.subject or ()
    if mapping.log is not None:
        yield mapping.log.event
    for event in (mapping.log,) if mapping.log is not None else mapping.events.values():
        yield from event.at
        yield from event.recorded or ()
        yield from [event.actor] if event.actor else []
    yield from _fact_columns(mapping)
    for promise in mapping.promises.values():
        yield from promise.due
    yield from mapping.repeats or ()
    yield from (group for group in (mapping.by.category, mapping.by.department, mapping.by.person) if group)
    yield from (left_out.column for left_out in mapping.skip)


def _fact_columns(mapping: Mapping) -> Iterator[str]:
    for event in mapping.events.values():
        yield from (column for fact in event.facts.values() for column in fact.columns())
        yield from [event.only.column] if event.only else []
    yield from (column for fact in mapping.facts.values() for column in fact.columns())
