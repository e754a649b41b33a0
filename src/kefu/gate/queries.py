"""What is read about passes: lists, one with its history, who is inside, and what a phone keeps."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.estate.calc import typed_code
from kefu.estate.models import Area, AreaKind, Unit
from kefu.gate import access
from kefu.gate.actions import subject
from kefu.gate.models import Direction, Kind, Pass, Passage, State
from kefu.lib import months
from kefu.lib.identity import normal
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people import queries as people_queries
from kefu.people.models import Community, User
from kefu.ui.days import within
from kefu.ui.lists import Selection, Sorting

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ORDERS = {"newest": Sorting(_("newest first"), is_descending=True), "oldest": Sorting(_("oldest first"))}
_KEYS = {"newest": ("-issued_at", "-id"), "oldest": ("issued_at", "id")}
# More than a phone can be asked for over a weak connection; goods, visitors and who is inside come first.
MOST = 400
OF_HOME = 20


class Figure(NamedTuple):
    """A month's count: what it counts, how many, and the list that shows them (blank: none does)."""

    label: "StrOrPromise"
    number: int
    address: str = ""


class Chosen(NamedTuple):
    """Which passes to list; blank: whichever. `is_valid`: now; `q`: a number, a name, a plate or a home.

    The days are those on which they were issued.
    """

    kind: str = ""
    state: str = ""
    is_valid: bool = False
    q: str = ""
    since: date | None = None
    until: date | None = None
    community_id: int | None = None


class Passed(NamedTuple):
    """Which passages to list; blank and None: whichever."""

    direction: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    community_id: int | None = None


def selection(viewer: User, chosen: Chosen, order: str, now: datetime) -> Selection[Pass]:
    """The passes that somebody may see, those chosen."""
    found = access.visible_to(viewer).select_related("community", "unit", "issued_by")
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.is_valid:
        found = found.filter(closed_at=None, valid_from__lte=now, valid_until__gte=now)
    if chosen.q:
        q = chosen.q
        written = Q(plate__iexact=normal(q, "plate") or q) | Q(unit__code=typed_code(q) or q)
        found = found.filter(Q(number__iexact=q) | Q(holder__icontains=q) | written)
    return Selection(_within(found, "issued_at", chosen), _KEYS[order], list)


def passed(viewer: User, chosen: Passed, order: str) -> Selection[Passage]:
    """The passages through the gates of somebody's communities, those chosen."""
    communities = people_access.communities_visible_to(viewer)
    found = Passage.objects.filter(community__in=communities).select_related("community", "of__unit", "by")
    if chosen.direction:
        found = found.filter(direction=chosen.direction)
    if chosen.kind:
        found = found.filter(of__kind=chosen.kind)
    keys = {"newest": ("-at", "-id"), "oldest": ("at", "id")}[order]
    return Selection(_within(found, "at", chosen), keys, list)


def duties(of: Pass) -> list[Told]:
    """What the rulebook asks about a pass."""
    return told(list(duty_queries.duties_on(subject(of))), people_queries.names)


def timeline(of: Pass, duties: Sequence[Told]) -> list[Happened]:
    """What happened to a pass, the last first."""
    return history("pass", of.pk, frozenset({"pass.issued", "visitor.registered"}), duties)


def passages(of: Pass) -> list[Passage]:
    """When somebody passed by it last."""
    return list(of.passages.select_related("by").order_by("-id")[:OF_HOME])


def of_unit(unit: Unit) -> list[Pass]:
    """The last passes of a home."""
    return list(Pass.objects.filter(unit=unit).order_by("-id")[:OF_HOME])


def gates(viewer: User) -> list[tuple[str, str]]:
    """The gates at which somebody may stand, each as `community:area` and its name."""
    communities = list(access.guarded_by(viewer).order_by("name", "id"))
    areas = Area.objects.filter(community__in=[one.pk for one in communities], kind=AreaKind.GATE, retired_at=None)
    of_each: dict[int, list[Area]] = {}
    for area in areas.order_by("name"):
        of_each.setdefault(area.community_id, []).append(area)
    found = []
    for one in communities:
        found += [(f"{one.pk}:{area.pk}", f"{one.name} {area.name}") for area in of_each.get(one.pk, [])] or [
            (f"{one.pk}:", one.name)
        ]
    return found


