"""What the counter says on pages of domains below it."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from kefu import clock
from kefu.counter import access, queries, rules
from kefu.counter.models import State as ErrandState
from kefu.counter.words import name_of
from kefu.estate.models import Unit
from kefu.fees.models import Deposit
from kefu.people import access as people_access
from kefu.reception.models import State, Ticket


def of_household(request: HttpRequest, unit: Unit) -> tuple[str, dict[str, Any]]:
    """The errands of a household, and what may be begun for it."""
    viewer, found = people_access.signed_in(request), queries.errands_of(unit)
    procedures = rules.procedures_on(unit.community_id, localtime(clock.now()).date())
    begin = [
        (name, name_of(one, name))
        for name, one in procedures.items()
        if one.about == "unit" and access.may_begin(viewer, unit.community_id, one)
    ]
    names = {name: name_of(one, name) for name, one in procedures.items()}
    errands = [(one, names.get(one.procedure, one.procedure)) for one in found[: queries.SHOWN]]
    shown = {"unit": unit, "errands": errands, "has_more": len(found) > queries.SHOWN, "begin": begin}
    return "counter/of_household.html", shown


def of_deposit(request: HttpRequest, deposit: Deposit) -> tuple[str, dict[str, Any]] | None:
    """The errand with which a deposit was taken: as long as that is open, its steps say when the money goes back."""
    taken = {"outcomes__kind": "deposit", "outcomes__subject_id": deposit.pk}
    errand = access.visible_to(people_access.signed_in(request)).filter(**taken).first()
    if errand is None:
        return None
    name = name_of(rules.procedure_of(errand), errand.procedure)
    return "counter/of_deposit.html", {"errand": errand, "name": name, "is_open": errand.state == ErrandState.OPEN}


def of_ticket(request: HttpRequest, ticket: Ticket) -> tuple[str, dict[str, Any]]:
    """What was begun for who came with a number; for the clerk who called it, what they came for to begin."""
    viewer = people_access.signed_in(request)
    procedures = rules.procedures_on(ticket.community_id, localtime(clock.now()).date())
    errands = [(one, name_of(procedures.get(one.procedure), one.procedure)) for one in queries.errands_with(ticket)]
    is_called = ticket.state == State.CALLED and ticket.clerk_id == viewer.pk
    asked = procedures.get(ticket.purpose) if is_called and not errands else None
    begin = asked if asked and access.may_begin(viewer, ticket.community_id, asked) else None
    shown = {"ticket": ticket, "errands": errands, "is_called": is_called}
    return "counter/of_ticket.html", {**shown, "begin": name_of(begin, ticket.purpose) if begin else ""}
