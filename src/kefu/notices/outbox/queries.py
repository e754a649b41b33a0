"""What is read of the outbox, by the page that shows it."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _

from kefu.notices import access
from kefu.notices.models import Attempt, Delivery, Message
from kefu.people.models import User
from kefu.ui.lists import Selection, Sorting
from kefu.ui.paging import Asked, Page, page

PAGE_SIZE = 50
ORDERS = {"newest": Sorting(_("newest first"), is_descending=True), "oldest": Sorting(_("oldest first"))}


@dataclass(frozen=True)
class Chosen:
    """Which deliveries to list; blank or None: all."""

    state: str = ""
    way: str = ""
    community_id: int | None = None
    sort: str = "newest"


def deliveries(viewer: User, chosen: Chosen) -> Selection[Delivery]:
    """To whom messages went, or did not."""
    found = access.deliveries_visible_to(viewer)
    exact = {"state": chosen.state, "way": chosen.way, "community": chosen.community_id}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    keys = ("id",) if chosen.sort == "oldest" else ("-id",)
    return Selection(found.select_related("message", "community"), keys, list)


def of_message(message: Message, asked: Asked) -> Page[Delivery]:
    """A page of the deliveries of a message, each with its tries in `tried`."""
    tried = Prefetch("attempts", Attempt.objects.order_by("number"), to_attr="tried")
    return page(message.deliveries.prefetch_related(tried), ("id",), asked, PAGE_SIZE)


def counts(message: Message) -> list[tuple[str, int]]:
    """How many deliveries of a message stand how, as far as any do."""
    found = dict(message.deliveries.order_by().values_list("state").annotate(Count("id")))
    return [(str(state.label), found[state.value]) for state in Delivery.State if state.value in found]
