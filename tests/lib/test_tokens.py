"""What is kept of a token."""

from kefu.lib.tokens import token_digest


def test_a_token_is_known_again_and_not_kept() -> None:
    kept = token_digest("a-token-二")
    assert kept == token_digest("a-token-二")
    assert kept != token_digest("a-token-三")
    assert len(kept) == 64
    assert set(kept) <= set("0123456789abcdef")
