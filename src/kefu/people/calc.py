"""How long a sign-in link holds, and what is kept of it."""

from datetime import timedelta
from hashlib import sha256

LINK_HOLDS = timedelta(hours=24)


def link_digest(token: str) -> str:
    """What is kept of a link: nobody gets from this to the link."""
    return sha256(token.encode()).hexdigest()
