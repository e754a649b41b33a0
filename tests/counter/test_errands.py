"""An errand over HTTP: taken in, taken through its steps, refused, put right, withdrawn, printed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.translation import override

from kefu.counter.actions import ErrandRefused, Said, begin_errand, correct_errand, take_step
from kefu.counter.effects import EFFECTS, Doing
from kefu.counter.models import Errand, Taken
from kefu.duties.acts import Act, Refused
from kefu.duties.adopting import adopt_rulebook
from kefu.duties.clock import run_clock
from kefu.events import queries as event_queries
from kefu.fees import actions as fees
from kefu.fees.models import Deposit
from kefu.gate import actions as gate
from kefu.gate.models import Pass
from kefu.rulebook.reading import shipped
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.counter.errands import begin, begun, home, signed, step, taken
from tests.pdf import text_of

pytestmark = pytest.mark.django_db

RENOVATION: dict[str, Any] = {
    "plan": "厨房翻新",
    "contractor": "鸿运装饰",
    "contractor.phone": "13600004444",
    "from": "2026-03-16",
    "until": "2026-05-15",
    "told": "on",
    **{f"paper-{name}": "on" for name in ("application", "plans", "contract", "licence")},
}
CERTIFICATE: dict[str, Any] = {
    "kind": "residence",
    "purpose": "落户",
    "content": "王芳为 3-2-501 业主",
    "paper-identity": "on",
}


def at_work(cast: Cast) -> Errand:
    """A renovation that was approved, its deposit held and its workers let in."""
    errand = begun(cast, "renovation-permit", **RENOVATION)
    taken(cast, errand, "approve", "lead", approved="yes")
    taken(cast, errand, "deposit", "cashier", deposit="2000", way="cash")
    taken(cast, errand, "passes", workers="赵木", **{"paper-identities": "on"})
    return errand


def acts(errand: Errand) -> list[str]:
    return [event.kind for event in event_queries.history("errand", errand.pk).filter(actor_id__isnull=False)]


def test_a_certificate_from_the_window_to_the_printed_form(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    assert (errand.number, errand.applicant, errand.unit.code if errand.unit else "") == (
        "Y2026-000001",
        "王芳",
        "3-2-501",
    )
    assert errand.person is not None
    page = signed_in(cast, "agent").get(f"/counter/errands/{errand.pk}").content.decode()
    assert "Next: Check with the file" in page
    assert "residence, for household registration" in page
    # What happened is told by the names of the steps, too.
    assert page.partition('id="events"')[2].count('<span class="small">Apply</span>') == 1
    taken(cast, errand, "check", checked="yes")
    assert step(cast, errand, "issue")[0] == 403
    taken(cast, errand, "issue", "lead")
    assert (errand.state, errand.ended_at) == ("done", MORNING)
    assert acts(errand) == ["errand.opened", "errand.stepped", "errand.stepped", "errand.stepped", "errand.finished"]
    pdf = signed_in(cast, "agent").get(f"/counter/errands/{errand.pk}/forms/certificate")
    assert pdf["Content-Type"] == "application/pdf"
    assert all(word in text_of(pdf.content) for word in ("Y2026-000001", "王芳为", "落户", "Issued by"))


def test_what_came_of_it_leads_only_where_the_reader_may_go(cast: Cast) -> None:
    errand = at_work(cast)
    deposit, made = Deposit.objects.get(), Pass.objects.get()
    led = {}
    for who in ("agent", "engineer"):
        page = signed_in(cast, who).get(f"/counter/errands/{errand.pk}").content.decode()
        assert str(made) in page
        led[who] = [f'href="{at}"' in page for at in (f"/fees/deposits/{deposit.pk}", f"/passes/{made.pk}")]
        assert led[who][0] == (signed_in(cast, who).get(f"/fees/deposits/{deposit.pk}").status_code == 200)
    assert led == {"agent": [True, True], "engineer": [False, True]}


def test_what_is_due_each_week_says_which_week_and_what_was_missed(cast: Cast) -> None:
    errand = at_work(cast)
    run_clock(MORNING + timedelta(days=15))
    with time_machine.travel(MORNING + timedelta(days=15), tick=False):
        page = signed_in(cast, "agent").get(f"/counter/errands/{errand.pk}").content.decode()
    duties, events = page.partition('id="events"')[::2]
    weeks = [f"period from 2026-03-{day:02d}, no. 1" for day in (16, 23)]
    assert [duties.count(week) for week in weeks] == [1, 1]
    # What the passing of time brought names its clause.
    assert '<span class="small">A renovation is looked at once a week while it lasts</span>' in events


def test_what_does_not_agree_is_refused_with_its_reason(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    status, page = step(cast, errand, "check", checked="no")
    assert status == 422
    assert "This field is required." in page
    taken(cast, errand, "check", checked="no", reason="档案中无此人")
    status, page = step(cast, errand, "issue", "lead")
    assert status == 422
    assert "This step cannot be taken now." in page
    assert step(cast, errand, "turn-down")[0] == 422
    taken(cast, errand, "turn-down", told="on")
    assert errand.state == "refused"
    assert acts(errand)[-1] == "errand.refused"


def test_papers_must_be_seen_and_a_household_meant(cast: Cast) -> None:
    status, page = begin(cast, "certificate", **{**CERTIFICATE, "paper-identity": ""})
    assert (status, "This field is required." in page) == (422, True)
    status, page = begin(cast, "certificate", **{**CERTIFICATE, "place": "9-9-999"})
    assert (status, "No unit of this community is written so." in page) == (422, True)
    assert "落户" in page, "what was typed is lost"
    assert not Errand.objects.exists()


def test_a_double_click_takes_a_step_once(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE, request_key="one")
    status, _ = begin(cast, "certificate", **CERTIFICATE, request_key="one")
    assert (status, Errand.objects.count()) == (302, 1)
    for _ in range(2):
        assert step(cast, errand, "check", checked="yes", request_key="two")[0] == 302
    assert Taken.objects.filter(step="check").count() == 1


def test_who_does_not_belong_here_sees_nothing(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    stranger = signed_in(cast, "other_clerk")
    assert stranger.get(f"/counter/errands/{errand.pk}").status_code == 404
    assert stranger.post(f"/counter/errands/{errand.pk}/steps/check").status_code == 404
    assert stranger.get(f"/counter/begin/{cast.community.pk}/certificate").status_code == 404
    assert signed_in(cast, "auditor").get(f"/counter/begin/{cast.community.pk}/certificate").status_code == 403
    assert signed_in(cast, "auditor").get(f"/counter/errands/{errand.pk}").status_code == 200


def test_an_entry_is_put_right_with_a_reason(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    client, address = signed_in(cast, "agent"), f"/counter/errands/{errand.pk}/correct/apply"
    assert "落户" in client.get(address).content.decode()
    typed = {"kind": "residence", "purpose": "子女入学", "content": "王芳为 3-2-501 业主"}
    assert client.post(address, {**typed, "why": ""}).status_code == 422
    assert client.post(address, {**typed, "why": "听错"}).status_code == 302
    errand.refresh_from_db()
    assert errand.values["purpose"] == "子女入学"
    assert acts(errand)[-1] == "errand.corrected"
    assert client.post(address, {**typed, "why": "再来"}).status_code == 422


def test_what_is_held_or_handed_over_is_settled_before_an_errand_is_withdrawn(cast: Cast) -> None:
    errand = at_work(cast)
    client, address = signed_in(cast, "lead"), f"/counter/errands/{errand.pk}/withdraw"
    with time_machine.travel(MORNING, tick=False):
        answer = client.post(address, {"why": "业主不装了"})
        assert answer.status_code == 422
        assert "Not settled yet: deposit 2000, pass P2026-000001 赵木." in answer.content.decode()
        (pass_id,) = errand.outcomes.filter(kind="pass").values_list("subject_id", flat=True)
        gate.revoke_pass(pass_id, by=Act(cast.lead.pk, MORNING), said="不装了")
        (deposit_id,) = errand.outcomes.filter(kind="deposit").values_list("subject_id", flat=True)
        fees.approve_refund(deposit_id, by=Act(cast.supervisor.pk, MORNING), deductions=[])
        assert "Not settled yet: deposit 2000." in client.post(address, {"why": "业主不装了"}).content.decode()
        fees.refund_deposit(deposit_id, by=Act(cast.cashier.pk, MORNING), way="cash")
        assert client.post(address, {"why": "业主不装了"}).status_code == 302
    errand.refresh_from_db()
    assert errand.state == "withdrawn"


def test_an_errand_is_withdrawn(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    client = signed_in(cast, "agent")
    assert client.post(f"/counter/errands/{errand.pk}/withdraw", {"why": ""}).status_code == 422
    assert client.post(f"/counter/errands/{errand.pk}/withdraw", {"why": "业主改期"}).status_code == 302
    errand.refresh_from_db()
    assert errand.state == "withdrawn"
    assert step(cast, errand, "check", checked="yes")[0] == 422


def test_lists_hold_what_they_say(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    client = signed_in(cast, "lead")
    for query in ("", "?q=3-2-501", f"?q={errand.number}", "?procedure=certificate", "?show=all&sort=oldest"):
        assert errand.number in client.get(f"/counter{query}").content.decode(), query
    for query in ("?show=mine", "?show=ended", "?procedure=file", "?q=9-9-9", "?sort=due"):
        assert errand.number not in client.get(f"/counter{query}").content.decode(), query


HALL = """
  community-hall:
    says: {zh: 借用会所, en: Borrow the community hall}
    source: S1
    asks:
      when: {says: {zh: 使用时间, en: When}, kind: moment}
      people: {says: {zh: 人数, en: People}, kind: number}
      approved: {says: {zh: 同意, en: Approved}, kind: yes_no, fact: approved}
      sound: {says: {zh: 归还时完好, en: Found sound afterwards}, kind: yes_no}
      signed: {says: {zh: 签字, en: Signature}, kind: signature}
    papers:
      identity: {says: {zh: 身份证件, en: Identity paper}}
    steps:
      apply: {says: {zh: 申请, en: Apply}, by: agent, asks: [when, people], papers: [identity]}
      approve: {says: {zh: 审批, en: Decide}, by: lead, asks: [approved]}
      refuse: {says: {zh: 婉拒, en: Turn down}, by: agent, where: {approved: false}, ends: refused}
      lend: {says: {zh: 借出, en: Lend}, by: agent, where: {approved: true}, asks: [signed], forms: [slip]}
      return: {says: {zh: 归还, en: Give back}, by: lead, where: {approved: true}, asks: [sound], ends: done}
    forms:
      slip: {says: {zh: 会所借用单, en: Loan of the hall}, of: [when, people, signed], signs: [{zh: 经办人, en: Clerk}]}
