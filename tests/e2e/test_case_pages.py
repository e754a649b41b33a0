"""The pages of cases in a browser on a phone, in Chinese: taken by keyboard, explained, settled."""

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast, make_cast
from tests.e2e.browsing import MARKS, check, give_password, sign_in

pytestmark = MARKS


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    found = make_cast()
    give_password(found.agent)
    return found


def test_a_complaint_is_taken_by_keyboard_explained_and_settled(cast: Cast, phone: Page) -> None:
    sign_in(phone, cast.agent)
    phone.goto("/cases")
    check(phone)
    phone.get_by_role("link", name="新事项").click()
    check(phone)
    # The first field has the focus; texts apart, these are the keys that a clerk presses.
    keys: list[tuple[str, str]] = [
        *[(text, "Tab") for text in ("王女士", "13900001111", "3-2-501", "楼上装修噪音")],
        *[("", key) for key in ("ArrowDown", "Tab", "ArrowDown", "Tab", "Tab", "Tab")],
        ("昨晚十点", "Tab"),
        ("楼上 601", "Enter"),
    ]
    for text, key in keys:
        phone.keyboard.insert_text(text)
        phone.keyboard.press(key)
    assert len(keys) <= 25
    expect(phone.get_by_role("heading", level=1)).to_have_text("2026-000001")
    phone.get_by_text("怎么算的？").first.click()
    expect(phone.get_by_text("收到").first).to_be_visible()
    check(phone)
    phone.goto("/")
    expect(phone.get_by_role("link", name="2026-000001").first).to_be_visible()
    check(phone)
