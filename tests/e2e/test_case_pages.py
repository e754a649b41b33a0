"""The pages of cases in a browser: who calls found by arrow keys, what is open shown while one types, photos, bulk."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu import clock
from kefu.cases import actions
from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import Unit
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, PHONE, check, sign_in

pytestmark = MARKS
SHOTS = os.environ.get("KEFU_SHOTS", "")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    rows = [
        EstateRow("3栋", "2", 12, "3-2-1201", "home", "曾小芳", "13912345678", "owner"),
        EstateRow("3栋", "2", 12, "3-2-1202", "home", "张小福", "13900005678", "tenant"),
    ]
    estate_actions.import_estate(cast.community.pk, rows, by=Act(cast.manager.pk, BEGAN))
    return cast


def taken(cast: Cast, matter: str, **more: str) -> Case:
    case = Case(
        community=cast.community,
        unit=Unit.objects.get(code="3-2-1201"),
        kind="repair",
        repair_way="public",
        channel="phone",
        matter=matter,
        place="3-2-1201",
        **more,
    )
    return actions.receive_case(case, by=Act(cast.agent.pk, clock.now()))


def test_who_calls_is_found_by_arrow_keys_and_what_is_open_there_is_shown(cast: Cast, desk: Page) -> None:
    first = taken(cast, "厨房水管漏水，地上有积水")
    sign_in(desk, cast.agent)
    desk.keyboard.press("n")
    desk.wait_for_url("**/cases/receive")
    desk.keyboard.type("5678")
    expect(desk.get_by_role("button", name=re.compile("曾小芳|张小福"))).to_have_count(2)
    check(desk)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator(":focus")).to_contain_text("3-2-1201")
    desk.keyboard.press("Enter")
    # The number is on file, and taken from there.
    expect(desk.get_by_label("联系方式")).to_have_value("")
    expect(desk.get_by_text("不填则用档案中的号码")).to_be_visible()
    expect(desk.locator("#alike")).to_contain_text(first.number)
    expect(desk.locator(":focus")).to_have_attribute("name", "matter")
    check(desk)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_like_words_are_shown_while_one_types(cast: Cast, width: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    first = taken(cast, "三号楼二单元电梯卡在五楼，有人被困")
    sign_in(page, cast.agent)
    page.goto("/cases/receive")
    page.get_by_label("事由").press_sequentially("三号楼二单元的电梯卡在五楼不动了")
    expect(page.locator("#alike")).to_contain_text(first.number)
    check(page)
    page.get_by_label("类型").select_option("enquiry")
    page.locator("#alike").get_by_role("button").click()
    expect(page.get_by_role("link", name=first.number).first).to_be_visible()
    assert Case.objects.latest("id").repeats == first


def test_what_was_found_wrong_has_the_focus_and_is_in_sight(cast: Cast, phone: Page) -> None:
    case = taken(cast, "厨房水管漏水，地上有积水")
    sign_in(phone, cast.lead)
    phone.goto(f"/cases/{case.pk}")
    phone.get_by_text("更多", exact=True).click()
    withdrawing = phone.locator("details", has=phone.locator("summary", has_text="撤销")).last
    withdrawing.locator("summary").click()
    withdrawing.get_by_label("原因").fill(" ")
    withdrawing.get_by_role("button", name="撤销").click()
    wrong = phone.locator("[aria-invalid='true']")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()


def test_photos_links_and_bulk_acts(cast: Cast, phone: Page, tmp_path: Path) -> None:
    cases = [taken(cast, "厨房水管漏水"), taken(cast, "卫生间天花板滴水")]
    sign_in(phone, cast.lead)
    phone.goto(f"/cases/{cases[0].pk}")
    files = phone.get_by_role("region", name="照片与文件")
    files.get_by_label("照片与文件").set_input_files(picture(phone, tmp_path))
    files.get_by_role("button", name="添加文件").click()
    expect(files.get_by_role("img")).to_have_count(0)  # its name stands beside it
    assert files.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    check(phone)
    links = phone.get_by_role("region", name="关联事项")
    links.locator("summary").click()
    links.get_by_label("另一事项的编号").fill(cases[1].number)
    links.get_by_role("button", name="关联", exact=True).click()
    expect(links.get_by_role("link", name=cases[1].number)).to_be_visible()
    check(phone)

    phone.goto("/cases")
    for case in cases:
        phone.get_by_role("checkbox", name=case.number).check()
    check(phone)
    phone.get_by_role("button", name="转交部门").click()
    phone.get_by_label("部门").fill("工程部")
    phone.get_by_role("button", name="试运行，不执行").click()
    check(phone)
    phone.get_by_role("button", name=re.compile("对所选")).click()
    expect(phone.locator(".head")).to_contain_text("2")
    check(phone)
    assert {case.state for case in Case.objects.all()} == {"in-hand"}


def picture(page: Page, folder: Path) -> Path:
    """A picture: of the page itself."""
    path = folder / "漏水.png"
    page.screenshot(path=path)
    return path


@pytest.mark.skipif(not SHOTS, reason="pictures are taken for people: KEFU_SHOTS=folder")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_pictures(
    scheme: str, size: ViewportSize, cast: Cast, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    cases = [taken(cast, "厨房水管漏水，地上有积水"), taken(cast, "卫生间天花板滴水，怀疑楼上漏水")]
    sign_in(page, cast.lead)
    page.goto(f"/cases/{cases[0].pk}")
    page.locator("#files ~ .card-body input[type=file]").set_input_files(picture(page, tmp_path))
    page.locator("#files ~ .card-body button").last.click()
    page.wait_for_selector(".file img")
    shown = {"case": f"/cases/{cases[0].pk}", "list": "/cases", "receive": "/cases/receive"}
    for name, address in shown.items():
        page.goto(address)
        page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{size['width']}.png", full_page=True)
        check(page)
    page.goto("/cases")
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.locator('button[formaction$="/resolve"]').click()
    page.fill("textarea[name=result]", "已更换软管")
    page.locator('button[value="try"]').click()
    page.screenshot(path=f"{SHOTS}/bulk-{scheme}-{size['width']}.png", full_page=True)
    check(page)
    context.close()
