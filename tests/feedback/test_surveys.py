"""A survey from its questions to its results: who may, what is refused, what each figure is and leads to."""

import re
from collections import Counter
from io import BytesIO

import pytest
from openpyxl import load_workbook

from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.estate.models import Building
from kefu.events.models import Event
from kefu.feedback import actions, calc, queries
from kefu.feedback.actions import FeedbackRefused, Filled, Visit
from kefu.feedback.models import Channel, Question, Response, Survey
from kefu.feedback.papers import Place
from kefu.lib.sampling import draw, margin_of_share, wilson
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.feedback.holding import answered, filled, opened, planned, question

BY_VERB = {
    "add-question": {"aspect": "绿化", "words": "绿化好吗？", "kind": "rating"},
    "draw": {"size": "10"},
    "open": {},
}


def kinds(survey: Survey) -> list[str]:
    found = Event.objects.filter(subject_kind="questionnaire", subject_id=survey.pk)
    return list(found.order_by("seq").values_list("kind", flat=True))


def do(cast: Cast, survey: Survey, verb: str, who: str = "supervisor", key: str = "", **form: str) -> int:
    data = {**BY_VERB.get(verb, {}), **form, "request_key": key}
    return signed_in(cast, who).post(f"/surveys/{survey.pk}/{verb}", data).status_code


def test_it_is_prepared_by_page_with_the_example_of_the_rulebooks_own_form(cast: Cast) -> None:
    supervisor = signed_in(cast, "supervisor")
    assert supervisor.get("/surveys/plan").status_code == 200
    form = {
        "department": str(cast.department.pk),
        "title": "上半年满意度调查",
        "with_example": "on",
        "request_key": "k",
    }
    first, again = supervisor.post("/surveys/plan", form), supervisor.post("/surveys/plan", form)
    assert first["Location"] == again["Location"]
    survey = Survey.objects.get()
    assert list(survey.questions.order_by("number").values_list("kind", flat=True)) == [
        *("rating", "rating", "yes_no", "rating", "text")
    ]
    assert kinds(survey) == ["questionnaire.planned"]
    assert "How far it is" in supervisor.get(first["Location"]).content.decode()
    assert survey.title in signed_in(cast, "agent").get("/surveys").content.decode()


def test_each_verb_records_one_event_and_counts_once(cast: Cast) -> None:
    survey = planned(cast)
    for verb in ("add-question", "draw", "open"):
        before = len(kinds(survey))
        assert signed_in(cast, "supervisor").get(f"/surveys/{survey.pk}/{verb}").status_code == 405
        assert [do(cast, survey, verb, key=verb) for _ in range(2)] == [302, 302]
        assert len(kinds(survey)) == before + 1
    answered(cast, survey, filled(survey, 5))
    assert [do(cast, survey, "close", key="close") for _ in range(2)] == [302, 302]
    assert kinds(survey)[-3:] == ["questionnaire.opened", "questionnaire.answered", "questionnaire.closed"]
    assert Event.objects.filter(kind="department.surveyed", subject_id=cast.department.pk).count() == 1


def test_a_question_is_removed_and_choices_are_asked_for(cast: Cast) -> None:
    survey = planned(cast)
    gone = question(survey, "yes_no")
    assert do(cast, survey, "remove-question", question_id=str(gone.pk)) == 302
    assert not Question.objects.filter(pk=gone.pk).exists()
    assert do(cast, survey, "remove-question", question_id=str(gone.pk)) == 422
    assert do(cast, survey, "add-question", kind="choice", choices="只有一个") == 422
    assert do(cast, survey, "add-question", kind="choice", choices="一\n二") == 302
    assert kinds(survey)[-2:] == ["questionnaire.changed", "questionnaire.changed"]


@pytest.mark.parametrize("verb", [*BY_VERB, "remove-question", "close"])
@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("engineer", 403), ("keeper", 403), ("other_clerk", 404)])
def test_who_leads_nobody_changes_nothing(cast: Cast, verb: str, who: str, status: int) -> None:
    survey = planned(cast)
    before = kinds(survey)
    assert do(cast, survey, verb, who, question_id="1") == status
    assert kinds(survey) == before


