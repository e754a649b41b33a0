"""What a channel is given to send, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol

from kefu.notices.models import Trouble


class Result(Enum):
    """What came of a try."""

    SENT = "sent"
    AGAIN = "again"
    FAILED = "failed"
    UNCLEAR = "unclear"


class Outcome(NamedTuple):
    """What came of a try: what the provider calls it, or what went wrong, in the provider's words."""

    result: Result
    trouble: str = ""
    said: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Letter:
    """One message to one address. `key` is the delivery's own: a provider that is told it can tell a second one."""

    key: str
    address: str
    subject: str
    text: str
    short: str


class Channel(Protocol):
    """Something that sends letters. It raises nothing: whatever happens is an outcome."""

    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Send a letter, and say what came of it."""


class SettingError(ValueError):
    """A setting of a provider that cannot be used: which, and why."""


def sent(reference: str = "") -> Outcome:
    """It was taken by the provider, who calls it so."""
    return Outcome(Result.SENT, reference=reference[:200])


def again(said: str, trouble: Trouble = Trouble.BUSY) -> Outcome:
    """It was not sent; a little later it may be."""
    return Outcome(Result.AGAIN, trouble, said[:500])


def failed(said: str, trouble: Trouble = Trouble.REFUSED) -> Outcome:
    """It was not sent, and will not be however often it is tried."""
    return Outcome(Result.FAILED, trouble, said[:500])


def unclear(said: str) -> Outcome:
    """It may have been sent or not."""
    return Outcome(Result.UNCLEAR, Trouble.NO_ANSWER, said[:500])
