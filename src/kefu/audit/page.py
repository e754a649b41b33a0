"""An audit's report as a page to look at and to print: one file, both languages, no script, nothing from outside."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine  # type: ignore[import-untyped, unused-ignore]
from django.utils.safestring import SafeString  # type: ignore[import-untyped, unused-ignore]

from kefu.audit import page_sections as sections
from kefu.audit.figures import members
from kefu.audit.wording import GROUPS
from kefu.lib.text import Text
from kefu.lib.width import CONTROL

_HERE = Path(__file__).parent
_GROUPS = tuple(group for group in GROUPS if group != "month")


def write_html(report: Mapping[str, Any], path: Path) -> None:
    """Write the report as one HTML file. Raises OSError if it cannot be written."""
    path.write_text(render(report), "utf-8")


def render(report: Mapping[str, Any]) -> str:
    """The report as an HTML document."""
    # Without settings Django cannot format numbers by locale, and need not: we do it ourselves.
    context = Context({**_content(report), "css": _css()}, use_l10n=False, use_tz=False)
    return CONTROL.sub("", str(_engine().get_template("report.html").render(context)))


def _content(report: Mapping[str, Any]) -> dict[str, Any]:
    months = members(report["by"]["month"])
    groups = [sections.group_part(report, group) for group in _GROUPS if report["by"][group]]
    content = {
        "head": sections.headline(report),
        "clauses": sections.clause_table(report["clauses"], months),
        "idle": sections.idle(report["clauses"]),
        "months": sections.month_part(months),
        "groups": groups,
        "worst": sections.worst_part(report["clauses"]),
        "requirements": sections.requirement_part(report["requirements"]),
        "agreement": sections.agreement_part(report["agreement"]),
        "rejected": sections.rejected_part(report["log"]["rejected"]),
        "what_if": sections.what_if_part(report),
    }
    return {**content, "contents": list(_contents(content))}


def _contents(content: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    yield "summary", Text("概要", "Summary")
    yield "clauses", Text("条款", "Clauses")
    yield "idle", Text("未用到的条款", "Clauses not exercised")
    yield "months", Text("按月", "By month")
    for group in content["groups"]:
        yield group["id"], group["title"]
    yield "worst", Text("最差事项", "Worst cases")
    yield "requirements", Text("要求", "Requirements")
    if content["agreement"]:
        yield "agreement", Text("与其他系统对照", "Agreement")
    yield "rejected", Text("不予采用的行", "Rejected rows")
    if content["what_if"]:
        yield "what-if", Text("假设对比", "What-if")


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(_HERE / "templates")], builtins=["kefu.audit.page_tags"])


@cache
def _css() -> str:
    css: str = SafeString((_HERE / "static" / "report.css").read_text("utf-8"))
    return css
