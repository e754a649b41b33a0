"""What incidents say on pages of domains below them."""

from typing import Any

from django.http import HttpRequest

from kefu.cases.models import Case
from kefu.incidents import access, queries
from kefu.people import access as people_access


def of_case(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """The incident that a case came of, or those that it may have come of."""
    incident = queries.incident_of(case)
    may_work = incident is None and access.may_work_in(people_access.signed_in(request), case.community_id)
    shown = {
        "case": case,
        "incident": incident,
        "may_work": may_work,
        "open_incidents": list(queries.open_in(case.community_id)[:5]) if may_work else [],
    }
    return "incidents/of_case.html", shown
