"""The guards' page in browsers that lose their connection: nothing is lost or doubled, of two gates one is told."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu import clock
from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.events import queries as event_queries
from kefu.gate.models import Pass, Passage
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, PHONE, shot, sign_in
from tests.gate.passes import issued, visiting

pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    estate_actions.open_area(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name="东门", kind="gate")
    estate_actions.open_area(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name="西门", kind="gate")
    return cast


def opened(page: Page, cast: Cast, who: str, gate: str) -> None:
    sign_in(page, cast[who])
    page.goto("/gate/")
    page.wait_for_selector("main[data-kept=yes]")
    page.locator("#gate").select_option(label=f"翠湖苑 {gate}")


def look(page: Page, code: str) -> None:
    """As a scanner that types: the code, and Enter."""
    page.locator("#said").fill(code)
    page.locator("#said").press("Enter")


def do(page: Page, verb: str) -> None:
    page.locator(f'#found button[data-act="{verb}"]').click()


def register(page: Page, host: str, told: str) -> None:
    """A visitor without an appointment."""
    page.locator("#register summary").click()
    page.locator("#register [name=holder]").fill("钱多")
    page.locator("#register [name=host]").fill(host)
    page.locator("#register [name=told]").select_option(told)
    page.locator("#register form button").click()


def waiting(page: Page, count: int) -> None:
    expect(page.locator("#state")).to_have_attribute("data-count", str(count))


def acts(of: Pass) -> list[str]:
    return [event.kind for event in event_queries.history("pass", of.pk) if event.actor_id is not None]


def test_a_connection_lost_between_two_scans(cast: Cast, phone: Page) -> None:
    visitor, slip = visiting(cast, at=clock.now()), issued(cast, at=clock.now())
    opened(phone, cast, "engineer", "东门")
    expect(phone.locator("#expected")).to_contain_text("赵强")
    expect(phone.locator("#goods")).to_contain_text("沙发 1 张")
    look(phone, visitor.number.lower())
    shot(phone, "gate-visitor", PHONE)
    do(phone, "enter")
    expect(phone.locator("#inside-count")).to_have_text("1")
    waiting(phone, 0)
    assert acts(visitor) == ["visitor.registered", "visitor.entered"]

    phone.context.set_offline(True)
    # The phone knows the code by its digest alone.
    look(phone, f"http://gate.example/gate/#{slip.code}")
    expect(phone.locator("#found")).to_contain_text("冰箱 1 台")
    shot(phone, "gate-goods", PHONE)
    do(phone, "release")
    waiting(phone, 1)
    look(phone, slip.code)
    expect(phone.locator("#found")).to_contain_text("已用过")
    look(phone, "nobody-knows-this")
    expect(phone.locator("#found .message-error")).to_be_visible()
    register(phone, "王丽", "phone")
    waiting(phone, 2)
    expect(phone.locator("#inside")).to_contain_text("钱多")
    phone.reload()
    waiting(phone, 2)
    phone.locator("#inside li").filter(has_text="钱多").locator("button").last.click()
    phone.locator("#inside li").filter(has_text="赵强").locator("button").last.click()
    waiting(phone, 4)
    shot(phone, "gate-offline", PHONE)
    assert Passage.objects.count() == 1

    phone.context.set_offline(False)
    waiting(phone, 0)
    expect(phone.locator("#inside-count")).to_have_text("0")
    assert acts(slip) == ["pass.issued", "goods.released"]
    assert acts(visitor) == ["visitor.registered", "visitor.entered", "visitor.left"]
    assert acts(Pass.objects.get(holder="钱多")) == ["visitor.registered", "visitor.entered", "visitor.left"]
    assert {one.gate for one in Passage.objects.all()} == {"东门"}


def test_what_was_refused_is_changed_and_what_came_after_it_goes_with_it(cast: Cast, phone: Page) -> None:
    opened(phone, cast, "engineer", "东门")
    phone.context.set_offline(True)
    # Nobody's number is on file: refused as soon as it is sent.
    register(phone, "物业办公室", "message")
    waiting(phone, 1)
    phone.locator("#inside li").filter(has_text="钱多").locator("button").last.click()
    waiting(phone, 2)
    phone.context.set_offline(False)
    problem = phone.locator("#problems > li")
    expect(problem).to_be_visible()
    problem.locator('[data-does="change"]').click()
    expect(phone.locator("#register [name=holder]")).to_have_value("钱多")
    phone.locator("#register [name=told]").select_option("phone")
    phone.locator("#register form button").click()
    waiting(phone, 0)
    expect(problem).to_have_count(0)
    assert acts(Pass.objects.get(holder="钱多")) == ["visitor.registered", "visitor.entered", "visitor.left"]


def test_goods_at_two_gates_without_connection(cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    slip = issued(cast, at=clock.now())
    contexts = [browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page, who, gate in zip(pages, ("engineer", "lead"), ("东门", "西门"), strict=True):
        opened(page, cast, who, gate)
        page.context.set_offline(True)
        look(page, slip.code)
        do(page, "release")
        waiting(page, 1)
    pages[0].context.set_offline(False)
    waiting(pages[0], 0)
    pages[1].context.set_offline(False)
    problem = pages[1].locator("#problems > li")
    expect(problem).to_contain_text("东门 李大伟")
    shot(pages[1], "gate-conflict", PHONE)
    assert acts(slip) == ["pass.issued", "goods.released"]
    pages[1].on("dialog", lambda dialog: dialog.accept())
    problem.locator('[data-does="drop"]').click()
    waiting(pages[1], 0)
    assert Passage.objects.count() == 1
    for context in contexts:
        context.close()


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_passes_at_the_desk(
    cast: Cast, browser: Browser, live_server: LiveServer, size: ViewportSize, locale: str
) -> None:
    worker = issued(cast, "worker", company="美居装饰", purpose="水电改造", at=clock.now() - timedelta(hours=1))
    visiting(cast, at=clock.now())
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url)
    page = context.new_page()
    sign_in(page, cast.lead)
    if locale != "zh-CN":
        page.get_by_role("button", name="English").click()
    page.goto("/passes")
    expect(page.locator("tbody tr")).to_have_count(2)
    shot(page, f"passes-{locale}", size)
    page.goto("/passes/issue/goods")
    page.locator("[name=holder]").fill("王丽")
    page.locator("[name=place]").fill("3-2-1201")
    page.locator("[name=what]").fill("沙发 1 张\n冰箱 1 台")
    shot(page, f"issue-{locale}", size)
    page.locator("form .button-main").click()
    expect(page.locator("#goods")).to_be_visible()
    shot(page, f"pass-{locale}", size)
    page.goto(f"/passes/{worker.pk}")
    page.locator("form[action$='/enter']").locator("xpath=..").locator("summary").click()
    page.locator("form[action$='/enter'] button").click()
    shot(page, f"worker-{locale}", size)
    page.goto("/passes/log")
    expect(page.locator("tbody tr")).to_have_count(1)
    shot(page, f"log-{locale}", size)
    page.goto(f"/passes/months/{cast.community.pk}")
    shot(page, f"months-{locale}", size)
    page.goto("/gate/")
    page.wait_for_selector("main[data-kept=yes]")
    shot(page, f"gate-{locale}", size)
    context.close()
