"""What may stand in a rulebook file, as pydantic models: the shape alone, `checking` asks whether it makes sense."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from kefu.lib.located import refusal
from kefu.rulebook.procedures import Procedure
from kefu.rulebook.shapes import (
    Clause,
    Condition,
    Count,
    Each,
    Hours,
    Id,
    Letter,
    Minute,
    MonthDay,
    Names,
    PeriodText,
    Reminder,
    Says,
    Strict,
    Weekday,
    as_list,
)


class OnBreach(Strict):
    """What follows when a duty is not done in time."""

    ladder: str | None = None
    acknowledge_within: PeriodText | None = None
    points: float = Field(default=0, ge=0, le=100)
    assumed: bool | list[str] = False


class Timed(Clause):
    """What deadlines and series share."""

    where: Condition = {}
    bearer: Names
    bring: Names
    with_: Condition = Field(default={}, alias="with")
    calendar: str = "office"
    remind: Annotated[list[Reminder], BeforeValidator(as_list, json_schema_input_type=str | list[str])] = []
    on_breach: OnBreach = OnBreach()


class Deadline(Timed):
    """When an event, then the bearer must bring about another within a period, or by a time that a fact names.

    `by_another`: whoever brought about the first, or the event that it names, does not bear it.
    """

    when: Names
    within: PeriodText | None = None
    by: str | None = None
    pauses_for: Names | None = None
    by_another: bool | str | None = None

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

    def is_reached(self, value: float) -> bool:
        """Whether a figure is what it should be."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )


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


class CustomerClass(Clause):
    """A class of customers, and the way of talking to them that is prepared."""

    talk: Says


class FileItem(Clause):
    """What the file of a household must hold: what is known of its owner by that `field`, else a paper.

    `uses`: of which units; none, of all.
    """

    field: Literal["owner", "phone", "id_number", "sex", "born_on", "address", "square_metres"] | None = None
    uses: list[Literal["home", "shop", "office", "parking", "store"]] = []


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


class Purpose(Strict):
    """What people come to the front desk for; its numbers begin with the letter. One that is a procedure has its id."""

    says: Says
    letter: Letter
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
    procedures: dict[Id, Procedure] = {}
    customer_classes: dict[Id, CustomerClass] = {}
    household_file: dict[Id, FileItem] = {}
    keeps: list[Literal["occupation", "education", "personality"]] = []
    phrases: dict[Id, Phrase] = {}
    purposes: dict[Id, Purpose] = {}

    def timed(self, id_: str) -> Deadline | Series | None:
        """The clause of that name that opens duties."""
        return self.deadlines.get(id_) or self.series.get(id_)


CLAUSE_SECTIONS = (
    *("deadlines", "series", "targets", "requirements", "conduct", "sanctions", "laws", "categories"),
    *("procedures", "customer_classes", "household_file"),
)


def sections(book: Rulebook) -> dict[str, dict[str, Clause]]:
    """Every section that holds clauses, by its name in the file."""
    return {name: getattr(book, name) for name in CLAUSE_SECTIONS}
