"""The engineer's page in a browser that loses its connection: nothing is lost, nothing is doubled."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kefu import clock
from kefu.cases import actions
from kefu.cases.models import Case, CaseFile, RepairWork
from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from tests.cast import Cast, make_cast
from tests.e2e.browsing import MARKS, check, sign_in
from tests.e2e.test_order_pages import draw
from tests.workorders.pictures import signature

pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def given(cast: Cast) -> Case:
    """An emergency at a home, given to the engineer."""
    case = Case(community=cast.community, kind="repair", repair_way="private", channel="phone", place="3-2-1201")
    case.matter, case.caller, case.contact, case.is_urgent = "厨房水管漏水", "王女士", "13900001111", True
    actions.receive_case(case, by=Act(cast.agent.pk, clock.now()))
    return actions.assign_case(case.pk, by=Act(cast.agent.pk, clock.now()), handler=cast.engineer)


def opened(cast: Cast, phone: Page) -> None:
    sign_in(phone, cast.engineer)
    phone.goto("/engineer/")
    phone.wait_for_selector("main[data-kept=yes]")


def arrive(phone: Page) -> None:
    slip = phone.locator("#slips > li").first
    slip.get_by_text("到场", exact=True).first.click()
    slip.get_by_label("业主同意入户").check()
    slip.locator('form[data-verb="arrive"] button').click()


def finish(phone: Page, tmp_path: Path) -> None:
    photo = tmp_path / "后.png"
    photo.write_bytes(signature(70))
    form = phone.locator('#slips form[data-verb="resolve"]').first
    form.locator("xpath=..").locator("summary").click()
    form.locator('[name="result"]').fill("已换水龙头")
    form.locator('[name="materials"]').fill("水龙头,1,个,45")
    form.locator('[name="charge"]').fill("60")
    form.locator('[name="after"]').set_input_files(photo)
    form.locator('[name="signed_by"]').fill("王女士")
    draw(phone)
    expect(form.locator('[name="picture"]')).to_have_value("C:\\fakepath\\signature.png")
    form.get_by_role("button").last.click()


def acts(case: Case) -> list[str]:
    found = [event.kind for event in event_queries.history("case", case.pk) if event.actor_id is not None]
    return found[found.index("case.assigned") + 1 :]


def waiting(phone: Page, count: int) -> None:
    expect(phone.locator("#state")).to_have_attribute("data-count", str(count))


def test_a_connection_lost_between_arriving_and_finishing(cast: Cast, phone: Page, tmp_path: Path) -> None:
    case = given(cast)
    opened(cast, phone)
    expect(phone.locator("#slips")).to_contain_text("厨房水管漏水")
    expect(phone.locator("#slips")).to_contain_text("repair.emergency.arrive")
    check(phone)
    with phone.expect_response("**/engineer/send"):
        arrive(phone)
    waiting(phone, 0)
    assert acts(case) == ["repair.arrived"]

    phone.context.set_offline(True)
    finish(phone, tmp_path)
    waiting(phone, 1)
    phone.reload()
    waiting(phone, 1)
    expect(phone.locator("#slips")).to_contain_text("厨房水管漏水")
    assert acts(case) == ["repair.arrived"]

    phone.context.set_offline(False)
    waiting(phone, 0)
    expect(phone.locator("#slips > li")).to_have_count(0)
    assert acts(case) == ["repair.arrived", "case.resolved", "case.file-added", "case.file-added"]
    assert [one.shows for one in CaseFile.objects.order_by("id")] == ["after", "signature"]
    assert RepairWork.objects.get().signed_by == "王女士"


def test_what_somebody_overtook_is_kept_until_the_engineer_decides(cast: Cast, phone: Page) -> None:
    case = given(cast)
    opened(cast, phone)
    phone.context.set_offline(True)
    arrive(phone)
    waiting(phone, 1)
    actions.assign_case(case.pk, by=Act(cast.agent.pk, clock.now()), handler=cast.lead)
    phone.context.set_offline(False)
    problem = phone.locator("#problems > li")
    expect(problem).to_contain_text("张晓梅")
    waiting(phone, 1)
    check(phone)
    assert acts(case) == ["case.assigned"]
    problem.locator('[data-does="again"]').click()
    waiting(phone, 0)
    assert acts(case) == ["case.assigned", "repair.arrived"]


def test_signed_out_meanwhile_it_waits_for_who_did_it(cast: Cast, phone: Page) -> None:
    case = given(cast)
    opened(cast, phone)
    phone.context.set_offline(True)
    arrive(phone)
    waiting(phone, 1)
    phone.context.clear_cookies(name="sessionid")
    phone.context.set_offline(False)
    expect(phone.locator("#sign-in")).to_be_visible()
    waiting(phone, 1)
    assert acts(case) == []
    sign_in(phone, cast.engineer)
    phone.goto("/engineer/")
    waiting(phone, 0)
    assert acts(case) == ["repair.arrived"]
