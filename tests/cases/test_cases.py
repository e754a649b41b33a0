"""A case's life over HTTP: what each verb does, who may, and what clauses refuse."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.cases import actions
from kefu.cases.actions import CaseRefused
from kefu.cases.calc import VERBS
from kefu.cases.models import Case, State
from kefu.cases.search import index_cases
from kefu.cases.timeline import timeline
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from kefu.events import queries as event_queries
from tests.cast import HERE, Cast, make_cast

# A Tuesday morning.
MORNING = datetime(2026, 3, 10, 9, 30, tzinfo=HERE)
COMPLAINT = {
    "channel": "phone",
    "caller": "王女士",
    "contact": "13900001111",
    "place": "3-2-501",
    "matter": "楼上装修噪音，晚上十点还在施工",
    "kind": "complaint",
    "severity": "major",
    "happened": "昨晚十点",
    "people": "楼上 601",
}
FORMS = {
    "accept": {},
    "classify": {"kind": "complaint", "severity": "general"},
    "forward": {"to": "工程部"},
    "answer": {"answer": "已安排"},
    "pause": {"reason": "customer"},
    "resume": {},
    "resolve": {
        "result": "已劝停",
        "opinion-asked": "on",
        "slip.returned": "on",
        "work.signed": "on",
        "photo.after": "on",
    },
    "revisit": {"way": "phone", "outcome": "satisfied", "signed": "on", "opinion": "好了"},
    "reopen": {"why": "又开始了"},
    "close": {},
    "acknowledge": {"note": "已短信告知"},
    "promise": {"at": "2026-03-12T10:00"},
    "appoint": {"at": "2026-03-11T10:00", "is_phoned": "on"},
    "arrive": {"people": "2", "is_let_in": "on"},
    "miss": {"is_note_left": "on"},
    "report": {"note": "业主要求经理出面"},
    "take-over": {},
    "correct": {"matter": "楼下装修噪音", "channel": "counter", "why": "听错了楼层"},
    "withdraw": {"why": "重复登记"},
    "assess": {"assessment": "accepted"},
    "thank": {"note": "已致电"},
    "verify": {"is_sound": "yes"},
    "return-slip": {},
    "explain": {"why": "配件停产"},
    "sum-up": {"summary": "业主满意；夜间巡查须加密"},
    "merge": {},
    "end-revisit": {"why": "号码停用"},
    "split": {"matter": "电梯也有异响", "kind": "enquiry"},
}
STATES = {
    "received": (),
    "in-hand": ("forward",),
    "resolved": ("resolve",),
    "closed": ("resolve", "revisit", "close"),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(cast: Cast, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def received(cast: Cast, **more: str) -> Case:
    with time_machine.travel(MORNING, tick=False):
        form = {"community": str(cast.community.pk), "repeats": "", **COMPLAINT, **more}
        answer = signed_in(cast, "agent").post("/cases/receive", form)
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.latest("id")


def received_for(cast: Cast, verb: str) -> Case:
    """A case that has this verb."""
    if not VERBS[verb].kinds:
        return received(cast)
    if "suggestion" in VERBS[verb].kinds:
        return received(cast, kind="suggestion", severity="")
    return received(cast, kind="repair", severity="", repair_way="private", is_urgent="on")


def acts(case: Case) -> list[str]:
    return [kind for kind in kinds(case) if kind.startswith(("case.", "repair.", "suggestion."))]


def unregistered(case: Case) -> Duty:
    """The duty to register a repair that was taken before the program did so by itself; no page ends it."""
    duty = Duty.objects.get(subject_kind="case", subject_id=case.pk, clause="repair.register")
    Duty.objects.filter(pk=duty.pk).update(end="", ended_at=None, ended_by=None)
    duty.refresh_from_db()
    return duty


def do(cast: Cast, case: Case, verb: str, who: str = "", hours: float = 1, **more: str) -> int:
    # Who did the work may not revisit it.
    who = who or ("lead" if verb == "revisit" else "supervisor")
    data = {**FORMS.get(verb, {}), **more}
    if verb == "assign":
        data.setdefault("handler", str(cast.engineer.pk))
    if verb == "merge":
        data.setdefault("other", received(cast).number)
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        status = signed_in(cast, who).post(f"/cases/{case.pk}/{verb}", data).status_code
    case.refresh_from_db()
    return status


def kinds(case: Case) -> list[str]:
    return [event.kind for event in event_queries.history("case", case.pk)]


def test_a_case_is_taken_with_its_owner_number_and_duties(cast: Cast) -> None:
    case = received(cast)
    assert (case.number, case.owner, case.state) == ("2026-000001", cast.agent, State.RECEIVED)
    assert kinds(case) == ["case.received"]
    event = event_queries.history("case", case.pk)[0]
    assert event.facts["recorded.people"] is True
    assert event.facts["owner"] == str(cast.agent.pk)
    assert "噪音" not in event.facts_text
    assert {text.name for text in event.texts.all()} == {"matter", "place", "happened", "people", "caller", "contact"}
    duties = Duty.objects.filter(subject_kind="case", subject_id=case.pk)
    assert "complaint.settle.own" in {duty.clause for duty in duties}
    assert received(cast).number == "2026-000002"


def test_what_is_missing_is_said_and_what_was_typed_is_kept(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    answer = client.post("/cases/receive", {**COMPLAINT, "community": str(cast.community.pk), "severity": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say how grave the complaint is." in page
    assert "楼上装修噪音" in page
    assert not Case.objects.exists()


def test_a_double_click_takes_one_case(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    form = {"community": str(cast.community.pk), **COMPLAINT, "request_key": "k" * 32}
    with time_machine.travel(MORNING, tick=False):
        first, second = client.post("/cases/receive", form), client.post("/cases/receive", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_a_second_click_on_a_verb_leads_to_where_the_first_one_led(cast: Cast) -> None:
    case = received(cast)
    assert [do(cast, case, "accept", expect="1", request_key="a" * 32) for _ in range(2)] == [302, 302]
    assert acts(case) == ["case.received", "case.accepted"]


@pytest.mark.parametrize("verb", [*FORMS, "assign"])
def test_each_verb_records_one_event_and_leads_where_it_should(cast: Cast, verb: str) -> None:
    case = received_for(cast, verb)
    state = next(state for state in ("received", "resolved") if state in VERBS[verb].allowed_in)
    for earlier in ("pause",) if verb == "resume" else STATES[state]:
        assert do(cast, case, earlier) == 302
    if verb == "close":
        assert do(cast, case, "revisit") == 302
    for hours in (1, 2, 6) if verb == "end-revisit" else ():
        assert do(cast, case, "revisit", hours=hours, outcome="nobody") == 302
    before = len(acts(case))
    assert do(cast, case, verb, hours=7 if verb == "end-revisit" else 1) == 302
    assert acts(case)[-1] == VERBS[verb].event
    assert len(acts(case)) == before + 1
    assert case.state == (VERBS[verb].leads_to or state)


@pytest.mark.parametrize("verb", sorted({*FORMS, "assign"} - {"correct", "thank"}))
def test_each_verb_is_refused_in_a_wrong_state_and_nothing_written(cast: Cast, verb: str) -> None:
    case = received_for(cast, verb)
    state = next(state for state in ("resolved", "closed", "received") if state not in VERBS[verb].allowed_in)
    for earlier in STATES[state]:
        assert do(cast, case, earlier) == 302
    before = kinds(case)
    assert do(cast, case, verb) == 422
    assert kinds(case) == before


@pytest.mark.parametrize("verb", [*FORMS, "assign"])
def test_who_may_not(cast: Cast, verb: str) -> None:
    case = received(cast)
    for who in ("cashier", "auditor", "keeper", "administrator"):
        assert do(cast, case, verb, who=who) == 403, who
    assert do(cast, case, verb, who="other_clerk") == 404
    assert kinds(case) == ["case.received"]


@pytest.mark.parametrize("who", ["engineer", "auditor", "keeper", "other_clerk"])
def test_who_may_not_take_a_case_here(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    answer = client.post("/cases/receive", {"community": str(cast.community.pk), **COMPLAINT})
    assert answer.status_code == (422 if who == "other_clerk" else 403)
    assert not Case.objects.exists()


def test_reading_a_verb_is_not_allowed_and_another_word_is_no_address(cast: Cast) -> None:
    case = received(cast)
    assert signed_in(cast, "agent").get(f"/cases/{case.pk}/close").status_code == 405
    assert signed_in(cast, "agent").post(f"/cases/{case.pk}/delete").status_code == 404


def test_a_clerk_of_another_community_finds_nothing(cast: Cast) -> None:
    case = received(cast)
    index_cases()
    client = signed_in(cast, "other_clerk")
    assert client.get(f"/cases/{case.pk}").status_code == 404
    for query in ("", "?show=all", "?q=2026-000001", "?show=overdue", "?q=噪音"):
        assert f">{case.number}<" not in client.get(f"/cases{query}").content.decode()
    assert "2026-000001" in signed_in(cast, "auditor").get("/cases?q=噪音").content.decode()


def test_closing_is_refused_while_the_rulebook_demands_something(cast: Cast) -> None:
    case = received(cast, people="")
    do(cast, case, "answer")
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        signed_in(cast, "supervisor").post(f"/cases/{case.pk}/resolve", {"result": "已劝停"})
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        answer = signed_in(cast, "supervisor").post(f"/cases/{case.pk}/close")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A complaint is closed only with its matter, time, place and people on record" in page
    assert "complaint.opinion-asked" in page
    case.refresh_from_db()
    assert case.state == State.RESOLVED


def test_what_closing_waits_for_is_said_before_it_is_tried(cast: Cast) -> None:
    case = received(cast, people="")
    do(cast, case, "resolve")
    client = signed_in(cast, "supervisor")
    assert "complaint.record.complete" in client.get(f"/cases/{case.pk}").content.decode()
    whole = received(cast)
    do(cast, whole, "resolve")
    assert "complaint.record.complete" not in client.get(f"/cases/{whole.pk}").content.decode()


def test_the_timeline_says_what_was_found(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "assign", note="看现场")
    do(cast, case, "classify")
    do(cast, case, "resolve")
    do(cast, case, "revisit", outcome="not-satisfied", opinion="")
    found = {one.name: one.found for one in timeline(case, may_call=True)}
    assert found["case received"] == ""
    assert found["case assigned"] == "handler: 李大伟"
    assert found["case reclassified"] == "kind of case: complaint; severity: general; special incident: no"
    assert found["case resolved"] == ("facts checked with the party complained of: no; customer's opinion asked: yes")
    assert "satisfied at the revisit: no" in found["case revisited"]
    assert "attempts to revisit: 1" in found["case revisited"]
    assert "recorded" not in found["case revisited"]
    assert "satisfied at the revisit: no" in signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()


def test_what_was_done_is_confirmed_on_the_next_page(cast: Cast) -> None:
    case = received(cast)
    client = signed_in(cast, "agent")
    said = client.post(f"/cases/{case.pk}/accept", follow=True).content.decode()
    assert "Done: Take in hand" in said
    assert "Done: Take in hand" not in client.get(f"/cases/{case.pk}").content.decode()


def test_who_did_the_work_may_not_revisit_it(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "resolve")
    assert do(cast, case, "revisit", who="supervisor") == 422
    assert kinds(case)[-1] == "case.resolved"


def test_not_satisfied_reopens_and_the_deadline_begins_anew(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "resolve")
    assert do(cast, case, "revisit", hours=2, outcome="not-satisfied") == 302
    assert do(cast, case, "reopen", hours=3) == 302
    assert case.state == State.IN_HAND
    assert case.resolved_at is None
    open_now = Duty.objects.filter(subject_kind="case", subject_id=case.pk, end="")
    assert "complaint.settle.own" in {duty.clause for duty in open_now}


def test_an_overdue_case_is_listed_escalated_and_taken_note_of(cast: Cast) -> None:
    case = received(cast)
    later = MORNING + timedelta(days=5)
    run_clock(later)
    with time_machine.travel(later, tick=False):
        assert case.number in signed_in(cast, "auditor").get("/cases?show=overdue").content.decode()
        steps = Step.objects.filter(duty__subject_id=case.pk, to_id=cast.supervisor.pk)
        step = steps.first()
        assert step is not None
        client = signed_in(cast, "supervisor")
        assert case.number in client.get("/").content.decode()
        assert signed_in(cast, "agent").post(f"/steps/{step.pk}/acknowledge").status_code == 404
        assert client.post(f"/steps/{step.pk}/acknowledge").status_code == 302
    step.refresh_from_db()
    assert step.acknowledged_by_id == cast.supervisor.pk


def test_nobody_is_asked_to_take_note_of_what_was_taken_over(cast: Cast) -> None:
    case = received(cast)
    later = MORNING + timedelta(days=5)
    run_clock(later)
    waiting = Step.objects.filter(duty__subject_id=case.pk, is_waiting=True, acknowledged_at=None, duty__end="")
    assert waiting.filter(to_id=cast.agent.pk).exists()
    assert do(cast, case, "take-over", hours=5 * 24 + 1) == 302
    assert not waiting.exists()
    noted = Step.objects.filter(duty__subject_id=case.pk, duty__end="").values_list("acknowledged_by_id", flat=True)
    assert set(noted) == {cast.supervisor.pk}


def test_nothing_is_promised_for_a_time_that_has_passed(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "promise", at=f"{MORNING:%Y-%m-%dT%H:%M}") == 422
    assert not Duty.objects.filter(subject_id=case.pk, clause="case.promise.keep").exists()
    assert do(cast, case, "promise") == 302
    assert Duty.objects.filter(subject_id=case.pk, clause="case.promise.keep", end="").exists()


def test_a_duty_that_no_page_records_is_ended_by_its_bearers_word(cast: Cast) -> None:
    case = received(cast, kind="repair", severity="", repair_way="private")
    register = unregistered(case)
    slip = Duty.objects.get(subject_kind="case", subject_id=case.pk, clause="repair.slip")
    assert register.bearer_id == slip.bearer_id == cast.agent.pk
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        client = signed_in(cast, "agent")
        page = client.get("/").content.decode()
        assert f"/duties/{register.pk}/attest" in page
        assert f"/duties/{slip.pk}/attest" not in page
        assert client.get(f"/duties/{register.pk}/attest").status_code == 405
        assert signed_in(cast, "lead").post(f"/duties/{register.pk}/attest").status_code == 403
        assert client.post(f"/duties/{slip.pk}/attest").status_code == 422
        assert client.post(f"/duties/{register.pk}/attest", {"note": "已登台帐"}).status_code == 302
    register.refresh_from_db()
    assert register.end == "done"
    assert kinds(case)[-1] == "duty.attested"


def test_only_who_works_on_cases_here_is_given_one_by_any_way(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "assign", handler=str(cast.auditor.pk)) == 422
    for handler in (cast.auditor, cast.other_clerk):
        with pytest.raises(CaseRefused):
            actions.assign_case(case.pk, by=Act(cast.agent.pk, MORNING), handler=handler)
    assert kinds(case) == ["case.received"]


def test_a_clock_that_runs_is_not_let_go_on(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "resume") == 422
    assert do(cast, case, "pause") == 302
    assert do(cast, case, "pause") == 422
    page = signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    assert f"/cases/{case.pk}/resume" in page
    assert f"/cases/{case.pk}/pause" not in page


def test_what_was_typed_is_kept_where_the_state_refuses_it(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "resolve")
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        answer = signed_in(cast, "lead").post(f"/cases/{case.pk}/answer", {"answer": "已电话告知处理安排"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This cannot be done while the case is resolved." in page
    assert "已电话告知处理安排" in page


def test_somebody_else_was_faster(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "accept", expect="1") == 302
    assert do(cast, case, "resolve", expect="1") == 422
    assert kinds(case) == ["case.received", "case.accepted"]


def test_pages_take_the_same_queries_however_much_there_is(cast: Cast) -> None:
    # One that is like it, so that the page of a case has something to show from the beginning.
    received(cast)
    case = received(cast)
    client = signed_in(cast, "agent")
    client.get("/cases")
    counts = []
    for _ in range(2):
        for page in ("/cases", f"/cases/{case.pk}", "/"):
            with time_machine.travel(MORNING, tick=False), CaptureQueriesContext(connection) as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted))
        for _ in range(4):
            received(cast)
    assert counts[:3] == counts[3:]
    assert max(counts) <= 32


def test_a_wrong_entry_is_put_right_beside_what_was_written(cast: Cast) -> None:
    case = received(cast, happened="")
    assert do(cast, case, "correct", who="agent", happened="昨晚十点", place="3-2-501", contact="13900001111") == 302
    assert (case.matter, case.channel, case.happened) == ("楼下装修噪音", "counter", "昨晚十点")
    event = event_queries.history("case", case.pk).get(kind="case.corrected")
    words = {text.name: text.text for text in event.texts.all()}
    assert words["matter"] == "楼下装修噪音"
    assert words["matter.old"] == COMPLAINT["matter"]
    assert "place" not in words
    assert event.facts["recorded.time"] is True
    page = signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    for line in (
        f"What: {COMPLAINT['matter']} → 楼下装修噪音",
        "When it happened: – → 昨晚十点",
        "Came by: counter",
        "听错了楼层",
    ):
        assert line in page
    first = event_queries.history("case", case.pk).get(kind="case.received")
    assert COMPLAINT["matter"] in {text.text for text in first.texts.all()}


def test_a_case_taken_by_mistake_is_due_no_more_and_comes_back_never(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "withdraw", who="agent") == 403
    assert do(cast, case, "withdraw") == 302
    assert (case.state, case.is_withdrawn) == ("closed", True)
    open_now = Duty.objects.filter(subject_kind="case", subject_id=case.pk, end="")
    assert not open_now.exists()
    assert do(cast, case, "reopen") == 422
    page = signed_in(cast, "supervisor").get(f"/cases/{case.pk}").content.decode()
    assert "withdrawn" in page
    assert f"/cases/{case.pk}/reopen" not in page


def test_who_stands_above_takes_over_and_escalation_stops(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "take-over", who="agent") == 403
    assert do(cast, case, "take-over") == 302
    assert case.handler == cast.supervisor
    reported = Duty.objects.get(subject_kind="case", subject_id=case.pk, clause="complaint.major.report")
    assert reported.end == "done"


def test_a_home_is_entered_at_an_agreed_time_by_two(cast: Cast) -> None:
    case = received(cast, kind="repair", severity="", repair_way="private")
    assert do(cast, case, "arrive") == 422
    assert do(cast, case, "appoint") == 302
    keeping = Duty.objects.get(subject_kind="case", subject_id=case.pk, clause="repair.appointment.keep")
    assert keeping.due_at == datetime(2026, 3, 11, 10, tzinfo=HERE)
    assert do(cast, case, "arrive", people="1") == 422
    assert do(cast, case, "arrive", people="1", reason="同事请假") == 302
