"""Surveys, opinions, voices outside and the outbox, looked at on the desk and on a phone; a resident's page by its paper."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from kefu.duties.acts import Act
from kefu.feedback import actions
from kefu.feedback.actions import NewVoice
from kefu.feedback.models import Response, Sheet, Survey
from kefu.feedback.papers import building_token, home_token
from kefu.notices.outbox import actions as outbox
from kefu.notices.outbox.actions import NewMessage, Recipient
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import MARKS, check, sign_in
from tests.feedback.holding import answered, filled, opened, settled, summed_up

pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    with time_machine.travel(MORNING - timedelta(hours=1)):
        cast = make_cast()
        settled(cast.community, Act(cast.manager.pk, BEGAN))
    survey = opened(cast)
    answered(
        cast, survey, filled(survey, 2, "三号楼路灯太暗，晚上看不清台阶", "13900001111"), filled(survey, 5, "很好")
    )
    by = Act(cast.supervisor.pk, MORNING)
    summed_up(cast, survey)
    actions.plan_survey(cast.department.pk, by=by, title="下半年满意度调查")
    actions.note_voice(
        cast.community.pk, NewVoice("邻里圈", "报修三天没人来", "https://bbs.example.org/" + "x" * 90), by=by
    )
    to = [Recipient("sms", "13900001111", "王女士"), Recipient("email", "a-rather-long-address@mail.example.org")]
    outbox.write_message(NewMessage(cast.community.pk, "word", "停水通知", "周五停水", to), by=by)
    return cast


def addresses(cast: Cast) -> list[str]:
    survey, draft = Survey.objects.order_by("id")
    home, sheet = survey.homes.filter(is_answered=False).order_by("id")[0], Sheet.objects.get()
    voice, message = cast.community.voices.get(), cast.community.messages.get()
    where = f"/surveys/{survey.pk}"
    return [
        *("/surveys", "/surveys/plan", where, f"/surveys/{draft.pk}", f"{where}/homes", f"{where}/answers"),
        *(f"{where}/sum-up", f"{where}/papers?building={home.building_id}", f"/surveys/homes/{home.pk}"),
        *(f"/surveys/forms/{Response.objects.order_by('id')[0].pk}", f"/surveys/opinions/{sheet.pk}"),
        *("/voices", f"/voices/note/{cast.community.pk}", f"/voices/{voice.pk}"),
        *("/outbox", f"/outbox/write/{cast.community.pk}", f"/outbox/{message.pk}"),
    ]


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_every_page_of_them(cast: Cast, width: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    with time_machine.travel(MORNING):
        sign_in(page, cast.supervisor)
        for address in addresses(cast):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_resident_answers_by_the_paper(cast: Cast, phone: Page, scheme: str) -> None:
    survey = Survey.objects.order_by("id")[0]
    home = survey.homes.filter(is_answered=False).order_by("id")[0]
    phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    with time_machine.travel(MORNING):
        for token in (home_token(home), building_token(survey, home.building_id)):
            phone.goto(f"/q/{token}")
            expect(phone.get_by_role("heading", level=1)).to_have_text(survey.title)
            check(phone)
            phone.get_by_role("radio").first.check()
            phone.locator("textarea").fill("电梯太慢")
            phone.get_by_role("button").click()
            expect(phone.locator("form")).to_have_count(0)
            check(phone)
    assert Response.objects.filter(channel="web").count() == 2
