"""A survey of the tests: three buildings, a broadcaster's rulebook or a property office's, forms that come back."""

from dataclasses import replace
from datetime import datetime, timedelta

from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.feedback import actions
from kefu.feedback.actions import Filled, NewQuestion
from kefu.feedback.models import Answer, Channel, Question, Sheet, Survey
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.models import Community, Department
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast

HOMES = [f"{building}-1-{n}01" for building, count in ((1, 12), (2, 6), (3, 2)) for n in range(1, count + 1)]


def settled(community: Community, by: Act) -> None:
    """Twenty homes in three buildings."""
    rows = [
        EstateRow(f"{code[0]}栋", "1", None, code, "home", f"住户{n}", f"139{n:08d}", "owner")
        for n, code in enumerate(HOMES)
    ]
    estate_actions.import_estate(community.pk, rows, by=by)


def planned(cast: Cast, department: Department | None = None) -> Survey:
    department = department or cast.department
    by = Act(cast.supervisor.pk, MORNING)
    survey = actions.plan_survey(department.pk, by=by, title="上半年满意度调查", intro="请告诉我们您的看法。")
    new = NewQuestion("保洁", "choice", "哪里最需要打扫？", ["楼道", "电梯", "车库"])
    return actions.add_question(survey.pk, new, by=by)


def opened(cast: Cast, department: Department | None = None, size: int = 10) -> Survey:
    survey, by = planned(cast, department), Act(cast.supervisor.pk, MORNING)
    actions.draw_sample(survey.pk, by=by, size=size)
    return actions.open_survey(survey.pk, by=by)


def question(survey: Survey, kind: str) -> Question:
    return survey.questions.filter(kind=kind).order_by("number")[0]


def filled(survey: Survey, rating: int, words: str = "", contact: str = "") -> Filled:
    values = {question(survey, "rating").pk: rating, question(survey, "yes_no").pk: rating % 2}
    said = {question(survey, "text").pk: words} if words else {}
    return Filled(values, said, "王女士" if contact else "", contact)


def answered(cast: Cast, survey: Survey, *forms: Filled, at: datetime = MORNING) -> None:
    """Households of the sample answer by phone, one after the other."""
    homes = survey.homes.filter(is_answered=False).order_by("id")
    for home, form in zip(list(homes), forms, strict=False):
        actions.enter_answers(home.pk, form, by=Act(cast.agent.pk, at), channel=Channel.PHONE)


def summed_up(cast: Cast, survey: Survey, at: datetime = MORNING) -> Sheet:
    """All that was said in words goes to the survey's own department."""
    departments = dict.fromkeys(waiting(survey), survey.department_id)
    (sheet,) = actions.sum_up(survey.pk, departments, by=Act(cast.supervisor.pk, at))
    return sheet


def waiting(survey: Survey) -> list[int]:
    found = Answer.objects.filter(response__survey=survey, question__kind="text", opinion=None, is_set_aside=False)
    return list(found.order_by("id").values_list("id", flat=True))


def broadcaster(cast: Cast) -> Department:
    """A department that works by the broadcaster's rulebook, with the cast's people in its posts."""
    by = Act(cast.administrator.pk, BEGAN)
    community = people.found_community(NewCommunity("广电局", "GD", "broadcast"), by=by)
    department = people.found_department(community.pk, by=by, name="播控部")
    for name, word in (("agent", "agent"), ("supervisor", "supervisor"), ("manager", "deputy-general-manager")):
        post = people.found_post(community.pk, by=by, word=word, title=word, department_id=None)
        people.appoint_user(cast[name].pk, by=replace(by, at=BEGAN + timedelta(minutes=1)), post_id=post.pk)
    head = people.found_post(community.pk, by=by, word="head", title="部门负责人", department_id=department.pk)
    people.appoint_user(cast.lead.pk, by=replace(by, at=BEGAN + timedelta(minutes=1)), post_id=head.pk)
    settled(community, by)
    return department
