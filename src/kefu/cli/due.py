"""`kefu due`: when something is due, and how that comes about."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from kefu.cli.speaking import moment, say
from kefu.lib.located import Problem, Problems
from kefu.lib.periods import Period, PeriodError, parse_period
from kefu.lib.text import Text
from kefu.lib.worktime import (
    BeyondCalendarError,
    Calendar,
    Counting,
    Explained,
    Instant,
    TraceLine,
    Zone,
    compile_calendar,
)
from kefu.lib.worktime import (
    explain as explain_due,
)
from kefu.rulebook.checking import load
from kefu.rulebook.clauses import Deadline, Rulebook, Series
from kefu.rulebook.compiling import calendar

# Whose office a bare period is counted in.
DEFAULT = "broadcast"


@dataclass(frozen=True)
class Answer:
    """A due time with its explanation, in the zone of its calendar."""

    explained: Explained
    zone: Zone

    @property
    def due(self) -> str:
        return self._at(self.explained.due)

    @property
    def estimated(self) -> bool:
        return self.explained.estimated

    @property
    def trace(self) -> tuple[TraceLine, ...]:
        return self.explained.trace

    def as_json(self) -> dict[str, Any]:
        """The answer as `--json` prints it."""
        trace = [
            {"at": self._at(line.at), "rule": line.rule, "text_zh": line.text.zh, "text_en": line.text.en}
            for line in self.trace
        ]
        return {"due": self.due, "estimated": self.estimated, "trace": trace}

    def _at(self, at: Instant) -> str:
        return self.zone.aware(at).isoformat()


def due(  # noqa: PLR0913  (each is an option of the command line)
    period: Annotated[str | None, typer.Argument(help='Such as "1 working day", "30 minutes", "by the 5th".')] = None,
    start: Annotated[str, typer.Option("--from", help="When it started, local time: 2026-02-13T16:40.")] = "",
    rulebook: Annotated[str, typer.Option(help="Whose calendar: a shipped name or a path.")] = DEFAULT,
    clause: Annotated[str | None, typer.Option(help="The period and calendar of this clause.")] = None,
    count: Annotated[str | None, typer.Option(help="civil-code or elapsed.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say line by line how it comes about.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> None:
    """Say when something is due."""
    answer = _answer(period, start, rulebook, clause, count)
    if answer.estimated:
        say(Text("估算：放假安排尚未公布", "estimated: the arrangement of holidays is not announced yet"), err=True)
    if as_json:
        typer.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        return
    if explain:
        for line in answer.trace:
            say(line.text)
    typer.echo(answer.due)


def _answer(period: str | None, start: str, rulebook: str, clause: str | None, count: str | None) -> Answer:
    book = load(rulebook)
    found, on = _asked(book, period, clause)
    counting = _counting(book, count, is_clause=clause is not None)
    timeline = compile_calendar(on)
    try:
        return Answer(explain_due(timeline, found, moment(start, timeline.zone, "--from"), counting), timeline.zone)
    except BeyondCalendarError as error:
        raise _refused("--from", error.text.zh, error.text.en) from None


def _asked(book: Rulebook, period: str | None, clause: str | None) -> tuple[Period, Calendar]:
    """The period and the calendar that the question is about."""
    if (period is None) == (clause is None):
        raise _refused("kefu due", "请给出期限或 --clause 之一", "give either a period or --clause")
    if clause is not None:
        timed = _clause(book, clause)
        if timed.within is None:
            raise _refused(
                clause, "此条款没有期限，时间另行约定", "this clause has no period: its time is agreed case by case"
            )
        return timed.within, calendar(book, timed.calendar)
    try:
        return parse_period(period or ""), calendar(book, "office")
    except PeriodError as error:
        raise _refused("PERIOD", *error.text) from None


def _clause(book: Rulebook, id_: str) -> Deadline | Series:
    clause = book.timed(id_)
    if clause is None:
        known = ", ".join([*book.deadlines, *book.series])
        raise _refused("--clause", f"没有时限条款 {id_}；有：{known}", f"no timed clause {id_}; there are: {known}")
    return clause


def _counting(book: Rulebook, count: str | None, *, is_clause: bool) -> Counting:
    """A bare period counts as civil-code, a clause as its rulebook does, unless the question says otherwise."""
    if count is None:
        return book.count if is_clause else "civil-code"
    if count not in ("civil-code", "elapsed"):
        raise _refused(
            "--count",
            f"计算方式是 civil-code 或 elapsed，而不是 {count}",
            f"count is civil-code or elapsed, not {count}",
        )
    return "elapsed" if count == "elapsed" else "civil-code"


def _refused(about: str, zh: str, en: str) -> Problems:
    return Problems([Problem.plain(about, zh, en)])
