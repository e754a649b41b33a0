"""The bell, taking note by keyboard, an announcement from its writing to its confirmation, and the wallboard."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from kefu.duties.clock import run_clock
from kefu.duties.models import Step
from kefu.notices import actions
from kefu.notices.models import Announcement, Notice
from tests.cases.test_cases import MORNING, received
from tests.cast import Cast, make_cast
from tests.e2e.browsing import MARKS, check, sign_in

pytestmark = MARKS
EVENING = MORNING + timedelta(hours=8, minutes=40)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    received(cast)
    run_clock(EVENING)
    actions.send_notices(EVENING)
    return cast


def tab_to(page: Page, role: str, name: str) -> None:
    """By the Tab key alone."""
    wanted = page.get_by_role(role, name=re.compile(name)).first  # type: ignore[arg-type]
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_the_bell_and_taking_note_by_keyboard(cast: Cast, width: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    with time_machine.travel(EVENING):
        sign_in(page, cast.agent)
        count = str(Notice.objects.filter(user=cast.agent).count())
        expect(page.locator("#bell .mark")).to_contain_text(count)
        tab_to(page, "link", "^通知")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("通知")
        expect(page.get_by_role("row").filter(has_text="complaint.settle.own")).to_contain_text("2026-000001")
        check(page)
        # Looked at for a moment, it is no longer new.
        expect(page.locator("#bell .mark")).to_have_count(0, timeout=10_000)
        waiting = page.get_by_role("button", name=re.compile("^知悉"))
        for left in range(waiting.count() - 1, -1, -1):
            tab_to(page, "button", "^知悉")
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_be_visible()
            expect(waiting).to_have_count(left)
    assert Step.objects.filter(to_id=cast.agent.pk, acknowledged_at=None).count() == 0


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_an_announcement_from_its_writing_to_its_confirmation(
    cast: Cast, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    with time_machine.travel(EVENING):
        sign_in(page, cast.manager)
        page.goto("/announcements")
        check(page)
        page.get_by_role("link", name="发布公告").click()
        page.get_by_label("标题").fill("周五消防演练")
        page.get_by_label("内容").fill("下午三点，全员参加。")
        page.get_by_label("张晓梅").check()
        page.get_by_label("须逐人确认已读").check()
        check(page)
        page.get_by_role("button", name="发布").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("周五消防演练")
        expect(page.get_by_role("row").filter(has_text="张晓梅")).to_contain_text("尚未")
        check(page)
        page.context.clear_cookies()
        sign_in(page, cast.agent)
        page.goto("/notices")
        page.get_by_role("button", name=re.compile("我已阅读")).click()
        expect(page.get_by_role("row").filter(has_text="周五消防演练")).to_contain_text("您已确认")
    assert Announcement.objects.get().notices.exclude(acknowledged_at=None).count() == 1


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_the_wallboard_fits_and_says_when_it_is_signed_out(
    cast: Cast, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    with time_machine.travel(EVENING):
        sign_in(page, cast.manager)
        page.goto(f"/wallboard/{cast.community.pk}")
        expect(page.get_by_role("region", name=re.compile("^逾期"))).to_contain_text("complaint.settle.own")
        check(page)
        page.emulate_media(color_scheme="dark")
        page.reload()
        check(page)
        expect(page.locator(".board-gone")).to_be_hidden()
        page.context.clear_cookies()
        page.evaluate("document.getElementById('board-now').setAttribute('hx-trigger', 'ask')")
        page.evaluate("htmx.process(document.getElementById('board-now')); htmx.trigger('#board-now', 'ask')")
        expect(page.locator(".board-gone")).to_be_visible()
