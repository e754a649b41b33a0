"""What kind of case it is, in full; what comes of it: law, duties, late entries, second complaints."""

from datetime import datetime, timedelta
from typing import Any

import time_machine

from kefu.cases import lists
from kefu.cases.models import Case
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from tests.cases.test_cases import COMPLAINT, MORNING, acts, cast, do, pytestmark, received, signed_in
from tests.cast import Cast

__all__ = ["cast", "pytestmark"]


def clauses(case: Case, end: str = "") -> set[str]:
    return {duty.clause for duty in Duty.objects.filter(subject_kind="case", subject_id=case.pk, end=end)}


def facts(case: Case, seq: int = 1) -> dict[str, object]:
    return event_queries.history("case", case.pk).get(seq=seq).facts


def test_what_is_said_of_a_complaint_reaches_the_rulebook(cast: Cast) -> None:
    case = received(cast, severity="general", grade="middle", about="building", category="renovation", is_special="on")
    said = facts(case)
    assert {name: said[name] for name in ("grade", "about", "category", "special-incident")} == {
        "grade": "middle",
        "about": "building",
        "category": "renovation",
        "special-incident": True,
    }
    assert {"complaint.middle.report", "incident.special.report"} <= clauses(case)
    page = signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    assert "Breaches in renovation" in page
    assert " · Severity: general · Grade: middle</span>" in page
    assert page.index("Measures on the renovation of dwellings") < page.index(
        "National regulations on property services"
    )
    assert "Provincial rules on dogs" not in page
    assert do(cast, case, "resolve") == 422
    checked: dict[str, Any] = {"facts-checked": "on"}
    assert do(cast, case, "resolve", **checked) == 302


def test_what_belongs_to_another_kind_is_left_out(cast: Cast) -> None:
    case = received(
        cast,
        kind="repair",
        repair_way="public",
        repair_item="door-window-glass",
        grade="high",
        about="staff",
        category="dogs",
    )
    assert (case.severity, case.grade, case.about, case.category) == ("", "", "", "")
    assert "about" not in facts(case)
    assert clauses(case) == {"repair.public.door-window", "repair.slip"}
    assert clauses(case, "done") == {"repair.register"}
    again: dict[str, Any] = {"kind": "repair", "repair_way": "public", "repair_item": "lighting-other"}
    assert do(cast, case, "classify", **again) == 302
    assert clauses(case) == {"repair.public.lighting.other", "repair.slip"}
    assert do(cast, case, "classify", **again) == 422
    assert do(cast, case, "classify", **again, category="no-such") == 422


def test_what_can_be_answered_at_once_and_what_is_promised(cast: Cast) -> None:
    enquiry = {"kind": "enquiry", "severity": "", "matter": "停车费怎么交"}
    assert "case.answer.at-once" in clauses(received(cast, **enquiry, at_once="yes"))
    told = received(cast, **enquiry, at_once="told")
    assert facts(told)["reason-told"] is True
    assert "case.promise" in clauses(told)
    promised = received(cast, **enquiry, at_once="no", promised_at="2026-03-11T10:00")
    assert "case.promise.keep" in clauses(promised)
    assert "case.promise" not in clauses(promised)
    with time_machine.travel(MORNING, tick=False):
        form = {"community": str(cast.community.pk), **COMPLAINT, "promised_at": "2026-03-09T10:00"}
        assert "passed already" in signed_in(cast, "agent").post("/cases/receive", form).content.decode()


def test_a_negative_voice_is_answered_soon(cast: Cast) -> None:
    case = received(cast, kind="enquiry", severity="", channel="social", is_negative="on")
    assert facts(case)["negative"] is True
    assert "social.negative.answer" in clauses(case)
    assert "negative" not in facts(received(cast, is_negative="on"))


def came_in(cast: Cast, at: datetime, now: datetime) -> Case:
    with time_machine.travel(now, tick=False):
        form = {"community": str(cast.community.pk), "repeats": "", **COMPLAINT, "received_at": f"{at:%Y-%m-%dT%H:%M}"}
        assert signed_in(cast, "agent").post("/cases/receive", form).status_code == 302
        return Case.objects.latest("id")


def test_a_late_entry_counts_from_when_it_came_in_and_is_told_to_the_supervisor(cast: Cast) -> None:
    case = came_in(cast, MORNING, MORNING + timedelta(hours=3))
    assert case.received_at == MORNING
    assert acts(case) == ["case.received", "case.recorded"]
    assert Duty.objects.get(subject_id=case.pk, clause="complaint.settle.own").start_at == MORNING
    late = Duty.objects.get(subject_id=case.pk, clause="case.record")
    assert (late.end, late.breached_at) == ("done", MORNING + timedelta(hours=1))
    check = Duty.objects.get(subject_id=case.pk, clause="case.record.check", end="")
    assert check.bearer_id == cast.supervisor.pk
    assert "later" in signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    assert do(cast, case, "check-entry", who="agent", hours=4, why="电话占线") == 403
    assert do(cast, case, "check-entry", hours=4, why="前台停电，先记在纸上") == 302
    check.refresh_from_db()
    assert check.end == "done"
    soon = came_in(cast, MORNING, MORNING + timedelta(minutes=40))
    in_time = Duty.objects.get(subject_id=soon.pk, clause="case.record")
    assert (in_time.end, in_time.breached_at) == ("done", None)
    assert do(cast, received(cast), "check-entry", why="无") == 422


def test_nothing_comes_in_later_than_now(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        form = {"community": str(cast.community.pk), **COMPLAINT, "received_at": "2026-03-11T10:00"}
        answer = signed_in(cast, "agent").post("/cases/receive", form)
    assert answer.status_code == 422
    assert "This lies in the future." in answer.content.decode()
    assert not Case.objects.exists()


def test_second_complaints_are_marked_and_stand_in_a_list(cast: Cast) -> None:
    first = received(cast)
    second = received(cast, repeats=str(first.pk))
    received(cast, kind="enquiry", severity="", repeats=str(first.pk))
    chosen = lists.Chosen(show="second")
    found = lists.selection(cast.agent, chosen, MORNING)
    assert [case.pk for case in found.rows] == [second.pk]
    assert "second complaint" in signed_in(cast, "agent").get(f"/cases/{second.pk}").content.decode()


def test_a_suggestion_is_assessed_thanked_and_told_of(cast: Cast) -> None:
    case = received(cast, kind="suggestion", severity="", matter="大堂增设快递柜")
    assert "suggestion.assess" in clauses(case)
    assert do(cast, case, "assess", assessment="declined") == 422
    assert do(cast, case, "assess", assessment="declined", why="大堂消防通道不得占用") == 302
    assert "suggestion.carry-out" not in clauses(case)
    assert "suggestion.thank" in clauses(case)
    assert do(cast, case, "assess", assessment="accepted") == 302
    assert "suggestion.carry-out" in clauses(case)
    assert do(cast, case, "thank") == 302
    assert "suggestion.thank" not in clauses(case)
    taken = received(cast, kind="suggestion", severity="", matter="花园增设长椅", repeats="")
    assert do(cast, taken, "assess", assessment="accepted") == 302
    assert {"suggestion.carry-out", "suggestion.thank"} <= clauses(taken)
