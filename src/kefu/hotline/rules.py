"""What the rulebook in force says at the hotline: what to say, and what should not stand in words for customers."""

from datetime import datetime
from typing import NamedTuple

from django.utils.timezone import localtime

from kefu.duties.governing import book_on
from kefu.people.models import User
from kefu.rulebook.clauses import Phrase, Rulebook
from kefu.rulebook.manners import Found, faults


class Slip(NamedTuple):
    """What should not stand in a text: where and what, and the phrase of the rulebook that says so."""

    found: Found
    phrase: Phrase


def book_in_force(community_id: int, now: datetime) -> Rulebook | None:
    """The rulebook that holds today."""
    return book_on(community_id, localtime(now).date())


def scripts(community_id: int, now: datetime) -> list[Phrase]:
    """The fixed wordings of the phone: the greeting first, as the rulebook has them."""
    book = book_in_force(community_id, now)
    phrases = [] if book is None else book.phrases.values()
    return [one for one in phrases if one.use == "script" and one.on == "phone"]


def slips(book: Rulebook | None, text: str, *, on_phone: bool) -> list[Slip]:
    """What should not stand in a text, in its order; places count its signs, a line break as one."""
    if book is None:
        return []
    found = faults(book.phrases, one_break(text), on_phone=on_phone)
    return [Slip(one, book.phrases[one.phrase]) for one in found]


def one_break(text: str) -> str:
    """The text as it was typed: forms send a line break as two signs."""
    return text.replace("\r\n", "\n")


def home_of(user: User) -> int | None:
    """The community whose rulebook holds for what somebody writes, unless the form names another."""
    return user.community_id if user.community_id is not None else next(iter(user.roles), None)


def asks_about(book: Rulebook | None, fact: str) -> bool:
    """Whether a deadline of the rulebook hangs on a fact."""
    return book is not None and any(fact in one.where for one in book.deadlines.values())
