"""The registers, each declared once: whose lines, in which columns, what of them stands on paper, who signs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Choices, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.cases.models import About, Case, Channel, Kind, RepairWay
from kefu.events.models import Event
from kefu.people.models import Community
from kefu.reception.models import CameBy
from kefu.registers.calc import Period, outcome_of
from kefu.registers.lines import Line, Reception, Revisit, lines, receptions, revisits, tickets
from kefu.registers.words import OUTCOMES, fact_of, outcome_said
from kefu.ui.days import within
from kefu.ui.lists import Column, RecordList, Selection, Sorting, beside
from kefu.ui.templatetags.ui import moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Item = TypeVar("Item", Line, Revisit, Reception)
_LONG = 60


@dataclass(frozen=True)
class Register(Generic[Item]):
    """A register. `title` and labels may name the %(customer)s by the rulebook's word.

    `rows`: what can stand in it, by the community's id, and `at`: the field by whose time it does; `narrows`: the field
    of a case by which it is narrowed down, and its values. `is_daily`: whether it is looked at day by day,
    `is_of_cases`: whether its lines tell of cases. `printed`: the columns on paper. `signed`: who signs it.
    """

    name: str
    title: "StrOrPromise"
    purpose: "StrOrPromise"
    columns: tuple[Column[Item], ...]
    rows: Callable[[int], QuerySet[Any]]
    at: str
    items: Callable[[Sequence[Any]], Sequence[Item]]
    narrows: tuple[str, "StrOrPromise", type[Choices]]
    narrowed: Callable[[QuerySet[Any], Mapping[str, Any]], QuerySet[Any]]
    printed: tuple[str, ...]
    signed: tuple["StrOrPromise", ...]
    is_daily: bool = False
    is_of_cases: bool = True

    @property
    def orders(self) -> dict[str, Sorting]:
        """By time, the last first as one looks, the first first as it is printed."""
        return {"last": Sorting(_("latest first"), is_descending=True), "first": Sorting(_("earliest first"))}

    def listed_as(self, customer: str, *, may_call: bool = True) -> RecordList[Item]:
        """The list that it is, in the rulebook's word for customers; without their numbers for who need not call."""
        columns = tuple(replace(one, label=_named(one.label, customer)) for one in self.columns)
        title = _named(self.title, customer)
        found = RecordList(f"register-{self.name}", title, columns, self.orders, lambda item: item.id)
        return found if may_call else found.without("contact")

    def selection(self, community: Community, period: Period, chosen: Mapping[str, Any], order: str) -> Selection[Item]:
        """Its lines of a period, narrowed down to those for which these fields of a case say what was `chosen`."""
        found = self.rows(community.pk).filter(**within(self.at, *period, community.zone))
        if chosen:
            found = self.narrowed(found, chosen)
        sign = "-" if order == "last" else ""
        return Selection(found, (f"{sign}{self.at}", f"{sign}id"), self.items)


def _named(label: "StrOrPromise", customer: str) -> str:
    return capfirst(str(label) % {"customer": customer} if "%(" in str(label) else str(label))


def _number(item: Line | Revisit) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("cases:case", args=[item.case.pk]), item.case.number)


def _ticket(item: Reception) -> SafeString:
    address = reverse("reception:ticket", args=[item.ticket.pk])
    return format_html('<a href="{}">{}</a>', address, item.ticket)


def _of_case(name: str, item: Line | Revisit) -> str:
    """What the case says under a name, in words where it is a choice."""
    in_words = getattr(item.case, f"get_{name}_display", None)
    return str((in_words() if in_words else getattr(item.case, name)) or "")


def _text(
    key: str,
    label: "StrOrPromise",
    said: Callable[[Item], str],
    width: float = 12,
    *,
    is_default: bool = True,
) -> Column[Item]:
    """A column of words: a beginning of them on the page, all in files."""

    def shown(item: Item) -> SafeString:
        return beside(Truncator(said(item)).chars(_LONG))

    return Column(key, label, shown, said, is_default=is_default, width=width)


def _time(
    key: str,
    label: "StrOrPromise",
    at: Callable[[Item], datetime | None],
    *,
    is_default: bool = True,
    leads: bool = False,
) -> Column[Item]:
    """A column of moments; the one that `leads` is what the register is ordered by."""
    orders = ("last", "first") if leads else ()

    def shown(item: Item) -> SafeString:
        return beside(moment(at(item)))

    return Column(key, label, shown, at, orders, is_default=is_default, kind="moment", width=17)


def _person(name: str, line: Line | Revisit) -> str:
    person = getattr(line.case, name)
    return str(person.name) if person else ""


def _state(line: Line) -> str:
    if line.case.is_withdrawn:
        return str(_("withdrawn"))
    return str(_("merged")) if line.case.merged_into_id is not None else line.case.get_state_display()


def _result(line: Line) -> str:
    """How it was settled; until then, what the customer was told last."""
    return line.words("case.resolved", "result") or line.words("case.answered", "answer")


