"""What is read about calls, by the page that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.estate import queries as estate_queries
from kefu.estate.queries import Household
from kefu.events.models import EventText
from kefu.hotline import access
from kefu.hotline.actions import subject
from kefu.hotline.models import Call, Draw, Exchange, Hearing, Slip, SlipState
from kefu.hotline.rules import book_in_force, one_break
from kefu.lib.tokens import token_digest
from kefu.people import queries as people_queries
from kefu.people.models import Community, User
from kefu.rulebook.clauses import Phrase
from kefu.ui.lists import Selection, Sorting

ORDERS = {"newest": Sorting(_("newest first"), is_descending=True)}
IN_ORDER = {"order": Sorting(_("in order"))}
VIEWS = {"to-log": _("to be logged"), "missed": _("missed calls"), "all": _("all")}
SLIP_VIEWS = {**dict(SlipState.choices), "all": _("all")}
# A call that nobody reported the end of rings no longer after this.
_UNDER_WAY = timedelta(hours=2)
_SHOWN, _MOST_RINGING = 5, 3


@dataclass(frozen=True)
class Chosen:
    """Which calls to list; `hour`: those that began in this hour of the day; `is_of_nobody`: that no agent has."""

    show: str = "to-log"
    community_id: int | None = None
    agent_id: int | None = None
    is_of_nobody: bool = False
    direction: str = ""
    since: datetime | None = None
    until: datetime | None = None
    hour: int | None = None


class Caller(NamedTuple):
    """Who may be calling: households with this number, what is open of theirs, the last calls."""

    households: Sequence[Household]
    cases: Sequence[Case]
    calls: Sequence[Call]


def selection(viewer: User, chosen: Chosen) -> Selection[Call]:
    """The calls that somebody may see, the last first."""
    found = access.visible_to(viewer).select_related("agent", "case", "community")
    if chosen.show == "to-log":
        found = found.filter(logged_at=None, ended_at__isnull=False)
    elif chosen.show == "missed":
        found = found.filter(answered_at=None, ended_at__isnull=False)
    named = {
        "community": chosen.community_id,
        "agent": chosen.agent_id,
        "agent__isnull": chosen.is_of_nobody or None,
        "direction": chosen.direction or None,
        "started_at__gte": chosen.since,
        "started_at__lt": chosen.until,
        "started_at__hour": chosen.hour,
    }
    found = found.filter(**{name: value for name, value in named.items() if value is not None})
    return Selection(found, ("-started_at", "-id"), list)


def ringing(viewer: User, now: datetime) -> list[Call]:
    """The calls under way that are for somebody: given to them, or to nobody yet where they answer."""
    communities = list(access.answers_in(viewer).values_list("id", flat=True))
    under_way = Call.objects.filter(community__in=communities, ended_at=None, started_at__gt=now - _UNDER_WAY)
    return list(under_way.filter(Q(agent=viewer) | Q(agent=None)).order_by("-id")[:_MOST_RINGING])


def caller(viewer: User, call: Call) -> Caller:
    """Who may be at the other side of a call."""
    if not call.number:
        return Caller((), (), ())
    households = estate_queries.households(viewer, call.number, community_id=call.community_id, limit=_SHOWN)
    units = [one.unit.pk for one in households if one.unit]
    theirs = Q(contact=call.number) | Q(unit__in=units)
    cases = Case.objects.filter(theirs, community=call.community_id).exclude(state="closed").order_by("-id")[:_SHOWN]
    before = Call.objects.filter(community=call.community_id, number=call.number).exclude(pk=call.pk)
    calls = before.select_related("case", "agent").order_by("-started_at")[:_SHOWN]
    return Caller(households, list(cases), list(calls))


def cases_for(call: Call, viewer: User) -> list[Case]:
    """The cases that somebody took since a call began: what it may have led to."""
    found = Case.objects.filter(community=call.community_id, owner=viewer, received_at__gte=call.started_at)
    return list(found.exclude(state="closed").order_by("-id")[:_SHOWN])


def duties(call: Call) -> list[Told]:
    """A call's duties with their clauses."""
    return told(list(duty_queries.duties_on(subject(call))), people_queries.names)


