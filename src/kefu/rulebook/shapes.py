"""What all parts of a rulebook file are made of: names, periods, times of day, conditions, what a clause says."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from kefu.lib.located import refusal
from kefu.lib.periods import COUNTED_BACK, Period, PeriodError, parse_period

Scalar = bool | int | float | str
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Each = Literal["day", "week", "month", "quarter", "half-year", "year"]
Count = Literal["civil-code", "elapsed"]


def _refused_as(zh: str, en: str) -> WrapValidator:
    """A value that has not the form is refused in these words, after itself."""

    def checked(value: Any, check: ValidatorFunctionWrapHandler) -> str:
        try:
            return str(check(value))
        except ValidationError as error:
            raise refusal(f"“{value}”{zh}", f"“{value}” {en}") from error

    return WrapValidator(checked)


def as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _period(value: Any) -> Any:
    if isinstance(value, Period):
        return value
    if not isinstance(value, str):
        raise refusal("期限用文字书写，如 1 working day", f"a period is words, such as 1 working day, not {value!r}")
    try:
        return parse_period(value)
    except PeriodError as error:
        raise refusal(*error.text) from error


def _reminder(value: Any) -> Any:
    if isinstance(value, str) and value.endswith(" before"):
        period = _period(value.removesuffix(" before"))
        if period.unit not in COUNTED_BACK:
            raise refusal(
                "提醒不能按月、年或时点倒推：请用分钟、小时、工作小时、天、工作日或周",
                "months, years and times of day cannot be counted back: use minutes, hours, working hours, days,"
                " working days or weeks",
            )
        return period
    raise refusal(
        "提醒写作“期限 before”，如 2 working hours before",
        f"a reminder is a period and the word before, such as 2 working hours before, not {value!r}",
    )


def _minute(value: Any) -> Any:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if found and int(found[1]) * 60 + int(found[2]) <= 24 * 60 and int(found[2]) < 60:
        return int(found[1]) * 60 + int(found[2])
    raise refusal("时刻写作 08:30", f"a time of day is written 08:30, not {value!r}")


def _hours(value: Any) -> Any:
    found = re.fullmatch(r"(\d{2}:\d{2})-(\d{2}:\d{2})", value) if isinstance(value, str) else None
    if not found:
        raise refusal("办公时间写作 08:30-12:00", f"office hours are written 08:30-12:00, not {value!r}")
    opening, closing = _minute(found[1]), _minute(found[2])
    return (opening, closing if closing > opening else closing + 24 * 60)


def _month_day(value: Any) -> Any:
    found = re.fullmatch(r"(\d{2})-(\d{2})", value) if isinstance(value, str) else None
    if found:
        try:
            date(2000, int(found[1]), int(found[2]))
        except ValueError:
            found = None
    if not found:
        raise refusal("年内日期写作 05-01", f"a day of the year is written 05-01, not {value!r}")
    return (int(found[1]), int(found[2]))


Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*([.-][a-z0-9_]+)*$"),
    _refused_as(
        "不是合格的名称：用小写字母和数字，以 . - _ 连接，如 case.answer-in-time",
        "is no name: small letters and digits, joined by . - _, such as case.answer-in-time",
    ),
]
Letter = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]$"),
    _refused_as("应是一个大写字母，如 A", "is not one capital letter, such as A"),
]
Names = Annotated[list[str], BeforeValidator(as_list, json_schema_input_type=str | list[str]), Field(min_length=1)]
PeriodText = Annotated[Period, BeforeValidator(_period, json_schema_input_type=str)]
Reminder = Annotated[Period, BeforeValidator(_reminder, json_schema_input_type=str)]
Minute = Annotated[int, BeforeValidator(_minute, json_schema_input_type=str)]
Hours = Annotated[tuple[int, int], BeforeValidator(_hours, json_schema_input_type=str)]
MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day, json_schema_input_type=str)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Says(Strict):
    """What something says or is called, in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Test(Strict):
    """One condition on a fact that is more than "is this value"."""

    not_: Scalar | list[Scalar] | None = Field(default=None, alias="not")
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    known: bool | None = None

    @property
    def compares(self) -> bool:
        """Whether it asks for a size, and so for a number."""
        return any(bound is not None for bound in (self.at_least, self.at_most, self.above, self.below))


Condition = dict[str, Scalar | list[Scalar] | Test]


class Alternative(Strict):
    """What another document, or another place of the same one, says instead; shown, not in force."""

    says: Says
    source: str
    value: Any = None


class Clause(Strict):
    """What every kind of clause has."""

    says: Says
    source: Names
    assumed: bool | list[str] = False
    since: date | None = None
    retired: date | None = None
    note: Says | None = None
    alternatives: list[Alternative] = []

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day of its version."""
        return (self.since is None or self.since <= day) and (self.retired is None or day < self.retired)
