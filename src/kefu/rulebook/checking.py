"""Whether a rulebook makes sense: every error at once, each with its line, its clause and what would be right."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from kefu.lib.located import Loc, Problem, Problems, position
from kefu.lib.periods import Unit
from kefu.lib.text import Text
from kefu.lib.worktime import compile_calendar
from kefu.rulebook.clauses import (
    CalendarClause,
    Clause,
    Condition,
    Deadline,
    LadderClause,
    Rulebook,
    Series,
    Test,
    Timed,
    sections,
)
from kefu.rulebook.reading import Reading, about, path_of, read
from kefu.rulebook.rules import calendar
from kefu.rulebook.vocabulary import Fact, Vocabulary, vocabulary

BEARERS = ("actor", "owner", "handler", "program")


class Finding(NamedTuple):
    """A problem of a rulebook; a warning leaves it fit for use."""

    problem: Problem
    is_warning: bool = False


class _Said(NamedTuple):
    loc: Loc
    zh: str
    en: str
    is_warning: bool = False


def check(source: Path | str, years: Iterable[int] = (), name: str | None = None) -> tuple[Reading, list[Finding]]:
    """Read and check a rulebook file (a `Path`) or text; `years` are those whose holidays should be known.

    Raises `Problems` where the file is not YAML at all.
    """
    reading = read(source, name)
    findings = [Finding(problem) for problem in reading.problems]
    if reading.book is not None:
        checker = _Checker(reading.book, vocabulary(), tuple(years))
        findings += [_finding(reading, said) for said in checker.everything()]
    return reading, sorted(findings, key=lambda finding: (finding.is_warning, *finding.problem[1:3]))


def load(rulebook: str) -> Rulebook:
    """A shipped rulebook or a file, fit for use. Raises `Problems` with everything that is wrong in it."""
    reading, findings = check(path_of(rulebook))
    errors = [finding.problem for finding in findings if not finding.is_warning]
    if errors or reading.book is None:
        raise Problems(errors)
    return reading.book


def _finding(reading: Reading, said: _Said) -> Finding:
    line, column = position(reading.positions, said.loc)
    return Finding(Problem(reading.path, line, column, Text(said.zh, said.en), about(said.loc)), said.is_warning)


def _instead(word: str, known: Iterable[str]) -> Text:
    """What would be right: the words nearest to a wrong one."""
    near = get_close_matches(word, list(known), n=3, cutoff=0.5)
    return Text(f";是否应为 {' / '.join(near)}", f"; did you mean {' or '.join(near)}?") if near else Text("", "")


@dataclass(frozen=True)
class _Checker:
    book: Rulebook
    words: Vocabulary
    years: tuple[int, ...]

    def everything(self) -> Iterator[_Said]:
        yield from self._frame()
        for name, clause in self.book.calendars.items():
            yield from self._calendar(name, clause)
        for name in self.book.ladders:
            yield from self._ladder(name)
        yield from self._same_ids()
        for section, clauses in sections(self.book).items():
            for id_, clause in clauses.items():
                yield from self._clause((section, id_), clause)
        for id_, deadline in self.book.deadlines.items():
            yield from self._deadline(("deadlines", id_), deadline)
        for id_, series in self.book.series.items():
            yield from self._series(("series", id_), series)
        yield from self._breach_loops()
        yield from self._other_clauses()

    def _unknown(self, loc: Loc, what: Text, word: str, known: Iterable[str]) -> Iterator[_Said]:
        known = list(known)
        if word not in known:
            instead = _instead(word, known)
            yield _Said(loc, f"没有名为“{word}”的{what.zh}{instead.zh}", f"no {what.en} named “{word}”{instead.en}")

    def _frame(self) -> Iterator[_Said]:
        zones = available_timezones()
        yield from self._unknown(("time_zone",), Text("时区", "time zone"), self.book.time_zone, zones)
        if "office" not in self.book.calendars:
            yield _Said(("calendars",), "缺少名为 office 的日历", "a calendar named office is missing")

    def _calendar(self, name: str, clause: CalendarClause) -> Iterator[_Said]:
        loc = ("calendars", name)
        for place, hours in _all_hours(clause):
            if any(a[1] > b[0] for a, b in zip(hours, hours[1:], strict=False)):
                yield _Said(
                    (*loc, *place), "办公时段须按先后排列且不重叠", "office hours must be in order and not overlap"
                )
        if len(set(clause.rest_days)) == 7:
            yield _Said(
                (*loc, "rest_days"),
                "一周七天都是休息日,时限永远不会到期",
                "all seven days are rest days: nothing would ever be due",
            )
        yield from self._seasons(loc, clause)
        both = set(clause.closed) & set(clause.opened)
        for day in sorted(both):
            yield _Said(
                (*loc, "opened"), f"{day} 既列为休息又列为上班", f"{day} is listed both as closed and as opened"
            )
        if clause.assumed:
            yield _assumed(loc, "日历", "the calendar", clause.assumed)
        for season_name, season in clause.seasons.items():
            if season.assumed:
                yield _assumed(
                    (*loc, "seasons", season_name), f"季节 {season_name} ", f"the season {season_name}", True
                )
        yield from self._official(loc, name)

    def _seasons(self, loc: Loc, clause: CalendarClause) -> Iterator[_Said]:
        if not clause.seasons:
            return
        covered: Counter[tuple[int, int]] = Counter()
        for season in clause.seasons.values():
            covered.update(_days_of(season.from_, season.to))
        twice = [day for day, times in covered.items() if times > 1]
        if twice:
            month, day = min(twice)
            yield _Said((*loc, "seasons"), f"{month}月{day}日属于两个季节", f"{month:02}-{day:02} lies in two seasons")
        if len(covered) < 366 and not clause.hours:
            month, day = min(set(_days_of((1, 1), (12, 31))) - covered.keys())
            yield _Said(
                (*loc, "seasons"),
                f"{month}月{day}日不属于任何季节,也没有 hours",
                f"{month:02}-{day:02} lies in no season and there are no hours",
            )

    def _official(self, loc: Loc, name: str) -> Iterator[_Said]:
        if self.book.time_zone not in available_timezones():
            return
        timeline = compile_calendar(calendar(self.book, name))
        for year in self.years:
            if not timeline.is_official(year):
                yield _Said(
                    loc,
                    f"{year} 年的放假安排尚未公布,该年的时限按法定节日估算",
                    f"the arrangement of {year} is not official yet: due times in it are estimated",
                    is_warning=True,
                )

    def _ladder(self, name: str) -> Iterator[_Said]:
        found = self.book.ladders[name]
        levels = found.levels if isinstance(found, LadderClause) else found
        path: Loc = ("ladders", name, "levels") if isinstance(found, LadderClause) else ("ladders", name)
        for place, level in enumerate(levels):
            yield from self._bearer((*path, place), level, ("owner", "handler"))
            if level in levels[:place]:
                yield _Said(
                    (*path, place),
                    f"级别 {level} 出现两次,升级会循环",
                    f"the level {level} stands twice: the ladder loops",
                )

    def _bearer(self, loc: Loc, word: str, allowed: tuple[str, ...] = BEARERS) -> Iterator[_Said]:
        if word.startswith("post:"):
            yield from self._unknown(loc, Text("岗位", "post"), word.removeprefix("post:"), self.words.posts)
        elif word not in allowed:
            words = ", ".join(allowed)
            near = _instead(f"post:{word}", [f"post:{post}" for post in self.words.posts])
            yield _Said(
                loc,
                f"“{word}”不能承担职责,应为 {words} 或 post:岗位{near.zh}",
                f"“{word}” cannot bear a duty: use {words} or post:X{near.en}",
            )

    def _same_ids(self) -> Iterator[_Said]:
        first: dict[str, str] = {}
        for section, clauses in sections(self.book).items():
            for id_ in clauses:
                if id_ in first:
                    yield _Said(
                        (section, id_), f"条款编号已用于 {first[id_]}", f"this id is already used in {first[id_]}"
                    )
                first.setdefault(id_, section)

    def _clause(self, loc: Loc, clause: Clause) -> Iterator[_Said]:
        if clause.assumed:
            yield _assumed(loc, "条款", "the clause", clause.assumed)
        if clause.since and clause.retired and clause.retired <= clause.since:
            yield _Said((*loc, "retired"), "废止日期须晚于生效日期", "retired must lie after since")
        if isinstance(clause.assumed, list):
            for place, key in enumerate(clause.assumed):
                known = [*_keys(clause), *_keys(getattr(clause, "on_breach", None))]
                yield from self._unknown((*loc, "assumed", place), Text("字段", "key"), key, known)
        if isinstance(clause, Timed):
            yield from self._timed(loc, clause)

    def _timed(self, loc: Loc, clause: Timed) -> Iterator[_Said]:
        for place, word in enumerate(clause.bearer):
            yield from self._bearer((*loc, "bearer", place), word)
        yield from self._unknown((*loc, "calendar"), Text("日历", "calendar"), clause.calendar, self.book.calendars)
        yield from self._condition((*loc, "with"), clause.with_, clause.bring)
        breach = clause.on_breach
        if breach.ladder is not None:
            yield from self._unknown(
                (*loc, "on_breach", "ladder"), Text("阶梯", "ladder"), breach.ladder, self.book.ladders
            )
        elif breach.acknowledge_within is not None:
            yield _Said((*loc, "on_breach"), "acknowledge_within 需要 ladder", "acknowledge_within needs a ladder")
        for key in ("points_to", "tell"):
            value = getattr(breach, key)
            for word in value if isinstance(value, list) else [value] * (value is not None):
                yield from self._bearer((*loc, "on_breach", key), word)
        if breach.assumed and not clause.assumed:
            yield _assumed((*loc, "on_breach"), "逾期后果", "what follows a breach", breach.assumed)
        yield from self._office_hours(loc, clause)

    def _office_hours(self, loc: Loc, clause: Timed) -> Iterator[_Said]:
        found = self.book.calendars.get(clause.calendar)
        if found is None or found.hours or found.seasons or found.weekday_hours:
            return
        for key in ("within", "remind", "grace", "apart"):
            value = getattr(clause, key, None)
            for period in value if isinstance(value, list) else [value] * (value is not None):
                if period.unit is Unit.WORKING_HOURS:
                    yield _Said(
                        (*loc, key),
                        f"日历 {clause.calendar} 没有办公时间,不能按工作小时计算",
                        f"the calendar {clause.calendar} has no office hours to count working hours in",
                    )

    def _events(self, loc: Loc, kinds: list[str]) -> Iterator[_Said]:
        for place, kind in enumerate(kinds):
            yield from self._unknown((*loc, place), Text("事件", "event"), kind, self.words.events)

    def _subjects(self, kinds: Iterable[str]) -> set[str]:
        events = [self.words.events[kind] for kind in kinds if kind in self.words.events]
        return {event.subject for event in events if event.subject}

    def _deadline(self, loc: Loc, clause: Deadline) -> Iterator[_Said]:
        yield from self._events((*loc, "when"), clause.when)
        yield from self._events((*loc, "bring"), clause.bring)
        yield from self._reachable(loc, clause.when, clause.bring, "when")
        yield from self._condition((*loc, "where"), clause.where, clause.when)
        if clause.by is not None:
            yield from self._unknown((*loc, "by"), Text("事实", "fact"), clause.by, self.words.facts)
            fact = self.words.facts.get(clause.by)
            if fact is not None and fact.type != "time":
                yield _Said((*loc, "by"), f"“{clause.by}”不是时间", f"“{clause.by}” does not hold a time")
            if clause.pauses_for:
                yield _Said((*loc, "pauses_for"), "约定的时刻不能暂停", "a time agreed cannot be paused")
        for place, reason in enumerate(clause.pauses_for or ()):
            yield from self._unknown(
                (*loc, "pauses_for", place),
                Text("暂停原因", "reason of a pause"),
                reason,
                self.words.facts["pause.reason"].values,
            )
        if self.words.is_later([*clause.when, *clause.bring]) or self.words.is_later(clause.bring):
            yield _later(loc)

    def _series(self, loc: Loc, clause: Series) -> Iterator[_Said]:
        for key, kinds in (("from", clause.from_), ("until", clause.until or []), ("bring", clause.bring)):
            yield from self._events((*loc, key), kinds)
        yield from self._reachable(loc, clause.from_, clause.bring, "from")
        yield from self._condition((*loc, "where"), clause.where, clause.from_)
        if clause.at:
            if len(clause.at) != clause.times or clause.at != sorted(set(clause.at)) or clause.each != "day":
                yield _Said(
                    (*loc, "at"),
                    "at 须按先后列出,个数等于 times,且 each 为 day",
                    "at lists as many times of day as times says, in order, with each: day",
                )
            if clause.within:
                yield _Said((*loc, "within"), "at 与 within 只能有一个", "use at or within, not both")
        if clause.days != "all" and clause.each != "day":
            yield _Said((*loc, "days"), "days 只能与 each: day 同用", "days goes with each: day only")
        if self.words.is_later(clause.bring) or self.words.is_later(clause.from_):
            yield _later(loc)

    def _reachable(self, loc: Loc, opens: list[str], brings: list[str], key: str) -> Iterator[_Said]:
        subjects, brought = self._subjects(opens), self._subjects(brings)
        both = sorted(set(opens) & set(brings))
        if both:
            yield _Said(
                (*loc, "bring"),
                f"{both[0]} 既产生又了结此职责,永远不会有人承担",
                f"{both[0]} both opens and discharges the duty: nobody ever bears it",
            )
        if subjects and brought and not subjects <= brought:
            names = ", ".join(sorted(brought))
            yield _Said(
                (*loc, "bring"),
                f"无法了结的职责:{key} 说的是 {', '.join(sorted(subjects))},bring 说的是 {names}",
                f"unreachable duty: {key} is about a {', '.join(sorted(subjects))}, bring about a {names}",
            )

    def _condition(self, loc: Loc, condition: Condition, kinds: Iterable[str]) -> Iterator[_Said]:
        subjects = self._subjects(kinds)
        carried = {
            fact
            for kind, event in self.words.events.items()
            if (event.engine and kind in kinds) or event.subject in subjects
            for fact in event.facts
        }
        for name, wanted in condition.items():
            fact = self.words.facts.get(name)
            if fact is None:
                yield from self._unknown((*loc, name), Text("事实", "fact"), name, self.words.facts)
                continue
            yield from self._values((*loc, name), name, fact, wanted)
            if subjects and name not in carried:
                yield _Said(
                    (*loc, name),
                    f"无法产生的职责:没有事件带有“{name}”",
                    f"unreachable: no event of this subject carries “{name}”",
                )

    def _values(self, loc: Loc, name: str, fact: Fact, wanted: Any) -> Iterator[_Said]:
        values = wanted.not_ if isinstance(wanted, Test) else wanted
        for value in values if isinstance(values, list) else [values]:
            if value is None:
                continue
            if fact.type == "choice" and value not in fact.values:
                yield from self._unknown(loc, Text(f"“{name}”取值", f"value of “{name}”"), str(value), fact.values)
            elif fact.type == "yes_no" and not isinstance(value, bool):
                yield _Said(loc, f"“{name}”只能是 true 或 false", f"“{name}” is true or false")
            elif fact.type == "clause" and value not in {**self.book.deadlines, **self.book.series}:
                yield from self._unknown(
                    loc, Text("条款", "clause"), str(value), [*self.book.deadlines, *self.book.series]
                )
        if (
            isinstance(wanted, Test)
            and (wanted.at_least is not None or wanted.at_most is not None)
            and fact.type != "number"
        ):
            yield _Said(loc, f"“{name}”不是数字,不能比较大小", f"“{name}” is not a number and cannot be compared")

    def _breach_loops(self) -> Iterator[_Said]:
        """Clauses that a breach opens, in a circle: no breach would ever reach an end."""
        follows: dict[str, list[str]] = {}
        for id_, clause in self.book.deadlines.items():
            if "duty.breached" in clause.when:
                of = clause.where.get("clause")
                for breached in of if isinstance(of, list) else [of]:
                    follows.setdefault(str(breached), []).append(id_)
        for id_ in follows:
            seen, ahead = set[str](), [id_]
            while ahead:
                for following in follows.get(ahead.pop(), []):
                    if following not in seen:
                        seen.add(following)
                        ahead.append(following)
            if id_ in seen and id_ in self.book.deadlines:
                yield _Said(
                    ("deadlines", id_, "when"),
                    "条款逾期后互相触发,形成循环",
                    "breaches of these clauses open one another in a circle",
                )

    def _other_clauses(self) -> Iterator[_Said]:
        for id_, target in self.book.targets.items():
            loc = ("targets", id_)
            yield from self._unknown((*loc, "measure"), Text("指标", "measure"), target.measure, self.words.measures)
            yield from self._condition((*loc, "where"), target.where, ())
            if target.of is not None:
                yield from self._bearer((*loc, "of"), target.of)
            if (measure := self.words.measures.get(target.measure)) and measure.later:
                yield _later(loc)
        for id_, requirement in self.book.requirements.items():
            yield from self._requirement(("requirements", id_), id_)
        for id_, conduct in self.book.conduct.items():
            for place, consequence in enumerate(conduct.consequences):
                if consequence.sanction is not None:
                    where = ("conduct", id_, "consequences", place, "sanction")
                    yield from self._unknown(where, Text("处分", "sanction"), consequence.sanction, self.book.sanctions)
        if self.book.governance:
            for key in ("drafts", "approves", "explains"):
                yield from self._bearer(("governance", key), getattr(self.book.governance, key))

    def _requirement(self, loc: Loc, id_: str) -> Iterator[_Said]:
        clause = self.book.requirements[id_]
        events = []
        for place, verb in enumerate(clause.forbid):
            yield from self._unknown((*loc, "forbid", place), Text("动作", "verb"), verb, self.words.verbs)
            if verb in self.words.verbs and (event := self.words.verbs[verb].event):
                events.append(event)
        yield from self._condition((*loc, "where"), clause.where, events)
        yield from self._condition((*loc, "unless"), clause.unless, events)
        if all(self.words.verbs[verb].later for verb in clause.forbid if verb in self.words.verbs) or (
            events and self.words.is_later(events)
        ):
            yield _later(loc)


def _assumed(loc: Loc, zh: str, en: str, keys: bool | list[str]) -> _Said:
    named = f"({', '.join(keys)})" if isinstance(keys, list) else ""
    return _Said(
        loc,
        f"{zh}含有假定的数值{named},请按本单位情况设定",
        f"{en} holds an assumed value {named}".rstrip() + ": set your own",
        is_warning=True,
    )


def _later(loc: Loc) -> _Said:
    return _Said(
        loc,
        "程序尚不记录此条款所依据的事件(later)",
        "this program does not record the event of this clause yet (later)",
        is_warning=True,
    )


def _keys(model: Any) -> list[str]:
    if model is None:
        return []
    return [field.alias or name for name, field in type(model).model_fields.items()]


def _all_hours(clause: CalendarClause) -> Iterator[tuple[Loc, list[tuple[int, int]]]]:
    yield ("hours",), clause.hours
    for name, season in clause.seasons.items():
        yield ("seasons", name, "hours"), season.hours
    for weekday, hours in clause.weekday_hours.items():
        yield ("weekday_hours", weekday), hours


def _days_of(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Every day (month, day) of a leap year from `first` to `last`, over the year's end where `last` lies before."""
    days = [
        (month, day)
        for month, length in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
        for day in range(1, length + 1)
    ]
    start, stop = days.index(first), days.index(last)
    yield from days[start : stop + 1] if start <= stop else days[start:] + days[: stop + 1]
