"""What is read about cases, by the page that shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from kefu.cases import access
from kefu.cases.actions import subject
from kefu.cases.models import Case, State
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, in_language, told
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.lib.text import Text
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.rulebook.vocabulary import vocabulary

PAGE_SIZE = 50
REPEATED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """A case of a list, with the time of its next open duty."""

    case: Case
    due_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True)
class Happened:
    """An event of a case's timeline: what, when, by whom, and its words."""

    name: str
    at: datetime
    by: str
    is_engine: bool
    texts: tuple[str, ...]


def cases(viewer: User, chosen: dict[str, str], before: int | None, now: datetime) -> tuple[list[Row], int | None]:
    """A page of cases, the newest first, and the id before which the next page begins."""
    found = access.visible_to(viewer).select_related("owner", "handler", "community").order_by("-id")
    if chosen["show"] != "all":
        found = found.exclude(state=State.CLOSED)
    if chosen["show"] == "mine":
        found = found.filter(Q(owner=viewer) | Q(handler=viewer))
    if chosen["show"] == "overdue":
        found = found.filter(Exists(_past(now)))
    if chosen["kind"]:
        found = found.filter(kind=chosen["kind"])
    if chosen["q"]:
        found = found.filter(_matches(chosen["q"]))
    if before is not None:
        found = found.filter(id__lt=before)
    shown = list(found[: PAGE_SIZE + 1])
    due = _next_due([case.pk for case in shown[:PAGE_SIZE]])
    rows = [
        Row(case, due.get(case.pk), (at := due.get(case.pk)) is not None and at < now) for case in shown[:PAGE_SIZE]
    ]
    return rows, shown[PAGE_SIZE - 1].pk if len(shown) > PAGE_SIZE else None


def timeline(case: Case) -> list[Happened]:
    """What happened to a case, the last first; persons by name."""
    events = list(event_queries.history("case", case.pk))
    names = people_queries.names({event.actor_id for event in events})
    words = vocabulary().events
    told_events = []
    for event in reversed(events):
        word = words.get(event.kind)
        name = in_language(Text(word.zh, word.en)) if word else event.kind
        # What was said at the receipt is the case itself, shown above.
        said = () if event.kind == "case.received" else event.texts.all()
        texts = tuple(text.text for text in said if text.text)
        by = names.get(event.actor_id or 0, "")
        told_events.append(Happened(name, event.happened_at, by, bool(word and word.engine), texts))
    return told_events


def duties(case: Case) -> list[Told]:
    """A case's duties with their clauses and how each due time came about."""
    return told(list(duty_queries.duties_on(subject(case))))


def look_alikes(case: Case, now: datetime) -> list[Case]:
    """Cases that may be the same matter: of one home, one caller or one place, open or of the last days."""
    same = Q(unit=case.unit_id) if case.unit_id else Q()
    same |= Q(contact=case.contact) if case.contact else Q()
    same |= Q(place=case.place) if case.place else Q()
    if not same:
        return []
    found = Case.objects.filter(same, community_id=case.community_id).exclude(pk=case.pk)
    recent = ~Q(state=State.CLOSED) | Q(received_at__gt=now - REPEATED_WITHIN)
    return list(found.filter(recent).order_by("-id")[:5])


def household(case: Case) -> list[Case]:
    """The last cases of the same home."""
    if case.unit_id is None:
        return []
    return list(Case.objects.filter(unit=case.unit_id).exclude(pk=case.pk).order_by("-id")[:5])


def _past(now: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(subject_kind="case", subject_id=OuterRef("pk"), end="", due_at__lt=now)


def _next_due(case_ids: list[int]) -> dict[int, datetime]:
    found = Duty.objects.filter(subject_kind="case", subject_id__in=case_ids, end="", due_at__isnull=False)
    return dict(found.values_list("subject_id").annotate(Min("due_at")))


def _matches(said: str) -> Q:
    return (
        Q(number__startswith=said)
        | Q(caller__icontains=said)
        | Q(contact__startswith=said)
        | Q(place__icontains=said)
        | Q(matter__icontains=said)
    )
