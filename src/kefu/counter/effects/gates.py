"""Effects at the gate: passes, slips for goods, visitors."""

from datetime import datetime
from typing import Any

from kefu.counter.effects.doing import Came, Doing, Made
from kefu.gate import actions as gate
from kefu.gate.models import CLOSED, Kind, Pass


def issue_passes(doing: Doing) -> Came:
    """A pass for each name, valid through its last day."""
    until = doing.end_of(doing.told["until"])
    passes = []
    for number, name in enumerate(doing.told["names"]):
        new = _pass(doing, until, kind=doing.told["kind"], holder=name[:60], company=doing.told.get("company", ""))
        passes.append(gate.issue_pass(new, by=doing.by.following(number)))
    return [_made(one) for one in passes]


def extend_passes(doing: Doing) -> Came:
    """The passes of this errand that are in use hold longer."""
    until = doing.end_of(doing.told["until"])
    for number, id_ in enumerate(_open(doing)):
        gate.extend_pass(id_, by=doing.by.following(number), until=until)
    return []


def hand_in_passes(doing: Doing) -> Came:
    """The passes of this errand that are in use are handed in."""
    for number, id_ in enumerate(_open(doing)):
        gate.hand_in_pass(id_, by=doing.by.following(number))
    return []


def release_goods(doing: Doing) -> Came:
    """A slip with which these goods go out once."""
    told = doing.told
    new = _pass(
        doing, told["until"], kind=Kind.GOODS, holder=doing.errand.applicant, plate=told.get("vehicle", "")[:16]
    )
    new.what = "\n".join(told["goods"])
    return [_made(gate.issue_pass(new, by=doing.by))]


def register_visitor(doing: Doing) -> Came:
    """A visitor may come in; the host is told by phone where the clerk says so."""
    told = doing.told
    new = _pass(doing, told["until"], kind=Kind.VISITOR, holder=told["name"][:60])
    new.phone, new.host, new.purpose = told.get("phone", ""), told["host"][:60], told["purpose"]
    return [_made(gate.register_visitor(new, by=doing.by, told=gate.PHONE if told.get("told") else ""))]


def _pass(doing: Doing, until: datetime, **said: Any) -> Pass:
    errand = doing.errand
    return Pass(community=errand.community, unit=errand.unit, valid_from=doing.by.at, valid_until=until, **said)


def _open(doing: Doing) -> list[int]:
    found = Pass.objects.filter(id__in=doing.made("pass")).exclude(state__in=CLOSED)
    return list(found.order_by("id").values_list("id", flat=True))


def _made(one: Pass) -> Made:
    return Made("pass", one.pk, str(one))


EFFECTS = {
    "issue_passes": issue_passes,
    "extend_passes": extend_passes,
    "hand_in_passes": hand_in_passes,
    "release_goods": release_goods,
    "register_visitor": register_visitor,
}
