"""A pipe bursts at night: forty calls, one incident, somebody on site within thirty minutes or escalated, and claims."""

from datetime import datetime, timedelta

import pytest
import time_machine

from kefu.cases.models import Case
from kefu.duties.acts import Subject
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from kefu.incidents.models import Claim, Incident
from tests.agreeing import assert_audit_agrees
from tests.cases.test_cases import signed_in
from tests.cast import HERE, Cast, make_cast

NIGHT = datetime(2026, 3, 10, 2, 10, tzinfo=HERE)
ON_SITE = "repair.emergency.arrive"
CALLS = 40


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(cast: Cast, who: str, minutes: float, address: str, form: dict[str, str | list[str]]) -> int:
    with time_machine.travel(NIGHT + timedelta(minutes=minutes), tick=False):
        return signed_in(cast, who).post(address, form).status_code


def call(cast: Cast, number: int) -> Case:
    """One of many who ring: the pipe, seen from their home."""
    form: dict[str, str | list[str]] = {
        "community": str(cast.community.pk),
        "channel": "phone",
        "caller": f"住户{number}",
        "contact": f"139{number:08d}",
        "place": f"3-2-{number}",
        "matter": "地下车库水管爆裂，水已漫到电梯口",
        "kind": "repair",
        "repair_way": "public",
        "is_urgent": "on",
        "is_special": "on",
        "repeats": "",
    }
    assert at(cast, "agent", number / 10, "/cases/receive", form) == 302
    return Case.objects.latest("id")


def on_site(cases: list[Case]) -> list[Duty]:
    ids = [case.pk for case in cases]
    return list(Duty.objects.filter(subject_kind="case", subject_id__in=ids, clause=ON_SITE).order_by("due_at"))


@pytest.mark.django_db
def test_forty_calls_are_one_incident(cast: Cast) -> None:
    # 02:10: the telephone does not stop. The first call opens an incident, the others are counted to it.
    cases = [call(cast, number) for number in range(CALLS)]
    first, *others = cases
    form: dict[str, str | list[str]] = {
        "community": str(cast.community.pk),
        "title": "地下车库水管爆裂",
        "happened_at": "2026-03-10T02:05",
    }
    assert at(cast, "agent", 5, f"/incidents/open?case={first.pk}", form) == 302
    incident = Incident.objects.get()
    for case in others:
        assert at(cast, "agent", 5, f"/incidents/{incident.pk}/join", {"number": case.number}) == 302

    # Whatever the hour, somebody is on site within thirty minutes of each call; the rulebook's calendar knows no night.
    duties = on_site(cases)
    assert len(duties) == CALLS
    assert duties[0].due_at == NIGHT + timedelta(minutes=30)
    with time_machine.travel(NIGHT + timedelta(minutes=10), tick=False):
        page = signed_in(cast, "agent").get(f"/incidents/{incident.pk}").content.decode()
    assert all(case.number in page for case in cases)

    # The engineer is there after twenty-two minutes: said once for all of them, from the incident's page.
    chosen: dict[str, str | list[str]] = {"case": [str(case.pk) for case in cases], "people": "2", "step": "do"}
    assert at(cast, "engineer", 22, "/cases/bulk/arrive", chosen) == 200
    assert {(duty.end, duty.breached_at) for duty in on_site(cases)} == {("done", None)}

    # All are told at once what happens now.
    told: dict[str, str | list[str]] = {**chosen, "answer": "总阀已关，正在抽水，六点前恢复供水"}
    assert at(cast, "agent", 40, "/cases/bulk/answer", told) == 200
    assert {case.state for case in Case.objects.all()} == {"in-hand"}

    # A month on, an audit of each case's ledger says what the program did.
    run_clock(NIGHT + timedelta(days=30))
    for case in cases[:3]:
        assert_audit_agrees(Subject("case", case.pk, cast.community.pk, case.number), NIGHT + timedelta(days=30))


@pytest.mark.django_db
def test_where_nobody_comes_it_is_escalated(cast: Cast) -> None:
    case = call(cast, 0)
    run_clock(NIGHT + timedelta(minutes=31))
    (duty,) = on_site([case])
    assert duty.breached_at == NIGHT + timedelta(minutes=30)
    first = Step.objects.get(duty=duty)
    assert (first.level, first.to_id) == (1, cast.agent.pk)

    # Ten minutes later nobody has taken note: the supervisor is next.
    run_clock(NIGHT + timedelta(minutes=41))
    assert [(step.level, step.to_id) for step in Step.objects.filter(duty=duty).order_by("level")] == [
        (1, cast.agent.pk),
        (2, cast.supervisor.pk),
    ]


@pytest.mark.django_db
def test_losses_are_counted_talked_over_and_made_good(cast: Cast) -> None:
    case = call(cast, 1)
    form: dict[str, str | list[str]] = {
        "community": str(cast.community.pk),
        "title": "地下车库水管爆裂",
        "happened_at": "2026-03-10T02:05",
    }
    assert at(cast, "agent", 5, f"/incidents/open?case={case.pk}", form) == 302
    incident = Incident.objects.get()
    lost: dict[str, str | list[str]] = {
        "place": "车位 12",
        "claimant": "周先生",
        "items": "电动车一辆",
        "claimed": "3000",
    }
    assert at(cast, "agent", 500, f"/incidents/{incident.pk}/claim", lost) == 302
    claim = Claim.objects.get()
    steps: tuple[tuple[str, dict[str, str | list[str]]], ...] = (
        ("count", {"counted": "2400"}),
        ("agree", {"agreed": "2200", "way": "money", "note": "按折旧计算，双方同意"}),
        ("settle", {"note": "银行转账"}),
    )
    for number, (verb, said) in enumerate(steps, 1):
        assert at(cast, "supervisor", 1440 * number, f"/incidents/claims/{claim.pk}/{verb}", said) == 302
    assert at(cast, "supervisor", 6000, f"/incidents/{incident.pk}/close", {"summary": "更换全部老化阀门"}) == 302
    claim.refresh_from_db()
    assert (claim.state, claim.way) == ("settled", "money")
