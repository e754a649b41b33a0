"""Charts: what they draw is in proportion, named, escaped, and never told by colour alone."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from kefu.lib import charts
from kefu.lib.charts import Frame, Series

FRAME = Frame("c1", "按月 <b>", "一月 & 二月")
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314


def shapes(svg: str, mark: str) -> list[ElementTree.Element]:
    return [one for one in parsed(svg).iter() if one.get("class") == f"chart-{mark}"]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in parsed(svg).iter(f"{SVG}text")]


def stacked(*values: tuple[float, float]) -> str:
    labels = [f"2026-{place + 1:02d}" for place in range(len(values))]
    series = [
        Series("按时", "kept", [one for one, _ in values]),
        Series("逾期 <i>", "late", [two for _, two in values]),
    ]
    return charts.stacked(FRAME, labels, series)


def test_a_chart_is_a_picture_with_a_name_and_a_description() -> None:
    root = parsed(stacked((1, 2)))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-t"
    assert [one.text for one in root if one.tag in {f"{SVG}title", f"{SVG}desc"}] == ["按月 <b>", "一月 & 二月"]


def test_an_ornament_is_hidden_from_those_who_listen() -> None:
    for svg in (charts.bar([("kept", 1)]), charts.spark([0.5, 1])):
        assert parsed(svg).get("aria-hidden") == "true"
        assert parsed(svg).get("role") is None


def test_names_are_escaped() -> None:
    assert "<i>" not in stacked((1, 2))
    assert "逾期 <i>" in texts(stacked((1, 2)))
    assert "<script>" in texts(charts.heat(FRAME, ["<script>"], ["a"], [[1.0]]))


def test_no_chart_has_script_or_colours_of_its_own() -> None:
    for svg in (
        stacked((1, 2)),
        charts.line(FRAME, ["a"], [0.5]),
        charts.heat(FRAME, ["a"], ["b"], [[0.1]]),
        charts.patterns(),
        charts.bar([("late", 1)]),
        charts.spark([0.1]),
    ):
        assert not re.search(r"<script|style=|fill=|#[0-9a-f]{3}", svg)


def test_columns_are_as_high_as_their_values() -> None:
    svg = stacked((100, 50), (200, 0))
    high = [float(one.get("height", 0)) for one in shapes(svg, "kept")][:2]
    assert high[1] == pytest.approx(2 * high[0], abs=0.2)
    late = [float(one.get("height", 0)) for one in shapes(svg, "late")]
    assert late[0] == pytest.approx(high[0] / 2, abs=0.2)
    # One column and its key in the legend: nothing is drawn for nought.
    assert len(late) == 2


def test_columns_stand_on_the_foot_of_the_scale() -> None:
    svg = stacked((100, 50))
    foot = max(float(one.get("y1", 0)) for one in shapes(svg, "grid"))
    kept, late = (shapes(svg, mark)[0] for mark in ("kept", "late"))
    assert float(kept.get("y", 0)) + float(kept.get("height", 0)) == pytest.approx(foot, abs=0.2)
    assert float(late.get("y", 0)) + float(late.get("height", 0)) == pytest.approx(float(kept.get("y", 0)), abs=0.2)


def test_a_chart_of_many_columns_is_as_wide_as_they_need() -> None:
    few, many = (float(parsed(stacked(*[(1, 0)] * count)).get("width", 0)) for count in (2, 60))
    assert few == charts.NARROWEST
    last = shapes(stacked(*[(1, 0)] * 60), "kept")[59]
    assert charts.NARROWEST < float(last.get("x", 0)) + float(last.get("width", 0)) < many


def test_a_spark_is_the_higher_the_greater_the_share() -> None:
    low, high = (float(shapes(charts.spark([share]), "point")[0].get("cy", 0)) for share in (0, 1))
    assert high < low


def test_the_scale_ends_at_a_round_number_above_the_highest_column() -> None:
    assert {"0", "320", "160"} <= set(texts(stacked((250, 20))))
    assert {"0", "4"} <= set(texts(stacked((0, 0))))
    assert {"12,000", "3,000"} <= set(texts(stacked((9000, 1000))))


def test_of_many_labels_some_are_left_out_and_none_overlap() -> None:
    svg = stacked(*[(1, 1)] * 36)
    places = [float(one.get("x", 0)) for one in parsed(svg).iter(f"{SVG}text") if (one.text or "").startswith("2026-")]
    assert 5 < len(places) < 36
    assert min(b - a for a, b in pairwise(places)) > 40


def test_a_bar_is_divided_in_proportion_and_fills_its_width() -> None:
    svg = charts.bar([("kept", 3), ("late", 0), ("undone", 1)], width=80)
    assert [one.get("width") for one in shapes(svg, "kept") + shapes(svg, "undone")] == ["60.0", "20.0"]
    assert shapes(svg, "late") == []
    assert shapes(charts.bar([("kept", 0)]), "kept") == []


def test_a_line_breaks_where_there_is_no_share() -> None:
    svg = charts.line(FRAME, list("abcde"), [1.0, 0.5, None, 0.25, 0.0])
    assert len(shapes(svg, "line")) == 2
    points = [float(one.get("cy", 0)) for one in shapes(svg, "point")]
    assert points == [
        charts.TOP,
        charts.TOP + charts.PLOT / 2,
        charts.TOP + charts.PLOT * 0.75,
        charts.TOP + charts.PLOT,
    ]


def test_a_spark_of_nothing_is_empty() -> None:
    assert shapes(charts.spark([]), "line") == []
    assert shapes(charts.spark([None, None]), "point") == []


@pytest.mark.parametrize(("share", "level"), [(1.0, 0), (0.99, 1), (0.9, 1), (0.89, 2), (0.75, 2), (0.5, 3), (0.0, 4)])
def test_heat_grows_as_the_share_falls(share: float, level: int) -> None:
    assert charts.heat_level(share) == level


def test_every_cell_of_the_heat_says_its_share() -> None:
    svg = charts.heat(FRAME, ["a"], ["x", "y", "z", "w"], [[0.996, None, 0.004, 1.0]])
    # What is not wholly kept is not rounded up to it.
    assert [text for text in texts(svg) if text not in {"a", "x", "y", "z", "w"}] == ["99%", "·", "1%", "100%"]


def test_long_names_are_cut_to_their_room() -> None:
    svg = charts.heat(FRAME, ["很长的条款名称" * 9], ["特别长的部门名称"], [[0.5]])
    assert all(len(text) < 22 for text in texts(svg))
    assert sum(text.endswith("…") for text in texts(svg)) == 2


def test_a_name_that_just_fits_is_not_cut() -> None:
    names = [sign * 40 for sign in "ab"]
    room = len(texts(charts.heat(FRAME, names[:1], ["x"], [[1.0]]))[1])
    fits, over = "a" * room, "b" * (room + 1)
    shown = texts(charts.heat(FRAME, [fits, over], ["x"], [[1.0], [1.0]]))
    assert fits in shown
    assert f"{over[: room - 1]}…" in shown
