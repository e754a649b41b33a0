"""The estate in a browser: somebody is found, their file opened, numbers shown with a reason; at the desk and on a phone."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu.duties.acts import Act
from kefu.estate import actions
from kefu.estate.actions.residents import Called, Paper
from kefu.estate.models import Person, Unit
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast, make_cast
from tests.e2e.browsing import DESK, MARKS, PHONE, shot, sign_in
from tests.estate.homes import row

pytestmark = MARKS
CARD = "11010519491231002X"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Some buildings with floors, parking, and somebody of whom much is known."""
    cast = make_cast()
    by = Act(cast.manager.pk, BEGAN)
    rows = [
        row(f"{b}-{e}-{f}0{n}", f"王{'芳丽敏静'[n]}{'华英'[e % 2]}", f"1390{b}{e}{f}{n}0000"[:11])._replace(
            floor=f, square_metres="89.50"
        )
        for b in (1, 2, 3)
        for e in (1, 2)
        for f in range(1, 5)
        for n in range(4)
    ]
    rows += [row(f"3-B1-{n:03d}")._replace(use="parking", floor=-1, square_metres="12.00") for n in range(9)]
    actions.import_estate(cast.community.pk, rows, by=by)
    for name, kind in (("一层大堂", "hall"), ("配电房", "equipment"), ("水泵房", "equipment"), ("东门", "gate")):
        actions.open_area(cast.community.pk, by=by, name=name, kind=kind)
    person = Person.objects.get(residencies__unit__code="3-2-101")
    about = {"customer_class": "elderly", "address": "翠湖路 8 号", "needs": "轮椅通道", "preferences": "下午联系"}
    actions.change_person(person.pk, Called(person.name, person.phones, "", Paper("card", CARD), about), by=by)
    return cast


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_household_is_found_its_file_kept_and_a_look_on_record(
    cast: Cast, browser: Browser, live_server: LiveServer, tmp_path: Path, size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=live_server.url)
    page = context.new_page()
    contract = tmp_path / "购房合同.pdf"
    contract.write_bytes(b"%PDF-1.4\n%%EOF\n")
    unit = Unit.objects.get(code="3-2-101")
    with time_machine.travel(MORNING + timedelta(hours=2)):
        sign_in(page, cast.supervisor)
        page.goto(f"/estate/{cast.community.pk}")
        shot(page, "estate", size)
        page.goto(f"/estate/buildings/{unit.building_id}")
        shot(page, "building", size)
        page.locator("#id_q").fill(CARD)
        with page.expect_response("**/find"):
            page.locator("form[role=search] button").click()
        expect(page.locator("#found tbody th")).to_have_text(["3-2-101"], timeout=15_000)
        assert CARD not in page.url
        page.locator("#found tbody th a").click()
        page.locator("form[action$='/open-file'] button").click()
        page.locator("details", has=page.locator("form[action$='/add-paper']")).locator("summary").click()
        page.locator("form[action$='/add-paper'] input[type=file]").set_input_files(str(contract))
        page.locator("form[action$='/add-paper'] button").click()
        expect(page.locator("section[aria-labelledby=file]")).to_contain_text("购房合同.pdf")
        shot(page, "unit", size)
        page.locator("details", has=page.locator("form[action$='/show']")).locator("summary").click()
        page.locator("form[action$='/show'] select").select_option("contact")
        page.locator("form[action$='/show'] button").click()
        expect(page.locator("section[aria-labelledby=now]")).to_contain_text(CARD)
        shot(page, "unit-shown", size)
        page.goto(f"/estate/persons/{Person.objects.get(id_kind='card').pk}")
        expect(page.locator("section[aria-labelledby=looks]")).to_contain_text(cast.supervisor.name)
        shot(page, "person", size)
        page.goto(page.url + "/change")
        shot(page, "change", size)
        page.goto(page.url.replace("/change", "/forget"))
        shot(page, "forget", size)
        for name in ("looks", "export", "upload"):
            page.goto(f"/estate/{cast.community.pk}/{name}")
            shot(page, name, size)
    context.close()
