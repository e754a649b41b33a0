"""JSON for the database."""

import json
from datetime import UTC, datetime

import pytest

from kefu.lib.quick_json import read, written
from kefu.rulebook.model import Bearer, Run


def test_named_tuples_moments_and_bytes_are_written_as_the_database_reads_them() -> None:
    at = datetime(2026, 3, 10, 1, 30, 0, 5, tzinfo=UTC)
    said = written([{"run": Run("a", 1, 2), "at": at, "hash": b"\x00\xff", "by": Bearer("owner"), "text": "“漏水”\n"}])
    assert json.loads(said) == [
        {
            "run": ["a", 1, 2, None, []],
            "at": "2026-03-10T01:30:00.000005+00:00",
            "hash": "\\x00ff",
            "by": ["owner", None, None],
            "text": "“漏水”\n",
        }
    ]
    assert read(said) == json.loads(said)


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError):
        written([object()])
