"""The head of department brings a rulebook into force on a phone, and re-issues what it touches."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from tests.cases.test_cases import MORNING, do, received
from tests.cast import Cast, make_cast
from tests.desk.test_adopting_pages import ARRANGED, CLAUSE, STRICTER
from tests.e2e.browsing import MARKS, check, sign_in

pytestmark = MARKS
SHOTS = os.environ.get("KEFU_SHOTS")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def shot(page: Page, name: str) -> None:
    """A picture for people: KEFU_SHOTS=folder."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/governing-{name}.png", full_page=True)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_a_rulebook_comes_into_force(cast: Cast, width: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    page: Page = request.getfixturevalue(width)
    done, case = received(cast, matter="第一件"), received(cast)
    do(cast, done, "resolve", hours=0.5)
    with time_machine.travel(MORNING + timedelta(hours=1)):
        sign_in(page, cast.manager)
        read(page, cast, width)
        adopt(page, tmp_path, width)
        reissue(page, case.number, width)
        duty = Duty.objects.get(clause=CLAUSE, subject_id=case.pk)
        assert duty.given_at == MORNING + timedelta(hours=4)
        told_on_case_and_duty(page, duty, width)
        arrange(page, cast, tmp_path, width)
    run_clock(MORNING + timedelta(days=1))
    with time_machine.travel(MORNING + timedelta(days=1)):
        page.goto(f"/duties/{duty.pk}")
        check(page)


def read(page: Page, cast: Cast, width: str) -> None:
    page.get_by_role("link", name="制度", exact=True).first.click()
    check(page)
    shot(page, f"rulebook-{width}")
    page.goto(f"/rulebook/{cast.community.pk}/clauses/{CLAUSE}?period=all")
    page.get_by_text("图中的数字").click()
    check(page)
    shot(page, f"clause-{width}")
    page.get_by_role("link", name="制度 · 翠湖苑").click()


def adopt(page: Page, folder: Path, width: str) -> None:
    (folder / "stricter.yaml").write_text(STRICTER, "utf-8")
    page.get_by_role("link", name="施行制度").click()
    check(page)
    page.get_by_label("制度文件").set_input_files(folder / "stricter.yaml")
    page.get_by_label("施行日期").fill("2026-03-10")
    page.get_by_role("button", name="查看影响").click()
    expect(page.get_by_role("region", name="实际改变的内容")).to_contain_text("4 个工作小时")
    check(page)
    shot(page, f"adopt-{width}")
    page.get_by_role("button", name="自 2026-03-10 起施行").click()
    expect(page.get_by_role("status")).to_contain_text("已施行")


def reissue(page: Page, number: str, width: str) -> None:
    page.get_by_role("link", name="重新签发职责").click()
    check(page)
    shot(page, f"reissue-{width}")
    page.get_by_role("checkbox", name=number).first.check()
    page.get_by_label("理由").fill("新制度施行")
    page.get_by_role("button", name="重新签发所选职责").click()
    check(page)


def told_on_case_and_duty(page: Page, duty: Duty, width: str) -> None:
    page.goto(f"/cases/{duty.subject_id}")
    expect(page.locator("li.duty").filter(has_text=CLAUSE)).to_contain_text("新制度施行")
    check(page)
    page.goto(f"/duties/{duty.pk}")
    for summary in page.locator("details.confirm summary").all():
        summary.click()
    check(page)
    shot(page, f"duty-{width}")


def arrange(page: Page, cast: Cast, folder: Path, width: str) -> None:
    (folder / "2027.yaml").write_text(ARRANGED, "utf-8")
    for address in ("settings", "calendar"):
        page.goto(f"/rulebook/{cast.community.pk}/{address}")
        check(page)
        shot(page, f"{address}-{width}")
    page.get_by_label("年份").fill("2027")
    page.get_by_label("文件（YAML）").set_input_files(folder / "2027.yaml")
    page.get_by_role("button", name="查看影响").last.click()
    expect(page.get_by_role("region", name="有变化的日子")).to_contain_text("2027-01-07")
    check(page)
    shot(page, f"year-{width}")
