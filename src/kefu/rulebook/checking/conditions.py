"""Whether conditions ask for facts that there are."""

from collections.abc import Iterable, Iterator

from kefu.lib.located import Loc
from kefu.lib.text import Text
from kefu.rulebook.checking.said import Said, unknown
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.shapes import Condition, Scalar, Test
from kefu.rulebook.vocabulary import Fact, vocabulary


def subjects_of(kinds: Iterable[str]) -> set[str]:
    """What these events are about; the engine's own may be about anything and count for nothing."""
    events = vocabulary().events
    return {subject for kind in kinds if kind in events and (subject := events[kind].subject)}


def check_condition(loc: Loc, condition: Condition, kinds: Iterable[str], book: Rulebook) -> Iterator[Said]:
    """Unknown facts and values, and facts that no event of the same subject carries."""
    words = vocabulary()
    kinds = list(kinds)
    subjects = subjects_of(kinds)
    carried = {
        fact
        for kind, event in words.events.items()
        if kind in kinds or event.subject in subjects
        for fact in event.facts
    }
    for name, wanted in condition.items():
        fact = words.facts.get(name)
        if fact is None:
            yield from unknown((*loc, name), Text("事实", "fact"), name, words.facts)
            continue
        yield from _values((*loc, name), name, fact, wanted, book)
        if subjects and name not in carried:
            zh = f"无法产生的职责：没有事件带有“{name}”"
            yield Said((*loc, name), zh, f"unreachable duty: no event of this subject carries “{name}”")


def _values(loc: Loc, name: str, fact: Fact, wanted: Scalar | list[Scalar] | Test, book: Rulebook) -> Iterator[Said]:
    values = wanted.not_ if isinstance(wanted, Test) else wanted
    for value in values if isinstance(values, list) else [values]:
        if value is not None:
            yield from _value(loc, name, fact, value, book)
    if isinstance(wanted, Test) and wanted.compares and fact.type != "number":
        yield Said(loc, f"“{name}”不是数字，不能比较大小", f"“{name}” is not a number and cannot be compared")


def _value(loc: Loc, name: str, fact: Fact, value: Scalar, book: Rulebook) -> Iterator[Said]:
    if fact.type == "choice":
        yield from unknown(loc, Text(f"“{name}”取值", f"value of “{name}”"), str(value), fact.values)
    elif fact.type == "yes_no" and not isinstance(value, bool):
        yield Said(loc, f"“{name}”只能是 true 或 false", f"“{name}” is true or false, not {value}")
    elif fact.type == "number" and isinstance(value, str | bool):
        yield Said(loc, f"“{name}”是数字，而不是“{value}”", f"“{name}” is a number, not “{value}”")
    elif fact.type == "clause":
        yield from unknown(loc, Text("条款", "clause"), str(value), [*book.deadlines, *book.series])
