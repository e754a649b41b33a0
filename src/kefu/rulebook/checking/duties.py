"""Whether the clauses that open duties make sense: deadlines and series."""

from collections.abc import Iterator

from kefu.lib.located import Loc
from kefu.lib.periods import Period, Unit
from kefu.lib.text import Text
from kefu.rulebook.checking.conditions import check_condition, subjects_of
from kefu.rulebook.checking.said import Said, assumed, bearer, later, unknown
from kefu.rulebook.clauses import Deadline, Rulebook, Series, Timed
from kefu.rulebook.vocabulary import vocabulary

EVENT = Text("事件", "event")


def check_duties(book: Rulebook) -> Iterator[Said]:
    """What is wrong with deadlines and series."""
    for id_, deadline in book.deadlines.items():
        loc = ("deadlines", id_)
        yield from _timed(loc, deadline, book)
        yield from _opened(loc, deadline, book, "when", deadline.when)
        yield from _by(loc, deadline)
        yield from _pauses(loc, deadline)
        if isinstance(deadline.by_another, str):
            yield from unknown((*loc, "by_another"), EVENT, deadline.by_another, vocabulary().events)
    for id_, series in book.series.items():
        loc = ("series", id_)
        yield from _timed(loc, series, book)
        yield from _opened(loc, series, book, "from", series.from_)
        yield from _events((*loc, "until"), series.until or [])
        yield from _windows(loc, series)
    yield from _breach_loops(book)


def _timed(loc: Loc, clause: Timed, book: Rulebook) -> Iterator[Said]:
    for place, word in enumerate(clause.bearer):
        yield from bearer((*loc, "bearer", place), word)
    yield from unknown((*loc, "calendar"), Text("日历", "calendar"), clause.calendar, book.calendars)
    yield from check_condition((*loc, "with"), clause.with_, clause.bring, book)
    yield from _on_breach((*loc, "on_breach"), clause, book)
    yield from _working_hours(loc, clause, book)


def _on_breach(loc: Loc, clause: Timed, book: Rulebook) -> Iterator[Said]:
    breach = clause.on_breach
    if breach.ladder is not None:
        yield from unknown((*loc, "ladder"), Text("阶梯", "ladder"), breach.ladder, book.ladders)
    elif breach.acknowledge_within is not None:
        yield Said(loc, "acknowledge_within 需要 ladder", "acknowledge_within needs a ladder")
    if breach.assumed and not clause.assumed:
        yield assumed(loc, Text("逾期后果", "what follows a breach"), breach.assumed)


def _working_hours(loc: Loc, clause: Timed, book: Rulebook) -> Iterator[Said]:
    """Working hours cannot be counted where there are no office hours."""
    found = book.calendars.get(clause.calendar)
    if found is None or found.hours or found.seasons or found.weekday_hours:
        return
    for key in ("within", "remind", "grace", "apart"):
        value = getattr(clause, key, None)
        periods: list[Period] = value if isinstance(value, list) else [value] if value else []
        if any(period.unit is Unit.WORKING_HOURS for period in periods):
            zh = f"日历 {clause.calendar} 没有办公时间，不能按工作小时计算"
            yield Said((*loc, key), zh, f"the calendar {clause.calendar} has no office hours to count working hours in")


def _opened(loc: Loc, clause: Timed, book: Rulebook, key: str, opens: list[str]) -> Iterator[Said]:
    yield from _events((*loc, key), opens)
    yield from _events((*loc, "bring"), clause.bring)
    yield from _reachable(loc, key, opens, clause.bring)
    yield from check_condition((*loc, "where"), clause.where, opens, book)
    words = vocabulary()
    if words.is_later(opens) or words.is_later(clause.bring):
        yield later(loc)


def _events(loc: Loc, kinds: list[str]) -> Iterator[Said]:
    for place, kind in enumerate(kinds):
        yield from unknown((*loc, place), EVENT, kind, vocabulary().events)


def _reachable(loc: Loc, key: str, opens: list[str], brings: list[str]) -> Iterator[Said]:
    """A duty that nobody could ever bear, or never end."""
    both = sorted(set(opens) & set(brings))
    if both:
        zh = f"{both[0]} 既产生又了结此职责，永远不会有人承担"
        yield Said((*loc, "bring"), zh, f"unreachable duty: {both[0]} both opens and discharges it")
    about, brought = subjects_of(opens), subjects_of(brings)
    if about and brought and not about <= brought:
        was, is_ = ", ".join(sorted(about)), ", ".join(sorted(brought))
        zh = f"无法了结的职责：{key} 说的是 {was}，bring 说的是 {is_}"
        yield Said((*loc, "bring"), zh, f"unreachable duty: {key} is about a {was}, bring about a {is_}")


def _by(loc: Loc, clause: Deadline) -> Iterator[Said]:
    if clause.by is None:
        return
    facts = vocabulary().facts
    yield from unknown((*loc, "by"), Text("事实", "fact"), clause.by, facts)
    if clause.by in facts and facts[clause.by].type != "time":
        yield Said((*loc, "by"), f"“{clause.by}”不是时间", f"“{clause.by}” does not hold a time")
    if clause.pauses_for:
        yield Said((*loc, "pauses_for"), "约定的时刻不能暂停", "a time agreed upon cannot be paused")


def _pauses(loc: Loc, clause: Deadline) -> Iterator[Said]:
    reasons = vocabulary().facts["pause.reason"].values
    for place, reason in enumerate(clause.pauses_for or ()):
        yield from unknown((*loc, "pauses_for", place), Text("暂停原因", "reason of a pause"), reason, reasons)


def _windows(loc: Loc, clause: Series) -> Iterator[Said]:
    if clause.at and (len(clause.at) != clause.times or clause.at != sorted(set(clause.at)) or clause.each != "day"):
        zh = "at 须按先后列出，个数等于 times，且 each 为 day"
        yield Said((*loc, "at"), zh, "at lists as many times of day as times says, in order, with each: day")
    if clause.at and clause.within:
        yield Said((*loc, "within"), "at 与 within 只能有一个", "use at or within, not both")
    if clause.days != "all" and clause.each != "day":
        yield Said((*loc, "days"), "days 只能与 each: day 同用", "days goes with each: day only")


def _breach_loops(book: Rulebook) -> Iterator[Said]:
    """Clauses that a breach opens, in a circle: no breach would ever reach an end."""
    follows: dict[str, list[str]] = {}
    for id_, clause in book.deadlines.items():
        if "duty.breached" in clause.when:
            named = clause.where.get("clause")
            for breached in named if isinstance(named, list) else [named]:
                follows.setdefault(str(breached), []).append(id_)
    for id_ in follows:
        if id_ in book.deadlines and id_ in _reached(id_, follows):
            zh = "条款逾期后互相触发，形成循环"
            yield Said(("deadlines", id_, "when"), zh, "breaches of these clauses open one another in a circle")


def _reached(start: str, follows: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        for following in follows.get(ahead.pop(), []):
            if following not in reached:
                reached.add(following)
                ahead.append(following)
    return reached
