"""The report as a page: its figures, both languages, nothing that runs, and how it looks in a browser and on paper."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright

from kefu.audit import wording
from kefu.audit.figures import Figures, figures, is_promise, members, total
from kefu.audit.page import render, write_html
from kefu.audit.page_charts import heat_of
from kefu.audit.page_sections import agreement_part, headline
from kefu.lib.text import Text, percent
from tests.audit.sample_report import BAD, FORMULA, HEADINGS, ROWS, SCRIPT, judged
from tests.chromium import chromium

HAN = re.compile(r"[\u4e00-\u9fff]+")
A4_AT_96_DPI = 794
PHONE = 390
BLOCKS = {"td", "th", "tr", "p", "li", "dt", "dd", "div", "h2", "h3", "text"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return judged(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return judged(tmp_path_factory.mktemp("empty"), [BAD])


@pytest.fixture(scope="module")
def crowded(report: dict[str, Any]) -> dict[str, Any]:
    """Every column needed, great numbers, long names."""
    found = deepcopy(report)
    for clause in found["clauses"]:
        if not clause["not_exercised"]:
            clause.update(dict.fromkeys(("recorded_late", "missed", "open", "paused", "waived", "cancelled"), 12345))
    for case in found["clauses"][-1]["worst"]:
        case.update(case="GZ-2026-客诉-000000123456", department="秩序维护与停车管理部", person="欧阳长名字")
    return found


@pytest.fixture(scope="module")
def short(report: dict[str, Any]) -> dict[str, Any]:
    """A few of each kind: axe takes its time for each element."""
    found = deepcopy(report)
    by_state = [
        [clause for clause in report["clauses"] if (clause["not_exercised"], clause["not_in_log"]) == state][-3:]
        for state in ((False, False), (True, False), (True, True))
    ]
    found["clauses"] = [clause for some in by_state for clause in some]
    for clause in found["clauses"]:
        clause["worst"] = clause["worst"][:4]
    for one in found["agreement"]:
        one["disagreements"] = one["disagreements"][:12]
    for group in ("category", "person"):
        found["by"][group] = dict(list(found["by"][group].items())[:4])
    return found


def tree(html: str) -> Element:
    """The document, read by the strictest parser there is."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return root


def section(html: str, id_: str) -> Element:
    return next(one for one in tree(html).iter() if one.get("id") == id_)


def kind(element: Element) -> str:
    """The element's name, without the namespace that parts of a drawing have."""
    return element.tag.rpartition("}")[2]


def words(element: Element, language: str = "zh") -> str:
    """The text that a reader of the language sees."""
    other = {"zh": "en", "en": "zh"}[language]

    def pieces(one: Element) -> Iterator[str]:
        if one.get("lang") != other and kind(one) not in ("style", "title", "desc"):
            yield one.text or ""
            for child in one:
                yield from pieces(child)
                yield f" {child.tail or ''}" if kind(child) in BLOCKS else child.tail or ""

    return re.sub(r"\s+", " ", "".join(pieces(element)))


def test_the_page_is_valid_html_in_one_file(report: dict[str, Any], empty: dict[str, Any]) -> None:
    for one in (report, empty):
        html = render(one)
        root = tree(html)
        assert not re.search(r"<script|<link|<img|@import|url\((?!#)|\son\w+=", html)
        links = [element.get("href", "") for element in root.iter("a")]
        ids = [found for element in root.iter() if (found := element.get("id"))]
        assert {link[1:] for link in links} <= set(ids)
        assert [id_ for id_, times in Counter(ids).items() if times > 1] == []


def test_the_headline_has_the_figures_of_the_rulebook(report: dict[str, Any]) -> None:
    own = total(figures(clause) for clause in report["clauses"] if not is_promise(clause["id"]))
    shown = words(section(render(report), "summary"))
    assert f"应判定的 {own.due} 项职责中，{own.kept} 项按时（{percent(own.share)}）" in shown
    assert f"{own.late} 项逾期完成，{own.undone} 项逾期未完成" in shown
    assert "其他系统承诺的时间另计：42 项" in shown


