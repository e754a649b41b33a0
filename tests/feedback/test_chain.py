"""The way of opinions, verb by verb: works once, refused out of turn, by who may not, by clauses, to strangers."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.events.models import Event
from kefu.feedback import actions
from kefu.feedback.actions import FeedbackRefused
from kefu.feedback.calc import SHEET_VERBS, TELLABLE
from kefu.feedback.models import Answer, Opinion, Sheet, Survey
from kefu.notices.models import Delivery, Message
from kefu.people import actions as people
from kefu.people.models import Department
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.feedback.holding import answered, broadcaster, filled, opened, summed_up, waiting

FORMS = {
    "send": {"note": "请三日内答复"},
    "receive": {},
    "answer": {"measures": "更换三号楼路灯", "is_written": "on"},
    "change": {"change": "已更换"},
    "tell": {"text": "您反映的路灯已更换"},
}
REVISIT = {"is_satisfied": "yes", "is_recorded": "on", "is_signed": "on", "said": "亮了"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        yield make_cast()


@pytest.fixture
def department(cast: Cast) -> Department:
    return broadcaster(cast)


@pytest.fixture
def survey(cast: Cast, department: Department) -> Survey:
    survey = opened(cast, department)
    answered(cast, survey, filled(survey, 2, "路灯太暗", "13900001111"), filled(survey, 3, "电话难打", "13900002222"))
    return survey


@pytest.fixture
def sheet(cast: Cast, survey: Survey) -> Sheet:
    return summed_up(cast, survey)


def do(cast: Cast, sheet: Sheet, verb: str, who: str = "supervisor", key: str = "", **more: str) -> int:
    data = {**FORMS[verb], **more, "request_key": key}
    return signed_in(cast, who).post(f"/surveys/opinions/{sheet.pk}/{verb}", data).status_code


def upto(cast: Cast, sheet: Sheet, verb: str) -> Sheet:
    """The sheet as it stands where this verb comes next."""
    for before in list(SHEET_VERBS)[: list(SHEET_VERBS).index(verb)]:
        assert do(cast, sheet, before) == 302
    sheet.refresh_from_db()
    return sheet


def kinds(sheet: Sheet) -> list[str]:
    found = Event.objects.filter(subject_kind="survey", subject_id=sheet.pk, kind__startswith="survey.")
    return list(found.order_by("seq").values_list("kind", flat=True))


def ask_again(client: Client, opinion: Opinion, key: str = "", **more: str) -> int:
    form = {**REVISIT, **more, "request_key": key}
    data = {name: value for name, value in form.items() if value}
    return client.post(f"/surveys/opinion/{opinion.pk}/revisit", data).status_code


def test_opinions_are_summed_up_by_department_and_the_rest_waits(cast: Cast, survey: Survey) -> None:
    other = people.found_department(survey.community_id, by=Act(cast.administrator.pk, BEGAN), name="维修部")
    answered(cast, survey, filled(survey, 5, "没有意见"), filled(survey, 4, "以后再说"))
    lamp, call, nothing, _later = waiting(survey)
    supervisor = signed_in(cast, "supervisor")
    page = supervisor.get(f"/surveys/{survey.pk}/sum-up").content.decode()
    assert "路灯太暗" in page
    form = {f"a{lamp}": str(other.pk), f"a{call}": str(survey.department_id), f"a{nothing}": "none", "request_key": "k"}
    for _ in range(2):
        assert supervisor.post(f"/surveys/{survey.pk}/sum-up", form).status_code == 302
    sheets = {sheet.department.name: sheet for sheet in Sheet.objects.select_related("department")}
    assert set(sheets) == {"播控部", "维修部"}
    assert [one.answer.words for one in sheets["维修部"].opinions.all()] == ["路灯太暗"]
    assert Answer.objects.get(pk=nothing).is_set_aside
    assert len(waiting(survey)) == 1
    event = Event.objects.get(kind="survey.summed-up", subject_id=sheets["维修部"].pk)
    assert event.facts == {"opinions": 1}
    assert [text.text for text in event.texts.all()] == ["路灯太暗"]
    for one in sheets.values():
        assert Duty.objects.filter(subject_kind="survey", subject_id=one.pk, clause="survey.opinions.send").count() == 1
    assert supervisor.post(f"/surveys/{survey.pk}/sum-up", {"request_key": "none"}).status_code == 422


def test_nobody_sums_up_for_a_department_elsewhere(cast: Cast, survey: Survey) -> None:
    with pytest.raises(FeedbackRefused):
        actions.sum_up(survey.pk, {waiting(survey)[0]: cast.department.pk}, by=Act(cast.supervisor.pk, MORNING))
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("other_clerk", 404)])
def test_who_leads_nobody_sums_nothing_up(cast: Cast, survey: Survey, who: str, status: int) -> None:
    for answer in (
        signed_in(cast, who).get(f"/surveys/{survey.pk}/sum-up"),
        signed_in(cast, who).post(f"/surveys/{survey.pk}/sum-up", {}),
    ):
        assert answer.status_code == status


@pytest.mark.parametrize("verb", SHEET_VERBS)
def test_each_verb_records_one_event_once(cast: Cast, sheet: Sheet, verb: str) -> None:
    upto(cast, sheet, verb)
    before = kinds(sheet)
    assert signed_in(cast, "supervisor").get(f"/surveys/opinions/{sheet.pk}/{verb}").status_code == 405
    assert [do(cast, sheet, verb, key="k") for _ in range(2)] == [302, 302]
    assert kinds(sheet) == [*before, SHEET_VERBS[verb].event]
    sheet.refresh_from_db()
    assert sheet.state == SHEET_VERBS[verb].leads_to
    assert "Opinions" in signed_in(cast, "supervisor").get(f"/surveys/opinions/{sheet.pk}").content.decode()


@pytest.mark.parametrize("verb", SHEET_VERBS)
def test_out_of_turn_each_is_refused(cast: Cast, sheet: Sheet, verb: str) -> None:
    upto(cast, sheet, verb)
    before = kinds(sheet)
    too_early = {"tell"} if SHEET_VERBS[verb].allowed_in not in TELLABLE else set()
    for other in SHEET_VERBS.keys() - {verb} | too_early:
        assert do(cast, sheet, other) == 422
    assert kinds(sheet) == before


@pytest.mark.parametrize("verb", [*SHEET_VERBS, "tell"])
@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("other_clerk", 404), ("engineer", 404)])
def test_who_may_not_does_nothing(cast: Cast, sheet: Sheet, verb: str, who: str, status: int) -> None:
    before = kinds(sheet)
    assert do(cast, sheet, verb, who) == status
    assert kinds(sheet) == before
    assert not Message.objects.exists()


def test_the_departments_own_people_receive_answer_and_change(cast: Cast, sheet: Sheet, department: Department) -> None:
    by = Act(cast.administrator.pk, BEGAN)
    post = people.found_post(
        department.community_id, by=by, word="engineer", title="值班员", department_id=department.pk
    )
    people.appoint_user(cast.engineer.pk, by=by, post_id=post.pk)
    assert do(cast, sheet, "send", "engineer") == 403
    assert do(cast, sheet, "send") == 302
    for verb in ("receive", "answer", "change"):
        assert do(cast, sheet, verb, "engineer") == 302
    sheet.refresh_from_db()
    assert sheet.handler == cast.engineer
    duty = Duty.objects.get(subject_kind="survey", subject_id=sheet.pk, clause="survey.opinions.answer")
    assert (duty.bearer_id, duty.end) == (cast.engineer.pk, "done")
    assert do(cast, sheet, "tell", "engineer") == 403


def test_an_answer_that_is_not_in_writing_is_refused_by_its_clause(cast: Cast, sheet: Sheet) -> None:
    upto(cast, sheet, "answer")
    address = f"/surveys/opinions/{sheet.pk}/answer"
    answer = signed_in(cast, "supervisor").post(address, {"measures": "口头答复"})
    assert answer.status_code == 422
    page = answer.content.decode()
    for said in ("survey.answer.written", "not so yet: in writing", "口头答复"):
        assert said in page
    sheet.refresh_from_db()
    assert (sheet.state, sheet.measures) == ("received", "")


def test_each_giver_is_asked_again_with_signature_and_the_last_one_ends_it(cast: Cast, sheet: Sheet) -> None:
    first, second = sheet.opinions.order_by("id")
    agent = signed_in(cast, "agent")
    assert ask_again(agent, first) == 422
    upto(cast, sheet, "change")
    assert do(cast, sheet, "change") == 302
    assert agent.get(f"/surveys/opinion/{first.pk}/revisit").status_code == 405
    for missing, clause in (("is_signed", "survey.revisit.signed"), ("is_recorded", "survey.revisit.form")):
        refused = agent.post(f"/surveys/opinion/{first.pk}/revisit", {**REVISIT, missing: ""})
        assert refused.status_code == 422
        assert clause in refused.content.decode()
    assert [ask_again(agent, first, "a") for _ in range(2)] == [302, 302]
    assert kinds(sheet)[-1] == "survey.giver-revisited"
    assert ask_again(agent, first, "b") == 422
    duty = Duty.objects.get(subject_kind="survey", subject_id=sheet.pk, clause="survey.opinions.revisit")
    assert duty.end == ""
    assert ask_again(signed_in(cast, "other_clerk"), second) == 404
    assert ask_again(agent, second, "c", is_satisfied="no") == 302
    duty.refresh_from_db()
    sheet.refresh_from_db()
    assert (duty.end, sheet.state, kinds(sheet)[-1]) == ("done", "revisited", "survey.revisited")
    page = agent.get(f"/surveys/opinions/{sheet.pk}").content.decode()
    assert "not content with the change" in page
    assert "done in time" in page


def test_those_who_gave_opinions_are_written_to_once_each(cast: Cast, survey: Survey) -> None:
    answered(cast, survey, filled(survey, 1, "也说路灯", "139 0000 1111"), filled(survey, 1, "不留电话"))
    sheet = upto(cast, summed_up(cast, survey), "change")
    assert [do(cast, sheet, "tell", key="t") for _ in range(2)] == [302, 302]
    message = Message.objects.get()
    assert (message.purpose, message.about_kind, message.about_id) == ("opinion", "survey", sheet.pk)
    numbers = Delivery.objects.order_by("id").values_list("address", flat=True)
    assert list(numbers) == ["13900001111", "13900002222"]
    event = Event.objects.get(kind="survey.told")
    assert event.facts == {"readers": 2}
    assert f"/surveys/opinions/{sheet.pk}" in signed_in(cast, "manager").get(f"/outbox/{message.pk}").content.decode()


def test_where_nobody_left_a_number_nobody_is_written_to(cast: Cast, department: Department) -> None:
    survey = opened(cast, department)
    answered(cast, survey, filled(survey, 2, "路灯太暗"))
    sheet = upto(cast, summed_up(cast, survey), "change")
    assert do(cast, sheet, "tell") == 422
    assert not Message.objects.exists()


def test_a_stale_form_is_told_what_happened_meanwhile(cast: Cast, sheet: Sheet) -> None:
    assert do(cast, sheet, "send", expect="1") == 302
    answer = signed_in(cast, "supervisor").post(f"/surveys/opinions/{sheet.pk}/receive", {"expect": "1"})
    assert answer.status_code == 422
    assert "Somebody was faster" in answer.content.decode()
