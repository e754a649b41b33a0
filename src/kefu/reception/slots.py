"""What the front desk says on pages of domains below it."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from kefu import clock
from kefu.cases.models import Case
from kefu.duties.governing import book_on
from kefu.estate.models import Unit
from kefu.reception import queries, rules


def of_case(_request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]]:
    """The receptions that a case came of."""
    return "reception/of_case.html", {"tickets": queries.tickets_of_case(case)}


def of_household(_request: HttpRequest, unit: Unit) -> tuple[str, dict[str, Any]]:
    """When somebody of a household came or called, and for what."""
    choices = rules.purposes(book_on(unit.community_id, localtime(clock.now()).date()))
    return "reception/of_household.html", {"tickets": queries.came({"unit": unit}, choices)}
