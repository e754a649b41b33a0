"""`decide`: the one place that says what an event means under the clauses (CORE: one loop, duties, ladders)."""

from collections.abc import Callable, Iterable, Mapping

from kefu.lib.worktime import Instant, Stop
from kefu.rulebook import recurring
from kefu.rulebook.bearing import bearer_of, next_step, person_of
from kefu.rulebook.model import NOBODY, PEOPLE, Bearer, Changes, Duty, Event, Facts, Seen, State, make
from kefu.rulebook.rules import Effect, Rule, Rules, Version, is_in_force
from kefu.rulebook.turn import NOTHING, Turn

# The fields of a new duty from `ends_at` to `acknowledged_at`, and those after `remind_at`.
_FRESH = (None, None, None, (), 0, None, None)
_OPEN = (None, None, None, None, None)


def decide(state: State, event: Event, rules: Rules) -> Changes:
    """What the event changes for its subject. Total: an event that no clause reads changes nothing but the history."""
    version = rules.pinned(state.version) if state.version else rules.in_force(event.at)
    if event.kind not in rules.active:
        facts = {**state.facts, **event.facts} if event.facts else state.facts
        if _touches_nothing(state, event, facts, version, rules):
            return _history_only(state, event, facts, version)
    turn = Turn(state, event, rules, version)
    _ENGINE.get(event.kind, _happened)(turn)
    return turn.finish()


def _touches_nothing(state: State, event: Event, facts: Facts, version: Version, rules: Rules) -> bool:
    """Whether the event opens nothing and leaves the open duties as they are: the most frequent case by far."""
    opening = version.openings.get(event.kind)
    if (opening is not None and opening.holding(facts)) or state.pause is not None or state.runs:
        return False
    if not state.duties:
        return not state.seq or version.watched.isdisjoint(event.facts)
    return version.watched.isdisjoint(event.facts) and not _may_discharge(event.kind, state.duties, version, rules)


def _may_discharge(kind: str, duties: Iterable[Duty], version: Version, rules: Rules) -> bool:
    """Whether an event of this kind may be what a duty waits for; series follow other versions than their subject."""
    brought, name = version.brings.get(kind, NOTHING), version.version
    for duty in duties:
        if duty.clause in brought:
            return True
        if duty.version != name and kind in rules.pinned(duty.version).rules[duty.clause].brings:
            return True
    return False


def _history_only(state: State, event: Event, facts: Facts, version: Version) -> Changes:
    seq = state.seq + 1
    seen = {**state.seen, event.kind: make(Seen, (seq, event.at, event.colleague))}
    after = (state[0], version.version, facts, state.duties, (), seen, None, seq, state.next_at)
    return make(Changes, (make(State, after), (), ()))


def _happened(turn: Turn) -> None:
    kind, version = turn.event.kind, turn.version
    effect = turn.rules.effects.get(kind)
    if turn.event.facts or effect is not None:
        _learn(turn, effect)
    if effect is not None and (effect.pauses or effect.resumes):
        turn.pause = (turn.facts.get("pause.reason"), turn.event.at) if effect.pauses else None
    if turn.open:
        _settle(turn, effect)
    if effect is not None and effect.ends:
        turn.runs = ()
        turn.remember()
        return
    opening = version.openings.get(kind)
    if opening is not None:
        for rule in opening.holding(turn.facts):
            open_duty(turn, rule, turn.event.at, turn.event.colleague)
    if turn.changed and not version.read_facts.isdisjoint(turn.changed):
        _open_by_changed_facts(turn)
    turn.remember()
    if turn.runs or kind in turn.rules.series_kinds:
        recurring.follow(turn)


def _learn(turn: Turn, effect: Effect | None) -> None:
    """Merge the event's facts, forget those that its kind clears, and note what is different now."""
    before, new = turn.state.facts, turn.event.facts
    if not turn.state.seq:  # nothing was known that could be different now
        turn.facts = {**before, **new} if before else new
        return
    cleared = [fact for fact in effect.clears if fact in before] if effect is not None else []
    if not new and not cleared:
        return
    kept = {fact: value for fact, value in before.items() if fact not in cleared} if cleared else before
    turn.facts = {**kept, **new}
    if not cleared and turn.version.watched.isdisjoint(new):
        return
    turn.changed = frozenset([fact for fact, value in new.items() if before.get(fact) != value] + cleared)


