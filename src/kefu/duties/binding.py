"""Rows into the frozen values of the rulebook, and back: rows know datetimes and ids, the core seconds and texts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from kefu.duties.acts import Subject
from kefu.duties.models import Standing
from kefu.lib.worktime import Instant
from kefu.rulebook.model import Bearer, Duty, Run, Seen, State, Step, make

# The fields of a duty that are moments, under the same name in the row.
_MOMENTS = (
    *("start_at", "first_due_at", "due_at", "ends_at", "breached_at", "paused_at", "reminded_at"),
    *("acknowledged_at", "remind_at", "acknowledge_by", "ended_at", "given_at"),
)


def instant(at: datetime) -> Instant:
    """The second in which a moment lies."""
    return int(at.timestamp())


@lru_cache(maxsize=10_000)
def moment_of(at: Instant) -> datetime:
    """The moment at which a second begins."""
    return datetime.fromtimestamp(at, UTC)


def _moment(at: Instant | None) -> datetime | None:
    return None if at is None else moment_of(at)


def state_of(subject: Subject, standing: Standing | None, open_duties: Iterable[Duty], seq: int) -> State:
    """The state as the core knows it; without a standing no rulebook was asked about the subject yet."""
    if standing is None:
        return State(str(subject.id), seq=seq)
    return State(
        str(subject.id),
        standing.version,
        standing.facts,
        tuple(open_duties),
        tuple(_run(run) for run in standing.runs),
        {kind: Seen(*seen) for kind, seen in standing.seen.items()},
        None if standing.pause is None else (standing.pause[0], standing.pause[1]),
        seq,
        None if standing.next_at is None else instant(standing.next_at),
    )


def standing_fields(state: State) -> dict[str, Any]:
    """What a state says, as the fields of its row."""
    return {
        "version": state.version or "",
        "facts": dict(state.facts),
        "seen": state.seen,
        "pause": state.pause,
        "runs": [run._asdict() for run in state.runs],
        "seq": state.seq,
        "next_at": _moment(state.next_at),
        "next_due_at": _moment(min((duty.due_at for duty in state.duties if duty.due_at is not None), default=None)),
    }


def duty_fields(duty: Duty) -> dict[str, Any]:
    """What a duty says, as the fields of its row."""
    fields: dict[str, Any] = duty._asdict()
    for name in _MOMENTS:
        if fields[name] is not None:
            fields[name] = moment_of(fields[name])
    del fields["bearer"]
    return {
        **fields,
        "bearer_as": duty.bearer.as_,
        "bearer_post": duty.bearer.post,
        "bearer_id": _id(duty.bearer.person),
        "end": duty.end or "",
        "is_series": "#" in duty.occurrence,
    }


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


def duty_of(fields: Sequence[Any]) -> Duty:
    """A duty from the JSON list of its fields."""
    bearer, stops = Bearer(*fields[_BEARER]), tuple((stop[0], stop[1]) for stop in fields[_STOPS])
    return make(Duty, (*fields[:_BEARER], bearer, *fields[_BEARER + 1 : _STOPS], stops, *fields[_STOPS + 1 :]))


def _expression(field: str) -> str:
    if field in _MOMENTS:
        return f"floor(extract(epoch from {field}))::bigint"
    return _OTHERWISE.get(field, field)


_BEARER, _STOPS = Duty._fields.index("bearer"), Duty._fields.index("stops")
_OTHERWISE = {"bearer": "json_build_array(bearer_as, bearer_post, bearer_id::text)", "end": "nullif(\"end\", '')"}
# What makes that list of a duty's row.
AS_LIST = f"json_build_array({', '.join(map(_expression, Duty._fields))})"


def _run(run: dict[str, Any]) -> Run:
    missed = tuple(duty_of(duty) for duty in run["missed"])
    return Run(run["clause"], run["since"], run["next_at"], run["last_act_at"], missed)


def _id(person: str | None) -> int | None:
    return None if person is None else int(person)
