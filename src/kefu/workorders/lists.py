"""Lists of orders: which, and in which order; orders are worked as they arrive (S4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.duties import queries as duty_queries
from kefu.duties.explaining import clauses_said
from kefu.duties.models import Duty
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.lists import Selection, Sorting
from kefu.ui.paging import Key
from kefu.workorders.answers import answer_duties
from kefu.workorders.models import State, WorkOrder

VIEWS = {
    "open": _("open"),
    "mine": _("mine"),
    "overdue": _("overdue"),
    "closed": _("closed"),
    "all": _("all"),
}
ORDERS = {
    "arrival": Sorting(_("in order of arrival")),
    "newest": Sorting(_("newest first"), is_descending=True),
    "due": Sorting(_("due soonest first")),
}
_KEYS: dict[str, tuple[Key, ...]] = {"arrival": ("id",), "newest": ("-id",), "due": ("next_due_at", "id")}
_NUMBER = re.compile(r"[Ll]?\d{4}-\d{1,9}")


@dataclass(frozen=True)
class Chosen:
    """Which orders to list: a view of `VIEWS`, an order of `ORDERS` (blank: the view's own); ids are None for all.

    `answered`: how the answer came that was due in the month (`since` to `until`), a word of `answers.WAYS`.
    """

    show: str = "open"
    sort: str = ""
    state: str = ""
    community_id: int | None = None
    receiver_id: int | None = None
    case_id: int | None = None
    answered: str = ""
    since: datetime | None = None
    until: datetime | None = None
    q: str = ""

    @property
    def order(self) -> str:
        """The order in force; nothing is due of closed ones."""
        usual = "newest" if self.show in ("closed", "all") else "arrival"
        return usual if not self.sort or (self.sort == "due" and self.show == "closed") else self.sort


@dataclass(frozen=True)
class Row:
    """An order of a list with the open duty that is due first, if there is one, and what the clause of that says."""

    order: WorkOrder
    duty: Duty | None
    clause: str
    is_overdue: bool

    @property
    def due_at(self) -> datetime | None:
        """When something is due next."""
        return None if self.duty is None else self.duty.due_at


def selection(viewer: User, chosen: Chosen, now: datetime) -> Selection[Row]:
    """The orders that somebody may see, of those that were chosen, in the order that was."""
    note = str(_("Orders of which nothing is due do not stand in this order.")) if chosen.order == "due" else ""
    return Selection(_orders(viewer, chosen, now), _KEYS[chosen.order], lambda found: rows(found, now), note)


def rows(orders: Sequence[WorkOrder], now: datetime) -> list[Row]:
    """Orders with what is due of them next."""
    first = duty_queries.first_due("work-order", [order.pk for order in orders])
    said = clauses_said(list(first.values()))
    return [_row(order, first.get(order.pk), said, now) for order in orders]


def _row(order: WorkOrder, duty: Duty | None, said: dict[int, str], now: datetime) -> Row:
    if duty is None:
        return Row(order, None, "", is_overdue=False)
    return Row(order, duty, said[duty.pk], is_overdue=duty.due_at is not None and duty.due_at < now)


def _orders(viewer: User, chosen: Chosen, now: datetime) -> QuerySet[WorkOrder]:
    communities = _communities(viewer, chosen)
    found = WorkOrder.objects.filter(_view(viewer, chosen, now), community__in=communities)
    exact = {"receiver": chosen.receiver_id, "case": chosen.case_id, "state": chosen.state}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.order == "due":
        found = found.filter(next_due_at__isnull=False)
    if chosen.answered and chosen.since and chosen.until:
        duties = answer_duties(communities, chosen.since, chosen.until, now)
        found = found.filter(id__in=duties[chosen.answered].values("subject_id"))
    return _called(found, chosen.q).select_related("receiver", "sender", "handler", "community")


def _communities(viewer: User, chosen: Chosen) -> list[int]:
    """Their ids: a subquery would keep the planner from the communities' own index."""
    visible = people_access.belongs_to(viewer)
    if visible is None:
        visible = frozenset(Community.objects.values_list("id", flat=True))
    return [id_ for id_ in sorted(visible) if chosen.community_id in (None, id_)]


def _view(viewer: User, chosen: Chosen, now: datetime) -> Q:
    """What a view shows; a state that is asked for goes before the view's own."""
    is_open = Q() if chosen.state else ~Q(state=State.CLOSED)
    match chosen.show:
        case "mine":
            return is_open & (Q(sender=viewer) | Q(handler=viewer))
        case "overdue":
            return Q(next_due_at__lt=now)
        case "closed":
            return Q(state=State.CLOSED)
        case "all":
            return Q()
        case _:
            return is_open


def _called(found: QuerySet[WorkOrder], typed: str) -> QuerySet[WorkOrder]:
    """Those of a number, of a customer's number or contact; all where nothing is typed."""
    if not typed:
        return found
    if _NUMBER.fullmatch(typed):
        return found.filter(number__startswith=f"L{typed.lstrip('Ll')}")
    return found.filter(Q(customer_number=typed) | Q(contact=typed))
