"""Which requirements forbid a verb now."""

from kefu.lib.worktime import Instant
from kefu.rulebook.conditions import excludes, unmet
from kefu.rulebook.model import Facts, Refusal, State
from kefu.rulebook.rules import Demands, Rules, is_in_force
from kefu.rulebook.shapes import Condition


def refusals(state: State, verb: str, facts: Facts, rules: Rules, at: Instant) -> list[Refusal]:
    """The requirement clauses that forbid the verb on this subject with these facts, and what is missing for each.

    A subject without history stands under the version in force `at` that moment.
    """
    known = {**state.facts, **facts}
    return [
        Refusal(clause.id, clause.text, _missing(clause.unless, known))
        for clause, is_met in demands(state, verb, facts, rules, at)
        if not is_met
    ]


def _missing(wanted: Condition, known: Facts) -> tuple[str, ...]:
    """What is not met, but for what must not be so: that is not missing."""
    return tuple(fact for fact in unmet(wanted, known) if not excludes(wanted[fact]))


def demands(state: State, verb: str, facts: Facts, rules: Rules, at: Instant) -> Demands:
    """The requirement clauses that the verb must meet on this subject at a moment, each with whether it does."""
    version = rules.pinned(state.version) if state.version else rules.in_force(at)
    asked = version.forbids.get(verb)
    if asked is None:
        return ()
    found = asked({**state.facts, **facts} if facts else state.facts)
    return tuple(one for one in found if is_in_force(one[0], at)) if verb in version.passing else found
