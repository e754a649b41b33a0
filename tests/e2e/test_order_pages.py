"""The pages of orders in a browser: issued by the keyboard, answered and signed on a phone, the month, the directory."""

import os

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu import clock
from kefu.duties.acts import Act
from kefu.workorders import actions
from kefu.workorders.actions import NewReceiver
from kefu.workorders.models import Receiver, Signature, WorkOrder
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, PHONE, check, sign_in

pytestmark = MARKS
SHOTS = os.environ.get("KEFU_SHOTS", "")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    new = NewReceiver("物业工程部", user=cast.engineer, contact="内线 8021")
    actions.add_receiver(cast.community.pk, by=Act(cast.manager.pk, BEGAN), new=new)
    return cast


def issued(cast: Cast) -> WorkOrder:
    now = clock.now()
    order = WorkOrder(
        community=cast.community,
        receiver=Receiver.objects.get(name="物业工程部"),
        matter="3 号楼 2 单元电梯反复停梯，老人下不了楼，请检查控制柜并书面说明原因",
        dated_on=now.date(),
        contact="13900001111",
        customer_number="3-2-501",
        is_written_asked=True,
    )
    return actions.issue_order(order, by=Act(cast.agent.pk, now))


def draw(page: Page) -> None:
    """Sign in the field."""
    field = page.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + 30 * step, box["y"] + (30 if step % 2 else 70))
    page.mouse.up()


def test_an_order_is_issued_by_the_keyboard(cast: Cast, desk: Page) -> None:
    sign_in(desk, cast.agent)
    desk.keyboard.press("g")
    desk.keyboard.press("o")
    desk.wait_for_url("**/orders")
    check(desk)
    desk.goto(f"/orders/issue/{cast.community.pk}")
    check(desk)
    expect(desk.locator(":focus")).to_have_attribute("name", "receiver")
    desk.get_by_label("接收单位").select_option(label="物业工程部")
    desk.get_by_label("事由").fill("检查电梯")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("L2026-000001")
    check(desk)


def test_the_receiver_answers_and_signs_on_the_phone(cast: Cast, phone: Page) -> None:
    order = issued(cast)
    sign_in(phone, cast.engineer)
    phone.goto(f"/orders/{order.pk}")
    check(phone)
    acts = phone.get_by_role("region", name="可以做什么")
    acts.get_by_text("回复联系单", exact=True).first.click()
    acts.get_by_label("答复", exact=True).fill("门机板已到货，明日更换")
    acts.get_by_role("button", name="回复联系单").click()
    expect(phone.locator(".head")).to_contain_text("已回复")
    signatures = phone.get_by_role("region", name="签字")
    signatures.locator("summary").click()
    signatures.get_by_label("签字处").select_option(label="接收人")
    signatures.get_by_label("姓名").fill("李大伟")
    draw(phone)
    check(phone)
    expect(signatures.get_by_label("签字", exact=True)).to_have_value("C:\\fakepath\\signature.png")
    signatures.get_by_role("button", name="保存签字").click()
    expect(signatures.get_by_role("img", name="接收人")).to_be_visible()
    assert signatures.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 900
    assert Signature.objects.get().name == "李大伟"
    check(phone)


def test_a_field_that_was_cleared_is_no_signature(cast: Cast, phone: Page) -> None:
    order = issued(cast)
    sign_in(phone, cast.agent)
    phone.goto(f"/orders/{order.pk}")
    signatures = phone.get_by_role("region", name="签字")
    signatures.locator("summary").click()
    draw(phone)
    picture = signatures.get_by_label("签字", exact=True)
    expect(picture).to_have_value("C:\\fakepath\\signature.png")
    signatures.get_by_role("button", name="清空重签").click()
    expect(picture).to_have_value("")


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_the_other_pages(cast: Cast, width: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    issued(cast)
    sign_in(page, cast.manager)
    there = cast.community.pk
    page.goto(f"/orders/receivers/{there}")
    page.get_by_role("button", name="载入示例名录").click()
    expect(page.get_by_role("rowheader" if width == "desk" else "link", name="城管执法队").first).to_be_visible()
    check(page)
    shown = Receiver.objects.get(name="物业工程部").pk
    for address in ("/orders", f"/orders/answers/{there}", f"/orders/receiver/{shown}", f"/orders/issue/{there}"):
        page.goto(address)
        check(page)


@pytest.mark.skipif(not SHOTS, reason="pictures are taken for people: KEFU_SHOTS=folder")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_pictures(scheme: str, size: ViewportSize, cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    order = issued(cast)
    actions.answer_order(
        order.pk, by=Act(cast.engineer.pk, clock.now()), answer="门机板已到货，明日更换", is_written=True
    )
    actions.load_receivers(cast.community.pk, by=Act(cast.manager.pk, clock.now()))
    issued(cast)
    sign_in(page, cast.manager)
    there = cast.community.pk
    shown = {
        "order": f"/orders/{order.pk}",
        "orders": "/orders",
        "issue": f"/orders/issue/{there}",
        "receivers": f"/orders/receivers/{there}",
        "answers": f"/orders/answers/{there}",
    }
    for name, address in shown.items():
        page.goto(address)
        if name == "order":
            page.get_by_role("region", name="签字").locator("summary").click()
            draw(page)
        page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{size['width']}.png", full_page=True)
        check(page)
    context.close()
