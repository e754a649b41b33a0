"""What orders say on pages of domains below them."""

from typing import Any

from django.http import HttpRequest

from kefu.cases.models import Case
from kefu.people import access as people_access
from kefu.workorders import access, queries


def of_case(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """The orders that were issued for a case, where one is issued, and the slip of a repair."""
    orders = queries.orders_of_case(case)
    shown = {
        "case": case,
        "orders": orders[: queries.SHOWN],
        "has_more": len(orders) > queries.SHOWN,
        "may_issue": not case.is_withdrawn
        and case.merged_into_id is None
        and access.may_issue(people_access.signed_in(request), case.community_id),
    }
    return "workorders/of_case.html", shown