def test_each_exercised_clause_has_its_row(report: dict[str, Any]) -> None:
    found = {words(row.find("th")): words(row) for row in section(render(report), "clauses").iter("tr")}  # type: ignore[arg-type]
    for clause in report["clauses"]:
        rows = [text for head, text in found.items() if f" {clause['id']} " in f" {head} "]
        rows = rows or [text for head, text in found.items() if clause["says_zh"] in head]
        assert bool(rows) is not clause["not_exercised"], clause["id"]
        if rows:
            assert percent(figures(clause).share) in rows[0]


def test_what_was_never_exercised_is_never_shown_as_kept(report: dict[str, Any]) -> None:
    part = section(render(report), "idle")
    assert "%" not in words(part)
    unused = sum(clause["not_exercised"] for clause in report["clauses"])
    assert sum(1 for _ in part.iter("tr")) - sum(1 for _ in part.iter("table")) == unused > 30
    assert all(one.get("id") for one in part.iter("h3"))


@pytest.mark.parametrize(
    ("counted", "share"),
    [
        (Figures(), None),
        (Figures(open=3, paused=1, waived=1, cancelled=1, elsewhere=2), None),
        (Figures(on_time=2, recorded_late=1, open=9), 1.0),
        (Figures(on_time=2, recorded_late=1, late=1, breached_open=1, missed=1, cancelled=7), 0.5),
        (Figures(missed=1), 0.0),
    ],
)
def test_the_share_is_of_those_that_were_due(counted: Figures, share: float | None) -> None:
    assert counted.share == share


def test_what_a_group_does_not_tell_apart_is_in_no_share() -> None:
    found = figures({"duties": 10, "on_time": 3, "late": 1, "breached_open": 0})
    assert (found.elsewhere, found.duties, found.due) == (6, 10, 4)


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (4561, "3 天 4 小时", "3 d 4 h"),
        (-61, "1 小时 1 分", "1 h 1 min"),
        (1440, "1 天", "1 d"),
        (1441, "1 天", "1 d"),
        (0, "不到 1 分", "under 1 min"),
        (1_642_558, "1,140 天 15 小时", "1,140 d 15 h"),
    ],
)
def test_excess_is_told_as_people_say_it(minutes: int, zh: str, en: str) -> None:
    assert wording.spoken(minutes) == Text(zh, en)


def test_limits_are_told_in_both_languages(report: dict[str, Any]) -> None:
    found = {clause["id"]: Text(clause["limit_zh"], clause["limit_en"]) for clause in report["clauses"]}
    assert found["complaint.revisit"] == Text("7 天", "7 days")
    assert found["department.contact"] == Text("每月 2 次", "2 × each month")
    assert all(limit.zh and limit.en and not HAN.search(limit.en) for limit in found.values())


def test_what_the_register_says_is_only_shown(report: dict[str, Any]) -> None:
    html = render(report)
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert {SCRIPT, "A&B"} <= {words(cell) for cell in section(html, "category").iter("th")}
    assert {SCRIPT, FORMULA} <= {words(cell) for cell in section(html, "worst").iter("th")}


def test_control_characters_of_a_register_do_not_reach_the_page(report: dict[str, Any]) -> None:
    odd = deepcopy(report)
    odd["clauses"][-1]["worst"][0]["case"] = "a\x00b\ud800c"
    assert "abc" in words(section(render(odd), "worst"))


def test_both_languages_are_complete(report: dict[str, Any], empty: dict[str, Any]) -> None:
    of_the_register = set(HAN.findall(",".join((HEADINGS, *ROWS)))) | {"语言", "中文"}
    for one in (report, empty):
        root = tree(render(one))
        body = next(root.iter("body"))
        # A reader of English meets Chinese only where the register itself is Chinese.
        assert set(HAN.findall(words(body, "en"))) <= of_the_register
        for parent in body.iter():
            languages = Counter(child.get("lang") for child in parent)
            assert languages["zh"] == languages["en"], words(parent)
            chinese = [words(child) for child in parent if child.get("lang") == "zh"]
            assert all(HAN.search(text) or not re.search("[A-Za-z]", text) for text in chinese), chinese


