"""Rows into the frozen values of the rulebook, and back: rows know datetimes and ids, the core seconds and texts."""

from datetime import UTC, datetime
from typing import Any

from kefu.duties.acts import Subject
from kefu.duties.models import Duty as DutyRow
from kefu.duties.models import Standing
from kefu.duties.models import Step as StepRow
from kefu.lib.worktime import Instant
from kefu.rulebook.model import Bearer, Duty, Run, Seen, State, Step

# The fields of a duty that are moments, under the same name in the row.
_MOMENTS = (
    *("start_at", "first_due_at", "due_at", "ends_at", "breached_at", "paused_at", "reminded_at"),
    *("acknowledged_at", "remind_at", "acknowledge_by", "ended_at", "given_at"),
)
_SAME = ("clause", "version", "occurrence", "opened_by", "level", "ended_by")
# What a change may alter of a duty that is there already.
CHANGEABLE = (*_MOMENTS, "level", "ended_by", "bearer_as", "bearer_post", "bearer_id", "stops", "end")

# What a decision may alter of a standing.
STATE = ("version", "facts", "seen", "pause", "runs", "seq", "next_at", "next_due_at", "label")


def instant(at: datetime) -> Instant:
    """The second in which a moment lies."""
    return int(at.timestamp())


def moment_of(at: Instant) -> datetime:
    """The moment at which a second begins."""
    return datetime.fromtimestamp(at, UTC)


def _moment(at: Instant | None) -> datetime | None:
    return None if at is None else moment_of(at)


def state_of(subject: Subject, standing: Standing | None, open_duties: list[DutyRow], seq: int) -> State:
    """The state as the core knows it; without a standing no rulebook was asked about the subject yet."""
    if standing is None:
        return State(str(subject.id), seq=seq)
    return State(
        str(subject.id),
        standing.version,
        standing.facts,
        tuple(_duty(row) for row in open_duties),
        tuple(_run(run) for run in standing.runs),
        {kind: Seen(*seen) for kind, seen in standing.seen.items()},
        None if standing.pause is None else (standing.pause[0], standing.pause[1]),
        seq,
        None if standing.next_at is None else instant(standing.next_at),
    )


def duties_of(subject: Subject) -> list[Duty]:
    """All duties that a subject ever had, as the core knows them."""
    rows = DutyRow.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("id")
    return [_duty(row) for row in rows]


def standing_fields(state: State) -> dict[str, Any]:
    """What a state says, as the fields of its row."""
    return {
        "version": state.version or "",
        "facts": dict(state.facts),
        "seen": {kind: list(seen) for kind, seen in state.seen.items()},
        "pause": None if state.pause is None else list(state.pause),
        "runs": [_run_fields(run) for run in state.runs],
        "seq": state.seq,
        "next_at": _moment(state.next_at),
        "next_due_at": _moment(min((duty.due_at for duty in state.duties if duty.due_at is not None), default=None)),
    }


def duty_fields(duty: Duty) -> dict[str, Any]:
    """What a duty says, as the fields of its row."""
    return {
        **{name: getattr(duty, name) for name in _SAME},
        **{name: _moment(getattr(duty, name)) for name in _MOMENTS},
        "bearer_as": duty.bearer.as_,
        "bearer_post": duty.bearer.post,
        "bearer_id": _id(duty.bearer.person),
        "stops": [list(stop) for stop in duty.stops],
        "end": duty.end or "",
        "is_series": "#" in duty.occurrence,
    }


def step_row(step: Step, duty_id: int) -> StepRow:
    """A step as a row."""
    return StepRow(
        duty_id=duty_id,
        level=step.level,
        to_as=step.to.as_,
        to_post=step.to.post,
        to_id=_id(step.to.person),
        at=moment_of(step.at),
        passed_over=list(step.passed_over),
    )


def _duty(row: DutyRow) -> Duty:
    moments = {name: None if (at := getattr(row, name)) is None else instant(at) for name in _MOMENTS}
    person = None if row.bearer_id is None else str(row.bearer_id)
    return Duty(
        **{name: getattr(row, name) for name in _SAME},
        **moments,  # type: ignore[arg-type]
        bearer=Bearer(row.bearer_as, row.bearer_post, person),
        stops=tuple((stop[0], stop[1]) for stop in row.stops),
        end=row.end or None,  # type: ignore[arg-type]
    )


def _run(run: dict[str, Any]) -> Run:
    missed = tuple(_thawed(duty) for duty in run["missed"])
    return Run(run["clause"], run["since"], run["next_at"], run["last_act_at"], missed)


def _run_fields(run: Run) -> dict[str, Any]:
    return {**run._asdict(), "missed": [list(duty) for duty in run.missed]}


def _thawed(fields: list[Any]) -> Duty:
    """A duty from the JSON list of its fields."""
    duty = Duty(*fields)
    return duty._replace(bearer=Bearer(*duty.bearer), stops=tuple((stop[0], stop[1]) for stop in duty.stops))


def _id(person: str | None) -> int | None:
    return None if person is None else int(person)
