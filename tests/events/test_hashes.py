"""The forms that are proved: they never change."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from kefu.events import calc as events


def _entry(**changes: Any) -> events.Entry:
    at = datetime(2026, 3, 10, 1, 2, 3, 456789, tzinfo=UTC)
    entry = events.Entry(
        "case", 7, 3, "case.received", at, at + timedelta(seconds=1), 5, True, 2, '{"kind":"repair"}', "k", {"t": b"\1"}
    )
    return entry._replace(**changes)


def test_the_hash_of_an_event_covers_all_of_it() -> None:
    said = [
        "case", 7, 3, "case.received", 1773104523456789, 1773104524456789, 5, True, 2, '{"kind":"repair"}', "k", {"t": "01"}
    ]  # fmt: skip
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    before = b"\7" * 32
    assert events.event_hash(before, _entry()) == sha256(before + text.encode()).digest()
    hashes = {events.event_hash(before, _entry())} | {events.event_hash(b"\0" * 32, _entry())}
    changes = {
        "subject_kind": "order", "subject_id": 8, "seq": 4, "kind": "case.closed", "actor_id": None, "is_staff": False,
        "community_id": None, "facts_text": "{}", "request_key": "", "digests": {"t": b"\2"},
        "happened_at": datetime(2026, 3, 10, tzinfo=UTC), "recorded_at": datetime(2026, 3, 11, tzinfo=UTC),
    }  # fmt: skip
    assert {*changes} == {*events.Entry._fields}
    hashes |= {events.event_hash(before, _entry(**{name: value})) for name, value in changes.items()}
    assert len(hashes) == 2 + len(changes)


def test_texts_seals_and_heads_are_hashed_in_one_form() -> None:
    assert events.text_digest(b"salt", "漏水") == sha256(b"salt" + "漏水".encode()).digest()
    heads = events.heads_text([("order", 2, 5, b"\2"), ("case", 7, 3, b"\1")])
    assert heads == '[["case",7,3,"01"],["order",2,5,"02"]]'
    at = datetime(2026, 3, 10, 1, 2, 3, 456789, tzinfo=UTC)
    said = json.dumps([1773104523456789, heads], separators=(",", ":"))
    assert events.seal_hash(b"\3", at, heads) == sha256(b"\3" + said.encode()).digest()
    assert events.canonical({"b": [1, None], "a": "漏"}) == '{"a":"漏","b":[1,null]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        events.canonical(float("nan"))
