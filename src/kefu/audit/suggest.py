"""A first mapping for a register, guessed from its headings and from what stands in its columns.

The proposal loads as it is; each guess says on what it rests, and what could not be guessed is left as a comment.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from kefu.audit import synonyms
from kefu.audit.cells import ABSENT, CellError, converted
from kefu.audit.moments import MomentError, MomentReader, Order
from kefu.audit.tables import Rejection, Table, block_rows
from kefu.lib.width import clean
from kefu.lib.worktime import get_zone

_SAMPLE_ROWS = 2_000
_TRIED_CELLS = 200
_MOST = 0.6
_NEARLY_ALL = 0.97
_FEW_VALUES = 30
_SHOWN = 3
_PLAIN = re.compile(r"[A-Za-z_\u3400-\u9fff][\w\u3400-\u9fff]*")
_YAML_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ORDERS: tuple[Order, ...] = ("ymd", "mdy", "dmy")


class _Column(NamedTuple):
    """A column and its sample: `times` is how many of its cells are moments, by the order of their dates."""

    name: str
    cells: list[str]
    values: Counter[str]
    times: dict[Order, int]
    is_date_only: bool
    is_unique: bool
    is_nearly_unique: bool

    def is_time(self, order: Order) -> bool:
        return self.times[order] > 0 and self.times[order] >= _MOST * min(len(self.cells), _TRIED_CELLS)


class _Guess:
    """What each column is taken for."""

    def __init__(self, columns: Sequence[_Column], *, is_whole: bool) -> None:
        self.columns, self.is_whole = columns, is_whole
        self.order = _order(columns)
        times = [column for column in columns if column.is_time(self.order)]
        others = [column for column in columns if column not in times]
        self.events = _events(times)
        taken = {column.name for column in self.events.values()}
        self.due = _best([column for column in times if column.name not in taken], synonyms.DUE)
        taken |= {self.due.name} if self.due else set()
        self.recorded = _best([column for column in times if column.name not in taken], synonyms.RECORDED)
        taken |= {self.recorded.name} if self.recorded else set()
        self.unused_times = [column for column in times if column.name not in taken]
        self.subject = _subject(others)
        named = [column for column in others if not synonyms.likeness(column.name, synonyms.PRIVATE)]
        self.facts = _facts(named)
        self.groups = {name: _best(named, words) for name, words in synonyms.GROUPS.items()}
        self.groups["category"] = self.facts.get("category") or self.facts.get("kind")
        self.actors = {event: _best(named, synonyms.ACTORS.get(event, ())) for event in self.events}
        self.words = _words_of(others, self.subject)
        self.is_date_only = any(column.is_date_only for column in self.events.values())


def suggest_mapping(table: Table) -> str:
    """A mapping file for this register, as YAML text that `load_mapping` reads."""
    sample = _sample(table)
    guess = _Guess(_columns(table, sample), is_whole=len(sample) < _SAMPLE_ROWS)
    lines = chain(
        _head(table, guess),
        _event_lines(guess),
        _fact_lines(guess),
        _group_lines(guess),
        _word_lines(guess),
        _promise_lines(guess),
    )
    return "\n".join(lines) + "\n"


def _sample(table: Table) -> list[list[str]]:
    rows = (cells for block in table.blocks() for _, cells in block_rows(block) if not isinstance(cells, Rejection))
    return list(islice(rows, _SAMPLE_ROWS))


def _columns(table: Table, sample: Sequence[Sequence[str]]) -> list[_Column]:
    readers = {order: MomentReader(get_zone("UTC"), order, date_only="end", excel=table.is_excel) for order in _ORDERS}
    strict = MomentReader(get_zone("UTC"), "mdy", excel=table.is_excel)
    return [
        _column(name, [cells[index] for cells in sample], readers, strict) for index, name in enumerate(table.headings)
    ]


def _column(name: str, cells: list[str], readers: dict[Order, MomentReader], strict: MomentReader) -> _Column:
    filled = [cell for cell in cells if cell.strip()]
    tried = filled[:_TRIED_CELLS]
    times = {order: sum(_reads(reader, cell) for cell in tried) for order, reader in readers.items()}
    return _Column(
        name=name,
        cells=filled,
        values=Counter(clean(cell) for cell in filled),
        times=times,
        is_date_only=sum(_reads(strict, cell) for cell in tried) * 2 < max(times.values()),
        is_unique=len(cells) > 1 and len(set(filled)) == len(cells),
        is_nearly_unique=len(set(filled)) >= _NEARLY_ALL * len(cells),
    )


def _reads(reader: MomentReader, cell: str) -> bool:
    # A long number may look like 20150102 without being a date.
    if cell.strip().isdigit() and len(cell.strip()) not in (8, 14):
        return False
    try:
        reader.read(cell)
    except MomentError:
        return False
    return True


def _order(columns: Sequence[_Column]) -> Order:
    """The order by which most cells are moments; year first when that reads nearly as many."""
    totals = {order: sum(column.times[order] for column in columns) for order in _ORDERS}
    return max(_ORDERS, key=lambda order: (totals[order], -_ORDERS.index(order)))


def _events(times: Sequence[_Column]) -> dict[str, _Column]:
    """The columns of events, in the order of a case's life."""
    scored = sorted(
        (
            (-_likeness_to_event(column, words), number, event, column)
            for number, (event, words) in enumerate(synonyms.TIMES.items())
            for column in times
        ),
        key=lambda one: one[:2],
    )
    found: dict[str, _Column] = {}
    for score, _, event, column in scored:
        if score and event not in found and column not in found.values():
            found[event] = column
    if "case.received" not in found:
        left = [column for column in times if column not in found.values() and not _best([column], synonyms.DUE)]
        if left:
            found["case.received"] = max(left, key=lambda column: len(column.cells))
    if "case.closed" in found and not {"case.resolved", "case.answered"} & found.keys():
        found["case.resolved"] = found.pop("case.closed")
    return {event: found[event] for event in synonyms.TIMES if event in found}


