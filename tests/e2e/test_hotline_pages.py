"""The hotline in a browser: who is calling, one key to intake, a better phrase by one key, every page on desk and phone."""

import os
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from kefu import clock
from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.hotline import actions
from kefu.hotline.actions import Dealt, NewCall, NewDraw, Report
from kefu.hotline.models import Call, Draw, Hearing, Slip
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import MARKS, check, sign_in

pytestmark = MARKS
SHOTS = os.environ.get("KEFU_SHOTS", "")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    row = EstateRow("3栋", "2", 5, "3-2-501", "home", "王丽", "13900001111", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=Act(cast.manager.pk, BEGAN))
    return cast


def called(cast: Cast, now: datetime) -> None:
    """A week of calls, one of them with words out of place; a draw; an exchange."""
    for n in range(40):
        at = now - timedelta(hours=5 * n, minutes=20)
        new = NewCall(at, at + timedelta(minutes=3), at if n % 4 else None, f"1390000{n:04d}", "96300", rings=n % 5)
        new = NewCall(**{**vars(new), "recording": f"https://recorder.example/{n}"})
        dealt = Dealt(disposition="answered", summary="问停水到几点。不知道。") if n % 3 == 0 else Dealt()
        actions.note_call(cast.community.pk, new, dealt, by=Act(cast.agent.pk, now))
    by = Act(cast.manager.pk, now)
    actions.draw_recordings(NewDraw(cast.department.pk, now - timedelta(days=9), now, 3), by=by)
    actions.add_exchange(cast.community.pk, by=by, name="总机")


def ring(cast: Cast, now: datetime) -> None:
    report = Report("r1", started_at=now - timedelta(seconds=5), number="13900001111", agent_id=cast.agent.pk)
    actions.take_report(cast.community.pk, report, now=now)


def shoot(page: Page, name: str) -> None:
    check(page)
    if SHOTS:
        width = page.evaluate("innerWidth")
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def test_who_calls_is_shown_and_a_better_phrase_is_one_key_away(cast: Cast, desk: Page) -> None:
    sign_in(desk, cast.agent)
    desk.goto("/calls/note")
    summary = desk.locator("#id_summary")
    summary.press_sequentially("业主问几时修好。\n不知道")
    expect(desk.locator(".slips li")).to_contain_text("不知道")
    ring(cast, clock.now())
    expect(desk.locator("#ringing")).to_contain_text("3-2-501", timeout=8_000)
    shoot(desk, "note")
    summary.press("Alt+Enter")
    expect(desk.locator(".slips li")).to_have_count(0)
    assert summary.input_value() == "业主问几时修好。\n我帮您问清楚,××前给您回复,好吗?"
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("i")
    expect(desk.locator("#id_caller")).to_have_value("王丽")
    expect(desk.locator("#id_contact")).to_have_value("13900001111")
    assert "1390000" not in desk.url


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_of_the_hotline(cast: Cast, size: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(size)
    called(cast, clock.now())
    sign_in(page, cast.manager)
    call, draw = Call.objects.filter(logged_at=None).latest("id"), Draw.objects.get()
    where = cast.community.pk
    addresses = {
        "calls": "/calls?show=all",
        "call": f"/calls/{call.pk}",
        "note-quiet": "/calls/note",
        "answers": f"/calls/answers/{where}",
        "staffing": f"/calls/staffing/{where}",
        "draws": f"/calls/recordings/{where}",
        "hearings": f"/calls/draws/{draw.pk}",
        "hearing": f"/calls/hearings/{Hearing.objects.latest('id').pk}",
        "slips": "/calls/words",
        "slip": f"/calls/words/{Slip.objects.latest('id').pk}",
        "exchanges": f"/calls/exchanges/{where}",
    }
    for name, address in addresses.items():
        page.goto(address)
        shoot(page, name)
