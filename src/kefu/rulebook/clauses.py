"""What may stand in a rulebook file, as pydantic models: the shape alone, `checking` asks whether it makes sense."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from kefu.lib.located import refusal
from kefu.lib.periods import Period, PeriodError, parse_period

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*([.-][a-z0-9_]+)*$")]
Scalar = bool | int | float | str
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Each = Literal["day", "week", "month", "quarter", "half-year", "year"]
Count = Literal["civil-code", "elapsed"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _period(value: Any) -> Any:
    if isinstance(value, Period):
        return value
    if not isinstance(value, str):
        raise refusal("期限用文字书写，如 1 working day", f"a period is words, such as 1 working day, not {value!r}")
    try:
        return parse_period(value)
    except PeriodError as error:
        raise refusal(*error.text) from error


def _reminder(value: Any) -> Any:
    if isinstance(value, str) and value.endswith(" before"):
        return _period(value.removesuffix(" before"))
    raise refusal(
        "提醒写作“期限 before”，如 2 working hours before",
        f"a reminder is a period and the word before, such as 2 working hours before, not {value!r}",
    )


def _minute(value: Any) -> Any:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if found and int(found[1]) * 60 + int(found[2]) <= 24 * 60 and int(found[2]) < 60:
        return int(found[1]) * 60 + int(found[2])
    raise refusal("时刻写作 08:30", f"a time of day is written 08:30, not {value!r}")


def _hours(value: Any) -> Any:
    found = re.fullmatch(r"(\d{2}:\d{2})-(\d{2}:\d{2})", value) if isinstance(value, str) else None
    if not found:
        raise refusal("办公时间写作 08:30-12:00", f"office hours are written 08:30-12:00, not {value!r}")
    opening, closing = _minute(found[1]), _minute(found[2])
    return (opening, closing if closing > opening else closing + 24 * 60)


def _month_day(value: Any) -> Any:
    found = re.fullmatch(r"(\d{2})-(\d{2})", value) if isinstance(value, str) else None
    if found:
        try:
            date(2000, int(found[1]), int(found[2]))
        except ValueError:
            found = None
    if not found:
        raise refusal("年内日期写作 05-01", f"a day of the year is written 05-01, not {value!r}")
    return (int(found[1]), int(found[2]))


Names = Annotated[list[str], BeforeValidator(_as_list, json_schema_input_type=str | list[str]), Field(min_length=1)]
PeriodText = Annotated[Period, BeforeValidator(_period, json_schema_input_type=str)]
Reminder = Annotated[Period, BeforeValidator(_reminder, json_schema_input_type=str)]
Minute = Annotated[int, BeforeValidator(_minute, json_schema_input_type=str)]
Hours = Annotated[tuple[int, int], BeforeValidator(_hours, json_schema_input_type=str)]
MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day, json_schema_input_type=str)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Says(Strict):
    """What something says or is called, in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Test(Strict):
    """One condition on a fact that is more than "is this value"."""

    not_: Scalar | list[Scalar] | None = Field(default=None, alias="not")
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    known: bool | None = None

    @property
    def compares(self) -> bool:
        """Whether it asks for a size, and so for a number."""
        return any(bound is not None for bound in (self.at_least, self.at_most, self.above, self.below))


Condition = dict[str, Scalar | list[Scalar] | Test]


class Alternative(Strict):
    """What another document, or another place of the same one, says instead; shown, not in force."""

    says: Says
    source: str
    value: Any = None


class Clause(Strict):
    """What every kind of clause has."""

    says: Says
    source: Names
    assumed: bool | list[str] = False
    since: date | None = None
    retired: date | None = None
    note: Says | None = None
    alternatives: list[Alternative] = []


class OnBreach(Strict):
    """What follows when a duty is not done in time."""

    ladder: str | None = None
    acknowledge_within: PeriodText | None = None
    points: float = Field(default=0, ge=0, le=100)
    points_to: str | None = None
    tell: Names | None = None
    assumed: bool | list[str] = False


class Timed(Clause):
    """What deadlines and series share."""

    where: Condition = {}
    bearer: Names
    bring: Names
    with_: Condition = Field(default={}, alias="with")
    calendar: str = "office"
    remind: Annotated[list[Reminder], BeforeValidator(_as_list, json_schema_input_type=str | list[str])] = []
    on_breach: OnBreach = OnBreach()


class Deadline(Timed):
    """When an event, then the bearer must bring about another within a period, or by a time that a fact names.

    `by_another`: whoever brought about the first does not bear it.
    """

    when: Names
    within: PeriodText | None = None
    by: str | None = None
    pauses_for: Names | None = None
    by_another: bool | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> "Deadline":
        if (self.within is None) == (self.by is None):
            raise refusal(
                "时限条款须有 within（期限）或 by（记载时间的事实）之一，且只有一个",
                "a deadline needs one of within (a period) and by (a fact that holds a time)",
            )
        return self