def _likeness_to_event(column: _Column, words: tuple[str, ...]) -> int:
    """How much a column's heading speaks of an event; 0 where it rather says by when that is due: 要求完成时间."""
    found = synonyms.likeness(column.name, words)
    return found if found >= synonyms.likeness(column.name, synonyms.DUE) else 0


def _best(columns: Sequence[_Column], words: tuple[str, ...]) -> _Column | None:
    best = max(columns, key=lambda column: synonyms.likeness(column.name, words), default=None)
    return best if best is not None and synonyms.likeness(best.name, words) else None


def _subject(columns: Sequence[_Column]) -> _Column | None:
    """A column that tells the cases apart, by its name if it can be."""
    short = [column for column in columns if column.cells and max(map(len, column.cells)) <= 40]
    # A register in which a few numbers stand twice still has numbers, if the heading says so.
    named = _best([column for column in short if column.is_nearly_unique], synonyms.SUBJECT)
    return named or next((column for column in short if column.is_unique), None)


def _facts(columns: Sequence[_Column]) -> dict[str, _Column]:
    facts: dict[str, _Column] = {}
    for fact, words in synonyms.FACTS.items():
        fit = [column for column in columns if _may_be(fact, column)]
        best = _best(fit, words)
        if best is None and fact == "kind":
            best = next((column for column in fit if _share_known(fact, column) > _MOST), None)
        if best is not None:
            facts[fact] = best
    return facts


def _words_of(columns: Sequence[_Column], subject: _Column | None) -> dict[str, _Column]:
    """The columns of what was said, each taken once."""
    left = [column for column in columns if column is not subject and column.cells]
    words: dict[str, _Column] = {}
    for name, synonyms_ in synonyms.WORDS.items():
        best = _best(left, synonyms_)
        if best is not None:
            words[name] = best
            left.remove(best)
    return words


