"""Passes as they are issued at the window of the cast's community."""

from datetime import datetime, timedelta
from typing import Any

from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import Unit
from kefu.gate import actions
from kefu.gate.models import Kind, Pass
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast

ROW = EstateRow("3栋", "2", 12, "3-2-1201", "home", "王丽", "13912345678", "owner")
LONG = timedelta(days=30)


def home(cast: Cast) -> Unit:
    """The home of the Wang family."""
    found = Unit.objects.filter(community=cast.community, code=ROW.code).first()
    if found is None:
        estate_actions.import_estate(cast.community.pk, [ROW], by=Act(cast.manager.pk, BEGAN))
    return found or Unit.objects.get(community=cast.community, code=ROW.code)


def issued(cast: Cast, kind: str = "goods", *, at: datetime = MORNING, who: str = "agent", **more: Any) -> Pass:
    """A pass of a kind, of the family's home."""
    said = {"what": "沙发 1 张\n冰箱 1 台"} if kind == "goods" else {}
    lasts = {"valid_from": at, "valid_until": at + (LONG if kind in ("worker", "resident") else timedelta(hours=12))}
    new = Pass(
        community=cast.community, kind=kind, unit=home(cast), holder="王丽", phone="13912345678", **said, **lasts
    )
    for name, value in more.items():
        setattr(new, name, value)
    return actions.issue_pass(new, by=Act(cast[who].pk, at))


def visiting(cast: Cast, *, told: str = "phone", at: datetime = MORNING, who: str = "agent", **more: Any) -> Pass:
    """A visitor to the family."""
    unit = home(cast)
    person = unit.residencies.get().person
    new = Pass(community=cast.community, kind=Kind.VISITOR, unit=unit, host_person=person, holder="赵强", host="王丽")
    new.valid_from, new.valid_until = at, at + timedelta(hours=12)
    for name, value in more.items():
        setattr(new, name, value)
    return actions.register_visitor(new, by=Act(cast[who].pk, at), told=told)
