"""Builder's defects and the month's repairs in a browser: a repair is passed on and comes back; at the desk and on a phone."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu.duties.acts import Act
from kefu.repairs import actions
from kefu.repairs.models import Defect, Form
from tests.cases.test_cases import MORNING, received
from tests.cast import Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, PHONE, shot, sign_in

pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Repairs of a month, some of them collected; defects on each paper."""
    cast = make_cast()
    for way, item in (("warranty", ""), ("public", "plaster-paint"), ("public", "steps-paving"), ("private", "")):
        received(cast, kind="repair", severity="", repair_way=way, repair_item=item, matter="外墙抹灰脱落，露出砖面")
    by = Act(cast.agent.pk, MORNING)
    for form in Form:
        new = Defect(community=cast.community, place="3-2-501", matter="客厅窗框渗水", form=form, contractor="建工三局")
        found = actions.send_defect(new, by=by)
        actions.return_defect(found.pk, by=by, said="重新打胶，淋水试验不渗")
    actions.verify_defect(Defect.objects.latest("id").pk, by=Act(cast.engineer.pk, MORNING))
    return cast


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_repair_is_passed_on_and_the_month_summed_up(
    cast: Cast, browser: Browser, live_server: LiveServer, size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url)
    page = context.new_page()
    with time_machine.travel(MORNING + timedelta(hours=2)):
        sign_in(page, cast.supervisor)
        page.goto("/defects")
        expect(page.locator("tbody tr")).to_have_count(3)
        shot(page, "defects", size)
        page.goto("/cases?show=all")
        page.get_by_role("link", name="2026-000001").first.click()
        page.locator("section[aria-labelledby=defects] a").click()
        shot(page, "send", size)
        # What is known stands in the form: one step passes it on.
        page.locator("form .button-main").click()
        expect(page.locator("#acts")).to_be_visible()
        shot(page, "defect", size)
        page.locator("summary").filter(has=page.locator("xpath=../form[contains(@action,'/return')]")).click()
        page.locator("form[action$='/return'] textarea").fill("已修补")
        page.locator("form[action$='/return'] button").click()
        expect(page.locator("form[action$='/verify']")).to_be_attached()
        page.goto(f"/defects/figures/{cast.community.pk}")
        shot(page, "figures", size)
        page.goto(f"/repairs/months/{cast.community.pk}")
        shot(page, "months", size)
        page.locator("form[action*='/count'] button").click()
        expect(page.locator("form[action*='/count']")).to_have_count(0)
        page.goto(f"/registers/{cast.community.pk}")
        shot(page, "registers", size)
    context.close()
