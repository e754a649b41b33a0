"""What fees say on pages of domains below them."""

from typing import Any

from django.http import HttpRequest

from kefu.estate.models import Unit
from kefu.fees import access, queries
from kefu.people import access as people_access


def of_household(request: HttpRequest, unit: Unit) -> tuple[str, dict[str, Any]] | None:
    """What a household owes and the deposits held for it, to whoever may look."""
    if not access.may_look(people_access.signed_in(request), unit.community_id):
        return None
    return "fees/of_household.html", {"unit": unit, "standing": queries.standing(unit)}
