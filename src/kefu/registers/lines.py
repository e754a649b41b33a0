"""The lines of registers: a case with what its history says of it, a revisit with its case, somebody at the desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from kefu.cases.models import Case
from kefu.duties.governing import book_on
from kefu.events.models import Event
from kefu.people import queries as people_queries
from kefu.reception import rules as reception_rules
from kefu.reception.models import Ticket
from kefu.registers.calc import outcome_of

_TOLD = ("case.forwarded", "case.answered", "repair.arrived", "case.resolved", "case.revisited", "case.reopened")
# What a case says no more once it is taken up again.
_UNDONE = ("case.resolved", "case.revisited")


class Line(NamedTuple):
    """A case with the last event of each kind that forms tell of."""

    case: Case
    last: Mapping[str, Event]

    @property
    def id(self) -> int:
        """What tells it from all other lines of its register."""
        return self.case.pk

    def at(self, kind: str) -> datetime | None:
        """When this was done last."""
        return self.last[kind].happened_at if kind in self.last else None

    @property
    def revisited(self) -> Event | None:
        """How the customer was asked last since it was settled."""
        return self.last.get("case.revisited")

    def words(self, kind: str, name: str) -> str:
        """What was said then; blank where nothing was, and where it was erased."""
        return text_of(self.last[kind], name) if kind in self.last else ""


class Reception(NamedTuple):
    """Somebody who came or rang, and what they came for by the rulebook's word of that day."""

    ticket: Ticket
    purpose: str

    @property
    def id(self) -> int:
        """What tells it from all other lines of its register."""
        return self.ticket.pk


class Revisit(NamedTuple):
    """An attempt to ask a customer how it was settled: by whom; who had settled it, and by which event."""

    event: Event
    case: Case
    by: str = ""
    doer: str = ""
    settled: Event | None = None

    @property
    def id(self) -> int:
        """What tells it from all other lines of its register."""
        return self.event.pk

    @property
    def outcome(self) -> str:
        """A word of `OUTCOMES`."""
        return outcome_of(self.event.facts)

    @property
    def opinion(self) -> str:
        """What the customer said."""
        return text_of(self.event, "opinion")

    @property
    def call(self) -> str:
        """Under which reference the call is kept."""
        return text_of(self.event, "call")


def lines(cases: Sequence[Case]) -> list[Line]:
    """Cases with what their histories say; two statements, however many they are."""
    found = _events([case.pk for case in cases], _TOLD)
    last: dict[int, dict[str, Event]] = {case.pk: {} for case in cases}
    for event in found:
        of_case = last[event.subject_id]
        if event.kind == "case.reopened":
            for kind in _UNDONE:
                of_case.pop(kind, None)
        else:
            of_case[event.kind] = event
    return [Line(case, last[case.pk]) for case in cases]


def revisits(events: Sequence[Event]) -> list[Revisit]:
    """Attempts with their cases, and with who had settled those before; six statements, however many they are."""
    ids = {event.subject_id for event in events}
    return told_revisits(events, Case.objects.select_related("community").in_bulk(ids), _events(ids, ["case.resolved"]))


def told_revisits(events: Sequence[Event], cases: Mapping[int, Case], settlings: Iterable[Event]) -> list[Revisit]:
    """The same of attempts whose cases, and how those were settled, are at hand."""
    of_case: dict[int, list[Event]] = {}
    for event in settlings:
        of_case.setdefault(event.subject_id, []).append(event)
    settled = [_settled_before(event, of_case.get(event.subject_id, ())) for event in events]
    names = people_queries.names({event.actor_id for event in (*events, *filter(None, settled))})
    return [
        Revisit(event, cases[event.subject_id], _name(event, names), _name(before, names), before)
        for event, before in zip(events, settled, strict=True)
    ]


def text_of(event: Event, name: str) -> str:
    """What was said at an event under a name."""
    return next((text.text or "" for text in event.texts.all() if text.name == name), "")


def _name(event: Event | None, names: Mapping[int, str]) -> str:
    return "" if event is None else names.get(event.actor_id or 0, "")


def _settled_before(revisit: Event, settlings: Sequence[Event]) -> Event | None:
    """How the case was settled last before it was revisited."""
    before = [event for event in settlings if event.seq < revisit.seq]
    return before[-1] if before else None


def _events(ids: Iterable[int], kinds: Sequence[str]) -> list[Event]:
    """What happened of these kinds to these cases, each case's first first."""
    found = Event.objects.filter(subject_kind="case", subject_id__in=list(ids), kind__in=kinds)
    return list(found.order_by("subject_id", "seq").prefetch_related("texts"))


def tickets(community_id: int) -> QuerySet[Ticket]:
    """Whoever came or rang at the front desk of a community."""
    return Ticket.objects.filter(community=community_id).select_related("unit", "clerk")


def receptions(found: Sequence[Ticket]) -> list[Reception]:
    """Tickets of one community as lines, each with its purpose in words: by the rulebook of the last of their days."""
    if not found:
        return []
    last = max(ticket.day for ticket in found)
    choices = reception_rules.purposes(book_on(found[0].community_id, last))
    return [Reception(ticket, reception_rules.called(choices, ticket.purpose)) for ticket in found]
