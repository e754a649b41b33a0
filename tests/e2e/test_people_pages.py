"""The pages of the staff in a browser: nothing that axe finds, no sideways scroll, each step by hand."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, make_cast
from tests.e2e.browsing import MARKS, PASSWORD, PHONE, check, give_password, shot, sign_in, sign_in_by_hand

SHOTS = os.environ.get("KEFU_SHOTS")
DESK = ViewportSize(width=1280, height=800)
pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    found = make_cast()
    give_password(found.keeper)
    return found


def test_the_pages_on_a_phone_in_chinese(cast: Cast, phone: Page) -> None:
    phone.goto("/sign-in")
    check(phone)
    sign_in_by_hand(phone, cast.keeper)
    for address in addresses(cast):
        phone.goto(address)
        check(phone)
    phone.goto("/nowhere")
    expect(phone.get_by_role("heading", level=1)).to_have_text("没有找到这个页面")
    check(phone)


def test_a_newcomer_is_added_and_gets_in(cast: Cast, phone: Page, browser: Browser, live_server: LiveServer) -> None:
    sign_in(phone, cast.keeper)
    phone.goto("/people")
    phone.get_by_role("link", name="添加员工").click()
    phone.get_by_label("姓名").fill("吴新")
    phone.get_by_label("登录名").fill("wuxin")
    phone.get_by_label("小区").select_option(label="翠湖苑")
    phone.get_by_role("button", name="添加", exact=True).click()
    phone.get_by_role("combobox", name="岗位").select_option(label="翠湖苑 · 客户服务部 · 客服专员")
    phone.get_by_role("button", name="任职").click()
    phone.get_by_text("签发登录链接").click()
    phone.get_by_label("您的密码").fill(PASSWORD)
    phone.get_by_role("button", name="签发链接").click()
    check(phone)
    link = phone.get_by_label("登录链接").input_value()
    theirs = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url).new_page()
    theirs.goto(link)
    check(theirs)
    theirs.get_by_label("新密码").fill("another-long-one")
    theirs.get_by_label("再输一遍").fill("another-long-one")
    theirs.get_by_role("button", name="设置密码并登录").click()
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("吴新")
    theirs.context.close()


def test_the_list_answers_while_one_types(cast: Cast, phone: Page) -> None:
    sign_in(phone, cast.keeper)
    refused: list[str] = []
    phone.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    phone.goto("/people")
    phone.keyboard.press("/")
    phone.keyboard.type("zeng")
    expect(phone.locator("#found tbody tr")).to_have_count(1)
    expect(phone.locator("#found")).to_contain_text("曾芳")
    assert "q=zeng" in phone.url
    assert refused == []


def test_all_pages_speak_english(cast: Cast) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.administrator)
    for address in ("/sign-in", *addresses(cast), "/nowhere"):
        page = client.get(address, follow=True).content.decode()
        assert '<html lang="en">' in page
        for word in ("员工", "岗位", "小区", "登录", "部门", "制度", "权限"):
            assert word not in without_names(page, cast), (address, word)


def without_names(page: str, cast: Cast) -> str:
    for name in (cast.department.name, *(post.title for post in cast.posts.values())):
        page = page.replace(name, "")
    return page


def addresses(cast: Cast) -> list[str]:
    return [
        "/",
        "/people",
        "/people?q=nobody",
        f"/people/{cast.agent.pk}",
        "/people/join",
        f"/people/{cast.agent.pk}/rename",
        "/password",
        "/communities",
        f"/communities/{cast.community.pk}",
    ]


@pytest.mark.skipif(not SHOTS, reason="pictures are taken for people: KEFU_SHOTS=folder")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_pictures(scheme: str, size: ViewportSize, cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in")
    page.screenshot(path=f"{SHOTS}/sign-in-{scheme}-{size['width']}.png")
    sign_in(page, cast.keeper)
    for number, address in enumerate(addresses(cast)):
        page.goto(address)
        if "/people/" in address:
            page.evaluate("document.querySelectorAll('details.confirm').forEach((one) => (one.open = true))")
        page.screenshot(path=f"{SHOTS}/{number}-{scheme}-{size['width']}.png", full_page=True)
        assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_second_factor_is_set_up_and_asked_for(
    cast: Cast, browser: Browser, live_server: LiveServer, size: ViewportSize
) -> None:
    give_password(cast.agent)
    page = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url).new_page()
    sign_in_by_hand(page, cast.agent)
    page.goto(f"/people/{cast.agent.pk}")
    page.get_by_role("link", name="启用第二验证").click()
    shot(page, "second-factor-set-up", size)
    device = TOTPDevice.objects.get(user=cast.agent)
    page.get_by_role("textbox", name="验证码").fill(f"{totp(device.bin_key):06d}")
    page.get_by_label("您的密码").fill(PASSWORD)
    page.get_by_role("button", name="启用").click()
    codes = page.get_by_label("备用码", exact=True).input_value().splitlines()
    assert len(codes) == 10
    shot(page, "second-factor-codes", size)
    page.reload()
    expect(page).to_have_url(re.compile(f"/people/{cast.agent.pk}$"))
    page.get_by_text("重新生成备用码").first.click()
    shot(page, "second-factor-person", size)
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(cast.agent.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("textbox", name="验证码")).to_be_focused()
    shot(page, "second-factor-asked", size)
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("验证码不正确或已用过")).to_be_visible()
    # After a wrong code none is looked at for a second.
    page.wait_for_timeout(1500)
    page.get_by_role("textbox", name="验证码").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(cast.agent.name)
    page.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_where_everybody_needs_a_second_factor_one_gets_to_where_one_wanted(
    cast: Cast, browser: Browser, live_server: LiveServer, size: ViewportSize, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR = "everybody"
    give_password(cast.agent)
    page = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url).new_page()
    page.goto("/people?q=zeng")
    page.get_by_label("登录名").fill(cast.agent.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    shot(page, "second-factor-wanted", size)
    device = TOTPDevice.objects.get(user=cast.agent)
    page.get_by_role("textbox", name="验证码").fill(f"{totp(device.bin_key):06d}")
    page.get_by_label("您的密码").fill(PASSWORD)
    page.get_by_role("button", name="启用").click()
    page.get_by_role("link", name="已保存，继续").click()
    expect(page).to_have_url(re.compile("/people[?]q=zeng$"))
    page.goto(f"/people/{cast.agent.pk}")
    expect(page.get_by_text("停用第二验证")).to_have_count(0)
    shot(page, "second-factor-wanted-person", size)
    page.context.close()
