"""What may be done with a pass, by its kind and state: nothing here reads a database or a clock."""

from collections.abc import Set
from typing import NamedTuple

OPEN = frozenset({"issued", "inside", "left"})
OUTSIDE = frozenset({"issued", "left"})
PEOPLE = frozenset({"worker", "resident", "visitor"})
KEPT = frozenset({"worker", "resident"})
GOODS = frozenset({"goods"})


class Verb(NamedTuple):
    """A verb on a pass: what it records, of which kinds in which states, where it leads (blank: it stays)."""

    event: str
    kinds: Set[str]
    allowed_in: Set[str]
    leads_to: str = ""


VERBS = {
    "enter": Verb("visitor.entered", PEOPLE, OUTSIDE, "inside"),
    "leave": Verb("visitor.left", PEOPLE, frozenset({"inside"}), "left"),
    "tell-host": Verb("visitor.host-told", frozenset({"visitor"}), OUTSIDE),
    "release": Verb("goods.released", GOODS, frozenset({"issued"}), "used"),
    "refuse": Verb("goods.refused", GOODS, frozenset({"issued"})),
    "hand-in": Verb("pass.handed-in", KEPT, OPEN, "handed-in"),
    "call-in": Verb("pass.called-in", KEPT, OPEN),
    "extend": Verb("pass.extended", PEOPLE | GOODS, OPEN),
    "revoke": Verb("pass.revoked", PEOPLE | GOODS, OUTSIDE, "revoked"),
}


def may_follow(verb: str, kind: str, state: str) -> bool:
    """Whether a verb can be done to a pass of this kind in this state."""
    allowed = VERBS[verb]
    return kind in allowed.kinds and state in allowed.allowed_in


def pass_number(year: int, last: int) -> str:
    """How the so-many-eth pass of a community's year is called."""
    return f"P{year}-{last:06d}"
