"""Series: periods, windows, what counts for them and what is missed (CORE: recurring)."""

from collections.abc import Mapping
from datetime import date, timedelta

from kefu.lib.worktime import Instant, date_of, day_number
from kefu.rulebook.bearing import bearer_of
from kefu.rulebook.model import Change, Duty, Run, Seen
from kefu.rulebook.rules import Rule, SeriesRule, Version
from kefu.rulebook.shapes import WEEKDAYS
from kefu.rulebook.turn import NOTHING, Turn

DAY = 86400
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def counts(turn: Turn, duty: Duty, rule: Rule) -> bool:
    """Whether the event counts for this duty: one act for one duty, in its window, far enough from the act before."""
    at = turn.event.at
    if not isinstance(rule, SeriesRule) or rule.id in turn.acted or not _is_within(duty, at):
        return False
    last = next((run.last_act_at for run in turn.runs if run.clause == rule.id), None)
    return rule.apart is None or last is None or rule.apart(last) <= at


def _is_within(duty: Duty, at: Instant) -> bool:
    return duty.start_at <= at and (duty.ends_at is None or at <= duty.ends_at)


def follow(turn: Turn) -> None:
    """Start and end series by the event, remember what counted, mend what was missed only for late recording."""
    kind, at = turn.event.kind, turn.event.at
    for version in turn.rules.in_force_from(at):
        for rule in version.starts.get(kind, ()):
            turn.runs = starting(turn.runs, rule, max(at, version.effective_at))
    if not turn.runs:
        return
    stopped = {run.clause for run in turn.runs if kind in _until(turn, run)}
    if stopped:
        _stop(turn, stopped)
    turn.runs = tuple(_with_act(turn, run) for run in turn.runs)


def _with_act(turn: Turn, run: Run) -> Run:
    rule = turn.rules.in_force(turn.event.at).series.get(run.clause)
    if run.clause in turn.acted:
        return run._replace(last_act_at=turn.event.at)
    if rule is None or turn.event.kind not in rule.brings or not rule.is_met(turn.facts):
        return run
    for duty in run.missed:
        if _is_within(duty, turn.event.at):
            done = duty._replace(end="done", ended_at=turn.event.at, ended_by=turn.seq)
            turn.changes.append(Change("done", done))
            return run._replace(missed=tuple(other for other in run.missed if other is not duty))
    return run


def _until(turn: Turn, run: Run) -> frozenset[str]:
    """What ends a series, in the version in force; one that waits for its version is ended by that one's words."""
    rule = turn.rules.in_force(max(turn.event.at, run.since)).series.get(run.clause)
    return NOTHING if rule is None else rule.until


def starting(runs: tuple[Run, ...], rule: SeriesRule, since: Instant) -> tuple[Run, ...]:
    """The runs of a subject with this series among them; its first period is the next one to begin."""
    if any(run.clause == rule.id for run in runs):
        return runs
    since = max(since, rule.since or since)
    return (*runs, Run(rule.id, since, period_after(rule, since)[0]))


def begun(
    runs: tuple[Run, ...], seen: Mapping[str, Seen], version: Version, at: Instant, endings: frozenset[str]
) -> tuple[Run, ...]:
    """The runs of a subject when a version comes into force: its series run where what starts them has happened.

    Nothing begins that was ended since, by the word of the clause or by one of the `endings`.
    """
    for kind, rules in version.starts.items():
        origin = seen.get(kind)
        for rule in rules if origin is not None else ():
            ends = (seen[end].seq for end in (rule.until | endings) & seen.keys())
            if origin is not None and not any(seq > origin.seq for seq in ends):
                runs = starting(runs, rule, max(at, version.effective_at))
    return runs


def _stop(turn: Turn, clauses: set[str]) -> None:
    turn.runs = tuple(run for run in turn.runs if run.clause not in clauses)
    still_open, turn.open = turn.open, []
    for duty in still_open:
        if duty.clause in clauses:
            turn.end("cancel", duty, "cancelled")
        else:
            turn.open.append(duty)


