"""What cases say on pages of domains below them."""

from typing import Any

from django.http import HttpRequest

from kefu.cases import access, queries
from kefu.estate.models import Unit
from kefu.people import access as people_access


def of_household(request: HttpRequest, unit: Unit) -> tuple[str, dict[str, Any]]:
    """The last cases of a unit."""
    visible = access.visible_to(people_access.signed_in(request))
    return "cases/of_household.html", {"unit": unit, "cases": queries.last_of_unit(visible, unit)}
