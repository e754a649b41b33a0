"""Tokens that open something to whoever has them, and what is kept of them."""

from hashlib import sha256


def token_digest(token: str) -> str:
    """What is kept of a token: nobody gets from this to the token. 64 digits and letters a to f."""
    return sha256(token.encode()).hexdigest()