def timeline(call: Call, duties: Sequence[Told]) -> list[Happened]:
    """What happened to a call, the last first."""
    return history("call", call.pk, frozenset({"call.offered"}), duties)


def calls_of(case: Case) -> list[Call]:
    """The calls that led to a case, the first ones first."""
    return list(case.calls.select_related("agent").order_by("started_at", "id"))


def to_log_by(user: User, community_id: int) -> list[Call]:
    """The last calls that somebody answered and has not said yet what they led to."""
    found = Call.objects.filter(agent=user, community=community_id, logged_at=None)
    return list(found.order_by("-started_at")[:_MOST_RINGING])


def exchanges(community: Community) -> QuerySet[Exchange]:
    """The exchanges that report calls of a community."""
    return Exchange.objects.filter(community=community, dropped_at=None).order_by("id")


def staff(community_id: int) -> dict[str, int]:
    """Who works there, by the name that they sign in with, and by their own."""
    by_name = people_queries.staff_by_name(community_id)
    usernames = User.objects.filter(id__in=by_name.values()).values_list("username", "id")
    return {**by_name, **dict(usernames)}


def exchange_of(token: str) -> Exchange | None:
    """The connected exchange that has this token."""
    found = Exchange.objects.filter(digest=token_digest(token), dropped_at=None).select_related("community")
    return found.first() if token else None


class Around(NamedTuple):
    """The text in which something stands: what is before it, it, and behind it; and what it was written about."""

    before: str
    said: str
    after: str
    subject_kind: str
    subject_id: int
    community_id: int | None


def slips(viewer: User, show: str) -> Selection[Slip]:
    """What was found afterwards, the last first."""
    found = access.slips_visible_to(viewer).select_related("user", "community", "judged_by")
    return Selection(found if show == "all" else found.filter(state=show), ("-id",), list)


def around(slip: Slip) -> Around | None:
    """The text in which a slip stands; None where it was erased."""
    text = EventText.objects.filter(event=slip.event_id, name=slip.text).select_related("event").first()
    if text is None or text.text is None:
        return None
    words, end = one_break(text.text), slip.start + len(slip.said)
    event = text.event
    about = event.subject_kind, event.subject_id, event.community_id
    return Around(words[: slip.start], words[slip.start : end], words[end:], *about)


def phrase_of(slip: Slip, now: datetime) -> Phrase | None:
    """The phrase of the rulebook in force by which it was found; None if it has it no longer."""
    book = book_in_force(slip.community_id, now)
    return None if book is None else book.phrases.get(slip.phrase)


def communities(ids: Sequence[int]) -> list[Community]:
    """These communities by name."""
    return list(Community.objects.filter(id__in=ids).order_by("name"))


def draws(community: Community) -> Selection[Draw]:
    """The draws of a community, each with how many recordings it is of in `drawn` and how many are `heard`."""
    found = Draw.objects.filter(department__community=community).select_related("department", "drawn_by")
    counts = {
        "drawn": _count_of(Hearing.objects.all()),
        "heard": _count_of(Hearing.objects.filter(heard_at__isnull=False)),
    }
    return Selection(found.annotate(**counts), ("-id",), list)


def hearings(draw: Draw) -> Selection[Hearing]:
    """The recordings of a draw."""
    return Selection(draw.hearings.select_related("call__agent", "heard_by"), ("id",), list)


def _count_of(of_all: QuerySet[Hearing]) -> Coalesce:
    of_each = of_all.filter(draw=OuterRef("pk")).order_by().values("draw")
    return Coalesce(Subquery(of_each.annotate(count=Count("id")).values("count")), 0)