def test_the_traces_of_the_worst_three_stand_open(report: dict[str, Any]) -> None:
    details = list(section(render(report), "worst").iter("details"))
    clauses = [clause for clause in report["clauses"] if any(case["trace"] for case in clause["worst"])]
    assert sum("open" in one.attrib for one in details) == sum(min(3, len(clause["worst"])) for clause in clauses)
    first = words(details[0])
    assert clauses[0]["worst"][0]["trace"][0]["text_zh"] in first


def test_of_many_traces_three_stand_open(report: dict[str, Any]) -> None:
    many = deepcopy(report)
    traced = [clause for clause in many["clauses"] if any(case["trace"] for case in clause["worst"])]
    for clause in traced:
        clause["worst"] = (clause["worst"] * 5)[:5]
    details = list(section(render(many), "worst").iter("details"))
    assert len(details) == 5 * len(traced)
    assert sum("open" in one.attrib for one in details) == 3 * len(traced)


def test_long_lists_are_cut_and_say_where_the_rest_is(report: dict[str, Any]) -> None:
    html = render(report)
    assert "只列出前 30 个，其余 12 个见 Excel 报告" in words(section(html, "person"))
    assert "其余" not in words(section(html, "department"))
    many = deepcopy(report)
    many["log"]["rejected"] *= 5000
    many["by"]["month"] = {
        f"{2000 + n // 12}-{n % 12 + 1:02}": one for one in many["by"]["month"].values() for n in range(200)
    }
    html = render(many)
    assert "另有 4,800 行" in words(section(html, "rejected"))
    assert "更早的 164 个月" in words(section(html, "months"))
    assert "各年按时率" in "".join(section(html, "months").itertext())


def test_the_worst_come_first(report: dict[str, Any]) -> None:
    rows = list(section(render(report), "department").iter("tr"))[1:3]
    past = [sum(int(words(cell)) for cell in row.findall("td")[2:4]) for row in rows]
    assert past == sorted(past, reverse=True)


def test_the_clauses_to_look_at_are_the_three_most_past_their_time(report: dict[str, Any]) -> None:
    changed = deepcopy(report)
    own = [one for one in changed["clauses"] if not is_promise(one["id"])][:5]
    for late, one in enumerate(own):
        one.update(late=late, breached_open=0, missed=0)
    changed["clauses"] = own
    assert [row.id for row in headline(changed)["look_at"]] == [one["id"] for one in own[:1:-1]]


def test_the_field_of_departments_has_the_clauses_most_past_their_time_first(report: dict[str, Any]) -> None:
    changed = deepcopy(report)
    judged_ones = [one for one in changed["clauses"] if not is_promise(one["id"]) and figures(one).due]
    judged_ones[-1]["late"] += 7
    field = heat_of(members(changed["by"]["department"]), changed["clauses"])
    assert field is not None
    assert next(id_ for id_, _ in field.rows) == judged_ones[-1]["id"]


def test_months_have_one_section(report: dict[str, Any]) -> None:
    ids = [one.get("id") for one in tree(render(report)).iter()]
    assert "months" in ids
    assert "month" not in ids


def test_groups_stand_in_the_order_of_their_names(report: dict[str, Any]) -> None:
    for group in report["by"].values():
        assert list(group) == sorted(group)


def test_disagreements_that_are_left_out_are_counted(report: dict[str, Any]) -> None:
    for part in agreement_part(report["agreement"]):
        assert part["left_out"] == part["differing"] - len(part["first"]) - len(part["more"])


def test_violated_requirements_name_their_cases(report: dict[str, Any]) -> None:
    assert FORMULA in words(section(render(report), "requirements"))


def test_disagreements_are_listed_with_traces(report: dict[str, Any]) -> None:
    part = section(render(report), "agreement")
    assert "再看" in words(part)
    assert any("视为" in words(one) or "收到" in words(one) for one in part.iter("li"))


