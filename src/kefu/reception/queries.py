"""What is read at the front desk, by the page that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.cases.models import Case
from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.estate.models import Person, Unit
from kefu.lib.tokens import token_digest
from kefu.people import queries as people_queries
from kefu.people.models import Community, User
from kefu.reception import access, figures
from kefu.reception.actions import subject
from kefu.reception.calc import expected_wait
from kefu.reception.models import Device, State, Ticket, Window
from kefu.reception.rules import Choice, called
from kefu.ui.lists import Selection, Sorting

ORDERS = {"newest": Sorting(_("newest first"), is_descending=True)}
VIEWS = {
    "all": _("all"),
    "waiting": pgettext_lazy("a ticket", "waiting"),
    "pending": _("result to be given"),
    "to-revisit": _("to be revisited"),
    "low": _("low marks"),
}
_SHOWN, _ON_SCREEN = 8, 8
_USUAL = timedelta(days=7)


@dataclass(frozen=True)
class Chosen:
    """Which tickets to list.

    `community_id`: of one alone; `low`: up to which mark one is low; `is_of_nobody`: whom no clerk has called.
    """

    show: str = "all"
    community_id: int | None = None
    purpose: str = ""
    clerk_id: int | None = None
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    low: int = 2
    is_of_nobody: bool = False


class Queue(NamedTuple):
    """How the queue stands: who waits, in order; those called now; how many wait in all."""

    waiting: Sequence[Ticket]
    called: Sequence[Ticket]
    total: int


class Came(NamedTuple):
    """A ticket, with what its purpose is called."""

    ticket: Ticket
    says: str


class Household(NamedTuple):
    """What the clerk sees of a household: who belongs to it, what is open; of somebody without a home, when they came.

    What domains show of a home, the front desk too, stands in its slot.
    """

    unit: Unit | None
    person: Person | None
    residents: Sequence[Any]
    cases: Sequence[Case]
    tickets: Sequence[Came]


def selection(viewer: User, chosen: Chosen) -> Selection[Ticket]:
    """The tickets that somebody may see, the last first."""
    found = access.visible_to(viewer).select_related("community", "clerk", "window", "unit", "case")
    if chosen.show == "waiting":
        found = found.filter(state=State.WAITING)
    elif chosen.show == "pending":
        found = found.filter(is_pending=True)
    elif chosen.show == "to-revisit":
        found = found.filter(state=State.SERVED, is_pending=False, revisited_at=None).exclude(coordination="")
    elif chosen.show == "low":
        found = found.filter(mark__lte=chosen.low)
    narrowed = {
        "community": chosen.community_id,
        "purpose": chosen.purpose,
        "clerk": chosen.clerk_id,
        "clerk__isnull": chosen.is_of_nobody,
        "state": chosen.state,
        "taken_at__gte": chosen.since,
        "taken_at__lt": chosen.until,
    }
    return Selection(found.filter(**{name: value for name, value in narrowed.items() if value}), _KEYS, list)


_KEYS = ("-taken_at", "-id")


def windows(community_id: int) -> list[tuple[Window, Ticket | None]]:
    """The windows of a community with who sits there, each with the ticket that is called there now."""
    found = list(windows_in(community_id).select_related("clerk"))
    at_window = {one.window_id: one for one in Ticket.objects.filter(window__in=found, state=State.CALLED)}
    return [(window, at_window.get(window.pk)) for window in found]


def windows_in(community_id: int) -> QuerySet[Window]:
    """The windows of a community, by name."""
    return Window.objects.filter(community=community_id, retired_at=None).order_by("name")


def window_of(user: User) -> Window | None:
    """The window at which somebody sits."""
    return Window.objects.filter(clerk=user).select_related("community").first()


def called_by(user: User, community_id: int) -> Ticket | None:
    """Who is called at the window where somebody sits, if it is this community's."""
    window = window_of(user)
    return at_window(window) if window is not None and window.community_id == community_id else None


def at_window(window: Window) -> Ticket | None:
    """Who is called at a window now."""
    found = Ticket.objects.filter(window=window, state=State.CALLED)
    return found.select_related("unit", "person", "community").first()


