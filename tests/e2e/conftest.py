"""A browser for the tests that open pages."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import handlers, views
from django.http import FileResponse, HttpRequest, HttpResponse
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.chromium import chromium
from tests.e2e.browsing import DESK, PHONE


@pytest.fixture(scope="session", autouse=True)
def files_are_kept() -> Iterator[None]:
    """A browser asks for a style or a script once, as from the real server; else thirty times a page."""

    def kept(request: HttpRequest, path: str, *, insecure: bool = False) -> HttpResponse | FileResponse:
        answer = views.serve(request, path, insecure=insecure)
        # Longer than any journey of the tests' clock, which dates the answers.
        answer["Cache-Control"] = f"max-age={10 * 365 * 86_400}"
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handlers, "serve", kept)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright runs a loop of its own, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN", base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url, has_touch=True)
    yield context.new_page()
    context.close()
