"""What the tests that open pages share."""

import os

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect

from kefu import clock
from kefu.duties.acts import Act
from kefu.people import actions
from kefu.people.models import User

SHOTS = os.environ.get("KEFU_SHOTS", "")
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
PASSWORD = "correct-horse-battery"  # noqa: S105
# Of what axe looked at, what was in order is not told: a long answer, that nobody reads.
_VIOLATIONS = """
    axe.run(document, {resultTypes: ["violations"]})
       .then(found => ({...found, passes: [], incomplete: [], inapplicable: []}))
"""
MARKS = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def give_password(user: User) -> None:
    """The user sets the password of the tests by a link."""
    token = actions.make_link(user.pk, by=Act(None, clock.now()))
    actions.use_link(token, PASSWORD, at=clock.now())


def admit(page: Page, user: User) -> None:
    """The browser holds a session of the user's, as if it had signed in before."""
    client = Client()
    # As they are now: a password set since has ended the sessions before it.
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "domain": "localhost", "path": "/"}])


def sign_in(page: Page, user: User) -> None:
    """The user's first page, with a session of theirs."""
    admit(page, user)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(user.name)


def sign_in_by_hand(page: Page, user: User) -> None:
    """In Chinese, with the password of the tests."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(user.name)


def check(page: Page) -> None:
    """Nothing that axe finds, and no sideways scroll."""
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(_VIOLATIONS))
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} pixels"


def shot(page: Page, name: str, size: ViewportSize) -> None:
    """The page is checked; for people it is pictured too: KEFU_SHOTS=folder."""
    check(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{size['width']}.png", full_page=True)
