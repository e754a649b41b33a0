"""What explanations say, line by line."""

import pytest

from kefu.lib.periods import parse_period
from kefu.lib.worktime import Counting, compile_calendar, explain, get_zone, unofficial_years
from kefu.lib.worktime.wording import say_length, say_moment, say_office_length
from tests.lib.test_worktime_examples import CALENDARS, EXAMPLES, PAGE, moment, stops_of

FESTIVAL = "每周休息日（周日、周六）、法定节假日（农历除夕、春节）、调休放假（2月14日补班、2月28日补班）"
FESTIVAL_EN = (
    "weekly rest day (Sunday, Saturday), public holiday (Spring Festival Eve, Spring Festival), "
    "adjusted rest day (worked on 14 Feb instead, worked on 28 Feb instead)"
)


def told(
    period: str, start: str, stops: str = "", counting: Counting = "civil-code", calendar: str = "broadcast"
) -> list[tuple[str, str, str]]:
    timeline = compile_calendar(CALENDARS[calendar])
    found = explain(timeline, parse_period(period), moment(timeline, start), counting, stops_of(timeline, stops))
    return [(line.rule, line.text.zh, line.text.en) for line in found.trace]


def test_the_worked_saturday() -> None:
    assert told("1 working day", "2026-02-13 16:40") == [
        ("received", "2026年2月13日（周五）16:40 收到", "received Fri 13 Feb 2026 16:40"),
        ("first-day", "收到当天不计入", "the day it came is not counted"),
        (
            "adjusted",
            "2月14日（周六）调休上班（周六），第 1 个工作日",
            "Sat 14 Feb: adjusted working day (Saturday), working day 1",
        ),
        ("closes", "2月14日（周六）18:00 下班", "the office closes Sat 14 Feb 18:00"),
        ("due", "到期：2月14日（周六）18:00", "due Sat 14 Feb 18:00"),
    ]


def test_a_stop_over_the_festival() -> None:
    lines = told("3 working days", "2026-02-09 10:00", "2026-02-12 11:00..2026-02-25 10:00")
    assert lines[2:] == [
        (
            "counted",
            "2月10日（周二）至2月11日（周三）：第 1 至 2 个工作日",
            "Tue 10 Feb to Wed 11 Feb: working days 1 to 2",
        ),
        (
            "standing",
            "2月12日（周四）至2月14日（周六）下班时计时停止，不计入",
            "Thu 12 Feb to Sat 14 Feb: clock stopped at the close, not counted",
        ),
        (
            "stopped",
            (
                "2月12日（周四）11:00 至 2月25日（周三）10:00 计时停止（12 天 23 小时）："
                "期限由 2月12日（周四）18:00 顺延至 2月25日（周三）18:00"
            ),
            (
                "clock stopped Thu 12 Feb 11:00 to Wed 25 Feb 10:00 (12 days 23 hours): "
                "due Wed 25 Feb 18:00 instead of Thu 12 Feb 18:00"
            ),
        ),
        (
            "skipped",
            f"2月15日（周日）至2月23日（周一）不办公：{FESTIVAL}",
            f"Sun 15 Feb to Mon 23 Feb: closed, {FESTIVAL_EN}",
        ),
        ("standing", "2月24日（周二）下班时计时停止，不计入", "Tue 24 Feb: clock stopped at the close, not counted"),
        ("counted", "2月25日（周三）：第 3 个工作日", "Wed 25 Feb: working day 3"),
        ("closes", "2月25日（周三）18:00 下班", "the office closes Wed 25 Feb 18:00"),
        ("due", "到期：2月25日（周三）18:00", "due Wed 25 Feb 18:00"),
    ]


def test_many_days_are_summed_up() -> None:
    lines = told("38 working days", "2026-01-20 16:40")
    assert [line[1] for line in lines[2:]] == [
        "1月21日（周三）至2月13日（周五）：计 18 个工作日",
        "2月14日（周六）调休上班（周六），第 19 个工作日",
        f"2月15日（周日）至2月23日（周一）不办公：{FESTIVAL}",
        "2月24日（周二）至2月27日（周五）：第 20 至 23 个工作日",
        "2月28日（周六）调休上班（周六），第 24 个工作日",
        "3月1日（周日）至3月19日（周四）：计 14 个工作日",
        "3月19日（周四）18:00 下班",
        "到期：3月19日（周四）18:00",
    ]