def test_what_the_state_refuses_stays_undone(cast: Cast) -> None:
    survey = planned(cast)
    assert do(cast, survey, "close") == 422
    do(cast, survey, "draw")
    do(cast, survey, "open")
    before = kinds(survey)
    for verb in ("add-question", "draw", "open"):
        assert do(cast, survey, verb) == 422
    # Nobody has answered.
    assert do(cast, survey, "close") == 422
    assert kinds(survey) == before
    empty = actions.plan_survey(cast.department.pk, by=Act(cast.lead.pk, MORNING), title="空", with_example=False)
    assert do(cast, empty, "open") == 422


def test_the_sample_is_in_proportion_and_can_be_drawn_again_from_its_seed(cast: Cast) -> None:
    survey = planned(cast)
    do(cast, survey, "draw", size="10")
    survey.refresh_from_db()
    homes = list(survey.homes.select_related("unit__building"))
    assert Counter(home.building.name for home in homes) == {"1栋": 6, "2栋": 3, "3栋": 1}
    strata: dict[int, list[int]] = {}
    for unit in cast.community.units.all():
        strata.setdefault(unit.building_id, []).append(unit.pk)
    again = draw(strata, 10, survey.seed)
    assert sorted(id_ for ids in again.values() for id_ in ids) == sorted(home.unit_id for home in homes)
    event = Event.objects.get(kind="questionnaire.drawn")
    assert event.facts == {"sample.size": 10, "sample.of": 20, "sample.seed": survey.seed}
    do(cast, survey, "draw", size="500")
    assert survey.homes.count() == 20
    # Whoever draws until the sample pleases leaves traces.
    assert Event.objects.filter(kind="questionnaire.drawn").count() == 2


def test_at_the_door_households_and_forms_are_counted_apart(cast: Cast) -> None:
    survey = opened(cast)
    first, second, third = survey.homes.order_by("id")[:3]
    agent = signed_in(cast, "agent")
    page = agent.get(f"/surveys/homes/{first.pk}").content.decode()
    assert question(survey, "text").words in page
    for home, form in ((first, {"met": "nobody"}), (second, {"met": "later", "is_handed": "on"})):
        for _ in range(2):
            answer = agent.post(f"/surveys/homes/{home.pk}/visit", {**form, "request_key": f"v{home.pk}"})
            assert answer.status_code == 302
    said = {f"q{question(survey, 'rating').pk}": "4", "channel": "visit", "request_key": "a"}
    for _ in range(2):
        assert agent.post(f"/surveys/homes/{third.pk}/answers", said).status_code == 302
    assert queries.counted(survey) == (10, 3, 1, 1, 1)
    assert queries.counted(survey).rate == 0.1
    first.refresh_from_db()
    assert (first.visits, first.met) == (1, "nobody")
    assert kinds(survey)[-3:] == ["questionnaire.visited", "questionnaire.visited", "questionnaire.answered"]
    shown = signed_in(cast, "manager").get(f"/surveys/{survey.pk}").content.decode()
    assert "10.0%" in shown
    open_list = agent.get(f"/surveys/{survey.pk}/homes").content.decode()
    assert first.unit.code in open_list
    assert third.unit.code not in open_list
    assert third.unit.code in agent.get(f"/surveys/{survey.pk}/homes?show=answered").content.decode()


def test_a_household_answers_once_and_something(cast: Cast) -> None:
    survey = opened(cast)
    home, agent = survey.homes.order_by("id")[0], signed_in(cast, "agent")
    address = f"/surveys/homes/{home.pk}/answers"
    assert agent.post(address, {"channel": "phone"}).status_code == 422
    assert agent.post(address, {"channel": "web", f"q{question(survey, 'rating').pk}": "5"}).status_code == 422
    assert agent.post(address, {"channel": "phone", f"q{question(survey, 'rating').pk}": "9"}).status_code == 422
    assert agent.post(address, {"channel": "phone", f"q{question(survey, 'rating').pk}": "5"}).status_code == 302
    assert agent.post(address, {"channel": "phone", f"q{question(survey, 'rating').pk}": "1"}).status_code == 422
    assert Response.objects.count() == 1
    with pytest.raises(FeedbackRefused):
        actions.enter_answers(home.pk, filled(survey, 3), by=Act(cast.agent.pk, MORNING), channel=Channel.PHONE)