def _answer(line: Line) -> str:
    """What the customer was told last; where nothing was, how it was settled."""
    return line.words("case.answered", "answer") or line.words("case.resolved", "result")


def _answered_at(line: Line) -> datetime | None:
    return line.at("case.answered") or line.at("case.resolved")


def _revisited(line: Line) -> str:
    return "" if line.revisited is None else str(OUTCOMES[outcome_of(line.revisited.facts)])


def _signed(item: Revisit) -> str:
    said = [str(_("signed")) if item.event.facts.get("revisit.signed") else "", item.call]
    return " · ".join(filter(None, said))


def _attempt(item: Revisit) -> int | None:
    count = item.event.facts.get("revisit.attempts")
    return count if isinstance(count, int) else None


_CASE_NUMBER: Column[Any] = Column("number", _("Number"), _number, partial(_of_case, "number"), width=13)
_WHO: tuple[Column[Any], ...] = (
    _text("caller", _("%(customer)s"), partial(_of_case, "caller")),
    _text("contact", _("Contact"), partial(_of_case, "contact"), 14, is_default=False),
    _text("place", _("Where"), partial(_of_case, "place"), 15),
)
_MATTER: Column[Any] = _text("matter", _("Matter"), partial(_of_case, "matter"), 30)
_RECEIVED: Column[Line] = _time("received", _("Received"), lambda line: line.case.received_at, leads=True)
_OWNER: Column[Any] = _text("owner", _("Taken by"), partial(_person, "owner"), is_default=False)
_HANDLER: Column[Any] = _text("handler", _("Handler"), partial(_person, "handler"))
_SETTLED: Column[Line] = _time("settled", _("Settled"), lambda line: line.case.resolved_at)
_RESULT: Column[Line] = _text("result", _("How it was settled"), _result, 28)
_REVISITED: Column[Line] = _text("revisited", _("Revisit"), _revisited, 10)
_STATE: Column[Line] = _text("state", _("State"), _state, 9)


def _cases(community_id: int, **of_kind: str) -> QuerySet[Case]:
    return Case.objects.filter(community=community_id, **of_kind).select_related("owner", "handler")


def _exactly(found: QuerySet[Any], chosen: Mapping[str, Any]) -> QuerySet[Any]:
    return found.filter(**chosen)


def _of_such_cases(found: QuerySet[Any], chosen: Mapping[str, Any]) -> QuerySet[Any]:
    return found.filter(Exists(Case.objects.filter(pk=OuterRef("subject_id"), **chosen)))


def attempts(community_id: int) -> QuerySet[Event]:
    """All revisits of a community, by the index `revisits_of_community`."""
    found = Event.objects.filter(Q(kind="case.revisited"), community_id=community_id)
    return found.prefetch_related("texts")


