"""What the hotline says on pages of domains below it."""

from typing import Any

from django.http import HttpRequest

from kefu.cases.models import Case
from kefu.hotline import access, queries
from kefu.people import access as people_access


def of_case(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """The calls that led to a case, and the viewer's own that may have."""
    viewer = people_access.signed_in(request)
    may = access.may_answer(viewer, case.community_id)
    shown = {
        "case": case,
        "calls": queries.calls_of(case),
        "to_log": queries.to_log_by(viewer, case.community_id) if may else [],
    }
    return "hotline/of_case.html", shown