def _settle(turn: Turn, effect: Effect | None) -> None:
    """Go through the open duties: what the event discharges, cancels, pauses, resumes or moves; the rest stays."""
    kind, changed = turn.event.kind, turn.changed
    is_quiet = effect is None and turn.pause is None and (not changed or changed.isdisjoint(turn.version.watched))
    version, rules = turn.version.version, turn.version.rules
    if is_quiet and not _may_discharge(kind, turn.open, turn.version, turn.rules):
        return
    duties, turn.open = turn.open, []
    for duty in duties:
        rule = rules[duty.clause] if duty.version == version else turn.rule(duty)
        if (
            kind in rule.brings
            and rule.is_met(turn.facts)
            and (not rule.is_series or recurring.counts(turn, duty, rule))
        ):
            if rule.is_series:
                turn.acted |= {rule.id}
            turn.end("done", duty if duty.paused_at is None else _resumed(turn, duty, rule), "done")
        elif is_quiet:
            turn.open.append(duty)
        elif (effect is not None and effect.ends) or _no_longer_holds(turn, duty, rule):
            turn.end("cancel", duty, "cancelled")
        else:
            _carry_on(turn, duty, rule)


def _no_longer_holds(turn: Turn, duty: Duty, rule: Rule) -> bool:
    """Whether the facts have changed under the duty: reclassified, or another time agreed in place of the first."""
    if rule.reads.isdisjoint(turn.changed):
        return False
    agreed_anew = rule.by in turn.changed and turn.facts.get(rule.by or "") != duty.first_due_at
    return agreed_anew or not rule.holds(turn.facts)


def _carry_on(turn: Turn, duty: Duty, rule: Rule) -> None:
    """The duty stays open: say what the event does to its clock, its bearer or its steps."""
    effect = turn.rules.effects.get(turn.event.kind)
    may_pause = turn.pause is not None and turn.pause[0] in rule.pauses_for
    if may_pause and duty.paused_at is None and duty.breached_at is None:
        paused = duty._replace(paused_at=turn.event.at, due_at=None, remind_at=None)
        turn.keep("pause", paused)
    elif duty.paused_at is not None and not may_pause:
        turn.keep("resume", _resumed(turn, duty, rule))
    elif turn.changed and not PEOPLE.isdisjoint(turn.changed) and (bearer := _new_bearer(turn, duty, rule)):
        turn.keep("move", duty._replace(bearer=bearer))
    elif effect is not None and effect.takes_over and duty.level and duty.acknowledged_at is None:
        _acknowledge(turn, duty)
    elif effect is not None and effect.absorbs and (due := _earlier_promise(turn, duty)) is not None:
        turn.keep("reissue", _given(turn, duty, rule, due))
    else:
        turn.open.append(duty)


def _earlier_promise(turn: Turn, duty: Duty) -> Instant | None:
    """The due time that the merged case had promised for the same clause, where it lies earlier."""
    promised = [due for clause, due in turn.event.facts.get("promises", ()) if clause == duty.clause]
    earliest = min(promised, default=None)
    return earliest if earliest is not None and duty.due_at is not None and earliest < duty.due_at else None


def _resumed(turn: Turn, duty: Duty, rule: Rule) -> Duty:
    if duty.paused_at is None:
        return duty
    stop = (duty.paused_at, turn.event.at)
    stops = (*duty.stops, stop)
    remaining = duty._replace(paused_at=None, stops=stops)
    if duty.given_at is not None:  # a time given is no period to count: it moves on by as long as the clock stood
        return _given(turn, remaining, rule, duty.given_at + stop[1] - stop[0])
    due = _recounted(turn, duty, rule, stops)
    return remaining._replace(due_at=due, remind_at=reminder(rule, due, turn.event.at))