class Series(Timed):
    """The bearer must bring about an event so many times in each period, for every subject."""

    from_: Names = Field(alias="from")
    until: Names | None = None
    times: int = Field(default=1, ge=1, le=1000)
    each: Each
    days: Literal["working", "all"] | list[Weekday] = "all"
    at: list[Minute] = []
    within: PeriodText | None = None
    apart: PeriodText | None = None
    grace: PeriodText | None = None


class Target(Clause):
    """A measured rate, count or mean and the value that it should reach in each period."""

    measure: str
    where: Condition = {}
    each: Each
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    above: float | None = None
    unit: str | None = None
    of: str | None = None

    @model_validator(mode="after")
    def _one_threshold(self) -> "Target":
        if sum(value is not None for value in (self.at_least, self.at_most, self.below, self.above)) != 1:
            raise refusal(
                "指标须有且只有 at_least、at_most、below、above 之一",
                "a target has exactly one of at_least, at_most, below, above",
            )
        return self


class Requirement(Clause):
    """A verb is refused unless a condition holds."""

    forbid: Names
    where: Condition = {}
    unless: Condition = {}


class Consequence(Strict):
    """What a document says follows; the program only ever proposes it (spec 9 D)."""

    says: Says
    source: str
    sanction: str | None = None
    yuan: float | None = None
    when: Says | None = None


class Conduct(Clause):
    """A behaviour, its points on a scale of 100 a month, and what the documents say follows."""

    group: Literal["dress", "discipline", "speech", "phone", "visit", "confidentiality", "integrity"]
    points: float = Field(ge=0, le=100)
    required: bool = False
    worst: float | None = Field(default=None, ge=0, le=100)
    repeat: Says | None = None
    consequences: list[Consequence] = []


class Sanction(Clause):
    """One step of the ordered list of sanctions; one that is not offered is kept as the document's."""

    offered: bool = True


class Law(Clause):
    """A law, an agreement or another text that binds the department; `always`: whatever a case is about."""

    always: bool | None = None


class Category(Clause):
    """What cases are about, and the laws that apply then; `patrolled`: patrols look for it, as it keeps coming back."""

    kinds: Names
    laws: list[str] = []
    patrolled: bool | None = None


class Phrase(Strict):
    """A phrase to use or never to use, and how it is found in what was written."""

    use: Literal["courtesy", "taboo", "script", "motto"]
    zh: Names
    en: str = ""
    source: str
    when: str | Says | None = None
    on: Literal["any", "phone"] = "any"
    match: Literal["whole", "opening", "contains", "promise"] | None = None
    also: list[str] = []
    unless: list[str] = []
    better: str | None = None
    points: float = Field(default=0, ge=0, le=100)
    assumed: bool | list[str] = False


class LadderClause(Clause):
    """The levels of responsibility, lowest first."""

    levels: Names


class Season(Strict):
    """Office hours for a part of the year; it may run over the year's end."""

    from_: MonthDay = Field(alias="from")
    to: MonthDay
    hours: list[Hours]
    assumed: bool = False


class CalendarClause(Strict):
    """Working days and office hours."""

    says: Says | None = None
    source: str | None = None
    country: Literal["CN", "none"] = "CN"
    rest_days: list[Weekday] = []
    adjusted_days: bool | None = None
    hours: list[Hours] = []
    weekday_hours: dict[Weekday, list[Hours]] = {}
    seasons: dict[str, Season] = {}
    closed: list[date] = []
    opened: list[date] = []
    day_hours: dict[date, list[Hours]] = {}
    official_years: list[int] = []
    assumed: bool | list[str] = False


class Governance(Clause):
    """Who drafts, approves and explains the rulebook, whom it covers, and to whom it is made known."""

    drafts: str
    approves: str
    explains: str
    covers: list[Literal["regular", "temporary"]] = ["regular", "temporary"]
    known_to: Literal["staff", "public"] = "staff"
    each_reader_confirms: bool = True


class Rulebook(Strict):
    """One rulebook file: one version of one department's rules."""

    rulebook: Id
    title: Says
    version: date
    time_zone: str = "Asia/Shanghai"
    count: Count = "civil-code"
    customer: Says = Says(zh="客户", en="customer")
    documents: dict[str, Says] = {}
    governance: Governance | None = None
    calendars: dict[Id, CalendarClause]
    ladders: dict[Id, Names | LadderClause] = {}
    deadlines: dict[Id, Deadline] = {}
    series: dict[Id, Series] = {}
    targets: dict[Id, Target] = {}
    requirements: dict[Id, Requirement] = {}
    conduct: dict[Id, Conduct] = {}
    sanctions: dict[Id, Sanction] = {}
    laws: dict[Id, Law] = {}
    categories: dict[Id, Category] = {}
    phrases: dict[Id, Phrase] = {}

    def timed(self, id_: str) -> Deadline | Series | None:
        """The clause of that name that opens duties."""
        return self.deadlines.get(id_) or self.series.get(id_)


CLAUSE_SECTIONS = ("deadlines", "series", "targets", "requirements", "conduct", "sanctions", "laws", "categories")


def sections(book: Rulebook) -> dict[str, dict[str, Clause]]:
    """Every section that holds clauses, by its name in the file."""
    return {name: getattr(book, name) for name in CLAUSE_SECTIONS}
