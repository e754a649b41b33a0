"""Who is told of which steps, and in how many messages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kefu.duties.sending import Unsent

# More steps at once than this come to somebody as one message (CORE 5, 6: after a standstill nobody is flooded).
FEW = 5


def reached(steps: Iterable[Unsent]) -> list[Unsent]:
    """Of each duty the step of the level that it has reached, if it still waits for somebody."""
    highest: dict[int, Unsent] = {}
    for step in steps:
        known = highest.get(step.duty_id)
        if known is None or step.level > known.level:
            highest[step.duty_id] = step
    return [step for step in highest.values() if step.is_waiting]


def by_receiver(
    steps: Iterable[Unsent], there: Iterable[int], stand_ins: Mapping[int, Sequence[int]]
) -> dict[int, list[Unsent]]:
    """The steps for each person. What goes to nobody who is `there` goes to the stand-ins of its community."""
    present, told = set(there), defaultdict[int, list[Unsent]](list)
    for step in steps:
        alone = [step.to_id] if step.to_id is not None and step.to_id in present else None
        for person in alone or stand_ins[step.community_id]:
            told[person].append(step)
    return told


def messages(steps: Sequence[Unsent]) -> list[Sequence[Unsent]]:
    """What is told to one person as one message each: one step, or all where they are many."""
    return [[step] for step in steps] if len(steps) <= FEW else [steps]