@pytest.mark.parametrize(("who", "status"), [("engineer", 403), ("auditor", 403), ("other_clerk", 404)])
def test_who_asks_nobody_enters_nothing(cast: Cast, who: str, status: int) -> None:
    survey = opened(cast)
    home = survey.homes.order_by("id")[0]
    client = signed_in(cast, who)
    assert client.get(f"/surveys/homes/{home.pk}").status_code == status
    for verb in ("visit", "answers"):
        assert client.get(f"/surveys/homes/{home.pk}/{verb}").status_code == 405
        assert client.post(f"/surveys/homes/{home.pk}/{verb}", {"met": "nobody"}).status_code == status
    assert client.get(f"/surveys/{survey.pk}/papers").status_code == status
    assert kinds(survey)[-1] == "questionnaire.opened"


def test_no_answer_is_taken_before_and_after(cast: Cast) -> None:
    survey = planned(cast)
    by = Act(cast.supervisor.pk, MORNING)
    actions.draw_sample(survey.pk, by=by, size=5)
    home = survey.homes.order_by("id")[0]
    for _ in range(2):
        with pytest.raises(FeedbackRefused):
            actions.note_visit(home.pk, Visit("nobody", is_handed=False), by=by)
        if survey.state == "draft":
            survey = actions.open_survey(survey.pk, by=by)
            answered(cast, survey, *[filled(survey, 5)] * 2)
            survey = actions.close_survey(survey.pk, by=by)


def test_results_are_what_was_answered_with_their_margins(cast: Cast) -> None:
    survey = opened(cast, size=20)
    ratings = [5, 5, 4, 4, 4, 3, 2, 1, 5, 4, 1, 1]
    answered(cast, survey, *[filled(survey, one) for one in ratings])
    asked = [one for _aspect, several in queries.results(survey) for one in several]
    (first,) = [one for one in asked if one.question == question(survey, "rating")]
    result = first.result
    assert (result.answered, result.mean) == (12, 3.25)
    assert [figure.count for figure in result.figures] == [3, 1, 1, 4, 3]
    assert result.content is not None
    assert (result.content.count, result.content.margin) == (7, margin_of_share(7, 12, 20))
    assert (result.figures[4].margin, result.figures[4].interval) == (None, wilson(3, 12, 20))
    page = signed_in(cast, "agent").get(f"/surveys/{survey.pk}").content.decode()
    assert "3.25" in page
    assert "58.3%" in page
    assert f"± {100 * (margin_of_share(7, 12, 20) or 0):.1f}%" in page


def test_each_figure_opens_the_forms_behind_it(cast: Cast) -> None:
    survey = opened(cast, size=20)
    answered(cast, survey, *[filled(survey, one) for one in [5, 5, 4, 1]])
    agent = signed_in(cast, "agent")
    page = agent.get(f"/surveys/{survey.pk}").content.decode()
    links = re.findall(rf'<a href="(/surveys/{survey.pk}/answers[^"]*)">(\d+)', page)
    assert links
    for address, count in links:
        listed = agent.get(address.replace("&amp;", "&"))
        assert len(listed.context["listed"].lines) == int(count), address


def test_forms_go_into_a_file_with_a_column_for_each_question(cast: Cast) -> None:
    survey = opened(cast, size=20)
    answered(cast, survey, filled(survey, 5, "路灯太暗"), filled(survey, 2))
    answer = signed_in(cast, "agent").post(f"/surveys/{survey.pk}/answers/export")
    sheet = load_workbook(BytesIO(answer.getvalue())).active
    assert sheet is not None
    heads, newest, oldest = sheet.iter_rows(values_only=True)
    asked = [question(survey, kind) for kind in ("rating", "text", "choice")]
    assert [f"{one.number}. {one.words}" in heads for one in asked] == [True] * 3
    assert "路灯太暗" in oldest
    assert "very content" in oldest
    assert "discontent" in newest


