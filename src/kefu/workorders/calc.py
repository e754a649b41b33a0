"""What may be done to an order in which state and by which side, and what a month's answers come to."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

ISSUED, CONFIRMED, ANSWERED, FINISHED, CLOSED = "issued", "confirmed", "answered", "finished", "closed"
OPEN = frozenset({ISSUED, CONFIRMED, ANSWERED})
# The clause that asks for an answer, in every rulebook that has one (S4).
ANSWER = "order.answer"


@dataclass(frozen=True)
class Verb:
    """A verb on an order: what it records, in which states it may be done, by which side, and the state after it.

    `leads_to` None: the same state. `requires` is the vocabulary's verb that requirement clauses may forbid. `side`:
    who sent the order, who received it, or either.
    """

    event: str
    allowed_in: frozenset[str]
    leads_to: str | None = None
    requires: str | None = None
    side: Literal["sender", "receiver", "either"] = "sender"


VERBS = {
    "confirm": Verb("order.confirmed", frozenset({ISSUED}), CONFIRMED, None, "receiver"),
    "answer": Verb("order.answered", OPEN, ANSWERED, "answer_order", "receiver"),
    "finish": Verb("order.finished", OPEN, FINISHED, None, "receiver"),
    "urge": Verb("order.urged", OPEN),
    "close": Verb("order.closed", frozenset({FINISHED}), CLOSED, "close_order"),
    "return": Verb("order.returned", frozenset({FINISHED}), CONFIRMED),
    "advise": Verb("order.advised", OPEN),
    "sign": Verb("order.signed", OPEN | {FINISHED, CLOSED}, None, None, "either"),
    "withdraw": Verb("order.withdrawn", OPEN, CLOSED),
}


class Answers(NamedTuple):
    """How the answers that were due in a period came: in time, late, not at all yet (`missing`); `pending`: not due."""

    in_time: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0

    @property
    def judged(self) -> int:
        """Of how many it is known whether they came in time."""
        return self.in_time + self.late + self.missing

    @property
    def share(self) -> float | None:
        """The share answered in time, from 0 to 1; None where there is nothing to judge."""
        return self.in_time / self.judged if self.judged else None

    def plus(self, other: "Answers") -> "Answers":
        """Both together."""
        return Answers(*(one + more for one, more in zip(self, other, strict=True)))


def order_number(year: int, count: int) -> str:
    """The number of a community's order: `L2026-000123`; L, for 联系单, tells it from a case's."""
    return f"L{year}-{count:06d}"


def month_of(number: int) -> tuple[int, int]:
    """The year and month of months counted from year 0."""
    return number // 12, number % 12 + 1


def months_since_zero(year: int, month: int) -> int:
    """A month as a number that counts on without a gap."""
    return year * 12 + month - 1