_REPAIRS = Register[Line](
    "repairs",
    _("Repair register"),
    _("Every repair that was reported: whose, where, what, who went there, how it was settled and revisited."),
    (
        *(_CASE_NUMBER, _RECEIVED, *_WHO, _MATTER),
        _text("way", _("Whose repair"), partial(_of_case, "repair_way"), 10, is_default=False),
        _text("item", _("What is to be repaired"), partial(_of_case, "repair_item"), is_default=False),
        *(_OWNER, _HANDLER),
        _time("arrived", _("On site"), lambda line: line.at("repair.arrived"), is_default=False),
        *(_SETTLED, _RESULT, _REVISITED, _STATE),
    ),
    lambda community_id: _cases(community_id, kind=Kind.REPAIR),
    "received_at",
    lines,
    ("repair_way", _("Whose repair"), RepairWay),
    _exactly,
    (
        *("number", "received", "caller", "contact", "place", "matter", "way", "handler"),
        *("arrived", "settled", "result", "revisited"),
    ),
    (_("Drawn up by"), _("Looked over by")),
)
_COMPLAINTS = Register[Line](
    "complaints",
    _("Complaint day report"),
    _("The complaints of a day: of whom, about what, with whom they are, what was done about them."),
    (
        *(_CASE_NUMBER, _RECEIVED, *_WHO, _MATTER),
        _text("severity", _("Severity"), partial(_of_case, "severity"), 9),
        _text("about", _("What it is about"), partial(_of_case, "about"), 12),
        _text("forwarded", _("Passed on to"), lambda line: line.words("case.forwarded", "forwarded.to")),
        *(_OWNER, _HANDLER, _SETTLED, _RESULT, _REVISITED, _STATE),
    ),
    lambda community_id: _cases(community_id, kind=Kind.COMPLAINT),
    "received_at",
    lines,
    ("about", _("What it is about"), About),
    _exactly,
    (
        *("number", "received", "caller", "contact", "place", "matter", "severity", "forwarded", "handler"),
        *("settled", "result", "state"),
    ),
    (_("Drawn up by"), _("Head of department")),
    is_daily=True,
)
_RECEPTIONS = Register[Line](
    "receptions",
    _("Reception log"),
    _("Whoever came, rang or wrote on a day, with what, who received them, and what became of it."),
    (
        *(_CASE_NUMBER, _RECEIVED),
        _text("channel", _("Came by"), partial(_of_case, "channel"), 9),
        *_WHO,
        _text("kind", _("Kind"), partial(_of_case, "kind"), 11),
        *(_MATTER, replace(_OWNER, is_default=True), _SETTLED, _RESULT, _STATE),
    ),
    lambda community_id: _cases(community_id),
    "received_at",
    lines,
    ("kind", _("Kind"), Kind),
    _exactly,
    ("number", "received", "channel", "caller", "contact", "place", "kind", "matter", "owner", "result", "state"),
    (_("Taken by"), _("Head of department")),
    is_daily=True,
)
_OPINION_BOOK = Register[Line](
    "opinion-book",
    _("Opinion book"),
    _("What was written into the opinion book at the counter: when it was seen, registered, answered and filed."),
    (
        _CASE_NUMBER,
        _time("received", _("Seen at"), lambda line: line.case.received_at, leads=True),
        _time("registered", _("Registered"), lambda line: line.case.recorded_at or line.case.received_at),
        *_WHO,
        _text("kind", _("Kind"), partial(_of_case, "kind"), 11),
        _text("matter", _("Opinion"), partial(_of_case, "matter"), 30),
        replace(_OWNER, is_default=True),
        _time("answered", _("Answered"), _answered_at),
        _text("answer", _("Answer"), _answer, 28),
        _time("filed", _("Filed"), lambda line: line.case.closed_at),
        _STATE,
    ),
    lambda community_id: _cases(community_id, channel=Channel.OPINION_BOOK),
    "received_at",
    lines,
    ("kind", _("Kind"), Kind),
    _exactly,
    ("number", "received", "registered", "caller", "contact", "kind", "matter", "owner", "answered", "answer", "filed"),
    (_("Drawn up by"), _("Head of department")),
)
_REVISITS = Register[Revisit](
    "revisits",
    _("Revisit record"),
    _("Every revisit: of which case, who asked in which way, who had done the work, what was said of it."),
    (
        _CASE_NUMBER,
        _time("asked", _("Asked"), lambda item: item.event.happened_at, leads=True),
        *_WHO,
        _MATTER,
        _text("kind", _("Kind"), partial(_of_case, "kind"), 11),
        _text("doer", _("Settled by"), lambda item: item.doer),
        _text("by", _("Who asked"), lambda item: item.by),
        _text("way", _("Way of asking"), lambda item: fact_of(item.event, "revisit.by"), 9),
        Column("attempt", _("Attempt"), lambda item: beside(str(_attempt(item) or "")), _attempt, width=9),
        _text("outcome", _("Outcome"), lambda item: outcome_said(item.event), 12),
        _text("opinion", _("What the customer said"), lambda item: item.opinion, 28),
        _text("signed", _("Signature or call"), _signed, 12),
    ),
    attempts,
    "happened_at",
    revisits,
    ("kind", _("Kind"), Kind),
    _of_such_cases,
    (
        *("number", "asked", "caller", "contact", "place", "matter", "doer", "by", "way", "attempt"),
        *("outcome", "opinion", "signed"),
    ),
    (_("Drawn up by"), _("Looked over by")),
)
_DESK_LOG = Register[Reception](
    "desk-log",
    _("Front desk log"),
    _("Whoever came or rang at the front desk on a day: for what, with whom it was arranged, how it ended."),
    (
        Column("number", _("Number"), _ticket, lambda one: str(one.ticket), width=10),
        _time("came", _("Came at"), lambda one: one.ticket.taken_at, leads=True),
        _text("by", _("Came by"), lambda one: one.ticket.get_came_by_display(), 10),
        _text("name", _("Who"), lambda one: one.ticket.name),
        _text("contact", _("Phone number"), lambda one: one.ticket.phone, 14, is_default=False),
        _text("unit", _("Unit"), lambda one: one.ticket.unit.code if one.ticket.unit else ""),
        _text("purpose", pgettext_lazy("a ticket", "What it is about"), lambda one: one.purpose),
        _text("matter", _("Matter"), lambda one: one.ticket.matter, 28),
        _text("coordination", _("Arranged with"), lambda one: one.ticket.coordination, 14),
        _text("result", _("How it ended"), lambda one: one.ticket.result, 28),
        _text("clerk", _("Clerk"), lambda one: one.ticket.clerk.name if one.ticket.clerk else "", 10),
        _time("revisited", _("Revisited"), lambda one: one.ticket.revisited_at),
    ),
    tickets,
    "taken_at",
    receptions,
    ("came_by", _("Came by"), CameBy),
    _exactly,
    (
        *("number", "came", "by", "name", "contact", "unit", "purpose", "matter", "coordination", "result", "clerk"),
        "revisited",
    ),
    (_("Taken by"), _("Head of department")),
    is_daily=True,
    is_of_cases=False,
)
_ALL: tuple[Register[Any], ...] = (_REPAIRS, _COMPLAINTS, _RECEPTIONS, _DESK_LOG, _OPINION_BOOK, _REVISITS)
REGISTERS: dict[str, Register[Any]] = {one.name: one for one in _ALL}
