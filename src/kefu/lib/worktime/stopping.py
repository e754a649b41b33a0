"""What a stopped clock does to a count (CORE: time that was stopped).

A stop is (from, to): the clock stands still at t iff from <= t < to; `to` None: it still does, and a count that it
touches ends at `END`, later than anything. Stops that begin after the due time so far mend nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence

from kefu.lib.worktime.zones import END, Instant

Stop = tuple[Instant, Instant | None]
Span = tuple[Instant, Instant]


def spans(stops: Sequence[Stop], start: Instant) -> list[Span]:
    """The stops after `start`, clipped to it, in order, without overlaps or empty ones."""
    joined: list[Span] = []
    since = start
    for begins, ends in sorted((begins, END if ends is None else min(ends, END)) for begins, ends in stops):
        if ends > max(begins, since):
            joined.append((max(begins, since), ends))
            since = ends
    return joined


def lengthen(due: Instant, stopped: Sequence[Span]) -> Instant:
    """Add the stopped time to a span of absolute time."""
    for begins, ends in stopped:
        if begins > due:
            break
        due = due + ends - begins if ends < END else END
    return min(due, END)


def count_past(closes: list[Instant], first: int, last: int, stopped: Sequence[Span]) -> int | None:
    """The day that is `last` once the stopped days from `first` on are not counted; None: the stop has no end.

    A day is stopped if the clock stands still at its close. IndexError where `closes` is too short.
    """
    for begins, ends in stopped:
        low = max(bisect_left(closes, begins), first)
        if low > last:
            break
        if ends >= END:
            return None
        last += max(0, bisect_left(closes, ends) - low)
    return last


def move_on(moments: list[Instant], number: int, stopped: Sequence[Span]) -> Instant:
    """The first of these moments, from `number` on, at which the clock runs. IndexError where there is none."""
    for begins, ends in stopped:
        if begins > moments[number]:
            break
        if ends >= END:
            return END
        number = bisect_left(moments, ends, number)
    return moments[number]