def _may_be(fact: str, column: _Column) -> bool:
    if not column.cells:
        return False
    if fact in synonyms.YES_NO:
        return _is_yes_no(column)
    if fact == "category":
        return len(column.values) <= max(_FEW_VALUES, len(column.cells) // 2)
    return len(column.values) <= _FEW_VALUES and _share_known(fact, column) > 0


def _share_known(fact: str, column: _Column) -> float:
    known = sum(times for value, times in column.values.items() if synonyms.meaning(fact, value))
    return known / max(len(column.cells), 1)


def _is_yes_no(column: _Column) -> bool:
    lookup = converted(column.name, "yes_no", MomentReader(get_zone("UTC")))
    for value in column.values:
        try:
            if lookup[value] is ABSENT:
                return False
        except CellError:
            return False
    return True


def _head(table: Table, guess: _Guess) -> Iterator[str]:
    yield "# 由登记簿的表头和内容推测，请逐行核对。 Guessed from the register; check each line."
    yield f"# {_shown(table.path.name)}: {len(table.headings)} 列/columns, 表头在第 {table.heading_row} 行/heading row"
    yield f"mapping: {_quoted(re.split(r'[.]', table.path.name)[0] or 'register')}"
    if table.encoding not in ("", "utf-8"):
        yield f"encoding: {table.encoding}"
    yield "# time_zone: Asia/Shanghai    # 不写则用制度的时区 default: the rulebook's"
    if guess.order != "ymd":
        yield f"order: {guess.order}    # 日期的写法 dates are written so"
    if guess.is_date_only:
        yield "date_only: end    # 有的列只有日期：按当天 24:00 前计 dates without a time count to the day's end"
    if guess.subject is not None:
        yield f"subject: {_quoted(guess.subject.name)}    # 每行不同 differs in each row; {_samples(guess.subject)}"
    else:
        yield "# subject: 编号    # 没有找到每行不同的列，以行号代替 no column differs in each row: rows are numbered"


def _event_lines(guess: _Guess) -> Iterator[str]:
    yield "events:"
    if not guess.events:
        first = guess.columns[0].name
        yield "  # 没有找到时间列，请改正！No column looks like a time: put the right one here."
        yield f"  case.received: {{at: {_quoted(first)}}}"
    for number, (event, column) in enumerate(guess.events.items()):
        parts = [f"at: {_quoted(column.name)}"]
        actor = guess.actors[event]
        parts += [f"actor: {_quoted(actor.name)}"] if actor else []
        parts += [f"recorded: {_quoted(guess.recorded.name)}"] if guess.recorded and number == 0 else []
        if event == "case.revisited":
            parts += _revisit_facts(guess)
        yield f"  {event}: {{{', '.join(parts)}}}    # {_samples(column)}"
    for column in guess.unused_times:
        yield f"  # 未用的时间列 unused time: {_quoted(column.name)}    # {_samples(column)}"


def _revisit_facts(guess: _Guess) -> list[str]:
    facts = [
        f"{fact}: {{column: {_quoted(guess.facts[fact].name)}, type: yes_no}}"
        for fact in sorted(synonyms.YES_NO)
        if fact in guess.facts
    ]
    return [f"facts: {{{', '.join(facts)}}}"] if facts else []


def _fact_lines(guess: _Guess) -> Iterator[str]:
    facts = {fact: column for fact, column in guess.facts.items() if fact not in synonyms.YES_NO}
    if "kind" not in facts:
        yield "# facts: {kind: {value: complaint}}    # 没有找到事项类型列 no column tells the kind of case"
    if facts:
        yield "facts:"
    for fact, column in facts.items():
        if fact in synonyms.VALUES:
            yield from _value_lines(fact, column, is_whole=guess.is_whole)
        else:
            yield f"  {fact}: {{column: {_quoted(column.name)}}}    # {_samples(column)}"


def _value_lines(fact: str, column: _Column, *, is_whole: bool) -> Iterator[str]:
    """The values of a choice: known ones filled in, the others as comments with how often they occur."""
    meanings = {value: synonyms.meaning(fact, value) for value, _ in column.values.most_common()}
    yield f"  {fact}:"
    yield f"    column: {_quoted(column.name)}"
    yield "    values:"
    for value, word in meanings.items():
        if word is not None:
            yield f"      {_quoted(value)}: {word}    # {column.values[value]}"
    for value, word in meanings.items():
        if word is None:
            yield f"      # {_shown(_quoted(value))}: ?    # {column.values[value]}；待填 to be filled in"
    # Rows beyond the sample may have other values still.
    if None in meanings.values() or not is_whole:
        default = next(word for word in meanings.values() if word is not None)
        usual = {"kind": "enquiry", "severity": "general", "channel": "phone"}.get(fact, default)
        yield f"    default: {usual}    # 用于上面没有的值 for values not listed above"


def _group_lines(guess: _Guess) -> Iterator[str]:
    groups = [f"{name}: {_quoted(column.name)}" for name, column in guess.groups.items() if column is not None]
    if groups:
        yield f"by: {{{', '.join(groups)}}}    # 报表的分组 groups of the report"


def _word_lines(guess: _Guess) -> Iterator[str]:
    words = [f"{name}: {_quoted(column.name)}" for name, column in guess.words.items()]
    if words:
        yield f"words: {{{', '.join(words)}}}    # 导入时的文字 what kefu import writes down"


def _promise_lines(guess: _Guess) -> Iterator[str]:
    ends = [event for event in ("case.resolved", "case.answered") if event in guess.events]
    if guess.due is not None and ends:
        yield "promises:"
        yield "  target:"
        yield f"    due: {_quoted(guess.due.name)}    # {_samples(guess.due)}"
        yield f"    when: {next(iter(guess.events))}"
        yield f"    bring: {ends[0]}"


def _quoted(text: str) -> str:
    """A heading or value as YAML reads it back."""
    if _PLAIN.fullmatch(text) and text.lower() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _samples(column: _Column) -> str:
    return "例 e.g. " + "; ".join(_shown(value) for value, _ in column.values.most_common(_SHOWN))


def _shown(text: str) -> str:
    """A value short enough for a comment."""
    text = clean(text)
    return text if len(text) <= 24 else f"{text[:24]}…"
