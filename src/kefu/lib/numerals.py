"""Numbers that an address or a form names in digits."""


def whole(said: str, digits: int = 18) -> int | None:
    """The number, if it is one of at most so many plain digits, as an id is; ² and ٣ are none that `int` reads."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None