def _recounted(turn: Turn, duty: Duty, rule: Rule, stops: tuple[Stop, ...]) -> Instant | None:
    """The due time with its stops, counted by the calendar that gave the promise: the newest one that gives it."""
    if rule.due is None or rule.due(duty.start_at) == duty.first_due_at:
        return rule.due(duty.start_at, stops) if rule.due else duty.first_due_at
    for former in turn.rules.former():
        due = former.pinned(duty.version).rules[duty.clause].due
        if due is not None and due(duty.start_at) == duty.first_due_at:
            return due(duty.start_at, stops)
    return rule.due(duty.start_at, stops)


def _new_bearer(turn: Turn, duty: Duty, rule: Rule) -> Bearer | None:
    if duty.breached_at is not None or duty.bearer.as_ == "actor" or rule.by_another:
        return None
    candidates = [word for word in rule.bearers if word.as_ != "actor"]
    found = bearer_of(candidates, turn.event, turn.facts, turn.rules, None)
    return found if found != duty.bearer else None


def _open_by_changed_facts(turn: Turn) -> None:
    """Reclassified: clauses that hold now and did not before open from their original event."""
    for rule in turn.version.readers(turn.changed):
        if turn.event.kind in rule.opens or not rule.holds(turn.facts):
            continue
        held_before = rule.holds(turn.state.facts) and (rule.by is None or rule.by not in turn.changed)
        origin = _latest(turn.state.seen, rule.opens)
        brought = _latest(turn.state.seen, rule.brings)
        if held_before or origin is None or (brought is not None and brought.seq > origin.seq):
            continue
        open_duty(turn, rule, origin.at, origin.actor)


def _latest(seen: Mapping[str, Seen], kinds: frozenset[str]) -> Seen | None:
    return max((seen[kind] for kind in kinds if kind in seen), default=None)


def open_duty(turn: Turn, rule: Rule, start: Instant, actor: str | None) -> None:
    """Open a deadline's duty, unless one is open or the clause is not in force that day."""
    for duty in turn.open:
        if duty.clause == rule.id:
            return
    due = rule.due(start) if rule.due is not None else turn.facts.get(rule.by or "")
    if due is None or not is_in_force(rule, start):
        return
    stopped_at = turn.pause[1] if turn.pause is not None and turn.pause[0] in rule.pauses_for else None
    key = (rule.id, rule.version, str(turn.seq), turn.seq)
    never = _other_than(turn, rule, actor) if rule.by_another else None
    bearer = bearer_of(rule.bearers, turn.event, turn.facts, turn.rules, actor, never)
    if stopped_at is not None:
        # A clause that begins by hindsight begins before the pause.
        turn.keep("open", Duty(*key, bearer, start, due, None, paused_at=max(start, stopped_at)))
        return
    remind_at = reminder(rule, due, start) if rule.reminders else None
    turn.keep("open", make(Duty, (*key, bearer, start, due, due, *_FRESH, remind_at, *_OPEN)))


def _other_than(turn: Turn, rule: Rule, actor: str | None) -> str | None:
    """Who does not bear it: whoever did what the clause begins with, or did last what it names."""
    if not isinstance(rule.by_another, str):
        return actor
    named = turn.state.seen.get(rule.by_another)
    return None if named is None else named.actor


def reminder(rule: Rule, due: Instant | None, after: Instant) -> Instant | None:
    """The first reminder of a duty that lies after a moment."""
    first = None
    if due is not None:
        for before in rule.reminders:
            at = before(due)
            if at > after and (first is None or at < first):
                first = at
    return first


def _breached(turn: Turn) -> None:
    def breach(duty: Duty, rule: Rule) -> None:
        if duty.breached_at is not None or duty.due_at is None:
            turn.open.append(duty)
            return
        turn.keep("breach", _escalated(turn, duty.breached(), rule))

    _for_named_duty(turn, breach)
    opening = turn.version.openings.get(turn.event.kind)
    for rule in opening.holding(turn.facts) if opening else ():
        if rule.admits(turn.event.facts):
            open_duty(turn, rule, turn.event.at, turn.event.colleague)


