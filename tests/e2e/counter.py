"""A counter in browsers: the people behind it, each with a page of their own, and what they press."""

from datetime import datetime, timedelta

import time_machine
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from kefu.counter.models import Errand
from kefu.counter.rules import procedure_of
from kefu.duties.acts import Act
from kefu.reception import actions as reception
from kefu.reception.models import Ticket, Window
from tests.cast import BEGAN, Cast
from tests.e2e.browsing import DESK, admit, shot
from tests.pdf import text_of

_KINDS = {"date": "2026-05-10", "datetime-local": "2026-03-10T18:00", "number": "12"}

_SEEN: set[tuple[str, int]] = set()


class Counter:
    """Whoever is needed signs in when first needed; an agent sits at a window; a device gives out numbers."""

    def __init__(self, cast: Cast, browser: Browser, live_server: LiveServer, size: ViewportSize = DESK) -> None:
        self.cast, self.size = cast, size
        self._browser, self._url = browser, live_server.url
        self._pages: dict[str, Page] = {}
        by = Act(cast.administrator.pk, BEGAN)
        _device, self._numbers = reception.add_device(cast.community.pk, by=by, kind="numbers", name="大厅取号机")
        _device, self._screen = reception.add_device(cast.community.pk, by=by, kind="screen", name="大厅叫号屏")
        self.window: Window = reception.add_window(cast.community.pk, by=by, name="一号窗口")
        reception.open_window(self.window.pk, by=Act(cast.agent.pk, BEGAN))

    def page(self, who: str = "agent") -> Page:
        """The page of one of the cast; "" is nobody: the hall."""
        if who not in self._pages:
            context = self._browser.new_context(viewport=self.size, locale="zh-CN", base_url=self._url)
            self._pages[who] = context.new_page()
            if who:
                admit(self._pages[who], self.cast[who])
        return self._pages[who]

    def look(self, page: Page, name: str) -> None:
        """A page is checked and pictured the first time that a run comes by; none is missing."""
        expect(page.get_by_role("heading", level=1).first).not_to_have_text("没有找到这个页面")
        if (name, self.size["width"]) not in _SEEN:
            _SEEN.add((name, self.size["width"]))
            shot(page, name, self.size)

    def leave(self) -> None:
        """Everybody goes home: after some days no session of theirs is left."""
        for page in self._pages.values():
            page.context.close()
        self._pages = {}

    def number(self, purpose: str) -> Ticket:
        """Somebody takes a number in the hall and is called at the window."""
        hall, window = self.page(""), self.page()
        hall.goto(f"/n/{self._numbers}")
        self.look(hall, "numbers")
        hall.locator("form", has=hall.locator(f"input[value='{purpose}']")).locator("button").click()
        expect(hall.locator("#number")).to_be_visible()
        self.look(hall, "slip")
        ticket = Ticket.objects.latest("id")
        window.goto(f"/reception/windows/{self.window.pk}")
        window.keyboard.press("n")
        expect(window.locator(".queue-number")).to_have_text(str(ticket))
        hall.goto(f"/s/{self._screen}")
        expect(hall.locator("main")).to_contain_text(str(ticket))
        self.look(hall, "screen")
        return ticket

    def begin(self, procedure: str, /, **typed: str) -> Errand:
        """The errand of who was called begins by one key; `typed` by the names of the fields."""
        page = self.page()
        page.keyboard.press("b")
        page.wait_for_url(f"**/begin/*/{procedure}*")
        return self.begin_here(procedure, **typed)

    def begin_here(self, procedure: str, /, **typed: str) -> Errand:
        """The errand begins by what stands on the page: first for which household, where that must be known."""
        page = self.page()
        if page.locator("#id_applicant").count() == 0:
            page.locator("#id_place").fill(typed["place"])
            page.locator("main form .button-main").click()
        form = page.locator("main form").last
        fill(page, form, typed)
        self.look(page, f"begin-{procedure}")
        form.locator(".button-main").click()
        expect(page.locator("#taken")).to_be_visible()
        errand = Errand.objects.latest("id")
        assert errand.procedure == procedure
        return errand

    def step(self, errand: Errand, name: str, who: str = "agent", /, **typed: str) -> Errand:
        """Somebody takes a step on the errand's page."""
        page = self.page(who)
        page.goto(f"/counter/errands/{errand.pk}")
        form = page.locator(f"form[action$='/steps/{name}']")
        if not form.is_visible():
            page.locator("details", has=form).locator("summary").click()
        fill(page, form, typed)
        self.look(page, f"step-{errand.procedure}-{name}")
        before = errand.taken.count()
        with page.expect_response(f"**/steps/{name}") as answered:
            form.locator("button:not([type=button])").click()
        assert answered.value.status == 302, page.locator("main").inner_text()
        page.wait_for_load_state()
        expect(page.locator("#taken")).to_be_visible()
        assert errand.taken.count() == before + 1, page.locator("main").inner_text()
        errand.refresh_from_db()
        return errand

    def refused(self, errand: Errand, name: str, who: str, why: str, /, **typed: str) -> None:
        """A step that cannot be taken says why, and nothing is taken."""
        page, before = self.page(who), errand.taken.count()
        page.goto(f"/counter/errands/{errand.pk}")
        form = page.locator(f"form[action$='/steps/{name}']")
        fill(page, form, typed)
        with page.expect_response(f"**/steps/{name}") as answered:
            form.locator("button:not([type=button])").click()
        assert answered.value.status == 422
        expect(page.locator("main")).to_contain_text(why)
        assert errand.taken.count() == before

    def waits(self, errand: Errand, name: str, who: str, why: str) -> None:
        """A step that cannot be taken yet says until when, and offers nothing to fill in."""
        page = self.page(who)
        page.goto(f"/counter/errands/{errand.pk}")
        expect(page.locator("main")).to_contain_text(why)
        expect(page.locator(f"form[action$='/steps/{name}']")).to_have_count(0)

    def ended(self, errand: Errand, state: str = "done") -> None:
        """The errand is finished: each of its forms prints, and its number at the window ends with it."""
        assert errand.state == state
        page = self.page()
        page.goto(f"/counter/errands/{errand.pk}")
        self.look(page, f"ended-{errand.procedure}")
        links = [link.get_attribute("href") or "" for link in page.locator("a[href*='/forms/']").all()]
        assert len(links) == len(procedure_of(errand).forms)
        for link in links:
            answer = page.request.get(link)
            assert answer.headers["content-type"] == "application/pdf"
            assert errand.number in text_of(answer.body())
        if errand.ticket is not None and errand.ticket.state == "called":
            page.keyboard.press("w")
            page.locator("form", has=page.locator(f"input[value$='{errand.number}']")).locator("button").click()
            expect(page.locator("#next")).to_be_visible()
            errand.ticket.refresh_from_db()
            assert errand.ticket.result.endswith(errand.number)


