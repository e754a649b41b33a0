"""Decisions about cases that need no database."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kefu.cases import calc as cases

HERE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening"), (23, "evening")],
)
def test_parts_of_a_day(hour: int, part: str) -> None:
    assert cases.part_of_day(datetime(2026, 3, 10, hour, 59, tzinfo=HERE)) == part


def test_most_of_the_shorter_text_stands_in_the_other() -> None:
    """0.55 of its grams, and at least four."""
    one = set("abcdefghij")
    assert cases.is_alike(one, set("abcdef") | set("0123456789"))
    assert not cases.is_alike(one, set("abcde") | set("0123456789"))
    assert cases.is_alike(set("abcd"), set("abcd"))
    assert not cases.is_alike(set("abc"), set("abc"))
    # The long text may speak of much else.
    assert cases.is_alike(set("abcdwxyz"), one | set("0123456789")) is False
    assert cases.is_alike(set("abcdexyz"), one | set("0123456789"))


def test_what_a_kind_does_not_have_is_unknown() -> None:
    said = {
        "kind": "complaint",
        "severity": "major",
        "grade": "",
        "about": "noise",
        "category": "x",
        "repair_way": "private",
        "repair_item": "lamp",
        "is_urgent": True,
        "is_special": False,
    }
    assert cases.classed(said) == {
        "kind": "complaint",
        "severity": "major",
        "grade": None,
        "about": "noise",
        "category": "x",
        "repair.way": None,
        "repair.item": None,
        "repair.urgent": None,
        "special-incident": False,
    }
    repair = cases.classed({**said, "kind": "repair", "category": ""})
    assert (repair["severity"], repair["about"], repair["category"]) == (None, None, None)
    assert (repair["repair.way"], repair["repair.urgent"]) == ("private", True)


def test_the_way_to_a_fact_leads_over_taking_a_case_up_again() -> None:
    assert cases.ways_to({"revisit.satisfied"}, cases.RESOLVED, "enquiry") == ["revisit"]
    # Only while a case is open is it resolved: taken up again first.
    again = cases.ways_to({"work.signed"}, cases.CLOSED, "repair")
    assert again[0] == "reopen"
    assert "resolve" in again
    assert "resolve" in cases.ways_to({"work.signed"}, cases.IN_HAND, "repair")
    assert "reopen" not in cases.ways_to({"work.signed"}, cases.IN_HAND, "repair")
    assert "pause" in cases.ways_to({"pause.reason"}, cases.IN_HAND, "repair")
    assert cases.ways_to({"no such fact"}, cases.RESOLVED, "repair") == []
