"""Charts: what they draw is in proportion, named, escaped, and never told by colour alone."""

import re
from collections.abc import Iterator
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


def test_a_share_between_gaps_is_a_point_and_no_line() -> None:
    svg = charts.line(FRAME, list("abc"), [None, 0.5, None])
    assert (shapes(svg, "line"), len(shapes(svg, "point"))) == ([], 1)


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


def test_names_of_columns_do_not_run_into_one_another() -> None:
    svg = charts.heat(FRAME, ["r"], ["x" * 40, "y" * 40, "部" * 40], [[1.0] * 3])
    cut = [text for text in texts(svg) if text.endswith("…")]
    assert [text[0] for text in cut] == ["x", "y", "部"]
    assert all(sum(12.4 if sign == "部" else 6.2 for sign in text) <= charts.CELL_WIDTH - 6 for text in cut)


def test_a_name_that_just_fits_is_not_cut() -> None:
    names = [sign * 40 for sign in "ab"]
    room = len(texts(charts.heat(FRAME, names[:1], ["x"], [[1.0]]))[1])
    fits, over = "a" * room, "b" * (room + 1)
    shown = texts(charts.heat(FRAME, [fits, over], ["x"], [[1.0], [1.0]]))
    assert fits in shown
    assert f"{over[: room - 1]}…" in shown


def numbers(one: ElementTree.Element, *names: str) -> list[float]:
    return [float(one.get(name, 0)) for name in names]


