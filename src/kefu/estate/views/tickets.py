"""Addresses of papers that hold for a while, and for whoever has just said why they look."""

from django.core import signing

_SALT = "kefu.estate.papers"
# As long as somebody reads a page.
_HOLDS = 15 * 60


def of(paper_id: int, user_id: int) -> str:
    """What stands in the address of a paper."""
    return signing.dumps([paper_id, user_id], salt=_SALT)


def is_valid(ticket: str, paper_id: int, user_id: int) -> bool:
    """Whether a ticket was given to this reader for this paper, not long ago."""
    try:
        found: list[int] = signing.loads(ticket, salt=_SALT, max_age=_HOLDS)
    except signing.BadSignature:
        return False
    return found == [paper_id, user_id]