def adopt(turn: Turn) -> None:
    """A version taken into use: its series run for a subject whose starting event has happened."""
    version = turn.rules.in_force(turn.event.at)
    turn.runs = begun(turn.runs, turn.seen, version, turn.event.at, turn.rules.endings)


def end_period(turn: Turn) -> None:
    """A window of a clause has ended: what is still open in it is missed; where a period begins now, it opens."""
    clause, at = turn.event.facts["clause"], turn.event.at
    missed: list[Duty] = []
    duties, turn.open = turn.open, []
    for duty in duties:
        if duty.clause == clause and duty.ends_at is not None and duty.ends_at <= at:
            turn.end("miss", duty, "missed")
            missed.append(turn.changes[-1].duty)
        else:
            turn.open.append(duty)
    turn.runs = tuple(run for old in turn.runs if (run := _next_run(turn, old, clause, missed)) is not None)


def _next_run(turn: Turn, run: Run, clause: str, missed: list[Duty]) -> Run | None:
    if run.clause != clause:
        return run
    run = run._replace(missed=(*run.missed, *missed))
    if run.next_at > turn.event.at:
        return run
    rule = turn.rules.in_force(run.next_at).series.get(clause)
    if rule is None or (rule.retired is not None and rule.retired <= run.next_at):
        return None
    starts_at, ends_at = period_after(rule, run.next_at)
    if starts_at > run.next_at:  # another version cuts its periods otherwise
        return run._replace(next_at=starts_at)
    if rule.holds(turn.facts):
        _open_period(turn, rule, starts_at, ends_at)
    # A record that comes in late still mends the period before; what is older stays missed.
    recent = tuple(duty for duty in run.missed if duty.start_at >= run.since)
    return Run(clause, starts_at, period_after(rule, ends_at)[0], run.last_act_at, recent)


def _open_period(turn: Turn, rule: SeriesRule, starts_at: Instant, ends_at: Instant) -> None:
    day = date_of(rule.timeline.zone.local(starts_at) // DAY)
    window_start = starts_at
    for number in range(rule.clause.times):
        due = _window_end(rule, number, starts_at, ends_at)
        duty = Duty(
            rule.id,
            rule.version,
            f"{day}#{number + 1}",
            turn.seq,
            bearer_of(rule.bearers, turn.event, turn.facts, turn.rules, None),
            window_start,
            due,
            due,
            ends_at=rule.grace(due) if rule.grace else due,
            remind_at=min((at for at in (before(due) for before in rule.reminders) if at > window_start), default=None),
        )
        turn.keep("open", duty)
        if rule.clause.at:
            window_start = due


def _window_end(rule: SeriesRule, number: int, starts_at: Instant, ends_at: Instant) -> Instant:
    if rule.clause.at:
        zone = rule.timeline.zone
        return zone.instant(zone.local(starts_at) // DAY * DAY + rule.clause.at[number] * 60)
    return rule.due(starts_at) if rule.due else ends_at


def period_after(rule: SeriesRule, at: Instant) -> tuple[Instant, Instant]:
    """Start and end of the first period of the series that begins at or after a moment."""
    zone = rule.timeline.zone
    day = date_of(-(-zone.local(at) // DAY))
    first, following = _daily(rule, day) if rule.clause.each == "day" else _calendar_period(rule, day)
    return zone.instant(day_number(first) * DAY), zone.instant(day_number(following) * DAY)


def _daily(rule: SeriesRule, day: date) -> tuple[date, date]:
    while not _is_wanted(rule, day):
        day += timedelta(days=1)
    return day, day + timedelta(days=1)


def _is_wanted(rule: SeriesRule, day: date) -> bool:
    days = rule.clause.days
    if days == "all":
        return True
    return rule.timeline.is_working(day) if days == "working" else WEEKDAYS[day.weekday()] in days


def _calendar_period(rule: SeriesRule, day: date) -> tuple[date, date]:
    if rule.clause.each == "week":
        first = day + timedelta(days=-day.weekday() % 7)
        return first, first + timedelta(days=7)
    length = MONTHS[rule.clause.each]
    months = day.year * 12 + day.month - 1 + (day.day > 1)
    first_month = -(-months // length) * length
    return _month(first_month), _month(first_month + length)


def _month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