def gate_called(community_id: int, chosen: str) -> str:
    """The name of the gate that a phone says it stands at, if it is one of that community."""
    where, _colon, area = chosen.partition(":")
    if where != str(community_id) or whole(area) is None:
        return ""
    gate = Area.objects.filter(community=community_id, pk=area, kind=AreaKind.GATE)
    return gate.values_list("name", flat=True).first() or ""


def for_phone(viewer: User, now: datetime) -> dict[str, Any]:
    """What a guard's phone keeps: who is inside, and what is valid in the next day; `isWhole`: that is all of it."""
    guarded = Pass.objects.filter(community__in=access.guarded_by(viewer), closed_at=None)
    soon = Q(valid_from__lte=now + timedelta(days=1), valid_until__gte=now) | Q(state=State.INSIDE)
    first = Case(
        When(state=State.INSIDE, then=Value(0)),
        When(kind__in=[Kind.GOODS, Kind.VISITOR], then=Value(1)),
        When(kind=Kind.WORKER, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found = list(guarded.filter(soon).select_related("unit").order_by(first, "valid_until", "id")[: MOST + 1])
    return {"passes": [on_phone(one) for one in found[:MOST]], "isWhole": len(found) <= MOST}


def called(viewer: User, said: str) -> list[Pass]:
    """The passes of a code or a number, among those of the gates at which somebody may stand."""
    guarded = Pass.objects.filter(community__in=access.guarded_by(viewer)).select_related("unit")
    return list(guarded.filter(Q(code=said) | Q(number=said.upper())).order_by("id"))


def on_phone(of: Pass) -> dict[str, Any]:
    """What a guard needs of a pass, and no more: its code as a digest, no numbers to call."""
    return {
        "id": of.pk,
        "code": hashlib.sha256(of.code.encode()).hexdigest(),
        "number": of.number,
        "kind": of.kind,
        "named": str(of.get_kind_display()),
        "state": of.state,
        "stands": str(of.get_state_display()),
        "holder": of.holder,
        "unit": of.unit.code if of.unit else "",
        "company": of.company,
        "plate": of.plate,
        "items": of.items,
        "host": of.host,
        "isTold": of.is_host_told,
        "purpose": of.purpose,
        "from": int(of.valid_from.timestamp()),
        "until": int(of.valid_until.timestamp()),
    }


def month(community: Community, first: date) -> tuple[list[Figure], list[Figure]]:
    """What a month at the gates of a community came to: passes, and what passed."""
    begins, ends = months.bounds(first, community.zone)
    passes, gone = (Pass.objects.filter(community=community) for _ in range(2))
    passes = passes.filter(issued_at__gte=begins, issued_at__lt=ends)
    gone = gone.filter(closed_at__gte=begins, closed_at__lt=ends, state__in=(State.HANDED_IN, State.REVOKED))
    passages = Passage.objects.filter(community=community, at__gte=begins, at__lt=ends)
    issued = _counts(passes.values_list("kind"))
    through = _counts(passages.values_list("direction"))
    ended = _counts(gone.values_list("state"))
    days = f"community={community.pk}&since={first:%Y-%m-%d}&until={months.last_day(first):%Y-%m-%d}"
    return [
        *(Figure(_issued(kind), issued.get(kind, 0), f"kind={kind.value}&{days}") for kind in Kind),
        *(Figure(state.label, ended.get(state, 0)) for state in (State.HANDED_IN, State.REVOKED)),
    ], [Figure(way.label, through.get(way, 0), f"direction={way.value}&{days}") for way in Direction]


def _issued(kind: Kind) -> "StrOrPromise":
    return gettext("issued: %(kind)s") % {"kind": kind.label}


def _counts(values: "QuerySet[Any, Any]") -> dict[str, int]:
    return dict(values.annotate(count=Count("id")).order_by())


def _within(found: "QuerySet[Any]", name: str, chosen: Chosen | Passed) -> "QuerySet[Any]":
    """Those of the chosen community whose moment of this name lies on the chosen days."""
    if chosen.community_id is not None:
        found = found.filter(community=chosen.community_id)
    return found.filter(**within(name, chosen.since, chosen.until))
