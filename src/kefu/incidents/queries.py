"""What is read about incidents, by the page that shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.incidents import access
from kefu.incidents.actions import subject
from kefu.incidents.models import Claim, Incident, IncidentCase
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.ui.lists import Selection, Sorting
from kefu.ui.paging import Key

ORDERS = {"newest": Sorting(_("newest first"), is_descending=True), "oldest": Sorting(_("oldest first"))}
_KEYS: dict[str, tuple[Key, ...]] = {"newest": ("-happened_at", "-id"), "oldest": ("happened_at", "id")}
VIEWS = {"open": _("open"), "closed": _("closed"), "all": _("all")}


@dataclass(frozen=True)
class Totals:
    """The claims of an incident in yuan: asked for, counted, agreed on, settled; and how many there are."""

    count: int
    claimed: Decimal
    counted: Decimal
    agreed: Decimal
    settled: Decimal


def selection(viewer: User, show: str, order: str) -> Selection[Incident]:
    """The incidents that somebody may see, each with how many `cases` and `claim_count` claims it has."""
    found = access.visible_to(viewer).select_related("community")
    if show != "all":
        found = found.filter(closed_at__isnull=show == "open")
    # Counted for the rows of a page alone; joined, every incident's cases would stand beside all its claims.
    counted = found.annotate(cases=_count_of(IncidentCase), claim_count=_count_of(Claim))
    return Selection(counted, _KEYS[order], list)


def _count_of(model: type[IncidentCase | Claim]) -> Coalesce:
    of_each = model._default_manager.filter(incident=OuterRef("pk")).order_by().values("incident")
    return Coalesce(Subquery(of_each.annotate(count=Count("id")).values("count")), 0)


def cases(incident: Incident) -> list[Case]:
    """The cases of an incident, the first ones first."""
    found = Case.objects.filter(membership__incident=incident)
    return list(found.select_related("handler", "unit").order_by("id"))


def claims(incident: Incident) -> list[Claim]:
    """The claims for an incident, by home."""
    return list(incident.claims.select_related("unit").order_by("place", "id"))


def totals(found: Sequence[Claim]) -> Totals:
    """What claims come to; dropped ones are left out of all but the count."""
    kept = [one for one in found if one.state != Claim.State.DROPPED]
    settled = [one for one in kept if one.state == Claim.State.SETTLED]
    return Totals(
        len(found),
        _sum(one.claimed for one in kept),
        _sum(one.counted for one in kept),
        _sum(one.agreed for one in kept),
        _sum(one.agreed for one in settled),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def duties(incident: Incident) -> list[Told]:
    """What the rulebook asks about an incident."""
    return told(list(duty_queries.duties_on(subject(incident))), people_queries.names)


def timeline(incident: Incident, duties: Sequence[Told]) -> list[Happened]:
    """What happened to an incident, the last first."""
    return history("incident", incident.pk, frozenset(), duties)


def incident_of(case: Case) -> Incident | None:
    """The incident that a case came of."""
    found = IncidentCase.objects.filter(case=case).select_related("incident").first()
    return None if found is None else found.incident


def open_in(community_id: int) -> QuerySet[Incident]:
    """The incidents of a community that are not closed, the newest first."""
    return Incident.objects.filter(community=community_id, closed_at=None).order_by("-id")
