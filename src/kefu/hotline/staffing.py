"""How many agents the hotline needs in each half-hour of a weekday, by the calls of some weeks (Erlang C).

What is assumed, with examples: docs/algorithms/erlang.md.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMinute
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kefu.duties.explaining import in_language
from kefu.hotline.figures import Period, calls_over
from kefu.lib.charts import Frame, Series
from kefu.lib.erlang import MOST_AGENTS, agents_needed, answered_within, load_of, mean_wait
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.showing import called
from kefu.ui.drawing import columns
from kefu.ui.punctuation import headed, strung

HALF_HOUR = 1800
USUAL_SHARE, USUAL_SECONDS = 80, 20


class Aim(NamedTuple):
    """Which share (percent) is to be answered within how many seconds; the clause that sets the share, if one does.

    `says`: what that clause is called.
    """

    share: int = USUAL_SHARE
    seconds: int = USUAL_SECONDS
    clause: str = ""
    says: str = ""


class HalfHour(NamedTuple):
    """A half-hour: when it begins, its calls on average, the agents needed, what they achieve (share, seconds)."""

    begins: str
    calls: float
    agents: int
    share: float
    wait: float


@dataclass(frozen=True)
class Plan:
    """The half-hours of a weekday that have calls and those between; of how many days; the mean talk in seconds."""

    days: int
    talk: float
    half_hours: list[HalfHour]


def aim_of(book: Rulebook | None) -> Aim:
    """What the rulebook in force asks for: its target of the answer rate, if it has one that can be planned for."""
    for id_, target in ({} if book is None else book.targets).items():
        if target.measure == "answer_rate" and target.at_least is not None and target.at_least < 100:
            return Aim(round(target.at_least), USUAL_SECONDS, id_, in_language(called(target, id_)))
    return Aim()


def plan(period: Period, weekday: int, aim: Aim) -> Plan:
    """What the calls of a period ask for on a weekday (1: Monday): answered and missed ones, as both had called."""
    counts, talk = _counted(period)
    days = _weekdays(period, weekday)
    slots = {slot: count for (day, slot), count in counts.items() if day == weekday}
    within = range(min(slots), max(slots) + 1) if slots and talk else range(0)
    return Plan(days, talk, [_half_hour(slot, slots.get(slot, 0) / days, talk, aim) for slot in within])


def chart(found: Plan) -> SafeString:
    """The agents of each half-hour as columns."""
    labels = [one.begins for one in found.half_hours]
    told = strung(headed(one.begins, one.agents) for one in found.half_hours)
    frame = Frame("agents-needed", _("Agents needed by half-hour"), told)
    series = [Series(_("agents"), "kept", [one.agents for one in found.half_hours])]
    return columns(frame, labels, series)


def _half_hour(slot: int, calls: float, talk: float, aim: Aim) -> HalfHour:
    load = min(load_of(calls, talk, HALF_HOUR), MOST_AGENTS / 2)
    agents = agents_needed(load, talk, aim.share / 100, aim.seconds)
    share, wait = answered_within(agents, load, talk, aim.seconds), mean_wait(agents, load, talk)
    return HalfHour(f"{slot // 2:02d}:{slot % 2 * 30:02d}", calls, agents, share, wait)


def _counted(period: Period) -> tuple[Mapping[tuple[int, int], int], float]:
    """The calls by weekday and half-hour of the day, and the mean talk of those that were answered."""
    zone = period.zone
    talked = ExpressionWrapper(F("ended_at") - F("answered_at"), output_field=DurationField())
    grouped = (
        calls_over(period)
        .annotate(
            day=ExtractIsoWeekDay("started_at", tzinfo=zone),
            hour=ExtractHour("started_at", tzinfo=zone),
            minute=ExtractMinute("started_at", tzinfo=zone),
        )
        .values("day", "hour", "minute")
    )
    sums = {"calls": Count("id"), "answers": Count("id", filter=Q(answered_at__isnull=False)), "talk": Sum(talked)}
    counts: dict[tuple[int, int], int] = defaultdict(int)
    answers, talk = 0, timedelta()
    rows: Any = grouped.annotate(**sums).order_by()
    for row in rows:
        counts[row["day"], row["hour"] * 2 + row["minute"] // 30] += row["calls"]
        answers, talk = answers + row["answers"], talk + (row["talk"] or timedelta())
    return counts, talk.total_seconds() / answers if answers else 0.0


def _weekdays(period: Period, weekday: int) -> int:
    """How many days of the period are that weekday."""
    days = (period.until - period.since).days
    first = period.since.isoweekday()
    return sum(1 for day in range(days) if (first - 1 + day) % 7 + 1 == weekday)
