"""The health page, as an administrator of the installation sees it."""

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.cases.test_cases import MORNING
from tests.cast import make_cast
from tests.e2e.browsing import MARKS, check, sign_in

pytestmark = MARKS


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_what_is_wrong_stands_there_with_what_to_do(
    transactional_db: None, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    cast = make_cast()
    with time_machine.travel(MORNING):
        sign_in(page, cast.administrator)
        page.get_by_role("link", name="运行状况").click()
        expect(page.get_by_role("row").filter(has_text="没有后台程序在运行")).to_contain_text("重新启动 kefu up")
        check(page)
        page.emulate_media(color_scheme="dark")
        page.reload()
        check(page)
