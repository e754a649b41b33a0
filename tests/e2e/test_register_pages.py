"""The pages of registers in a browser: narrowed and printed, the figures, a draw; at the desk and on a phone."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu.cases import actions
from kefu.duties.acts import Act
from tests.cases.test_cases import MORNING, received
from tests.cast import Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, PHONE, shot, sign_in

pytestmark = MARKS
APRIL = MORNING.replace(month=4, day=1)
OUTCOMES = [
    {"revisit.reached": True, "revisit.satisfied": True, "revisit.by": "phone", "revisit.signed": True},
    {"revisit.reached": True, "revisit.satisfied": False, "revisit.by": "visit"},
    {"revisit.reached": False, "revisit.failure": "nobody", "revisit.by": "phone"},
]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A month in which something was settled, asked about and left."""
    cast = make_cast()
    for number in range(9):
        kind = ("complaint", "repair", "enquiry")[number % 3]
        more = {"repair_way": "private", "is_urgent": "on"} if kind == "repair" else {}
        severity = "major" if kind == "complaint" else ""
        case = received(cast, kind=kind, severity=severity, channel="opinion-book" if number == 8 else "phone", **more)
        at = MORNING + timedelta(minutes=number)
        facts = {"work.signed": True}
        actions.resolve_case(case.pk, by=Act(cast.agent.pk, at), result="已更换门机板，试运行正常", facts=facts)
        if kind != "enquiry":
            asked = Act(cast.lead.pk, at + timedelta(hours=1))
            words = {"opinion": "处理得很快，谢谢", "call": "20260310-0007"}
            actions.revisit_case(case.pk, by=asked, facts=OUTCOMES[number // 3], words=words)
    return cast


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_registers_figures_and_a_draw(
    cast: Cast, browser: Browser, live_server: LiveServer, size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url)
    page = context.new_page()
    with time_machine.travel(APRIL):
        sign_in(page, cast.lead)
        page.goto("/registers")
        shot(page, "registers", size)
        for name in ("repairs", "complaints", "receptions", "opinion-book", "revisits"):
            page.goto(f"/registers/{cast.community.pk}/{name}?since=2026-03-01")
            expect(page.locator("tbody tr").first).to_be_visible()
            shot(page, name, size)
        page.goto(f"/registers/{cast.community.pk}/rates?since=2026-03-01&until=2026-03-31")
        shot(page, "rates", size)
        page.goto(f"/registers/{cast.community.pk}/draws")
        shot(page, "draws", size)
        page.locator("main form button").click()
        expect(page.locator("code")).to_be_visible()
        shot(page, "drawn", size)
        page.goto("/cases?show=all&kind=complaint")
        page.locator("tbody th a").first.click()
        page.locator("form[action$='/revisit']").locator("xpath=..").locator("summary").click()
        expect(page.get_by_text("处理的结果您满意吗？")).to_be_visible()
        # Who is rung up signs nothing; who is called on may sign on the screen.
        expect(page.locator("canvas")).to_be_hidden()
        page.locator("form[action$='/revisit'] select[name=way]").select_option("visit")
        expect(page.locator("canvas")).to_be_visible()
        shot(page, "case", size)
    context.close()
