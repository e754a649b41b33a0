"""Revisits: who makes them, how often one tries, what comes of what the customer says."""

from datetime import timedelta
from typing import Any

import time_machine

from kefu.cases.models import Case
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from tests.cases.test_cases import MORNING, cast, do, pytestmark, received, signed_in
from tests.cast import Cast

__all__ = ["cast", "pytestmark"]


def settled(cast: Cast, **more: str) -> Case:
    case = received(cast, **more)
    assert do(cast, case, "resolve") == 302
    return case


def duty(case: Case, clause: str = "complaint.revisit") -> Duty:
    return Duty.objects.get(subject_kind="case", subject_id=case.pk, clause=clause)


def facts(case: Case) -> dict[str, Any]:
    last = event_queries.history("case", case.pk).filter(kind="case.revisited").last()
    assert last is not None
    return last.facts


def test_it_falls_on_another_than_who_settled_it(cast: Cast) -> None:
    for who, bearer in (("agent", cast.lead), ("supervisor", cast.agent)):
        case = received(cast)
        assert do(cast, case, "resolve", who=who) == 302
        assert duty(case).bearer_id == bearer.pk


def test_attempts_are_kept_and_it_is_given_up_only_after_several_at_other_times(cast: Cast) -> None:
    case = settled(cast)
    for count, hours, outcome in ((1, 1, "nobody"), (2, 1.5, "wrong-number"), (3, 2, "refused")):
        assert do(cast, case, "revisit", hours=hours, outcome=outcome) == 302
        said = facts(case)
        assert (said["revisit.reached"], said["revisit.failure"], said["revisit.attempts"]) == (False, outcome, count)
        assert said["revisit.times"] == 1
        assert do(cast, case, "end-revisit", hours=hours) == 422
    with time_machine.travel(MORNING + timedelta(hours=3), tick=False):
        page = signed_in(cast, "lead").get(f"/cases/{case.pk}").content.decode()
    assert "at least 3 attempts, not all at one part of the day" in page
    assert duty(case).end == ""
    assert do(cast, case, "revisit", hours=6, outcome="nobody") == 302
    assert facts(case)["revisit.times"] == 2
    assert do(cast, case, "end-revisit", hours=6.5) == 302
    assert duty(case).end == "done"
    assert do(cast, case, "revisit", hours=7, outcome="satisfied") == 302


def test_after_reopening_one_begins_to_count_anew(cast: Cast) -> None:
    case = settled(cast)
    assert do(cast, case, "revisit", outcome="nobody") == 302
    assert do(cast, case, "reopen", hours=2) == 302
    assert do(cast, case, "resolve", hours=3) == 302
    assert do(cast, case, "revisit", hours=4, outcome="nobody") == 302
    assert facts(case)["revisit.attempts"] == 1


def test_who_is_not_satisfied_has_it_put_right_or_explained(cast: Cast) -> None:
    for within, clause in (
        ("", "against-rules.reopen"),
        ("no", "against-rules.reopen"),
        ("yes", "within-rules.explain"),
    ):
        case = settled(cast)
        assert do(cast, case, "revisit", outcome="not-satisfied", within_rules=within) == 302
        assert duty(case, f"revisit.{clause}").end == ""
        assert facts(case).get("within-rules") == {"": None, "no": False, "yes": True}[within]
    satisfied = settled(cast)
    assert do(cast, satisfied, "revisit", within_rules="no") == 302
    assert "within-rules" not in facts(satisfied)
    assert facts(satisfied)["revisit.by"] == "phone"


def test_a_payment_notice_is_asked_for_after_a_special_service_alone(cast: Cast) -> None:
    service = settled(cast, kind="commission", severity="")
    page = signed_in(cast, "lead").get(f"/cases/{service.pk}").content.decode()
    assert "The payment notice was delivered" in page
    assert do(cast, service, "revisit", payment_notice="on") == 302
    assert facts(service)["payment-notice"] is True
    complaint = settled(cast)
    assert do(cast, complaint, "revisit", payment_notice="on") == 302
    assert "payment-notice" not in facts(complaint)
