"""How events, words and seals are hashed. The forms below are what `verify` proves: they never change."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

Heads = list[tuple[str, int, int, str]]


class Entry(NamedTuple):
    """What the hash of an event covers. `digests`: the digests of its texts by name."""

    subject_kind: str
    subject_id: int
    seq: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: int | None
    is_staff: bool
    community_id: int | None
    facts_text: str
    request_key: str
    digests: Mapping[str, bytes]


def canonical(value: Any) -> str:
    """The one text of a JSON value. Raises ValueError for numbers that JSON does not know."""
    return _ENCODE(value)


def facts_text(facts: Mapping[str, Any]) -> str:
    """The canonical text of facts; those without parts and fractions take a tenth of the time."""
    if not _PLAIN.issuperset(map(type, facts.values())):
        return canonical(facts)
    try:
        return _plain(facts).decode()
    except TypeError:
        # A number of more than 64 bits.
        return canonical(facts)


# Of these the quicker library makes the very same text; digits of fractions it writes in a way of its own.
_PLAIN = frozenset((str, int, bool, type(None)))
_plain = partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode


def event_hash(before: bytes, entry: Entry) -> bytes:
    """32 bytes over the hash of the subject's event before and the whole of this one."""
    digests = {name: digest.hex() for name, digest in entry.digests.items()}
    said = [*entry[:4], _moment(entry.happened_at), _moment(entry.recorded_at), *entry[6:11], digests]
    return sha256(before + _plain(said)).digest()


def text_digest(salt: bytes, text: str) -> bytes:
    """32 bytes over a text; without the salt nobody can guess an erased one from them."""
    return sha256(salt + text.encode()).digest()


def seal_hash(before: bytes, made_at: datetime, heads: str) -> bytes:
    """32 bytes over the seal before and the list of heads."""
    return sha256(before + canonical([_moment(made_at), heads]).encode()).digest()


def heads_text(heads: Iterable[tuple[str, int, int, bytes]]) -> str:
    """The list of heads as it is sealed."""
    return canonical(sorted((kind, id_, seq, hash_.hex()) for kind, id_, seq, hash_ in heads))


@lru_cache(maxsize=10_000)
def _moment(at: datetime) -> int:
    """Microseconds since 1970, exact."""
    whole = int(at.timestamp())
    return whole * 1_000_000 + at.microsecond
