"""Which steps of a procedure may be taken now, and how what was typed is kept. No database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kefu.rulebook.conditions import compile_condition
from kefu.rulebook.procedures import HELD, Ask, Effect, Procedure, Step
from kefu.rulebook.shapes import Condition, Says

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """How far an errand is: how often each step was taken, what its fields hold, whether its work is stopped."""

    times: Mapping[str, int]
    values: Values
    is_stopped: bool = False


def errand_number(year: int, count: int) -> str:
    """The number of a community's errand: `Y2026-000123`; Y, for 业务, tells it from a case's."""
    return f"Y{year}-{count:06d}"


def holds(where: Condition, values: Values) -> bool:
    """Whether what was typed meets a condition; what was not asked yet equals nothing."""
    return compile_condition(where)(values)


def open_steps(procedure: Procedure, at: Standing) -> list[str]:
    """The steps that may be taken now, in the order of the procedure."""
    return [name for name, step in procedure.steps.items() if _is_open(procedure, name, step, at)]


def next_step(procedure: Procedure, at: Standing) -> str | None:
    """The step that leads on: the first open one that is neither optional nor repeated; None: only those are left."""
    found = open_steps(procedure, at)
    return next((name for name in found if not _is_beside(procedure.steps[name])), None)


def _is_open(procedure: Procedure, name: str, step: Step, at: Standing) -> bool:
    may_recur = step.again or step.stops or step.resumes
    if not holds(step.where, at.values) or (at.times.get(name) and not may_recur):
        return False
    if step.until is not None and at.times.get(step.until):
        return False
    if at.is_stopped and not (step.again or step.resumes):
        return False
    if step.resumes and not at.is_stopped:
        return False
    return all(_is_settled(procedure.steps[before], before, at) for before in _before(procedure, name, step))


def _before(procedure: Procedure, name: str, step: Step) -> Sequence[str]:
    """What has to be done first."""
    if step.after is not None:
        return step.after
    names = list(procedure.steps)
    return [before for before in names[: names.index(name)] if not _is_beside(procedure.steps[before])]


def _is_settled(step: Step, name: str, at: Standing) -> bool:
    return bool(at.times.get(name)) or not holds(step.where, at.values)


def _is_beside(step: Step) -> bool:
    """Whether the errand goes on without it."""
    return step.optional or step.again or step.stops or step.resumes


def asks_of(procedure: Procedure, name: str) -> dict[str, Ask]:
    """The fields that a step asks for, by name."""
    return {ask: procedure.asks[ask] for ask in procedure.steps[name].asks}


def missing(procedure: Procedure, name: str, values: Values, papers: Collection[str], *, is_told: bool) -> list[Says]:
    """What a step asks for and was not given: fields that are called for, papers to be seen, what is to be told."""
    step = procedure.steps[name]
    asks = [
        ask.says
        for field, ask in asks_of(procedure, name).items()
        if not ask.optional and holds(ask.where, values) and values.get(field) in (None, "", [])
    ]
    unseen = [
        procedure.papers[paper].says
        for paper in step.papers
        if not procedure.papers[paper].optional and paper not in papers
    ]
    return [*asks, *unseen, *([step.tells] if step.tells is not None and not is_told else [])]


def chooses_first(procedure: Procedure) -> bool:
    """Whether its first step chooses among what the household holds, so that this must be known before."""
    return any(ask.kind in HELD for ask in asks_of(procedure, procedure.first).values())


def told(effect: Effect, procedure: Procedure, values: Values) -> dict[str, Any]:
    """What an effect is told: values of fields, read from how they are kept, and what the rulebook gives."""
    fields = {argument: read(procedure.asks[field].kind, values.get(field)) for argument, field in effect.with_.items()}
    return {**effect.given, **{argument: value for argument, value in fields.items() if value not in (None, "", [])}}


def kept(value: Any) -> Any:
    """A value as JSON holds it: amounts and times as text, several lines as a list."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def read(kind: str, value: Any) -> Any:
    """A value from how it was kept."""
    if value is None or value == "":
        return None
    match kind:
        case "money":
            return Decimal(value)
        case "day":
            return date.fromisoformat(value)
        case "moment":
            return datetime.fromisoformat(value)
        case _:
            return value
