"""Rows into the frozen values of the rulebook, and back: rows know datetimes and ids, the core seconds and texts."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from kefu.duties.acts import Subject
from kefu.lib.worktime import Instant
from kefu.rulebook.model import Bearer, Duty, Run, Seen, State, Step, make

# The fields of a duty that are moments, under the same name in the row.
_MOMENTS = (
    *("start_at", "first_due_at", "due_at", "ends_at", "breached_at", "paused_at", "reminded_at"),
    *("acknowledged_at", "remind_at", "acknowledge_by", "ended_at", "given_at"),
)

# What a duty is from its beginning to its end.
_LASTING = ("clause", "version", "occurrence", "opened_by", "start_at", "first_due_at", "is_series")


def instant(at: datetime) -> Instant:
    """The second in which a moment lies."""
    return int(at.timestamp())


@lru_cache(maxsize=10_000)
def moment_of(at: Instant) -> datetime:
    """The moment at which a second begins."""
    return datetime.fromtimestamp(at, UTC)


def _moment(at: Instant | None) -> datetime | None:
    return None if at is None else moment_of(at)


def state_of(subject: Subject, standing: list[Any] | None, open_duties: Iterable[Duty], seq: int) -> State:
    """The state as the core knows it, of a row of `STANDING`; None: no rulebook was asked about the subject yet."""
    if standing is None:
        return State(str(subject.id), seq=seq)
    version, facts, seen, pause, runs, next_at = standing
    return State(
        str(subject.id),
        version,
        facts,
        tuple(open_duties),
        tuple(_run(run) for run in runs),
        {kind: make(Seen, last) for kind, last in seen.items()},
        None if pause is None else (pause[0], pause[1]),
        seq,
        next_at,
    )


def standing_fields(state: State) -> dict[str, Any]:
    """What a state says, as the fields of its row."""
    return {
        "version": state.version or "",
        "facts": dict(state.facts),
        "seen": state.seen,
        "pause": state.pause,
        "runs": state.runs,
        "seq": state.seq,
        "next_at": _moment(state.next_at),
        "next_due_at": _moment(min((duty.due_at for duty in state.duties if duty.due_at is not None), default=None)),
    }


def duty_fields(duty: Duty) -> dict[str, Any]:
    """What a duty says, as the fields of its row."""
    fields: dict[str, Any] = dict(zip(Duty._fields, duty, strict=True))
    for name in _MOMENTS:
        if fields[name] is not None:
            fields[name] = moment_of(fields[name])
    bearer = fields.pop("bearer")
    fields |= {"bearer_as": bearer.as_, "bearer_post": bearer.post, "bearer_id": _id(bearer.person)}
    fields |= {"end": duty.end or "", "is_series": "#" in duty.occurrence}
    return fields


def changing_fields(duty: Duty) -> dict[str, Any]:
    """Of these, what may be different from what the row says already."""
    fields = duty_fields(duty)
    for name in _LASTING:
        del fields[name]
    return fields


def step_fields(step: Step) -> dict[str, Any]:
    """What a step says, as the fields of its row."""
    return {
        "level": step.level,
        "to_as": step.to.as_,
        "to_post": step.to.post,
        "to_id": _id(step.to.person),
        "at": moment_of(step.at),
        "passed_over": step.passed_over,
    }


def duty_of(fields: list[Any]) -> Duty:
    """A duty from the JSON list of its fields, which is used up."""
    fields[_BEARER] = make(Bearer, fields[_BEARER])
    fields[_STOPS] = tuple(map(tuple, fields[_STOPS]))
    return make(Duty, fields)


def _seconds(moment: str) -> str:
    # `extract` counts in numerics, which takes longer.
    return f"floor(date_part('epoch', {moment}))::bigint"


def _expression(field: str) -> str:
    return _seconds(field) if field in _MOMENTS else _OTHERWISE.get(field, field)


def first_of(moment: str) -> str:
    """The first of many moments, in seconds, as an expression of SQL; rows may be filtered."""
    return f"min({_seconds(moment)})"


_BEARER, _STOPS = Duty._fields.index("bearer"), Duty._fields.index("stops")
_OTHERWISE = {"bearer": "json_build_array(bearer_as, bearer_post, bearer_id::text)", "end": "nullif(\"end\", '')"}
# When time next brings something for a duty (`Duty.next_at`).
NEXT_AT = "least(case when breached_at is null then due_at end, remind_at, acknowledge_by, ends_at)"
# What makes the JSON list of a standing that `state_of` reads.
STANDING = f"json_build_array(version, facts, seen, pause, runs, {_seconds('next_at')})"
# What makes that list of a duty's row.
AS_LIST = f"json_build_array({', '.join(map(_expression, Duty._fields))})"


def _run(fields: list[Any]) -> Run:
    return make(Run, (*fields[:-1], tuple(map(duty_of, fields[-1]))))


def _id(person: str | None) -> int | None:
    return None if person is None else int(person)