def boxes(svg: str, mark: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each rectangle."""
    return [
        (x, y, x + width, y + height)
        for x, y, width, height in (numbers(one, "x", "y", "width", "height") for one in shapes(svg, mark))
    ]


def words(svg: str) -> dict[str, ElementTree.Element]:
    return {one.text or "": one for one in parsed(svg).iter(f"{SVG}text")}


def drawn_by(svg: str) -> Iterator[tuple[float, float]]:
    """Corners of all that a chart draws; of a text, where it is held."""
    for one in parsed(svg).iter():
        match one.tag.removeprefix(SVG):
            case "rect":
                x, y, width, height = numbers(one, "x", "y", "width", "height")
                yield from ((x, y), (x + width, y + height))
            case "text":
                yield numbers(one, "x", "y")[0], numbers(one, "x", "y")[1]
            case "circle":
                x, y, r = numbers(one, "cx", "cy", "r")
                yield from ((x - r, y - r), (x + r, y + r))
            case "line":
                x, y, other_x, other_y = numbers(one, "x1", "y1", "x2", "y2")
                yield from ((x, y), (other_x, other_y))
            case "polyline":
                for point in (one.get("points") or "").split():
                    x, y = map(float, point.split(","))
                    yield x, y


@pytest.mark.parametrize("count", [1, 2, 13, 40, 90])
def test_nothing_is_drawn_outside_of_its_picture(count: int) -> None:
    labels = [f"2026-{place:02d}" for place in range(count)]
    shares = [place % 5 / 4 for place in range(count)]
    for svg in (
        stacked(*[(place % 7, place % 3) for place in range(count)]),
        charts.line(FRAME, labels, shares),
        charts.heat(FRAME, labels, labels, [shares] * count),
        charts.spark(shares),
        charts.bar([("kept", share) for share in shares]),
    ):
        width, height = numbers(parsed(svg), "width", "height")
        assert parsed(svg).get("viewBox") == f"0 0 {width:.0f} {height:.0f}"
        assert all(0 <= x <= width and 0 <= y <= height for x, y in drawn_by(svg))


@pytest.mark.parametrize("count", [2, 13, 40])
def test_columns_stand_apart_each_over_its_label(count: int) -> None:
    svg = stacked(*[(1, 0)] * count)
    columns = boxes(svg, "kept")[:count]
    assert all(one[2] < following[0] for one, following in pairwise(columns))
    steps = {round(following[0] - one[0]) for one, following in pairwise(columns)}
    assert max(steps) - min(steps) <= 1
    middles = [(left + right) / 2 for left, _, right, _ in columns]
    for label, text in words(svg).items():
        if label.startswith("2026-"):
            assert float(text.get("x", 0)) == pytest.approx(middles[int(label[5:]) - 1], abs=0.2)
            assert text.get("text-anchor") == "middle"
            assert float(text.get("y", 0)) > columns[0][3]


def test_points_of_a_line_stand_over_their_labels_with_their_shares_above() -> None:
    labels, shares = [f"L{place}" for place in range(5)], [0.1, 0.2, 0.3, 0.4, 0.5]
    svg = charts.line(FRAME, labels, shares)
    said = words(svg)
    for label, share, point in zip(labels, shares, shapes(svg, "point"), strict=True):
        x, y = numbers(point, "cx", "cy")
        assert float(said[label].get("x", 0)) == pytest.approx(x, abs=0.1)
        shown_x, shown_y = numbers(said[f"{share:.0%}"], "x", "y")
        assert shown_x == pytest.approx(x, abs=0.1)
        assert y - 15 < shown_y < y - 3


def test_shares_are_written_at_the_points_of_short_lines_alone() -> None:
    for count, shown in ((14, 14), (15, 0)):
        svg = charts.line(FRAME, ["x"] * count, [0.43] * count)
        assert texts(svg).count("43%") == shown


def test_the_scale_says_at_each_line_what_it_stands_for() -> None:
    for svg, shown in (
        (stacked((4, 4)), ["0", "2", "4", "6", "8"]),
        (charts.line(FRAME, ["a"], [None]), ["0%", "25%", "50%", "75%", "100%"]),
    ):
        lines = [float(one.get("y1", 0)) for one in shapes(svg, "grid")]
        assert lines == [charts.TOP + charts.PLOT * (1 - part / 4) for part in range(5)]
        marks = [words(svg)[one] for one in shown]
        assert all(abs(float(mark.get("y", 0)) - y) < 6 for mark, y in zip(marks, lines, strict=True))
        assert all(mark.get("text-anchor") == "end" and float(mark.get("x", 0)) < charts.LEFT for mark in marks)


def test_keys_of_the_legend_stand_before_their_names_and_none_overlap() -> None:
    names = ["按时", "recorded late", "逾期"]
    svg = charts.stacked(FRAME, ["a"], [Series(name, f"m{place}", [0]) for place, name in enumerate(names)])
    ends = 0.0
    for place, name in enumerate(names):
        ((left, top, right, bottom),) = boxes(svg, f"m{place}")
        x, y = numbers(words(svg)[name], "x", "y")
        assert ends < left < right < x < right + 10
        assert top < y <= bottom
        ends = x + sum(12 if sign > "\u2000" else 6 for sign in name)


def test_cells_of_the_heat_stand_in_rows_and_columns_with_figures_in_them() -> None:
    cells = [[0.11, 0.22], [0.33, 0.44]]
    svg = charts.heat(FRAME, ["r0", "r1"], ["c0", "c1"], cells)
    said = words(svg)
    found = {}
    for level in range(5):
        for left, top, right, bottom in boxes(svg, f"heat chart-heat-{level}"):
            inside = [
                name
                for name, one in said.items()
                if left < float(one.get("x", 0)) < right and top < float(one.get("y", 0)) < bottom
            ]
            found[tuple(inside)] = (left, top, right, bottom)
    assert sorted(found) == [("11%",), ("22%",), ("33%",), ("44%",)]
    for row, shares in enumerate(cells):
        for column, share in enumerate(shares):
            left, top, right, bottom = found[(f"{share:.0%}",)]
            assert float(said[f"c{column}"].get("x", 0)) == pytest.approx((left + right) / 2)
            assert float(said[f"c{column}"].get("y", 0)) < top
            assert top < float(said[f"r{row}"].get("y", 0)) < bottom
            assert float(said[f"r{row}"].get("x", 0)) < left
    across, down = found[("22%",)][0] - found[("11%",)][2], found[("33%",)][1] - found[("11%",)][3]
    assert (across, down) == (2, 2)


def test_a_spark_goes_from_edge_to_edge_and_ends_in_a_dot() -> None:
    svg = charts.spark([0.0, 1.0, 0.5, None], width=96, height=18)
    assert (shapes(svg, "line")[0].get("points") or "").split() == ["2.0,16.0", "32.7,2.0", "63.3,9.0"]
    assert numbers(shapes(svg, "point")[0], "cx", "cy") == [63.3, 9.0]
    assert numbers(shapes(charts.spark([0.5, 0.5]), "point")[0], "cx") == [94.0]


def test_the_smallest_part_of_a_column_is_still_seen() -> None:
    assert boxes(stacked((9_999, 1)), "late")[0][3] - boxes(stacked((9_999, 1)), "late")[0][1] == pytest.approx(0.6)
