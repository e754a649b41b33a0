"""Who bears a duty, and to whom its escalation goes."""

from collections.abc import Iterable

from kefu.lib.worktime import Instant
from kefu.rulebook.model import NOBODY, Bearer, Duty, Event, Facts, Step, make
from kefu.rulebook.rules import Rule, Rules


def bearer_of(
    words: Iterable[Bearer], event: Event, facts: Facts, rules: Rules, actor: str | None, never: str | None = None
) -> Bearer:
    """The first of the clause's words that finds somebody; `actor` is None where nobody of the staff acted.

    `never`: a person who bears it in no case.
    """
    for word in words:
        if word.as_ == "actor":
            found = Bearer("actor", None, actor) if actor and actor != never else NOBODY
        else:
            found = _holder(word, facts, rules, event.at, never)
        if found is not NOBODY:
            return found
    return NOBODY


def _holder(word: Bearer, facts: Facts, rules: Rules, at: Instant, never: str | None = None) -> Bearer:
    """The owner or handler of the subject, or who holds the post at that moment."""
    if word.as_ == "program":
        return word
    if word.post is None:
        person = facts.get(word.as_ or "")
        return make(Bearer, (word.as_, None, person)) if person and person != never else NOBODY
    if rules.holders is None:
        return word
    person = rules.holder(word.post, at, never)
    return Bearer(word.as_, word.post, person) if person else NOBODY


def person_of(person: str | None) -> Bearer:
    """A person named by a recorded act."""
    return Bearer("named", None, person) if person else NOBODY


def next_step(rule: Rule, duty: Duty, at: Instant, facts: Facts, rules: Rules) -> Step | None:
    """The step after the duty's level; levels that nobody holds are passed over. None at the top of the ladder."""
    passed_over: list[str] = []
    levels = rule.breach.levels
    for level in range(duty.level, len(levels)):
        found = _holder(levels[level], facts, rules, at)
        if found is not NOBODY:
            return make(Step, (duty.clause, duty.occurrence, level + 1, found, at, tuple(passed_over)))
        passed_over.append(levels[level].as_ or "")
    if duty.level >= len(levels):
        return None
    return Step(duty.clause, duty.occurrence, len(levels), NOBODY, at, tuple(passed_over))