def test_a_what_if_shows_before_and_after(report: dict[str, Any]) -> None:
    side = next(one for one in report["what_if"]["side_by_side"] if one["was"]["duties"])
    shown = words(section(render(report), "what-if"))
    assert f"{figures(side['was']).kept} → {figures(side['is']).kept}" in shown
    assert report["what_if"]["differences"][0]["text_zh"] in shown
    alone = {key: value for key, value in report.items() if key != "what_if"}
    assert "假设" not in words(tree(render(alone)))


def test_an_empty_report_says_what_to_do(empty: dict[str, Any]) -> None:
    html = render(empty)
    shown = words(section(html, "summary"))
    assert "没有一行可以判定" in shown
    assert "--suggest" in shown
    assert "100%" not in words(tree(html)).replace("不写 100%", "")
    assert "昨天" in words(section(html, "rejected"))


def test_where_nothing_was_due_nothing_is_praised(report: dict[str, Any]) -> None:
    idle = deepcopy(report)
    idle.pop("what_if")
    idle.update(agreement=[], by={group: {} for group in report["by"]})
    for clause in idle["clauses"]:
        clause.update({**dict.fromkeys(Figures._fields[:-1], 0), "duties": 0, "not_exercised": True, "worst": []})
    html = render(idle)
    assert "没有到期的职责可以判定" in words(section(html, "worst"))
    assert "没有一条用得上" in words(section(html, "summary"))
    assert "没有一项职责逾期" not in words(tree(html))
    assert "100%" not in words(section(html, "summary")) + words(section(html, "clauses"))


# --- In a browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu"],
            headless=True,
        )
        yield context
        context.close()


@pytest.fixture(scope="module")
def pages(
    report: dict[str, Any],
    crowded: dict[str, Any],
    short: dict[str, Any],
    empty: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    for name, one in (("report", report), ("crowded", crowded), ("short", short), ("empty", empty)):
        write_html(one, folder / f"{name}.html")
    return {path.stem: path.as_uri() for path in folder.iterdir()}


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def choose(page: Page, language: str) -> None:
    """Choose a language, also where the switch is not shown: on paper."""
    page.evaluate(f"document.getElementById('language-{language}').checked = true")


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "languages"), [("light", ("zh", "en")), ("dark", ("zh",))])
def test_axe_finds_nothing(page: Page, pages: dict[str, str], scheme: Any, languages: tuple[str, ...]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(pages["short"])
    for language in languages:
        choose(page, language)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_no_sideways_scroll_on_a_phone(page: Page, pages: dict[str, str]) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    for name in pages:
        page.goto(pages[name])
        for language in ("zh", "en"):
            choose(page, language)
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE, (name, language)


@pytest.mark.browser
def test_nothing_is_cut_off_on_paper(page: Page, pages: dict[str, str]) -> None:
    page.set_viewport_size({"width": A4_AT_96_DPI, "height": 1123})
    page.emulate_media(media="print")
    beyond = """() => {
      const margin = 2 * 12 / 25.4 * 96, room = innerWidth - margin;
      document.body.style.inlineSize = room + 'px';
      document.body.style.margin = '0';
      return [...document.querySelectorAll('td, th, svg, p, h3')]
        .filter(one => one.getClientRects().length && one.getBoundingClientRect().right > room + 1)
        .map(one => one.textContent.trim().slice(0, 60) + ' ' + one.getBoundingClientRect().right);
    }"""
    for name in pages:
        page.goto(pages[name])
        for language in ("zh", "en"):
            choose(page, language)
            assert page.evaluate(beyond) == [], (name, language)


@pytest.mark.browser
def test_it_prints_in_the_chosen_language_only(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["empty"])
    page.emulate_media(media="print")
    assert "概要" in page.inner_text("main")
    assert "Summary" not in page.inner_text("main")
    choose(page, "en")
    assert "Summary" in page.inner_text("main")
    assert "概要" not in page.inner_text("main")
    assert not page.locator(".language").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.browser
def test_the_keyboard_reaches_the_switch_and_shows_where_it_is(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["report"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "language-zh"
    outline = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "language-en"
    assert "Summary" in page.inner_text("#summary")
