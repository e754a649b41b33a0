"""Plain decisions about calls: how a number is kept, how long something took."""

import re
from hashlib import sha256

_NOT_DIGITS = re.compile(r"[^\d+]")


def plain_number(written: str) -> str:
    """A number without what stands between its digits, so that it is found however it was written."""
    return _NOT_DIGITS.sub("", written)[:32]


def key_of(line: str, number: str, started: int) -> str:
    """What a call is known by where the exchange gives it no name: it cannot begin twice at one line in one second."""
    return sha256(f"{line}|{number}|{started}".encode()).hexdigest()
