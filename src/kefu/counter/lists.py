"""Lists of errands: which, and in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.counter import calc, rules
from kefu.counter.models import Errand, State, Taken
from kefu.counter.words import name_of, step_name
from kefu.duties.governing import books_in, books_on
from kefu.estate.calc import plain_code
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.rulebook.procedures import Procedure
from kefu.ui.lists import Selection, Sorting
from kefu.ui.paging import Key

VIEWS = {"open": _("open"), "mine": _("mine"), "overdue": _("overdue"), "ended": _("ended"), "all": _("all")}
ORDERS = {
    "newest": Sorting(_("newest first"), is_descending=True),
    "oldest": Sorting(_("oldest first")),
    "due": Sorting(_("due soonest first")),
}
_KEYS: dict[str, tuple[Key, ...]] = {"newest": ("-id",), "oldest": ("id",), "due": ("next_due_at", "id")}
_NUMBER = re.compile(r"[Yy]?\d{4}-\d{1,9}")


@dataclass(frozen=True)
class Chosen:
    """Which errands to list: a view of `VIEWS`, an order of `ORDERS`."""

    show: str = "open"
    sort: str = "newest"
    community_id: int | None = None
    procedure: str = ""
    state: str = ""
    q: str = ""


@dataclass(frozen=True)
class Row:
    """An errand of a list, how its procedure is called, and which step is next."""

    errand: Errand
    procedure: str
    next_step: str
    is_overdue: bool


def selection(viewer: User, chosen: Chosen, now: datetime) -> Selection[Row]:
    """The errands that somebody may see, of those that were chosen, in the order that was."""
    note = str(_("Errands of which nothing is due do not stand in this order.")) if chosen.sort == "due" else ""
    return Selection(_errands(viewer, chosen, now), _KEYS[chosen.sort], lambda found: rows(found, now), note)


def rows(errands: Sequence[Errand], now: datetime) -> list[Row]:
    """Errands with their next steps, in two statements however many they are."""
    times: dict[int, dict[str, int]] = {}
    taken = Taken.objects.filter(errand__in=[one.pk for one in errands])
    for errand_id, step in taken.values_list("errand_id", "step"):
        of_errand = times.setdefault(errand_id, {})
        of_errand[step] = of_errand.get(step, 0) + 1
    books = books_in({one.community_id for one in errands})
    return [
        _row(one, books[one.community_id, one.version].procedures[one.procedure], times.get(one.pk, {}), now)
        for one in errands
    ]


def procedures_seen(viewer: User, today: date) -> dict[str, Procedure]:
    """The procedures of the communities that somebody sees, by name."""
    ids = people_access.communities_visible_to(viewer).values_list("id", flat=True)
    return {name: one for book in books_on(ids, today).values() for name, one in rules.in_force(book, today).items()}


def _row(errand: Errand, procedure: Procedure, times: dict[str, int], now: datetime) -> Row:
    standing = calc.Standing(times, errand.values, errand.is_stopped)
    step = calc.next_step(procedure, standing) if errand.state == State.OPEN else None
    said = step_name(procedure, step) if step else ""
    overdue = errand.next_due_at is not None and errand.next_due_at < now
    return Row(errand, name_of(procedure, errand.procedure), said, overdue)


def _errands(viewer: User, chosen: Chosen, now: datetime) -> QuerySet[Errand]:
    visible = people_access.communities_visible_to(viewer)
    communities = [id_ for id_ in visible.values_list("id", flat=True) if chosen.community_id in (None, id_)]
    found = Errand.objects.filter(_view(viewer, chosen, now), community__in=communities)
    exact = {"procedure": chosen.procedure, "state": chosen.state}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.sort == "due":
        found = found.filter(next_due_at__isnull=False)
    return _called(found, chosen.q).select_related("community", "unit", "opened_by")


def _view(viewer: User, chosen: Chosen, now: datetime) -> Q:
    """What a view shows; a state that is asked for goes before the view's own."""
    is_open = Q() if chosen.state else Q(state=State.OPEN)
    match chosen.show:
        case "mine":
            return is_open & Q(opened_by=viewer)
        case "overdue":
            return Q(next_due_at__lt=now)
        case "ended":
            return ~Q(state=State.OPEN)
        case "all":
            return Q()
        case _:
            return is_open


def _called(found: QuerySet[Errand], typed: str) -> QuerySet[Errand]:
    """Those of a number, a unit or an applicant; all where nothing is typed."""
    if not typed:
        return found
    if _NUMBER.fullmatch(typed):
        return found.filter(number__startswith=f"Y{typed.lstrip('Yy')}")
    return found.filter(Q(unit__plain=plain_code(typed)) | Q(applicant=typed))