def queue(community: Community, now: datetime, limit: int = _SHOWN) -> Queue:
    """How the queue of a community stands today."""
    day = community.day(now)
    waiting = Ticket.objects.filter(community=community, day=day, state=State.WAITING)
    called = Ticket.objects.filter(community=community, day=day, state=State.CALLED, window__isnull=False)
    return Queue(
        list(waiting.select_related("only_at").order_by("taken_at", "id")[:limit]),
        list(called.select_related("window").order_by("-called_at")[:_ON_SCREEN]),
        waiting.count(),
    )


def no_shows(community: Community, now: datetime) -> list[Ticket]:
    """Who did not come when called today, the last first."""
    found = Ticket.objects.filter(community=community, day=community.day(now), state=State.NO_SHOW)
    return list(found.order_by("-taken_at", "-id")[:_SHOWN])


def ahead_of(ticket: Ticket) -> int:
    """How many of the day wait before a ticket."""
    waiting = Ticket.objects.filter(community=ticket.community_id, day=ticket.day, state=State.WAITING)
    earlier = Q(taken_at__lt=ticket.taken_at) | Q(taken_at=ticket.taken_at, id__lt=ticket.pk)
    return waiting.filter(earlier).count()


def minutes_until_called(ticket: Ticket, ahead: int, now: datetime) -> int | None:
    """After how many minutes somebody who waits is called, by what a service took in the middle of the last week."""
    windows_open = Window.objects.filter(community=ticket.community_id, clerk__isnull=False).count()
    return expected_wait(ahead, windows_open, figures.usual_service(ticket.community_id, now - _USUAL))


def waiting_by_purpose(community: Community, now: datetime) -> Mapping[str, int]:
    """How many wait now for each purpose."""
    found = Ticket.objects.filter(community=community, day=community.day(now), state=State.WAITING)
    return dict(found.order_by().values_list("purpose").annotate(count=Count("id")))


def household(unit: Unit | None, person: Person | None, choices: Mapping[str, Choice]) -> Household | None:
    """What a household's file says in short; None: nobody is known. `choices`: what people come for."""
    if unit is None and person is None:
        return None
    of_unit: dict[str, Any] = {"unit": unit} if unit is not None else {"person": person}
    residents = (
        [] if unit is None else list(unit.residencies.filter(until=None).select_related("person").order_by("id"))
    )
    cases = Case.objects.filter(**of_unit).exclude(state="closed").order_by("-id")[:_SHOWN]
    return Household(unit, person, residents, list(cases), [] if unit is not None else came(of_unit, choices))


def came(of: Mapping[str, Any], choices: Mapping[str, Choice]) -> list[Came]:
    """When a household or a person was received and for what, the last first."""
    found = Ticket.objects.filter(**of).order_by("-id")[:_SHOWN]
    return [Came(one, called(choices, one.purpose)) for one in found]


def cases_for(ticket: Ticket, viewer: User) -> list[Case]:
    """The cases of a ticket's household or caller that somebody took since it was called: what it may have led to."""
    known = {"unit": ticket.unit_id, "person": ticket.person_id, "contact": ticket.phone}
    theirs = [Q(**{name: value}) for name, value in known.items() if value]
    if ticket.called_at is None or not theirs:
        return []
    found = Case.objects.filter(community=ticket.community_id, owner=viewer, received_at__gte=ticket.called_at)
    return list(found.filter(reduce(or_, theirs)).order_by("-id")[:3])


def duties(ticket: Ticket) -> list[Told]:
    """A ticket's duties with their clauses."""
    return told(list(duty_queries.duties_on(subject(ticket))), people_queries.names)


def timeline(ticket: Ticket, duties: Sequence[Told], *, may_call: bool) -> list[Happened]:
    """What happened to a ticket, the last first; by which number they are reached for who `may_call` alone."""
    return history("ticket", ticket.pk, frozenset(), duties, may_call=may_call)


def tickets_of_case(case: Case) -> list[Ticket]:
    """The tickets that a case came of."""
    return list(Ticket.objects.filter(case=case).select_related("clerk").order_by("id"))


def devices(community: Community) -> list[Device]:
    """The devices of a community that are connected."""
    return list(Device.objects.filter(community=community, dropped_at=None).order_by("name", "id"))


def device_of(token: str, kind: str) -> Device | None:
    """The device whose address this is; None: nobody's."""
    found = Device.objects.filter(digest=token_digest(token), kind=kind, dropped_at=None)
    return found.select_related("community").first()