def test_one_form_shows_all_its_answers_here_alone(cast: Cast) -> None:
    survey = opened(cast)
    answered(cast, survey, filled(survey, 5, "路灯太暗", "13900001111"))
    address = f"/surveys/forms/{Response.objects.get().pk}"
    page = signed_in(cast, "agent").get(address).content.decode()
    for said in ("路灯太暗", "13900001111", "very content"):
        assert said in page
    assert signed_in(cast, "other_clerk").get(address).status_code == 404


@pytest.mark.parametrize("who", ["engineer", "auditor", "administrator"])
def test_what_residents_say_is_read_by_the_service_centre_alone(cast: Cast, who: str) -> None:
    survey = opened(cast)
    answered(cast, survey, filled(survey, 5, "路灯太暗", "13900001111"))
    client = signed_in(cast, who)
    page = client.get(f"/surveys/{survey.pk}").content.decode()
    assert "1 answer" in page
    assert f"/surveys/{survey.pk}/answers" not in page
    assert client.get(f"/surveys/{survey.pk}/answers").status_code == 403
    assert client.post(f"/surveys/{survey.pk}/answers/export").status_code == 403
    assert client.get(f"/surveys/forms/{Response.objects.get().pk}").status_code == 404


def test_forms_of_whoever_came_by_are_no_part_of_the_sample(cast: Cast) -> None:
    survey = opened(cast, size=20)
    answered(cast, survey, *[filled(survey, 5)] * 2)
    building = survey.homes.order_by("id")[0].building_id
    for number in range(3):
        place = Place(survey.pk, None, building)
        actions.fill_in_online(place, filled(survey, 1), by=Act(None, MORNING, request_key=f"h{number}"))
    agent = signed_in(cast, "agent")
    page = agent.get(f"/surveys/{survey.pk}").content.decode()
    assert "3 more forms came from papers" in page
    (rating,) = [
        one for _, several in queries.results(survey) for one in several if one.question == question(survey, "rating")
    ]
    assert (rating.result.answered, rating.result.mean) == (2, 5)
    others = agent.get(f"/surveys/{survey.pk}/answers?from=halls")
    assert len(others.context["listed"].lines) == 3


def test_where_nobody_was_drawn_nothing_is_told_of_others(cast: Cast) -> None:
    survey = planned(cast)
    survey = actions.open_survey(survey.pk, by=Act(cast.supervisor.pk, MORNING))
    place = Place(survey.pk, None, Building.objects.filter(community=cast.community).order_by("id")[0].pk)
    actions.fill_in_online(place, filled(survey, 4), by=Act(None, MORNING, request_key="h"))
    figures = [one.result for _, several in queries.results(survey) for one in several]
    assert all(figure.interval is None for result in figures for figure in result.figures)
    page = signed_in(cast, "agent").get(f"/surveys/{survey.pk}").content.decode()
    assert "Nobody was drawn" in page


def test_the_half_years_survey_is_held_once_it_is_closed(cast: Cast) -> None:
    """The first whole half-year of this department begins in July."""
    july = MORNING.replace(month=7, day=6)
    run_clock(july)
    duty = Duty.objects.get(clause="survey.hold", subject_kind="department", subject_id=cast.department.pk)
    assert duty.end == ""
    survey = opened(cast)
    answered(cast, survey, filled(survey, 5), at=july)
    actions.close_survey(survey.pk, by=Act(cast.supervisor.pk, july))
    duty.refresh_from_db()
    assert (duty.end, duty.ended_at) == ("done", july)


def test_answers_to_questions_of_another_survey_count_nowhere(cast: Cast) -> None:
    one, other = opened(cast), opened(cast)
    home = one.homes.order_by("id")[0]
    foreign = Filled({question(other, "rating").pk: 5})
    with pytest.raises(FeedbackRefused):
        actions.enter_answers(home.pk, foreign, by=Act(cast.agent.pk, MORNING), channel=Channel.PHONE)
    assert not Response.objects.exists()


def test_more_answers_than_households_leave_nothing_unsure() -> None:
    result = calc.result({1: 30, 0: 10}, {1: "yes", 0: "no"}, 20, is_rating=False)
    assert [(figure.count, figure.margin) for figure in result.figures] == [(30, 0.0), (10, 0.0)]
    assert calc.result({}, {1: "yes"}, 20, is_rating=False).figures[0].interval is None
