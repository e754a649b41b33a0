"""How calls and their numbers are known."""

from hashlib import sha256

from kefu.hotline import calc as hotline


def test_a_call_is_known_by_line_number_and_second() -> None:
    assert hotline.plain_number(" +86 (139) 1234-5678 ") == "+8613912345678"
    assert hotline.plain_number("1" * 50) == "1" * 32
    keys = {hotline.key_of(*of) for of in (("1", "2", 3), ("1", "2", 4), ("1", "3", 3), ("2", "2", 3), ("12", "", 3))}
    assert len(keys) == 5
    assert hotline.key_of("1", "2", 3) == sha256(b"1|2|3").hexdigest()
