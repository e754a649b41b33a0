"""What may be done to a survey and its sheets when, and what its answers come to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from kefu.lib.sampling import Interval, margin_of_mean, margin_of_share, wilson

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
# Of a rating, who gives so much is content.
CONTENT = 4
RATINGS = (1, 2, 3, 4, 5)
FEW = 5
# How many forms of an open page may come from one building in ten minutes, and from one place in an hour.
MOST_OF_BUILDING, MOST_OF_SENDER = 60, 10


@dataclass(frozen=True)
class Verb:
    """A verb on a sheet: what it records, in which state it may be done, the state after it.

    `requires`: the vocabulary's verb that requirement clauses may forbid.
    """

    event: str
    allowed_in: str
    leads_to: str
    requires: str | None = None


# In the order of the chain.
SHEET_VERBS = {
    "send": Verb("survey.sent", "summed-up", "sent"),
    "receive": Verb("survey.received", "sent", "received"),
    "answer": Verb("survey.answered", "received", "answered", "answer_survey"),
    "change": Verb("survey.changed", "answered", "changed"),
}
# When there is something to tell those who gave the opinions.
TELLABLE = frozenset({"answered", "changed", "revisited"})
SURVEY_VERBS = {
    "add-question": DRAFT,
    "remove-question": DRAFT,
    "draw": DRAFT,
    "open": DRAFT,
    "close": OPEN,
}


@dataclass(frozen=True)
class Figure:
    """How many gave an answer, of all who answered the question; with the margin of the share
    where enough gave it and enough did not, and Wilson's interval.

    `value`: the answer, as it is kept; None: several of them.
    """

    name: str
    value: int | None
    count: int
    share: float
    margin: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Result:
    """What a question came to. `content`: of a rating, the share of those who are content; `mean` with its margin."""

    answered: int
    figures: Sequence[Figure]
    content: Figure | None = None
    mean: float | None = None
    mean_margin: float | None = None


def result(counts: Mapping[int, int], names: Mapping[int, str], population: int, *, is_rating: bool) -> Result:
    """The result of a question whose answers were counted by their values.

    `population`: of how many households these are a sample drawn at random; 0: of none, so nothing is told of others.
    """
    answered = sum(counts.values())
    # More may have answered an open page than live there; then nobody is left out.
    whole = max(population, answered) if population else 0
    figures = [_figure(names[value], value, counts.get(value, 0), answered, whole) for value in names]
    if not is_rating:
        return Result(answered, figures)
    content = sum(count for value, count in counts.items() if value >= CONTENT)
    values = list(Counter(counts).elements())
    return Result(
        answered,
        figures,
        _figure("", None, content, answered, whole),
        fmean(values) if values else None,
        margin_of_mean(values, whole) if whole else None,
    )


def rate(part: int, whole: int) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None


def _figure(name: str, value: int | None, count: int, answered: int, whole: int) -> Figure:
    share = count / answered if answered else 0.0
    if not whole:
        return Figure(name, value, count, share, None, None)
    # With fewer on either side the margin is none to go by; Wilson's interval holds.
    is_enough = count >= FEW and answered - count >= FEW
    margin = margin_of_share(count, answered, whole) if is_enough else None
    return Figure(name, value, count, share, margin, wilson(count, answered, whole))
