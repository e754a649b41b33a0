"""What the tests that open pages share."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

CHROMIUM = Path("/usr/bin/chromium")
PHONE = ViewportSize(width=390, height=844)


def check(page: Page) -> None:
    """Nothing that axe finds, and no sideways scroll."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} pixels"