"""


def test_a_new_procedure_is_added_by_the_rulebook_alone(cast: Cast) -> None:
    text = shipped()["property"].read_text("utf-8").replace("\nprocedures:\n", f"\nprocedures:\n{HALL}", 1)
    since = date(2026, 3, 12)
    adopt_rulebook(cast.community.pk, text, since=since, by=Act(cast.manager.pk, MORNING))
    before = begin(cast, "community-hall")
    assert before[0] == 404
    at = MORNING + timedelta(days=3)
    with time_machine.travel(at, tick=False):
        assert "Borrow the community hall" in listed(signed_in(cast, "agent"), cast)
    typed = {"when": "2026-03-20T19:00", "people": "30", "paper-identity": "on"}
    errand = begun(cast, "community-hall", "agent", at, **typed)
    taken(cast, errand, "approve", "lead", at, approved="yes")
    taken(cast, errand, "lend", "agent", at, signed=signed())
    pdf = signed_in(cast, "agent").get(f"/counter/errands/{errand.pk}/forms/slip")
    assert "Loan of the hall" in text_of(pdf.content)
    taken(cast, errand, "return", "lead", at, sound="yes")
    assert errand.state == "done"


def test_an_errand_goes_on_by_the_version_it_began_with(cast: Cast) -> None:
    errand = begun(cast, "certificate", **CERTIFICATE)
    text = (
        shipped()["property"]
        .read_text("utf-8")
        .replace("        says: {zh: 核对档案", "        says: {zh: 复核档案", 1)
    )
    text = text.replace("      check:\n        says: {zh: 复核档案", "      recheck:\n        says: {zh: 复核档案", 1)
    adopt_rulebook(cast.community.pk, text, since=date(2026, 3, 12), by=Act(cast.manager.pk, MORNING))
    at = MORNING + timedelta(days=4)
    taken(cast, errand, "check", "agent", at, checked="yes")
    assert begun(cast, "certificate", "agent", at, **CERTIFICATE).version == "2026-03-12"


def listed(client: Client, cast: Cast) -> str:
    return client.get(f"/counter/begin/{cast.community.pk}").content.decode()


def test_what_a_step_asks_for_is_asked_whoever_takes_it(cast: Cast) -> None:
    """No page stands between: an import or another program is told the same."""
    new = Errand(community=cast.community, procedure="certificate", unit=home(cast), applicant="王芳")
    said = Said({"kind": "residence", "purpose": "落户"})
    with pytest.raises(ErrandRefused) as refused, override("en"):
        begin_errand(new, said, by=Act(cast.agent.pk, MORNING))
    assert str(refused.value) == "Still missing: What is certified, Applicant's identity paper."
    assert not Errand.objects.exists()
    errand = begun(cast, "renovation-permit", **RENOVATION)
    by = Act(cast.lead.pk, MORNING)
    take_step(errand.pk, "approve", Said({"approved": False, "reason": "拆承重墙"}), by=by)
    with pytest.raises(ErrandRefused), override("en"):
        take_step(errand.pk, "turn-down", Said(), by=Act(cast.agent.pk, MORNING))
    take_step(errand.pk, "turn-down", Said(is_told=True), by=Act(cast.agent.pk, MORNING))


def test_a_decision_is_put_right_by_who_may_take_it(cast: Cast) -> None:
    errand = begun(cast, "renovation-permit", **RENOVATION)
    taken(cast, errand, "approve", "lead", approved="no", reason="拟拆承重墙")
    address, typed = f"/counter/errands/{errand.pk}/correct/approve", {"approved": "yes", "why": "看错图纸"}
    page = signed_in(cast, "agent").get(f"/counter/errands/{errand.pk}").content.decode()
    assert address not in page
    assert signed_in(cast, "agent").post(address, typed).status_code == 403
    with pytest.raises(PermissionDenied):
        correct_errand(errand.pk, "approve", by=Act(cast.agent.pk, MORNING), values={"approved": True}, why="")
    assert signed_in(cast, "lead").post(address, typed).status_code == 302
    errand.refresh_from_db()
    assert errand.values["approved"] is True
    by = Act(cast.agent.pk, MORNING)
    with pytest.raises(ErrandRefused):
        correct_errand(errand.pk, "apply", by=by, values={"approved": False}, why="不是这一步的字段")


def test_what_is_cleared_when_put_right_is_gone_and_what_is_required_stays(cast: Cast) -> None:
    errand = at_work(cast)
    taken(cast, errand, "inspect", "lead", breach="yes", found="拆改隔墙")
    by = Act(cast.lead.pk, MORNING)
    with pytest.raises(ErrandRefused, match="Still missing"), override("en"):
        correct_errand(errand.pk, "inspect", by=by, values={}, why="看错")
    correct_errand(errand.pk, "inspect", by=by, values={"breach": False}, why="看错")
    errand.refresh_from_db()
    assert (errand.values["breach"], "found" in errand.values) == (False, False)
    with pytest.raises(ErrandRefused, match="not taken yet"), override("en"):
        correct_errand(errand.pk, "complete", by=by, values={}, why="还没有")


def test_what_is_longer_than_what_comes_of_it_can_hold_is_said(cast: Cast) -> None:
    errand = begun(cast, "renovation-permit", **{**RENOVATION, "contractor": "鸿运装饰" * 40})
    taken(cast, errand, "approve", "lead", approved="yes")
    taken(cast, errand, "deposit", "cashier", deposit="2000", way="cash")
    status, page = step(cast, errand, "passes", workers="赵木", **{"paper-identities": "on"})
    assert status == 422
    assert "Longer or larger than what comes of it can hold" in page
    assert not errand.taken.filter(step="passes").exists()


def test_what_an_earlier_step_was_told_decides_what_is_asked(cast: Cast) -> None:
    text = shipped()["property"].read_text("utf-8").replace("\nprocedures:\n", f"\nprocedures:\n{HALL}", 1)
    sound = "sound: {says: {zh: 归还时完好, en: Found sound afterwards}, kind: yes_no"
    text = text.replace(sound, f"{sound}, where: {{crowd: true}}").replace(
        "people: {says", "crowd: {says: {zh: 人多, en: Many people}, kind: yes_no}\n      people: {says", 1
    )
    text = text.replace("asks: [when, people], papers", "asks: [when, people, crowd], papers", 1)
    adopt_rulebook(cast.community.pk, text, since=date(2026, 3, 12), by=Act(cast.manager.pk, MORNING))
    at = MORNING + timedelta(days=3)
    typed = {"when": "2026-03-20T19:00", "people": "30", "paper-identity": "on"}
    for crowd, is_asked in (("yes", True), ("no", False)):
        errand = begun(cast, "community-hall", "agent", at, **typed, crowd=crowd)
        taken(cast, errand, "approve", "lead", at, approved="yes")
        taken(cast, errand, "lend", "agent", at, signed=signed())
        page = signed_in(cast, "lead").get(f"/counter/errands/{errand.pk}").content.decode()
        assert ("Found sound afterwards" in page) == is_asked
        assert step(cast, errand, "return", "lead", at)[0] == (422 if is_asked else 302)
        # A signature is no field of the form by which a step is put right.
        with time_machine.travel(at, tick=False):
            put_right = signed_in(cast, "agent").post(f"/counter/errands/{errand.pk}/correct/lend", {"why": "试"})
        assert put_right.status_code in (403, 404, 422)


def test_what_is_left_out_the_second_time_is_not_what_was_said_first(cast: Cast) -> None:
    errand = at_work(cast)
    taken(cast, errand, "inspect", "lead", breach="yes", found="拆改隔墙")
    taken(cast, errand, "inspect", "lead", breach="no")
    assert (errand.values["breach"], "found" in errand.values) == (False, False)
    assert [one.values.get("found") for one in errand.taken.filter(step="inspect").order_by("times")] == [
        "拆改隔墙",
        None,
    ]


def test_a_deposit_paid_out_on_its_own_page_holds_up_no_errand(cast: Cast) -> None:
    errand = at_work(cast)
    (deposit_id,) = errand.outcomes.filter(kind="deposit").values_list("subject_id", flat=True)
    fees.approve_refund(deposit_id, by=Act(cast.supervisor.pk, MORNING), deductions=[])
    fees.refund_deposit(deposit_id, by=Act(cast.cashier.pk, MORNING), way="cash")
    doing = Doing(errand, "refund", cast.cashier, Act(cast.cashier.pk, MORNING), {"way": "cash"})
    for effect in ("approve_refund", "refund_deposit"):
        assert EFFECTS[effect](doing) == []
    # What is to be kept of it now was paid out.
    told = {"deducted": Decimal(300), "why": "墙面"}
    kept = replace(doing, actor=cast.supervisor, by=Act(cast.supervisor.pk, MORNING), told=told)
    with pytest.raises(Refused), override("en"):
        EFFECTS["approve_refund"](kept)


def test_a_deposits_own_page_says_whose_it_is(cast: Cast) -> None:
    errand = at_work(cast)
    (deposit_id,) = errand.outcomes.filter(kind="deposit").values_list("subject_id", flat=True)
    page = signed_in(cast, "supervisor").get(f"/fees/deposits/{deposit_id}").content.decode()
    assert f'href="/counter/errands/{errand.pk}"' in page
    assert "only if the errand is to be withdrawn" in page
    Errand.objects.filter(pk=errand.pk).update(state="done", ended_at=MORNING)
    page = signed_in(cast, "supervisor").get(f"/fees/deposits/{deposit_id}").content.decode()
    assert f'href="/counter/errands/{errand.pk}"' in page
    assert "only if the errand is to be withdrawn" not in page


def test_a_deposit_approved_on_its_own_page_is_approved_anew_with_what_is_kept(cast: Cast) -> None:
    errand = at_work(cast)
    (deposit_id,) = errand.outcomes.filter(kind="deposit").values_list("subject_id", flat=True)
    by = Act(cast.supervisor.pk, MORNING)
    fees.approve_refund(deposit_id, by=by, deductions=[])
    told = {"deducted": Decimal(300), "why": "墙面"}
    EFFECTS["approve_refund"](Doing(errand, "approve-refund", cast.supervisor, by, told))
    assert [one.amount for one in Deposit.objects.get().deductions.all()] == [Decimal(300)]
