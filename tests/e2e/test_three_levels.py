"""A complaint in a browser from the call to its closing: taken by keyboard alone, forgotten, escalated through three
levels of which one has nobody on duty, settled, revisited, not satisfied, taken up again. At the desk and on a phone.
"""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Step
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.people import actions as people
from kefu.people.models import Appointment
from tests.cast import BEGAN, HERE, Cast, make_cast
from tests.e2e.browsing import MARKS, check, sign_in

pytestmark = MARKS
MOST_KEYS = 25
# A Tuesday morning.
MORNING = datetime(2026, 3, 10, 9, 30, tzinfo=HERE)
CLAUSE = "complaint.settle.own"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The supervisor's post is held by nobody; the manager is deputy general manager too."""
    cast = make_cast()
    by = Act(cast.administrator.pk, BEGAN + timedelta(hours=1))
    top = people.found_post(
        cast.community.pk, by=by, word="deputy-general-manager", title="副总经理", department_id=cast.department.pk
    )
    people.appoint_user(cast.manager.pk, by=by, post_id=top.pk)
    people.relieve_user(Appointment.objects.get(user=cast.supervisor, until=None).pk, by=by)
    estate_actions.import_estate(
        cast.community.pk, [EstateRow("3栋", "2", 5, "3-2-501", "home", "王丽", "13900001111", "owner")], by=by
    )
    return cast


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_a_complaint_from_the_call_to_its_closing(cast: Cast, width: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    with time_machine.travel(MORNING) as now:
        sign_in(page, cast.agent)
        taken_by_keyboard(page)
        explained(page)

        # Nobody does anything: at 18:00 it is late, at 18:30 nobody has taken note.
        now.move_to(MORNING.replace(hour=18, minute=0, second=20))
        run_clock(datetime.now(HERE))
        now.move_to(MORNING.replace(hour=18, minute=30, second=20))
        run_clock(datetime.now(HERE))
        steps = Step.objects.filter(duty__clause=CLAUSE).order_by("level")
        assert [(step.level, step.to_id) for step in steps] == [(1, cast.agent.pk), (3, cast.manager.pk)]

        as_(page, cast, "manager")
        escalated = page.get_by_role("row").filter(has_text=CLAUSE).first
        expect(escalated).to_contain_text("前面的级别无人在岗")
        check(page)
        escalated.get_by_role("button", name=re.compile("知悉")).click()
        page.wait_for_load_state()
        assert Step.objects.get(duty__clause=CLAUSE, level=3).acknowledged_at is not None

        now.move_to(MORNING + timedelta(days=1))
        as_(page, cast, "agent")
        page.get_by_role("link", name="2026-000001").first.click()
        done(page, "办结", {"处理结果": "已与楼上协商，晚八点后不施工"})
        done(page, "关闭")
        expect(page.get_by_role("alert")).to_contain_text("complaint.opinion-asked")
        check(page)

        now.move_to(MORNING + timedelta(days=2))
        as_(page, cast, "lead")
        page.goto(page.url + "cases")
        check(page)
        page.get_by_role("link", name="2026-000001").click()
        done(page, "回访", {"回访结果": "not-satisfied", "客户的意见": "昨晚九点又开始施工"})
        done(page, "重开", {"原因": "回访不满意"})
        done(page, "办结", {"处理结果": "约谈施工方并书面承诺", "征询": True})

        now.move_to(MORNING + timedelta(days=3))
        as_(page, cast, "agent")
        page.goto(page.url + "cases")
        page.get_by_role("link", name="2026-000001").click()
        done(page, "关闭")
        expect(page.locator(".head .mark").first).to_have_text("已关闭")
        check(page)


def taken_by_keyboard(page: Page) -> None:
    """From my day; what is typed apart, so many keys."""
    keys: list[tuple[str, str]] = [
        ("", "n"),
        ("3-2-501", "Enter"),
        ("楼上装修噪音，晚上十点还在施工", "Tab"),
        *[("", key) for key in ("ArrowDown", "Tab", "ArrowDown", "Tab")],
        ("昨晚十点", "Tab"),
        ("楼上 601 业主", "Control+Enter"),
    ]
    page.wait_for_load_state()
    for text, key in keys:
        if text:
            expect(page.locator(":focus")).to_be_editable()
            page.keyboard.insert_text(text)
        page.keyboard.press(key)
        if key in ("n", "Enter"):
            expect(page.get_by_role("heading", name="新事项")).to_be_visible()
            if key == "Enter":
                expect(page.locator("#id_place")).to_have_value("3-2-501")
                check(page)
    assert len(keys) + 1 <= MOST_KEYS
    expect(page.get_by_role("heading", level=1)).to_have_text("2026-000001")


def explained(page: Page) -> None:
    """Every deadline says by which clause it is due, and line by line why then."""
    duties = page.locator("li.duty")
    assert duties.count() >= 2
    for duty in duties.all():
        duty.get_by_text("怎么算的？").click()
        assert duty.locator("li").count() >= 2
    expect(duties.filter(has_text=CLAUSE)).to_contain_text("18:00")
    check(page)


def as_(page: Page, cast: Cast, name: str) -> None:
    page.context.clear_cookies()
    sign_in(page, cast[name])


def done(page: Page, verb: str, form: dict[str, str | bool] | None = None) -> None:
    """Do something to the case that is shown."""
    acts = page.get_by_role("region", name="可以做什么")
    if form is not None:
        acts.locator("summary").filter(has_text=re.compile(f"^{verb}")).click()
    for label, said in (form or {}).items():
        field = acts.locator("details[open]").get_by_label(re.compile(label)).first
        if said is True:
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(said))
        else:
            field.fill(str(said))
    acts.get_by_role("button", name=re.compile(f"^{verb}")).last.click()
    page.wait_for_load_state()
