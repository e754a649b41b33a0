"""What the gate says on pages of domains below it."""

from typing import Any

from django.http import HttpRequest

from kefu.estate.models import Unit
from kefu.gate import access, queries
from kefu.gate.models import Kind
from kefu.people import access as people_access


def of_household(request: HttpRequest, unit: Unit) -> tuple[str, dict[str, Any]]:
    """The passes of a home, and the way to a new one."""
    viewer = people_access.signed_in(request)
    kinds = [(kind, kind.label) for kind in Kind if access.may_issue(viewer, unit.community_id, kind)]
    return "gate/of_household.html", {"unit": unit, "passes": queries.of_unit(unit), "kinds": kinds}
