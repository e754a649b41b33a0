"""What a page asks for beside its reader and does not get: the reader is told, and loses nothing."""

import pytest
from playwright.sync_api import Page, Route, expect

from kefu import clock
from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.events import queries as event_queries
from tests.cases.test_cases import received
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, check, give_password, shot, sign_in, sign_in_by_hand
from tests.e2e.test_gate_page import acts, do, look, opened, waiting
from tests.gate.passes import issued, visiting

pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    received(cast)
    give_password(cast.agent)
    estate_actions.open_area(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name="东门", kind="gate")
    return cast


def ask_for_the_bell(page: Page) -> None:
    """As the page does by itself every 45 seconds."""
    page.evaluate(
        "htmx.ajax('GET', '/notices/bell', {source: '#bell', select: '#bell', swap: 'outerHTML'}).catch(() => {})"
    )


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_a_page_says_that_it_is_not_brought_up_to_date(cast: Cast, width: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    trouble = {name: page.locator(f"[data-trouble={name}]") for name in ("away", "out", "fault")}
    sign_in(page, cast.agent)
    page.goto("/cases?show=all")
    rows = page.locator("#found tbody tr")
    expect(rows).to_have_count(1)

    page.context.set_offline(True)
    ask_for_the_bell(page)
    expect(trouble["away"]).to_be_visible()
    check(page)
    page.context.set_offline(False)
    ask_for_the_bell(page)
    expect(trouble["away"]).to_be_hidden()

    page.route("**/notices/bell", lambda route: route.fulfill(status=500, body="<h1>500</h1>"))
    ask_for_the_bell(page)
    expect(trouble["fault"]).to_be_visible()
    expect(page.locator("#bell")).to_be_visible()
    page.unroute("**/notices/bell")

    page.context.clear_cookies()
    page.locator("#id_q").fill("漏水")
    expect(trouble["out"]).to_be_visible()
    expect(trouble["fault"]).to_be_hidden()
    expect(rows).to_have_count(1)
    expect(page.locator("#id_q")).to_have_value("漏水")
    shot(page, "signed-out", page.viewport_size or DESK)


def test_what_was_typed_before_one_was_signed_out_is_sent_after_signing_in_anew(cast: Cast, desk: Page) -> None:
    sign_in(desk, cast.agent)
    desk.goto("/cases/receive")
    for name, said in {"caller": "王丽", "contact": "13900002222", "matter": "地下车库漏水"}.items():
        desk.locator(f"#id_{name}").fill(said)
    desk.context.clear_cookies()
    ask_for_the_bell(desk)
    with desk.context.expect_page() as other:
        desk.locator("[data-trouble=out] a").click()
    sign_in_by_hand(other.value, cast.agent)
    other.value.close()
    desk.locator("main form .button-main").click()
    expect(desk.locator("main")).to_contain_text("地下车库漏水")
    assert Case.objects.latest("id").matter == "地下车库漏水"


def test_a_phone_goes_on_when_one_act_is_not_answered(cast: Cast, phone: Page) -> None:
    visitor, slip = visiting(cast, at=clock.now()), issued(cast, at=clock.now())
    opened(phone, cast, "engineer", "东门")
    phone.context.set_offline(True)
    look(phone, visitor.number)
    do(phone, "enter")
    look(phone, slip.code)
    do(phone, "release")
    waiting(phone, 2)

    def fail_the_visitor(route: Route) -> None:
        is_his = b"enter" in (route.request.post_data_buffer or b"")
        route.fulfill(status=500, body="<h1>500</h1>") if is_his else route.continue_()

    phone.route("**/gate/send", fail_the_visitor)
    phone.context.set_offline(False)
    waiting(phone, 1)
    assert acts(slip) == ["pass.issued", "goods.released"]
    assert acts(visitor) == ["visitor.registered"]
    expect(phone.locator("#problems > li")).to_have_count(0)

    phone.unroute("**/gate/send")
    phone.evaluate("window.dispatchEvent(new Event('focus'))")
    waiting(phone, 0)
    assert acts(visitor) == ["visitor.registered", "visitor.entered"]


def test_a_connection_that_comes_back_while_one_fails_is_not_missed(cast: Cast, phone: Page) -> None:
    visitor, failing = visiting(cast, at=clock.now()), list[Route]()
    opened(phone, cast, "engineer", "东门")
    phone.route("**/gate/send", lambda route: route.continue_() if failing else failing.append(route))
    look(phone, visitor.number)
    with phone.expect_request("**/gate/send"):
        do(phone, "enter")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    failing[0].abort()
    waiting(phone, 0)
    assert acts(visitor) == ["visitor.registered", "visitor.entered"]


def test_a_phone_says_that_its_guard_may_no_longer(cast: Cast, phone: Page) -> None:
    visitor, slip = visiting(cast, at=clock.now()), issued(cast, at=clock.now())
    opened(phone, cast, "engineer", "东门")
    phone.context.set_offline(True)
    look(phone, visitor.number)
    do(phone, "enter")
    look(phone, slip.code)
    do(phone, "release")
    waiting(phone, 2)
    cast.engineer.appointments.all().delete()
    phone.context.set_offline(False)
    problems = phone.locator("#problems > li")
    expect(problems).to_have_count(2)
    expect(problems.first).to_contain_text("您")
    waiting(phone, 2)
    assert [event.kind for event in event_queries.history("pass", slip.pk)] == ["pass.issued"]