def test_office_hours_over_a_change_of_season() -> None:
    assert told("4 working hours", "2026-04-30 16:40")[1:] == [
        ("counted", "4月30日（周四）计 1 小时 20 分", "Thu 30 Apr: 1 hour 20 minutes counted"),
        (
            "skipped",
            (
                "5月1日（周五）至5月5日（周二）不办公：法定节假日（劳动节）、每周休息日（周日）、节假日补假（劳动节）、"
                "调休放假（5月9日补班）"
            ),
            (
                "Fri 1 May to Tue 5 May: closed, public holiday (Labour Day), weekly rest day (Sunday), "
                "day off in lieu of a holiday (Labour Day), adjusted rest day (worked on 9 May instead)"
            ),
        ),
        (
            "season",
            "5月1日（周五）起办公时间 08:30–12:00, 13:30–17:30",
            "from Fri 1 May the office hours are 08:30–12:00, 13:30–17:30",
        ),
        ("counted", "5月6日（周三）计 2 小时 40 分", "Wed 6 May: 2 hours 40 minutes counted"),
        ("due", "到期：5月6日（周三）11:10", "due Wed 6 May 11:10"),
    ]


def rules_and_words(lines: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(rule, zh) for rule, zh, _ in lines[1:]]


def test_same_day_after_closing() -> None:
    assert rules_and_words(told("same day", "2026-02-13 18:00")) == [
        ("opens", "当时不办公，视为 2月14日（周六）08:30 收到"),
        ("closes", "2月14日（周六）18:00 下班"),
        ("due", "到期：2月14日（周六）18:00"),
    ]


def test_a_day_that_ends_at_midnight() -> None:
    assert rules_and_words(told("1 working day", "2026-02-09 10:00", calendar="plain"))[-2:] == [
        ("closes", "2月10日（周二）24:00 当天结束"),
        ("due", "到期：2月10日（周二）24:00"),
    ]


def test_moved_on_and_back() -> None:
    assert rules_and_words(told("by the 5th", "2026-04-01 10:00"))[:2] == [
        ("target", "期限日为 4月5日（周日）"),
        ("moved-on", "法定节假日（清明节）、节假日补假（清明节），顺延至 4月7日（周二）"),
    ]
    assert rules_and_words(told("by the 5th or before", "2026-04-01 10:00"))[:2] == [
        ("target", "期限日为 4月5日（周日）"),
        ("moved-back", "每周休息日（周六）、法定节假日（清明节），提前至 4月3日（周五）"),
    ]
    assert rules_and_words(told("1 week", "2026-03-07 10:00"))[1:3] == [
        ("target", "满 1 周为 3月14日（周六）"),
        ("moved-on", "每周休息日（周六、周日），顺延至 3月16日（周一）"),
    ]


@pytest.mark.parametrize(
    ("period", "start", "target"),
    [
        ("by the 1st", "2026-12-28 10:00", "2027年1月1日（周五）"),
        ("by the 1st or before", "2026-12-28 10:00", "2027年1月1日（周五）"),
        ("by the 31st", "2026-01-30 10:00", "1月31日（周六）"),
    ],
)
def test_the_target_may_lie_in_another_month_than_the_end(period: str, start: str, target: str) -> None:
    assert ("target", f"期限日为 {target}") in rules_and_words(told(period, start))


def test_by_an_hour_that_had_passed() -> None:
    assert rules_and_words(told("by 17:00", "2026-04-03 17:01")) == [
        ("first-day", "当天 17:00 已过"),
        (
            "skipped",
            "4月4日（周六）至4月6日（周一）不办公：每周休息日（周六）、法定节假日（清明节）、节假日补假（清明节）",
        ),
        ("target", "期限日为 4月7日（周二）"),
        ("due", "到期：4月7日（周二）17:00"),
    ]


def test_by_an_hour_that_is_to_come_today() -> None:
    assert rules_and_words(told("by 17:00", "2026-04-03 16:59")) == [
        ("target", "期限日为 4月3日（周五）"),
        ("due", "到期：4月3日（周五）17:00"),
    ]


def test_elapsed_and_shut() -> None:
    assert rules_and_words(told("1 working day", "2026-04-30 17:45", counting="elapsed"))[-3:] == [
        ("counted", "5月6日（周三）：第 1 个工作日"),
        ("shut", "该时刻不办公，仍按同一时刻到期"),
        ("due", "到期：5月6日（周三）17:45"),
    ]