def _escalated(turn: Turn, duty: Duty, rule: Rule) -> Duty:
    """The duty after its next step: to the next level that somebody holds, or to the wallboard at the top."""
    step = next_step(rule, duty, turn.event.at, turn.facts, turn.rules)
    if step is None:
        return duty.unheard()
    turn.steps += (step,)
    due = rule.breach.acknowledge_due
    waits = due is not None and step.to != NOBODY and step.level < len(rule.breach.levels)
    return duty.escalated(step.level, due(turn.event.at) if due and waits else None)


def _unacknowledged(turn: Turn) -> None:
    def escalate(duty: Duty, rule: Rule) -> None:
        if duty.acknowledge_by is None or duty.level != turn.event.facts.get("level"):
            turn.open.append(duty)
        else:
            turn.keep("step", _escalated(turn, duty, rule))

    _for_named_duty(turn, escalate)


def _sent(turn: Turn) -> None:
    def restart(duty: Duty, rule: Rule) -> None:
        sent_at = turn.event.facts.get("sent_at", turn.event.at)
        due = rule.breach.acknowledge_due
        if due and duty.acknowledge_by is not None and duty.level == turn.event.facts.get("level"):
            turn.keep("step", duty._replace(acknowledge_by=due(sent_at)))
        else:
            turn.open.append(duty)

    _for_named_duty(turn, restart)


def _acknowledged(turn: Turn) -> None:
    _for_named_duty(turn, lambda duty, _: _acknowledge(turn, duty))


def _acknowledge(turn: Turn, duty: Duty) -> None:
    turn.keep("acknowledge", duty._replace(acknowledged_at=turn.event.at, acknowledge_by=None))


def _reminded(turn: Turn) -> None:
    def remind(duty: Duty, rule: Rule) -> None:
        following = reminder(rule, duty.due_at, turn.event.at)
        turn.keep("remind", duty.reminded(turn.event.at, following))

    _for_named_duty(turn, remind)


def _moved(turn: Turn) -> None:
    def move(duty: Duty, _: Rule) -> None:
        turn.keep("move", duty._replace(bearer=person_of(turn.event.facts.get("bearer"))))

    _for_named_duty(turn, move)


def _reissued(turn: Turn) -> None:
    def reissue(duty: Duty, rule: Rule) -> None:
        turn.keep("reissue", _given(turn, duty, rule, turn.event.facts["due_at"]))

    _for_named_duty(turn, reissue)


def _given(turn: Turn, duty: Duty, rule: Rule, due: Instant) -> Duty:
    """The duty with another due time; while its clock stands still it has none, and gets this one when it goes on."""
    if duty.paused_at is not None:  # how long the clock stood before is in the time given
        stops = (*duty.stops, (duty.paused_at, turn.event.at))
        return duty._replace(given_at=due, stops=stops, paused_at=turn.event.at)
    return duty._replace(given_at=due, due_at=due, remind_at=reminder(rule, due, turn.event.at))


def _for_named_duty(turn: Turn, act: Callable[[Duty, Rule], None]) -> None:
    """Apply an act to the duty that an engine's event names by clause and occurrence; the others stay."""
    facts = turn.event.facts
    duties, turn.open = turn.open, []
    for duty in duties:
        if duty.clause == facts.get("clause") and facts.get("occurrence", duty.occurrence) == duty.occurrence:
            act(duty, turn.rule(duty))
        else:
            turn.open.append(duty)


_ENGINE: Mapping[str, Callable[[Turn], None]] = {
    "duty.breached": _breached,
    "duty.reminded": _reminded,
    "duty.attested": lambda turn: _for_named_duty(
        turn, lambda duty, rule: turn.end("done", _resumed(turn, duty, rule), "done")
    ),
    "duty.waived": lambda turn: _for_named_duty(turn, lambda duty, _: turn.end("waive", duty, "waived")),
    "duty.moved": _moved,
    "duty.reissued": _reissued,
    "step.sent": _sent,
    "step.acknowledged": _acknowledged,
    "step.unacknowledged": _unacknowledged,
    "period.ended": recurring.end_period,
    "rulebook.adopted": recurring.adopt,
}
