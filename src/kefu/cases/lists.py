"""Lists of cases: which, and in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kefu.cases import access, search
from kefu.cases.calc import OPEN
from kefu.cases.models import Case, State
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import clauses_said
from kefu.duties.models import Duty
from kefu.people import access as people_access
from kefu.people import queries as people_queries
from kefu.people.models import Community, User
from kefu.ui.lists import Selection, Sorting
from kefu.ui.paging import Key

SOON = timedelta(hours=24)
# A page looks through the newest so many cases that hold some words; a file through all.
MOST_FOUND = 1_000
ALL = 1 << 31
VIEWS = {
    "open": _("open"),
    "mine": _("mine"),
    "team": _("my team's"),
    "soon": _("due within a day"),
    "overdue": _("overdue"),
    "unassigned": _("given to nobody"),
    "second": _("second complaints"),
    "closed": _("closed"),
    "all": _("all"),
}
ORDERS = {
    "newest": Sorting(_("newest first"), is_descending=True),
    "oldest": Sorting(_("oldest first")),
    "due": Sorting(_("due soonest first")),
    "received": Sorting(_("received first")),
    "received-last": Sorting(_("received last"), is_descending=True),
}
_KEYS: dict[str, tuple[Key, ...]] = {
    "newest": ("-id",),
    "oldest": ("id",),
    "due": ("next_due_at", "id"),
    "received": ("received_at", "id"),
    "received-last": ("-received_at", "-id"),
}
_NUMBER = re.compile(r"\d{4}-\d{1,9}")


@dataclass(frozen=True)
class Chosen:
    """Which cases to list: a view of `VIEWS`, an order of `ORDERS` (blank: the view's own); ids are None for all."""

    show: str = "open"
    sort: str = ""
    kind: str = ""
    community_id: int | None = None
    handler_id: int | None = None
    unit_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str = ""

    @property
    def order(self) -> str:
        """The order in force. Nothing is due of closed cases."""
        usual = "due" if self.show in ("overdue", "soon") else "newest"
        return usual if not self.sort or (self.sort == "due" and self.show == "closed") else self.sort


@dataclass(frozen=True)
class Row:
    """A case of a list with the open duty that is due first, if there is one, and what the clause of that says.

    `duty` has no due time where the clock of all of them stands still.
    """

    case: Case
    duty: Duty | None
    clause: str
    is_overdue: bool

    @property
    def due_at(self) -> datetime | None:
        """When something is due next."""
        return None if self.duty is None else self.duty.due_at


def selection(viewer: User, chosen: Chosen, now: datetime, *, most: int = MOST_FOUND) -> Selection[Row]:
    """The cases that somebody may see, of those that were chosen, in the order that was."""
    looked_for = _LookedFor(viewer, chosen, now, most)
    return Selection(
        _with_names(looked_for.cases), _KEYS[chosen.order], lambda found: rows(found, now), looked_for.note
    )


def rows(cases: Sequence[Case], now: datetime) -> list[Row]:
    """Cases with what is due of them next."""
    first = duty_queries.first_due("case", [case.pk for case in cases])
    said = clauses_said(list(first.values()))
    return [_row(case, first.get(case.pk), said, now) for case in cases]


def given_to(handler: User) -> QuerySet[Case]:
    """The cases still to be settled that somebody handles, may see, and bears no duty of, the newest first."""
    borne = Duty.objects.filter(subject_kind="case", subject_id=OuterRef("id"), bearer_id=handler.pk, end="")
    found = access.visible_to(handler).filter(~Exists(borne), ~Q(state=State.CLOSED), handler=handler, state__in=OPEN)
    return _with_names(found).order_by("-id")


class _LookedFor:
    """What was chosen, as rows of the database."""

    def __init__(self, viewer: User, chosen: Chosen, now: datetime, most: int) -> None:
        self.viewer, self.chosen, self.now, self.most = viewer, chosen, now, most

    @cached_property
    def communities(self) -> list[int]:
        """Their ids: a subquery would keep the planner from the communities' own index."""
        visible = people_access.belongs_to(self.viewer)
        if visible is None:
            visible = frozenset(Community.objects.values_list("id", flat=True))
        return [id_ for id_ in sorted(visible) if self.chosen.community_id in (None, id_)]

    def _within(self) -> Q:
        """That they are in these communities; of whoever sees all nothing is asked: an index gives the order."""
        sees_all = self.viewer.is_administrator and self.chosen.community_id is None
        return Q() if sees_all else Q(community__in=self.communities)

    @cached_property
    def found(self) -> list[int]:
        """The cases that hold the words."""
        return search.matching(self.communities, self.chosen.q, self.most)

    @property
    def note(self) -> str:
        """What the reader should know of how these came about."""
        if self.chosen.q and not _NUMBER.fullmatch(self.chosen.q) and len(self.found) == self.most:
            said = _("Very many cases hold these words: this looks through the newest %(n)s of them. A file holds all.")
            return str(said) % {"n": self.most}
        if self.chosen.order == "due":
            return str(_("Cases of which nothing is due do not stand in this order."))
        return ""

    @property
    def cases(self) -> QuerySet[Case]:
        """The cases."""
        chosen = self.chosen
        found = Case.objects.filter(self._view(), self._within(), self._due())
        exact = {"kind": chosen.kind, "handler": chosen.handler_id, "unit": chosen.unit_id}
        found = found.filter(**{name: value for name, value in exact.items() if value})
        if chosen.since is not None:
            found = found.filter(received_at__gte=chosen.since)
        if chosen.until is not None:
            found = found.filter(received_at__lt=chosen.until)
        if _NUMBER.fullmatch(chosen.q):
            # A number is found at once, before its case is in the index.
            return found.filter(number__startswith=chosen.q)
        return found.filter(id__in=self.found) if chosen.q else found

    def _due(self) -> Q:
        """When something is due of them, where that matters."""
        match self.chosen.show:
            case "overdue":
                return Q(next_due_at__lt=self.now)
            case "soon":
                return Q(next_due_at__gte=self.now, next_due_at__lt=self.now + SOON)
            case _:
                return Q(next_due_at__isnull=False) if self.chosen.order == "due" else Q()

    def _view(self) -> Q:
        match self.chosen.show:
            case "all" | "overdue" | "soon":
                # Something may be due of a closed case, too.
                return Q()
            case "closed":
                return Q(state=State.CLOSED)
            case "second":
                return Q(repeats__isnull=False, kind="complaint")
            case "mine":
                whose = Q(owner=self.viewer) | Q(handler=self.viewer)
            case "team":
                team = people_queries.colleagues_of(self.viewer)
                whose = Q(owner__in=team) | Q(handler__in=team)
            case "unassigned":
                whose = Q(handler=None)
            case _:
                whose = Q()
        return whose & ~Q(state=State.CLOSED)


def _row(case: Case, duty: Duty | None, said: dict[int, str], now: datetime) -> Row:
    if duty is None:
        return Row(case, None, "", is_overdue=False)
    return Row(case, duty, said[duty.pk], is_overdue=duty.due_at is not None and duty.due_at < now)


def _with_names(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.select_related("owner", "handler", "community")
