"""What revisits say on pages of domains below them."""

from typing import Any

from django.http import HttpRequest

from kefu.cases.models import Case
from kefu.registers import queries


def of_case(_request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """How a case's customer was asked, with the form of each attempt."""
    return "registers/of_case.html", {"case": case, "revisits": queries.revisits_of(case)}
