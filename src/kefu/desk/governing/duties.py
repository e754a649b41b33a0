"""What the pages of duties show: one duty whole, and lists of a clause's duties."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from kefu.desk import access
from kefu.desk.queries import may_attest
from kefu.duties.explaining import Told, told
from kefu.duties.models import Duty, Step
from kefu.events import queries as event_queries
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.people.words import event_name
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.paging import Asked, Page, page

PAGE_SIZE = 50
BREACHES_SHOWN = 20
EVENTS_SHOWN = 200


@dataclass(frozen=True)
class Happened:
    """An event about a duty: what, when, by whom, and its words."""

    name: str
    at: datetime
    by: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """A duty with all that is known of it. `verbs`: what the reader may do to it now."""

    told: Told
    bearer: str
    events: list[Happened]
    steps: list[tuple[Step, str]]
    verbs: list[str]


def whole(duty: Duty, viewer: User) -> Whole:
    """One duty for its page."""
    one = told([duty], people_queries.names)[0]
    steps = list(duty.steps.order_by("level"))
    names = people_queries.names({duty.bearer_id, *(step.to_id for step in steps)})
    verbs = [] if duty.end else access.duty_verbs(viewer, duty)
    return Whole(
        one,
        names.get(duty.bearer_id or 0, ""),
        _events(duty),
        [(step, names.get(step.to_id or 0, "")) for step in steps],
        [verb for verb in verbs if verb != "attest" or may_attest(one)],
    )


def open_duties(community_id: int, clause: str, asked: Asked) -> Page[Duty]:
    """A clause's open duties, the soonest due first, without those whose clock stands still."""
    found = Duty.objects.filter(community_id=community_id, clause=clause, end="", due_at__isnull=False)
    return page(found, ("due_at", "id"), asked, PAGE_SIZE)


def standing_still(community_id: int, clause: str) -> list[Duty]:
    """A clause's open duties whose clock stands still."""
    found = Duty.objects.filter(community_id=community_id, clause=clause, end="", due_at=None)
    return list(found.order_by("id")[:PAGE_SIZE])


def last_breaches(community_id: int, clause: str, since: datetime | None) -> list[Duty]:
    """The last duties of a clause, due since then, that were not done in time; one more than a page shows."""
    found = Duty.objects.filter(community_id=community_id, clause=clause, breached_at__isnull=False)
    if since is not None:
        # Nothing is broken before it is due: so far the index of breaches leads.
        found = found.filter(breached_at__gte=since, due_at__gte=since)
    return list(found.order_by("-breached_at", "-id")[: BREACHES_SHOWN + 1])


def _events(duty: Duty) -> list[Happened]:
    """What opened and ended the duty, and what happened to it in between, the earliest first."""
    engine = [kind for kind, word in vocabulary().events.items() if word.engine]
    history = event_queries.history(duty.subject_kind, duty.subject_id).filter(seq__gte=duty.opened_by)
    if duty.ended_by is not None:
        history = history.filter(seq__lte=duty.ended_by)
    # Facts are canonical JSON: the same words are always the same text.
    named = Q(facts_text__contains=f'"clause":"{duty.clause}"') & Q(
        facts_text__contains=f'"occurrence":"{duty.occurrence}"'
    )
    about = history.filter(Q(seq__in=[duty.opened_by, duty.ended_by]) | Q(kind__in=engine) & named)
    events = list(about[:EVENTS_SHOWN])
    names = people_queries.names({event.actor_id for event in events})
    happened = []
    for event in events:
        word = vocabulary().events.get(event.kind)
        # What opened or ended it is told in full on the subject's own page.
        texts = tuple(t.text for t in event.texts.all() if t.text) if word and word.engine else ()
        # The end of one period opens the duties of the next.
        is_begun = event.kind == "period.ended" and event.seq == duty.opened_by
        name = _("period begun") if is_begun else event_name(event.kind)
        happened.append(Happened(name, event.happened_at, names.get(event.actor_id or 0, ""), texts))
    return happened
