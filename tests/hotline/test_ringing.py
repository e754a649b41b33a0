"""Who is calling: shown while it rings, with one key to intake; the number stands in no address."""

from datetime import timedelta

import pytest
import time_machine

from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.hotline.models import Call
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.hotline.calling import called, post, report, token

pytestmark = pytest.mark.django_db
RINGING = {"call": "9", "event": "ringing", "at": "2026-03-10 09:29:50", "number": "13900001111", "agent": "zhangxm"}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    row = EstateRow("3栋", "2", 5, "3-2-501", "home", "王丽", "13900001111", "owner")
    estate_actions.import_estate(found.community.pk, [row], by=Act(found.manager.pk, BEGAN))
    return found


def shown(cast: Cast, who: str = "agent", minutes: float = 0) -> str:
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        return signed_in(cast, who).get("/calls/ringing").content.decode()


def test_while_it_rings_its_agent_sees_who_it_may_be(cast: Cast) -> None:
    case, before = received(cast), called(cast)
    report(token(cast, "三号"), RINGING)
    page = shown(cast)
    # Asked again, nothing comes until something is new.
    seen = page.split("?seen=")[1].split('"')[0]
    with time_machine.travel(MORNING, tick=False):
        assert signed_in(cast, "agent").get(f"/calls/ringing?seen={seen}").status_code == 204
        assert signed_in(cast, "agent").get("/calls/ringing?seen=").status_code == 200
    for said in ("13900001111", "3-2-501", "王丽", case.number, f"/calls/{before.pk}", 'data-key="i"'):
        assert said in page
    addresses = [part.split('"')[0] for part in page.split('="')[1:] if part.startswith(("/", "http"))]
    assert addresses
    assert not [one for one in addresses if "1390000" in one]
    assert shown(cast, "lead").count("<section") == 0
    assert shown(cast, "other_clerk").count("<section") == 0


def test_a_call_for_nobody_yet_is_shown_to_all_who_answer_and_one_that_is_over_to_nobody(cast: Cast) -> None:
    bearer = token(cast)
    report(bearer, {**RINGING, "agent": ""})
    assert "13900001111" in shown(cast, "lead")
    assert shown(cast, "engineer").count("<section") == 0
    report(bearer, {"call": "9", "event": "ended", "at": "2026-03-10 09:29:58"})
    assert shown(cast, "lead").count("<section") == 0
    # Its end was never reported.
    report(bearer, {**RINGING, "call": "10"})
    assert shown(cast, minutes=180).count("<section") == 0


def test_one_key_opens_intake_with_household_and_phone_and_the_call_is_tied_to_the_case(cast: Cast) -> None:
    report(token(cast), RINGING)
    call = Call.objects.get()
    form = {"who": call.number, "contact": call.number, "community": str(cast.community.pk), "channel": "phone"}
    page = post(cast, "/cases/receive", {**form, "look_up": "1"}).content.decode()
    for said in ('value="王丽"', 'value="13900001111"', 'value="3-2-501"'):
        assert said in page
    unknown = post(cast, "/cases/receive", {**form, "who": "13712345678", "contact": "13712345678", "look_up": "1"})
    assert 'name="contact" value="13712345678"' in unknown.content.decode()
    case = received(cast)
    # Both pages offer to say so by one click.
    assert f'action="/calls/{call.pk}/log"' not in signed_in(cast, "lead").get(f"/cases/{case.pk}").content.decode()
    assert f'action="/calls/{call.pk}/log"' in signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    assert f"It led to {case.number}" in signed_in(cast, "agent").get(f"/calls/{call.pk}").content.decode()
    assert post(cast, f"/calls/{call.pk}/log", {"number_of_case": case.number}).status_code == 302
    call.refresh_from_db()
    assert call.case == case


def test_at_the_phone_stands_what_to_say(cast: Cast) -> None:
    page = signed_in(cast, "agent").get("/calls/note").content.decode()
    assert "你好,××物业客服中心,我姓×,请问有什么可以帮助您?" in page
    assert "他暂时不在,需要转告吗?" in page
