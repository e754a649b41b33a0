"""The grammar of periods (CORE: counting)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.periods import LIMITS, Period, PeriodError, Unit, ordinal, parse_period

READ = [
    ("30 minutes", Unit.MINUTES, 30, "30 minutes", "30 分钟"),
    ("1 hour", Unit.HOURS, 1, "1 hour", "1 小时"),
    ("4 working hours", Unit.WORKING_HOURS, 4, "4 working hours", "4 个工作小时"),
    ("1 working day", Unit.WORKING_DAYS, 1, "1 working day", "1 个工作日"),
    ("1 working days", Unit.WORKING_DAYS, 1, "1 working day", "1 个工作日"),
    ("3 working day", Unit.WORKING_DAYS, 3, "3 working days", "3 个工作日"),
    ("  2  Working   DAYS ", Unit.WORKING_DAYS, 2, "2 working days", "2 个工作日"),
    ("10 days", Unit.DAYS, 10, "10 days", "10 天"),
    ("2 weeks", Unit.WEEKS, 2, "2 weeks", "2 周"),
    ("1 month", Unit.MONTHS, 1, "1 month", "1 个月"),
    ("1 half-year", Unit.HALF_YEARS, 1, "1 half-year", "半年"),
    ("3 half-years", Unit.HALF_YEARS, 3, "3 half-years", "3 个半年"),
    ("1 year", Unit.YEARS, 1, "1 year", "1 年"),
    ("Same Day", Unit.SAME_DAY, 1, "same day", "当日"),
    ("by the 5th", Unit.BY_DAY, 5, "by the 5th", "每月 5 日前"),
    ("by the 22nd", Unit.BY_DAY, 22, "by the 22nd", "每月 22 日前"),
    ("by 17:00", Unit.BY_TIME, 1020, "by 17:00", "17:00 前"),
    ("by 8:05", Unit.BY_TIME, 485, "by 08:05", "08:05 前"),
    ("by 12:59", Unit.BY_TIME, 779, "by 12:59", "12:59 前"),
    ("by 24:00", Unit.BY_TIME, 1440, "by 24:00", "24:00 前"),
]


@pytest.mark.parametrize(("text", "unit", "count", "english", "chinese"), READ)
def test_reads_and_says(text: str, unit: Unit, count: int, english: str, chinese: str) -> None:
    period = parse_period(text)
    assert (period.unit, period.count, period.or_before) == (unit, count, False)
    assert period.text == (chinese, english)


def test_or_before() -> None:
    period = parse_period("by the 5th or before")
    assert period == Period(Unit.BY_DAY, 5, or_before=True)
    assert period.text == ("每月 5 日前（遇休息日提前）", "by the 5th or before")


NEAR_MISSES = [
    ("1 business day", "1 working day"),
    ("2 business days", "2 working days"),
    ("one working day", "1 working day"),
    ("a day", "1 day"),
    ("3 wroking days", "3 working days"),
    ("2 workdays", "2 working days"),
    ("3 work hours", "3 working hours"),
    ("24h", "24 hours"),
    ("1.5 hours", "90 minutes"),
    ("1 half year", "1 half-year"),
    ("1 quarter", "3 months"),
    ("2 natural days", "2 days"),
    ("2 calendar days", "2 days"),
    ("1 workingday", "1 working day"),
    ("2 work days", "2 working days"),
    ("2 business hours", "2 working hours"),
    ("2 office hours", "2 working hours"),
    ("15 mins", "15 minutes"),
    ("2 hrs", "2 hours"),
    ("3d", "3 days"),
    ("2 wks", "2 weeks"),
    ("2工作日", "2 working days"),
    ("3天", "3 days"),
    ("3 日", "3 days"),
    ("4小时", "4 hours"),
    ("2周", "2 weeks"),
    ("2个月", "2 months"),
    ("1年", "1 year"),
    ("two weeks", "2 weeks"),
    ("five days", "5 days"),
    ("twelve months", "12 months"),
    ("an hour", "1 hour"),
    ("0.5 hours", "30 minutes"),
    ("by 12pm", "by 12:00"),
    ("by 8:05 am", "by 08:05"),
    ("by 1", "by the 1st"),
    ("by the 31", "by the 31st"),
    ("2 fortnights", "4 weeks"),
    ("2 个工作日", "2 working days"),
    ("30 分钟", "30 minutes"),
    ("by 5th", "by the 5th"),
    ("by the 5st", "by the 5th"),
    ("by the 5 or earlier", "by the 5th or before"),
    ("by 5pm", "by 17:00"),
    ("by 12:30 am", "by 00:30"),
    ("today", "same day"),
    ("当天", "same day"),
]


@pytest.mark.parametrize(("text", "meant"), NEAR_MISSES)
def test_near_misses_name_what_was_meant(text: str, meant: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(text)
    assert f'did you mean "{meant}"?' in refused.value.text.en
    assert f"是否为“{meant}”？" in refused.value.text.zh
    assert str(parse_period(meant)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "days",
        "1.25 hours",
        "five",
        "by noon",
        "9" * 20 + " days",
        "by 17:00 or before",
        "by 32",
        "by 0",
        "0 natural days",
        "1.5 days",
        "20000 calendar days",
    ],
)
def test_others_are_told_the_grammar(text: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(text)
    assert "working hours" in refused.value.text.en
    assert "可以写" in refused.value.text.zh


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0 days", "at least 1"),
        ("-1 days", "at least 1"),
        ("10001 days", "at most 10000 days"),
        ("31 years", "at most 30 years"),
        ("by the 32nd", "no day 32"),
        ("by the 0th", "no day 0"),
        ("by 24:01", "00:00 to 24:00"),
        ("by 12:60", "00:00 to 24:00"),
    ],
)
def test_counts_that_cannot_be(text: str, says: str) -> None:
    with pytest.raises(PeriodError, match=says) as refused:
        parse_period(text)
    assert refused.value.text.zh


@pytest.mark.parametrize(
    ("most", "of"),
    [
        (14_400_000, "minutes"),
        (240_000, "hours"),
        (60_000, "working hours"),
        (7_500, "working days"),
        (10_000, "days"),
        (1_500, "weeks"),
        (360, "months"),
        (60, "half-years"),
        (30, "years"),
    ],
)
def test_the_longest_of_each_unit(most: int, of: str) -> None:
    assert parse_period(f"{most} {of}").count == most
    with pytest.raises(PeriodError, match=f"at most {most} {of}"):
        parse_period(f"{most + 1} {of}")


def test_only_days_of_the_month_take_or_before() -> None:
    with pytest.raises(PeriodError, match="or before"):
        Period(Unit.WEEKS, 1, or_before=True)


def test_ordinals() -> None:
    said = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 31st 101st 111th 112th 113th"
    assert [ordinal(int(one[:-2])) for one in said.split()] == said.split()


@st.composite
def periods(draw: st.DrawFn) -> Period:
    unit = draw(st.sampled_from(Unit))
    count = draw(st.integers(0 if unit is Unit.BY_TIME else 1, LIMITS[unit]))
    return Period(unit, count, or_before=unit is Unit.BY_DAY and draw(st.booleans()))


@given(periods())
def test_what_is_said_can_be_read(period: Period) -> None:
    assert parse_period(str(period)) == period
    assert parse_period(str(period).upper()) == period


@given(st.text() | st.from_regex(r"(by (the )?)?\d{0,4} ?[a-z:-]{0,9}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except PeriodError:
        with pytest.raises(PeriodError):
            parse_period(text.upper())
    else:
        assert parse_period(str(period)) == period
