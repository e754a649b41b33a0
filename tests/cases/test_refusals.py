"""A refusal says which clause refuses, what that misses, and which act puts it on record."""

from typing import Any

from django.utils.translation import override

from kefu.cases.actions import refusals
from kefu.cases.calc import CLOSED, RECEIVED, RESOLVED, ways_to
from kefu.cases.models import State
from tests.cases.test_cases import cast, do, pytestmark, received, signed_in
from tests.cast import Cast

__all__ = ["cast", "pytestmark"]
NOT_ASKED: dict[str, Any] = {"opinion-asked": ""}


def test_the_acts_that_record_what_is_missing() -> None:
    assert ways_to({"opinion-asked"}, RESOLVED, "complaint") == ["revisit"]
    assert ways_to({"recorded.people", "recorded.time"}, RESOLVED, "complaint") == ["correct"]
    assert ways_to({"slip.returned"}, RESOLVED, "repair") == ["return-slip"]
    assert ways_to({"photo.after"}, RESOLVED, "repair") == ["reopen", "resolve"]
    assert ways_to({"facts-checked"}, RECEIVED, "complaint") == ["resolve"]
    assert ways_to({"order.date"}, CLOSED, "complaint") == []
    assert ways_to(set(), RESOLVED, "complaint") == []


def test_what_is_missing_and_which_act_mends_it_is_told_before_and_after(cast: Cast) -> None:
    case = received(cast, people="", happened="")
    do(cast, case, "resolve", **NOT_ASKED)
    with override("zh-hans"):
        said = refusals(case, "close")
    assert [one.split("（")[1].split("）")[0] for one in said] == [
        "complaint.record.complete",
        "complaint.opinion-asked",
    ]
    record, opinion = said
    assert record.endswith("；尚未满足：已记录时间、已记录涉及人员；可由以下操作补上：更正登记")
    assert opinion.endswith("；尚未满足：已征询客户意见；可由以下操作补上：回访")
    client = signed_in(cast, "supervisor")
    for page in (client.get(f"/cases/{case.pk}"), client.post(f"/cases/{case.pk}/close")):
        words = page.content.decode()
        assert words.count("complaint.record.complete") == words.count("complaint.opinion-asked") == 1
        assert "not so yet: time recorded, people involved recorded; put it on record by: Correct the entry" in words


def test_doing_what_a_refusal_names_lets_the_case_be_closed(cast: Cast) -> None:
    case = received(cast, people="")
    do(cast, case, "resolve", **NOT_ASKED)
    assert do(cast, case, "close") == 422
    assert do(cast, case, "correct", people="楼上 601", happened="昨晚十点", place="3-2-501") == 302
    assert do(cast, case, "close") == 422
    assert do(cast, case, "revisit", outcome="nobody", opinion="") == 302
    assert do(cast, case, "close") == 422
    assert do(cast, case, "revisit", outcome="satisfied") == 302
    assert do(cast, case, "close") == 302
    assert case.state == State.CLOSED


def test_what_must_not_be_is_not_called_missing(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "resolve")
    assert do(cast, case, "revisit", who="supervisor") == 422
    client = signed_in(cast, "supervisor")
    said = client.post(f"/cases/{case.pk}/revisit", {"way": "phone", "outcome": "satisfied"}).content.decode()
    assert "revisit.by-another" in said
    assert "not so yet" not in said


def test_who_settled_it_is_told_before_the_revisit_is_tried_and_nobody_else(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "resolve", who="supervisor")
    assert "revisit.by-another" in signed_in(cast, "supervisor").get(f"/cases/{case.pk}").content.decode()
    assert "revisit.by-another" not in signed_in(cast, "lead").get(f"/cases/{case.pk}").content.decode()


def test_a_closed_case_is_revisited_where_that_is_due(cast: Cast) -> None:
    case = received(cast)
    for verb in ("resolve", "close", "revisit"):
        assert do(cast, case, verb) == 302, verb
    assert case.state == State.CLOSED
    assert do(cast, case, "reopen") == 302
