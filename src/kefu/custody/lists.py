"""Lists of cards, keys and parking spaces: which, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.custody import queries
from kefu.custody.calc import typed_number, typed_plate
from kefu.custody.models import Direction, Handout, State, Thing
from kefu.estate.calc import typed_code
from kefu.estate.models import Unit
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.lists import Selection, Sorting
from kefu.ui.paging import Key

VIEWS = {
    "all": _("in use"),
    "kept": _("with us"),
    "out": _("handed out"),
    "overdue": _("overdue"),
    "lost": _("lost"),
    "retired": _("no longer in use"),
}
ORDERS = {
    "number": Sorting(_("by number")),
    "due": Sorting(_("due soonest first")),
    "newest": Sorting(_("newest first"), is_descending=True),
}
_KEYS: dict[str, tuple[Key, ...]] = {
    "number": ("sorts_as", "id"),
    "due": ("due_at", "id"),
    "newest": ("-id",),
}
# So many holders of a name are looked for: more is no answer to a question.
_MOST = 500


@dataclass(frozen=True)
class Chosen:
    """Which things to list: a view of `VIEWS`, an order of `ORDERS` (blank: the view's own); None for all."""

    show: str = "all"
    sort: str = ""
    kind: str = ""
    community_id: int | None = None
    q: str = ""

    @property
    def order(self) -> str:
        """The order in force; only what is out is due."""
        usual = "due" if self.show == "overdue" else "number"
        return (
            usual if not self.sort or (self.sort == "due" and self.show not in ("all", "out", "overdue")) else self.sort
        )


@dataclass(frozen=True)
class Row:
    """A thing of a list: who has it now, and who left it with us."""

    thing: Thing
    out: Handout | None
    left: Handout | None
    is_overdue: bool


def selection(viewer: User, chosen: Chosen, now: datetime) -> Selection[Row]:
    """The things that somebody may see, of those that were chosen, in the order that was."""
    note = str(_("What has no time to be back by does not stand in this order.")) if chosen.order == "due" else ""
    return Selection(_things(viewer, chosen, now), _KEYS[chosen.order], lambda found: rows(found, now), note)


def rows(things: Sequence[Thing], now: datetime) -> list[Row]:
    """Things with who has them."""
    held = queries.holders(thing.pk for thing in things)
    return [_row(thing, held.get(thing.pk, []), now) for thing in things]


def _row(thing: Thing, held: Sequence[Handout], now: datetime) -> Row:
    by_direction = {one.direction: one for one in held}
    is_overdue = thing.due_at is not None and thing.due_at < now
    return Row(thing, by_direction.get(Direction.OUT), by_direction.get(Direction.LEFT), is_overdue)


def _things(viewer: User, chosen: Chosen, now: datetime) -> QuerySet[Thing]:
    communities = _communities(viewer, chosen)
    found = Thing.objects.filter(_view(chosen, now), community__in=communities)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.order == "due":
        found = found.filter(due_at__isnull=False)
    if chosen.q:
        found = found.filter(_called(communities, chosen.q))
    return found.select_related("unit", "community")


def _communities(viewer: User, chosen: Chosen) -> list[int]:
    """Their ids: a subquery would keep the planner from the communities' own index."""
    visible = people_access.belongs_to(viewer)
    if visible is None:
        visible = frozenset(Community.objects.values_list("id", flat=True))
    return [id_ for id_ in sorted(visible) if chosen.community_id in (None, id_)]


def _view(chosen: Chosen, now: datetime) -> Q:
    if chosen.show == "overdue":
        return Q(due_at__lt=now)
    if chosen.show in State.values:
        return Q(state=chosen.show)
    return ~Q(state=State.RETIRED)


def _called(communities: Sequence[int], typed: str) -> Q:
    """Those of a number or its beginning, of a home, of a holder's name or of a car's plate."""
    homes = list(
        Unit.objects.filter(community__in=communities, code=typed_code(typed) or typed).values_list("id", flat=True)
    )
    said, plate = Q(name=typed) | Q(unit__in=homes), typed_plate(typed)
    if plate:  # what is no plate is not the blank one that most handouts have
        said |= Q(plate=plate)
    open_ones = Handout.objects.filter(said, back_at=None, thing__community__in=communities)
    held = list(open_ones.values_list("thing_id", flat=True)[:_MOST])
    return Q(number__startswith=typed_number(typed)) | Q(unit__in=homes) | Q(id__in=held)