class Days:
    """The time of a test, which goes on by itself and leaps when told."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._travel = time_machine.travel(at)
        self._travel.start()

    def pass_(self, days: float) -> datetime:
        """So many days later."""
        self._travel.stop()
        self._at += timedelta(days=days)
        self._travel = time_machine.travel(self._at)
        self._travel.start()
        return self._at

    def stop(self) -> None:
        """Back to the real time."""
        self._travel.stop()


def fill(page: Page, form: Locator, typed: dict[str, str]) -> None:
    """Type what is given, and something that fits into each other field that is shown; sign where one signs."""
    names = form.evaluate("one => [...one.elements].map((field) => field.name)")
    assert set(typed) - {"place"} <= set(names), (sorted(typed), names)
    for name in dict.fromkeys(filter(None, names)):
        box = form.locator(f"[name='{name}']").first
        if box.is_visible() and box.get_attribute("type") not in ("hidden", "file"):
            _fill(box, name, typed.get(name))
    for pad in form.locator("canvas").all():
        if pad.is_visible():
            sign(page, pad)


def _fill(box: Locator, name: str, typed: str | None) -> None:
    kind = box.get_attribute("type") or ""
    if box.evaluate("one => one.tagName") == "SELECT":
        if typed is not None:
            box.select_option(value=typed)
        elif not box.input_value():
            box.select_option(index=1)
    elif kind == "checkbox":
        box.check()
    elif typed is not None:
        box.fill(typed)
    elif not box.input_value():
        box.fill(_KINDS.get(kind) or ("13900001111" if "phone" in name else "按约定办理"))


def sign(page: Page, pad: Locator) -> None:
    """Draw a line in the field for a signature."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=5)
    page.mouse.up()
