"""The page behind a paper: no sign-in, in Chinese, nothing of others, each household once, no floods."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.feedback import actions, calc
from kefu.feedback.models import Answer, Home, Response, Survey
from kefu.feedback.papers import building_token, home_token, place_of
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.feedback.holding import answered, filled, opened, question


def phone(at: str = "127.0.0.1") -> Client:
    """A resident's phone at this address, which asks for English."""
    return Client(headers={"accept-language": "en"}, REMOTE_ADDR=at)


def form(survey: Survey, key: str = "k", **more: str) -> dict[str, str]:
    return {
        f"q{question(survey, 'rating').pk}": "4",
        f"q{question(survey, 'text').pk}": "电梯太慢",
        "request_key": key,
        **more,
    }


@pytest.fixture
def survey(cast: Cast) -> Survey:
    return opened(cast)


@pytest.fixture
def home(survey: Survey) -> Home:
    return survey.homes.select_related("unit", "building").order_by("id")[0]


def test_a_household_answers_by_its_paper_once(cast: Cast, survey: Survey, home: Home) -> None:
    paper = signed_in(cast, "agent").get(f"/surveys/{survey.pk}/papers?building={home.building_id}").content.decode()
    assert paper.count("<svg") == 1 + Home.objects.filter(survey=survey, building=home.building).count()
    address = f"/q/{home_token(home)}"
    page = phone().get(address)
    assert page.status_code == 200
    assert survey.title in page.content.decode()
    assert 'lang="zh-hans"' in page.content.decode()
    client = phone()
    for _ in range(2):
        assert client.post(address, form(survey, giver="王女士", contact="13900001111")).status_code == 200
    assert phone().post(address, form(survey, "another")).status_code == 200
    response = Response.objects.get()
    assert (response.home, response.channel, response.entered_by, response.sender) == (home, "web", None, "")
    assert Answer.objects.filter(response=response, words="电梯太慢").exists()
    home.refresh_from_db()
    assert home.is_answered
    event = Event.objects.get(kind="questionnaire.answered")
    assert (event.actor_id, event.is_staff) == (None, False)


def test_it_shows_nothing_of_anybody(cast: Cast, survey: Survey, home: Home) -> None:
    answered(cast, survey, filled(survey, 5, "路灯太暗", "13800009999"))
    for token in (home_token(survey.homes.filter(is_answered=False)[0]), building_token(survey, home.building_id)):
        page = phone().get(f"/q/{token}").content.decode()
        for secret in ("路灯太暗", "13800009999", "住户", "张晓梅", "陈静", home.unit.code, "/sign-in", "/cases"):
            assert secret not in page
    # Nor does who has answered see what was said.
    page = phone().get(f"/q/{home_token(home)}").content.decode()
    assert "路灯太暗" not in page


@pytest.mark.parametrize("token", ["nonsense", "h-1-1", "h-1-1~", "b-1-1~AAAA", "h-1-1~" + "x" * 43, "~", "h-1-1~é"])
def test_an_address_that_was_made_up_is_nobodys(survey: Survey, token: str) -> None:
    assert place_of(token) is None
    assert phone().get(f"/q/{token}").status_code == 404
    assert phone().post(f"/q/{token}", form(survey)).status_code == 404
    assert not Response.objects.exists()


def test_an_address_of_one_household_is_not_anothers(survey: Survey, home: Home) -> None:
    token, other = home_token(home), survey.homes.order_by("id")[1]
    assert place_of(token.replace(f"-{home.pk}~", f"-{other.pk}~")) is None
    assert place_of(token.replace("h-", "b-")) is None


def test_before_and_after_nothing_is_taken(cast: Cast, survey: Survey, home: Home) -> None:
    answered(cast, survey, *[filled(survey, 5)] * 2)
    actions.close_survey(survey.pk, by=Act(cast.supervisor.pk, MORNING))
    other = survey.homes.filter(is_answered=False)[0]
    for token in (home_token(other), building_token(survey, home.building_id)):
        assert phone().get(f"/q/{token}").status_code == 410
        assert phone().post(f"/q/{token}", form(survey)).status_code == 410
    assert Response.objects.count() == 2


def test_what_is_not_filled_in_comes_back_as_it_was_typed(survey: Survey, home: Home) -> None:
    address = f"/q/{home_token(home)}"
    answer = phone().post(address, {"giver": "王女士"})
    assert answer.status_code == 422
    assert "王女士" in answer.content.decode()
    wrong = phone().post(address, form(survey, contact="我的电话"))
    assert wrong.status_code == 422
    assert "电梯太慢" in wrong.content.decode()
    assert not Response.objects.exists()


def test_a_building_answers_again_and_again_but_no_floods_come_in(survey: Survey, home: Home) -> None:
    address = f"/q/{building_token(survey, home.building_id)}"
    for n in range(calc.MOST_OF_SENDER):
        assert phone("10.0.0.1").post(address, form(survey, f"a{n}")).status_code == 200
    flooded = phone("10.0.0.1").post(address, form(survey, "more"))
    assert flooded.status_code == 429
    assert "电梯太慢" in flooded.content.decode()
    assert phone("10.0.0.2").post(address, form(survey, "other")).status_code == 200
    assert Response.objects.count() == calc.MOST_OF_SENDER + 1
    assert {len(sender) for sender in Response.objects.values_list("sender", flat=True)} == {64}
    with time_machine.travel(MORNING + timedelta(minutes=61), tick=False):
        assert phone("10.0.0.1").post(address, form(survey, "later")).status_code == 200


def test_nor_do_they_from_everywhere_at_once(survey: Survey, home: Home) -> None:
    address = f"/q/{building_token(survey, home.building_id)}"
    for n in range(calc.MOST_OF_BUILDING):
        assert phone(f"10.0.1.{n}").post(address, form(survey, f"b{n}")).status_code == 200
    assert phone("10.0.2.1").post(address, form(survey, "more")).status_code == 429
    elsewhere = survey.homes.exclude(building=home.building)[0].building_id
    other = f"/q/{building_token(survey, elsewhere)}"
    assert phone("10.0.2.1").post(other, form(survey, "x")).status_code == 200


def test_a_form_from_another_site_is_refused(survey: Survey, home: Home) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/q/{home_token(home)}", form(survey)).status_code == 403
    page = client.get(f"/q/{home_token(home)}").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    told = {**form(survey), "csrfmiddlewaretoken": found[1]}
    assert client.post(f"/q/{home_token(home)}", told).status_code == 200
