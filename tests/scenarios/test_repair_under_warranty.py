"""A wall leaks in its second year: the builder's contractor mends it, engineering verifies it, then the resident is asked."""

from datetime import datetime, timedelta

import pytest
import time_machine

from kefu.cases.models import Case
from kefu.duties.acts import Subject
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from tests.agreeing import assert_audit_agrees
from tests.cases.test_cases import signed_in
from tests.cast import HERE, Cast, make_cast

# A Tuesday morning.
CALLED = datetime(2026, 3, 10, 9, 30, tzinfo=HERE)
MIDNIGHT = datetime(2026, 3, 11, tzinfo=HERE)
Form = dict[str, str | list[str]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(when: datetime, cast: Cast, who: str, address: str, form: Form) -> tuple[int, str]:
    with time_machine.travel(when, tick=False):
        answer = signed_in(cast, who).post(address, form)
    return answer.status_code, answer.content.decode()


def reported(cast: Cast) -> Case:
    """09:30: the resident rings up; the clerk writes down who, where, what, and when it suits."""
    form: Form = {
        "community": str(cast.community.pk),
        "channel": "phone",
        "caller": "王女士",
        "contact": "13900001111",
        "place": "3-2-501",
        "matter": "卧室外墙渗水，墙皮起泡",
        "convenient_time": "周三上午",
        "kind": "repair",
        "repair_way": "warranty",
        "repeats": "",
    }
    assert at(CALLED, cast, "agent", "/cases/receive", form)[0] == 302
    return Case.objects.get()


def duties(case: Case) -> dict[str, Duty]:
    return {duty.clause: duty for duty in Duty.objects.filter(subject_kind="case", subject_id=case.pk).order_by("id")}


def mended(cast: Cast, case: Case) -> datetime:
    """The contractor is called in and comes at the agreed time, on Wednesday at ten."""
    contractor: Form = {"to": "总包施工单位", "note": "外墙渗水，请带吊篮"}
    assert at(CALLED + timedelta(minutes=20), cast, "agent", f"/cases/{case.pk}/forward", contractor)[0] == 302
    agreed: Form = {"at": "2026-03-11T10:00", "is_phoned": "on"}
    assert at(CALLED + timedelta(minutes=30), cast, "agent", f"/cases/{case.pk}/appoint", agreed)[0] == 302
    assert duties(case)["repair.appointment.keep"].due_at == MIDNIGHT + timedelta(hours=10)
    came = MIDNIGHT + timedelta(hours=9, minutes=55)
    two: Form = {"people": "2", "is_let_in": "on"}
    assert at(came, cast, "engineer", f"/cases/{case.pk}/arrive", two)[0] == 302
    return came


SETTLED: Form = {"result": "外墙裂缝已注浆，防水重做", "warranty_until": "2028-03-11"}


def test_from_intake_to_the_revisit(cast: Cast) -> None:
    case = reported(cast)
    # It stands in the register at once; by the end of the day the contractor is called in and a visit agreed.
    first = duties(case)
    assert (first["repair.register"].end, first["repair.register"].due_at) == ("done", CALLED + timedelta(minutes=10))
    due = {clause: first[clause].due_at for clause in ("repair.warranty.call-contractor", "repair.appoint")}
    assert due.keys() <= first.keys()
    assert all(at_ is not None and at_.astimezone(HERE).date() == CALLED.date() for at_ in due.values())
    assert "repair.slip" not in first

    came = mended(cast, case)
    kept = duties(case)
    for clause in (*due, "repair.appointment.keep"):
        assert (kept[clause].end, kept[clause].breached_at) == ("done", None), clause

    # The contractor says that it is done. Without engineering's verification the case is not settled, and says why.
    status, page = at(came + timedelta(hours=4), cast, "engineer", f"/cases/{case.pk}/resolve", SETTLED)
    assert (status, "repair.warranty.verified" in page) == (422, True)

    # In the afternoon engineering finds it sound; only then is it settled, and somebody else asks the resident.
    sound: Form = {"is_sound": "yes", "note": "淋水两小时无渗漏"}
    assert at(came + timedelta(hours=6), cast, "engineer", f"/cases/{case.pk}/verify", sound)[0] == 302
    settled = came + timedelta(hours=6, minutes=5)
    assert at(settled, cast, "engineer", f"/cases/{case.pk}/resolve", SETTLED)[0] == 302
    revisit = duties(case)["repair.revisit"]
    # Three working days from Wednesday: Saturday, on which this office works.
    assert revisit.due_at is not None
    assert revisit.due_at.astimezone(HERE).date() == datetime(2026, 3, 14, tzinfo=HERE).date()
    status, page = at(settled + timedelta(hours=1), cast, "agent", f"/cases/{case.pk}/close", {})
    assert (status, "repair.revisited" in page) == (422, True)
    satisfied: Form = {"way": "phone", "outcome": "satisfied", "opinion": "不渗了"}
    asked = settled + timedelta(days=1)
    assert at(asked, cast, "agent", f"/cases/{case.pk}/revisit", satisfied)[0] == 302
    assert duties(case)["repair.revisit"].end == "done"
    assert at(asked, cast, "agent", f"/cases/{case.pk}/close", {})[0] == 302
    case.refresh_from_db()
    assert case.state == "closed"

    # A month on, an audit of the ledger says what the program did.
    month = CALLED + timedelta(days=30)
    run_clock(month)
    assert not [clause for clause, duty in duties(case).items() if duty.breached_at and clause.startswith("repair.")]
    assert_audit_agrees(Subject("case", case.pk, cast.community.pk, case.number), month)


def test_what_engineering_finds_unsound_is_mended_again(cast: Cast) -> None:
    case = reported(cast)
    came = mended(cast, case)
    unsound: Form = {"is_sound": "no", "note": "窗台下沿仍渗水"}
    assert at(came + timedelta(hours=5), cast, "engineer", f"/cases/{case.pk}/verify", unsound)[0] == 302
    with_verified: Form = {**SETTLED, "verified": "on"}
    # Nobody gets round it by saying so where it is settled.
    for form in (SETTLED, with_verified):
        status, page = at(came + timedelta(hours=6), cast, "engineer", f"/cases/{case.pk}/resolve", form)
        assert (status, "repair.warranty.verified" in page) == (422, True)

    # The contractor is called in again and mends it; engineering looks once more.
    again: Form = {"to": "总包施工单位", "note": "窗台下沿返工"}
    assert at(came + timedelta(hours=7), cast, "agent", f"/cases/{case.pk}/forward", again)[0] == 302
    sound: Form = {"is_sound": "yes"}
    assert at(came + timedelta(days=1), cast, "engineer", f"/cases/{case.pk}/verify", sound)[0] == 302
    assert at(came + timedelta(days=1, hours=1), cast, "engineer", f"/cases/{case.pk}/resolve", SETTLED)[0] == 302
    found = event_queries.history("case", case.pk).filter(kind="repair.verified")
    assert [event.facts["verified"] for event in found] == [False, True]
