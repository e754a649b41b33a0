"""What repairs say on pages of domains below them."""

from typing import Any

from django.http import HttpRequest

from kefu.cases.models import Case, Kind, RepairWay
from kefu.people import access as people_access
from kefu.repairs import access, defects
from kefu.repairs.actions import VERBS


def of_case(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """The defects as which a repair was passed on to the builder's contractor, and the way to do so."""
    if case.kind != Kind.REPAIR:
        return None
    found = defects.of_case(case)
    is_out = any(one.state in VERBS["withdraw"].allowed_in for one in found)
    may_send = (
        case.repair_way == RepairWay.WARRANTY
        and case.closed_at is None
        and not is_out
        and access.may_do(people_access.signed_in(request), case.community_id, "send")
    )
    return "repairs/of_case.html", {"case": case, "defects": found, "may_send": may_send}