def test_the_midnight_that_ends_a_season_is_no_day_of_the_next() -> None:
    assert [rule for rule, _, _ in told("by 24:00", "2026-09-30 10:00")] == ["received", "target", "due"]
    assert "season" in [rule for rule, _, _ in told("by 24:00", "2026-09-30 24:00")]


def test_office_hours_of_many_days_are_summed_up() -> None:
    (counted,) = [en for rule, _, en in told("70 working hours", "2026-03-02 08:30") if rule == "counted"]
    assert counted == "Mon 2 Mar to Fri 13 Mar: 70 hours counted on 10 days"


def test_moments_and_lengths_are_said_to_the_second() -> None:
    utc = get_zone("UTC")
    assert [say_moment(utc, second, 1970).en.split(" ", 3)[3] for second in (0, 59, 60, 3661)] == (
        ["00:00", "00:00:59", "00:01", "01:01:01"]
    )
    assert say_moment(utc, 86_400, 1970, is_end=True).en == "Thu 1 Jan 24:00"
    assert [say_length(seconds).en for seconds in (0, 59, 3_600, 86_399, 86_400, 93_784)] == (
        [
            "0 minutes",
            "59 seconds",
            "1 hour",
            "23 hours 59 minutes 59 seconds",
            "1 day",
            "1 day 2 hours 3 minutes 4 seconds",
        ]
    )
    assert [say_office_length(seconds).en for seconds in (0, 59, 3_660, 93_600)] == (
        ["0 minutes", "59 seconds", "1 hour 1 minute", "26 hours"]
    )


def test_a_stop_from_the_due_time_on_still_moves_it() -> None:
    lines = told("1 hour", "2026-03-03 10:00", "2026-03-03 11:00..2026-03-03 11:30")
    assert [en for rule, _, en in lines if rule in ("stopped", "due")] == [
        "clock stopped Tue 3 Mar 11:00 to Tue 3 Mar 11:30 (30 minutes): due Tue 3 Mar 11:30 instead of Tue 3 Mar 11:00",
        "due Tue 3 Mar 11:30",
    ]


def test_stops_of_minutes_late_and_without_end() -> None:
    lines = told(
        "30 minutes", "2026-02-13 10:00", "2026-02-13 10:10..2026-02-13 10:25, 2026-02-13 11:00..2026-02-13 12:00"
    )
    assert [zh for rule, zh, _ in lines if rule == "stopped"] == [
        (
            "2月13日（周五）10:10 至 2月13日（周五）10:25 计时停止（15 分）："
            "期限由 2月13日（周五）10:30 顺延至 2月13日（周五）10:45"
        ),
        "2月13日（周五）11:00 至 2月13日（周五）12:00 计时停止（1 小时）：此前已到期，期限不变",
    ]
    timeline = compile_calendar(CALENDARS["broadcast"])
    start = moment(timeline, "2026-02-13 10:00")
    found = explain(timeline, parse_period("30 minutes"), start, "civil-code", [(start + 600, None)])
    assert found.trace[-1].text.zh == "2月13日（周五）10:10 起计时停止：尚未恢复，暂无期限"
    assert (len(found.trace), found.estimated) == (2, False)


def test_estimated_names_the_years() -> None:
    assert told("1 year", "2026-04-03 17:01")[-1] == (
        "estimated",
        "估算：2027 年的放假安排尚未公布",
        "estimated: the arrangement of 2027 is not announced",
    )
    assert "2027–2028" in told("2 years", "2026-04-03 17:01")[-1][1]
    timeline = compile_calendar(CALENDARS["broadcast"])
    span = moment(timeline, "2026-12-31 10:00"), moment(timeline, "2028-01-01 10:00")
    assert unofficial_years(timeline, *span) == [2027, 2028]


def test_the_page_lists_every_rule() -> None:
    rules = {
        line.rule
        for example in EXAMPLES
        for timeline in [compile_calendar(CALENDARS[example.calendar])]
        for line in explain(
            timeline,
            parse_period(example.period),
            moment(timeline, example.start),
            example.counting,
            stops_of(timeline, example.stops),
        ).trace
    }
    page = PAGE.read_text(encoding="utf-8")
    listed = page.split("## The lines of an explanation")[1].split("## Examples")[0]
    first_cells = [row.split("|")[1] for row in listed.splitlines() if row.startswith("| `")]
    assert rules == {word for cell in first_cells for word in cell.split("`")[1::2]}
