"""What is read about orders, by the page that shows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kefu.cases.models import Case, RepairWork
from kefu.cases.queries import works
from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.binding import moment_of
from kefu.duties.explaining import Told, told
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.people import queries as people_queries
from kefu.people.models import Community, User
from kefu.workorders import access
from kefu.workorders.actions import subject
from kefu.workorders.directory import example
from kefu.workorders.models import Place, Receiver, Signature, State, WorkOrder

# So many orders are shown beside a case.
SHOWN = 10


def duties(order: WorkOrder) -> list[Told]:
    """An order's duties with their clauses and how each due time came about."""
    return told(list(duty_queries.duties_on(subject(order))), people_queries.names)


def events(order: WorkOrder, duties: Sequence[Told]) -> list[Happened]:
    """What happened to an order, the last first."""
    return history("work-order", order.pk, frozenset({"order.issued"}), duties)


def signatures(order: WorkOrder) -> list[Signature]:
    """How an order was signed, in the order of its form."""
    places = list(Place.values)
    return sorted(order.signatures.all(), key=lambda one: places.index(one.place))


def before_it(order: WorkOrder) -> int:
    """How many orders came to its receiver before it and are not finished: they are worked in order of arrival."""
    return _waiting(order.receiver_id).filter(pk__lt=order.pk).count()


def orders_of_case(case: Case) -> list[WorkOrder]:
    """The orders that were issued for a case, the first ones first; one more than is shown."""
    return list(case.work_orders.select_related("receiver").order_by("id")[: SHOWN + 1])


def matters(viewer: User, ids: Iterable[int]) -> dict[int, str]:
    """What orders are about, by their ids, as far as somebody may see them."""
    wanted = set(ids)
    return dict(access.visible_to(viewer).filter(id__in=wanted).values_list("id", "matter")) if wanted else {}


def agreed_visit(case: Case) -> datetime | None:
    """When somebody comes to repair, as was agreed last."""
    agreed = event_queries.history("case", case.pk).filter(kind="repair.appointed").last()
    return None if agreed is None else moment_of(agreed.facts["appointment.at"])


def last_visit(case: Case) -> tuple[datetime | None, str, RepairWork | None]:
    """When somebody came to repair last, how it was settled then and with what work; nothing since it was reopened."""
    last: dict[str, Event] = {}
    for event in case.history:
        last = {} if event.kind == "case.reopened" else {**last, event.kind: event}
    came, settled = last.get("repair.arrived"), last.get("case.resolved")
    said = {text.name: text.text for text in settled.texts.all()} if settled else {}
    done = (one for one in works(case) if settled and one.done_at >= settled.happened_at)
    work = next(done, None)
    return came.happened_at if came else None, said.get("result") or "", work


def directory(viewer: User, community: Community) -> Sequence[Receiver]:
    """The receivers of a community on a viewer's list, inside ones first, those no longer in use last.

    Each with how many orders it has `open`.
    """
    found = access.receivers_visible_to(viewer).filter(community=community).select_related("user", "post")
    of_each = _waiting(OuterRef("pk")).order_by().values("receiver").annotate(count=Count("id")).values("count")
    counted = found.annotate(open=Coalesce(Subquery(of_each), 0))
    return list(counted.order_by(F("retired_at").asc(nulls_first=True), "side", "id"))


def lacks_examples(community: Community) -> bool:
    """Whether a receiver of the example that comes along is on no list of this community."""
    names = [one.name for one in example()]
    return Receiver.objects.filter(community=community, name__in=names).count() < len(names)


def _waiting(receiver: int | OuterRef) -> QuerySet[WorkOrder]:
    """The orders that a receiver has yet to finish."""
    return WorkOrder.objects.exclude(state__in=[State.FINISHED, State.CLOSED]).filter(receiver=receiver)
