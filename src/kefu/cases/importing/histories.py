"""Rows of a register as rows of the database: what one process does with a block."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model

from kefu.audit.judging import recorded_at, up_to
from kefu.audit.mapping import Mapping as RegisterMapping
from kefu.audit.records import Binding, Record
from kefu.audit.tables import Block, Rejection, block_rows
from kefu.cases.calc import CLOSED, RECEIVED, RECORDED, RESOLVED, VERBS, Verb
from kefu.cases.importing.offices import Office, Offices
from kefu.cases.models import About, Case, Channel, Grade, Kind, RepairItem, RepairWay, Severity
from kefu.duties.acts import Subject
from kefu.duties.binding import instant, moment_of
from kefu.duties.histories import TABLES, History, Rows
from kefu.duties.models import Duty, Standing
from kefu.events.actions import Fields, Happening
from kefu.events.models import Event
from kefu.events.rows import reserve_ids
from kefu.lib.copying import lines
from kefu.lib.text import Text
from kefu.lib.width import clean
from kefu.rulebook.model import Event as RuleEvent
from kefu.rulebook.vocabulary import vocabulary

Words = Mapping[str, str]
One = TypeVar("One")
ALL_TABLES: tuple[type[Model], ...] = (Case, *TABLES)
# What the rows of each table say, of those that have any.
Columns = dict[type[Model], tuple[str, ...]]
# So many cases are written together: more no longer lie near the processor.
AT_ONCE = 500
# What a case's row says of its words, and how long each may be.
_LONGEST = {
    name: getattr(Case._meta.get_field(name), "max_length", None)
    for name in ("number", "place", "happened", "people", "caller", "contact", "convenient_time", "category")
}
_KINDS, _SEVERITIES, _GRADES, _ABOUTS, _REPAIR_WAYS, _REPAIR_ITEMS, _CHANNELS = (
    frozenset(map(str, choices.values)) for choices in (Kind, Severity, Grade, About, RepairWay, RepairItem, Channel)
)
_REASONS = ("reason", "visit.reason")
_VERBS = {verb.event: verb for verb in VERBS.values()}
# Whether who made a revisit had done the work, and what of a case was written down, follows from the rows themselves.
BY_DOER = "revisit.by-doer"


class Brief(NamedTuple):
    """What a process needs besides the rows; can be pickled. `owner_id` owns what names nobody."""

    mapping: RegisterMapping
    headings: tuple[str, ...]
    time_zone: str
    is_excel: bool
    community_id: int | None
    owner_id: int | None
    now: datetime


class Entry(NamedTuple):
    """A case as the register has it: its record, and its words by the names of the mapping."""

    record: Record
    words: Words


class Written(NamedTuple):
    """A case of which rows were written: how many, by the place of their table in `ALL_TABLES`.

    `against`: the requirement clauses against which something in it was done; it stays as it happened.
    """

    row: int
    subject_key: int
    number: str
    community_id: int
    rows: tuple[int, ...]
    against: tuple[str, ...]


class Part(NamedTuple):
    """What came of some rows. `known`: rows and keys of cases that were there before.

    `texts`: the rows of the cases, one case after the other, as COPY reads them; by the place of their table.
    """

    cases: list[Written]
    texts: tuple[str, ...]
    columns: Columns
    rejections: list[Rejection]
    rows: int
    skipped: int
    known: list[tuple[int, int]]
    communities: frozenset[int]

    def of(self, cases: Sequence[Written]) -> "Part":
        """The part with these of its cases alone."""
        wanted = {case.row for case in cases}
        texts = tuple(self._left(place, wanted) for place in range(len(ALL_TABLES)))
        return self._replace(cases=list(cases), texts=texts)

    def _left(self, place: int, wanted: Container[int]) -> str:
        # Within a row COPY's text has no line break.
        lines = iter(self.texts[place].split("\n"))
        kept = [line for case in self.cases for line in islice(lines, case.rows[place]) if case.row in wanted]
        return "".join(f"{line}\n" for line in kept)


class Begun:
    """A case that can be one: its words as the row will have them."""

    __slots__ = ("entry", "events", "number", "office", "request_key", "unit_id", "words")

    def __init__(self, entry: Entry, office: Office, events: Sequence[RuleEvent]) -> None:
        self.entry, self.office, self.events, self.number = entry, office, events, entry.record.subject
        words = dict(entry.words)
        unit = words.pop("unit", "")
        self.unit_id = office.unit(unit)
        if unit and self.unit_id is None:
            # A home that the estate does not know stays readable.
            words["place"] = clean(f"{unit} {words.get('place', '')}")[: _LONGEST["place"]]
        words.setdefault("matter", entry.record.groups[0] or "–")
        self.words = words
        # What tells this case from all others, so that it comes in once.
        self.request_key = f"import:{office.community.pk}:{self.number}:{events[0].at}"


class Clerk:
    """Makes cases of a register's rows."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._binding = Binding(brief.mapping, brief.headings, brief.time_zone, is_excel=brief.is_excel)
        places = {heading: place for place, heading in enumerate(brief.headings)}
        self._words = {
            name: [places[column] for column in columns] for name, columns in brief.mapping.words.columns().items()
        }
        self._columns = self._binding.columns | {place for places in self._words.values() for place in places}
        self._offices = Offices(brief.community_id, brief.now)
        self._people = frozenset(name for name, fact in vocabulary().facts.items() if fact.type == "person")
        # What the register says nothing of is not held against it.
        recorded = {RECORDED[name] for name in self._words.keys() & RECORDED.keys()}
        self._answered = {*brief.mapping.fact_names(), *recorded, BY_DOER}

    def block(self, block: Block) -> Part:
        """The cases of a block of rows, one in each."""
        return self.cases(self.read(block))

    def read(self, block: Block) -> Iterator[Entry | Rejection | None]:
        """The rows of a block; None for one that the mapping leaves out on purpose."""
        for row, cells in block_rows(block, self._columns):
            if isinstance(cells, Rejection):
                yield cells
                continue
            record = self._binding.record(row, cells)
            if isinstance(record, Record):
                said = {name: self._said(name, places, cells) for name, places in self._words.items()}
                yield Entry(record, {name: text for name, text in said.items() if text})
            else:
                yield record

    def cases(self, entries: Iterable[Entry | Rejection | None]) -> Part:
        """Cases with their histories, but for those that are there already."""
        read = list(entries)
        placed = [self.placed(one) if isinstance(one, Entry) else one for one in read]
        begun = [one for one in placed if isinstance(one, Begun)]
        keys = _taken(begun)
        taken = [keys.get((one.office.community.pk, one.number)) for one in begun]
        fresh = [one for one, key in zip(begun, taken, strict=True) if key is None]
        known = [
            (one.entry.record.row, one.entry.record.subject_key)
            for one, key in zip(begun, taken, strict=True)
            if key == one.request_key
        ]
        rejections = [one for one in placed if isinstance(one, Rejection)]
        rejections += [
            _of_another(one) for one, key in zip(begun, taken, strict=True) if key not in (None, one.request_key)
        ]
        communities = frozenset(one.office.community.pk for one in begun)
        return Part(*self.written(fresh), rejections, len(read), read.count(None), known, communities)

    def _said(self, name: str, places: Sequence[int], cells: Sequence[str]) -> str:
        parts = [cells[place].strip() for place in places if cells[place].strip()]
        return "\n".join(parts) if name == "matter" else clean(" ".join(parts))

    def placed(self, entry: Entry) -> Begun | Rejection:
        """The case with its office, or why it cannot be one."""
        record = entry.record
        events = sorted(record.events, key=recorded_at)
        if self._binding.first is not None:
            events.insert(0, self._binding.first)
        happened = up_to(instant(self._brief.now), events)
        if not happened:
            return Rejection(record.row, None, Text("受理时间在将来", "it begins in the future"))
        for name, longest in _LONGEST.items():
            said = record.subject if name == "number" else entry.words.get(name, "")
            if longest is not None and len(said) > longest:
                column = "+".join(self._brief.mapping.words.columns().get(name, self._brief.mapping.subject or ()))
                text = Text(f"超过 {longest} 个字", f"has more than {longest} characters")
                return Rejection(record.row, column, text)
        office = self._offices.of(str(happened[0].facts.get("community") or ""))
        if isinstance(office, Text):
            return Rejection(record.row, None, office)
        if self._owner(office, happened[0]) is None:
            zh = "没有写明接待人；请用 --owner 指定由谁负责"
            return Rejection(record.row, None, Text(zh, "names nobody who took the case; say who owns such: --owner"))
        return Begun(entry, office, happened)

    def _owner(self, office: Office, first: RuleEvent) -> int | None:
        name = first.facts.get("owner") or first.actor
        return office.person(str(name)) if name else self._brief.owner_id

    def written(self, begun: Sequence[Begun]) -> tuple[list[Written], tuple[str, ...], Columns]:
        """The cases, their rows as COPY reads them, and the columns of each table."""
        cases: list[Written] = []
        texts: list[list[str]] = []
        columns: Columns = {}
        for batch in batches(begun, AT_ONCE):
            made, said, named = self._written(batch)
            cases += made
            texts.append(said)
            columns |= named
        return cases, tuple(map("".join, zip(*texts, strict=True))), columns

    def _written(self, begun: Sequence[Begun]) -> tuple[list[Written], list[str], Columns]:
        ids = reserve_ids(Case, len(begun))
        told = [self._told(one, id_) for one, id_ in zip(begun, ids, strict=True)]
        sizes = [history.size for history, *_ in told]
        event_ids = iter(reserve_ids(Event, sum(events for events, _ in sizes)))
        duty_ids = iter(reserve_ids(Duty, sum(duties for _, duties in sizes)))
        lived = [_rows(history, fields, event_ids, duty_ids) for history, fields, _ in told]
        cases = []
        for one, rows, (_history, _fields, against) in zip(begun, lived, told, strict=True):
            record = one.entry.record
            named = record.row, record.subject_key, one.number, one.office.community.pk
            cases.append(Written(*named, tuple([len(rows[table]) for table in ALL_TABLES]), against))
        of_tables = {table: [row for rows in lived for row in rows[table]] for table in ALL_TABLES}
        texts = ["".join(lines([row.values() for row in rows])) for rows in of_tables.values()]
        return cases, texts, {table: tuple(rows[0]) for table, rows in of_tables.items() if rows}

    def _told(self, one: Begun, case_id: int) -> tuple[History, Fields, tuple[str, ...]]:
        """What the case has lived through, its row, and the clauses against which something was done."""
        words, office = one.words, one.office
        history = History(Subject("case", case_id, office.community.pk, one.number), office.rules)
        stands, against = self._lived(one, history)
        facts = history.facts
        fields: Fields = {
            "id": case_id,
            "community_id": office.community.pk,
            "number": one.number,
            "unit_id": one.unit_id,
            "kind": _known(_KINDS, facts.get("kind"), Kind.REQUEST.value),
            "severity": _known(_SEVERITIES, facts.get("severity")),
            "grade": _known(_GRADES, facts.get("grade")),
            "about": _known(_ABOUTS, facts.get("about")),
            "category": str(facts.get("category") or "")[: _LONGEST["category"]],
            "repair_way": _known(_REPAIR_WAYS, facts.get("repair.way")),
            "repair_item": _known(_REPAIR_ITEMS, facts.get("repair.item")),
            "is_special": bool(facts.get("special-incident")),
            "is_urgent": bool(facts.get("repair.urgent")),
            "channel": _known(_CHANNELS, facts.get("channel"), Channel.PHONE.value),
            **{name: words.get(name, "") for name in (*RECORDED, "convenient_time")},
            **stands,
            "owner_id": int(facts["owner"]) if facts.get("owner") else self._owner(office, one.events[0]),
            "handler_id": int(facts["handler"]) if facts.get("handler") else None,
            "received_at": moment_of(one.events[0].at),
            "is_withdrawn": any(event.kind == "case.withdrawn" for event in one.events),
            "is_indexed": False,
        }
        return history, fields, tuple(against)

    def _lived(self, one: Begun, history: History) -> tuple[Fields, list[str]]:
        """Let the case live through its events: how it stands then, and against which clauses something was done."""
        state, resolved_at, closed_at = RECEIVED, None, None
        settled_by: set[int | None] = set()
        against: list[str] = []
        for number, event in enumerate(one.events):
            happening = self._happening(one, event, is_first=not number)
            if event.kind == "case.resolved":
                settled_by.add(happening.actor_id)
            elif event.kind == "case.revisited" and settled_by and happening.actor_id is not None:
                by_doer = {BY_DOER: happening.actor_id in settled_by}
                happening = happening._replace(facts={**by_doer, **happening.facts})
            verb = _VERBS.get(event.kind)
            against += self._against(history, verb, happening)
            history.add(happening)
            if verb is not None and verb.leads_to is not None:
                state = verb.leads_to
                at = happening.happened_at
                resolved_at = at if state == RESOLVED else resolved_at if state == CLOSED else None
                closed_at = at if state == CLOSED else None
        history.let_pass(instant(self._brief.now))
        return {"state": state, "resolved_at": resolved_at, "closed_at": closed_at}, against

    def _against(self, history: History, verb: Verb | None, happening: Happening) -> list[str]:
        """The clauses that would refuse this at the desk, of those that the register can answer."""
        if verb is None or verb.requires is None:
            return []
        demanded = history.demands(verb.requires, happening)
        return [clause.id for clause, is_met in demanded if not is_met and clause.unless.keys() <= self._answered]

    def _happening(self, one: Begun, event: RuleEvent, *, is_first: bool) -> Happening:
        person = one.office.person
        facts = {
            name: str(person(str(value))) if name in self._people and value else value
            for name, value in event.facts.items()
        }
        # As at the desk: that a reason was given is a fact, the reason itself is words, which may have to be erased.
        given = [name for name in _REASONS if facts.get(name)]
        texts = {"reason": "\n".join(str(facts[name]) for name in given)} if given else {}
        facts |= dict.fromkeys(given, "given")
        if is_first:
            facts |= {fact: name in one.words for name, fact in RECORDED.items() if fact not in facts}
            texts |= one.words
        return Happening(
            event.kind,
            moment_of(event.at),
            moment_of(recorded_at(event)),
            person(event.actor) if event.actor else None,
            event.is_staff,
            facts,
            texts,
            one.request_key if is_first else "",
        )


def _rows(history: History, fields: Fields, event_ids: Iterator[int], duty_ids: Iterator[int]) -> Rows:
    lived = history.rows(event_ids, duty_ids)
    return {Case: [{**fields, "next_due_at": lived[Standing][0]["next_due_at"]}], **lived}


def _of_another(one: Begun) -> Rejection:
    zh, en = f"编号“{one.number}”已属于另一事项", f"the number “{one.number}” is another case's already"
    return Rejection(one.entry.record.row, None, Text(zh, en))


def _known(choices: frozenset[str], value: object, otherwise: str = "") -> str:
    return str(value) if value in choices else otherwise


def _taken(begun: Sequence[Begun]) -> dict[tuple[int, str], str]:
    """The numbers of these that are cases already, each with the key under which it came in; blank: at the desk."""
    if not begun:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [[one.office.community.pk for one in begun], [one.number for one in begun]])
        return {(community_id, number): key for community_id, number, key in cursor.fetchall()}


_TAKEN = """
    select taken.community_id, taken.number, coalesce(first.request_key, '')
    from unnest(%s::bigint[], %s::text[]) as wanted(community_id, number)
    join cases_case taken on taken.community_id = wanted.community_id and taken.number = wanted.number
    left join events_event first on first.subject_kind = 'case' and first.subject_id = taken.id and first.seq = 1
"""


def batches(entries: Iterable[One], size: int) -> Iterator[list[One]]:
    """So many at a time."""
    left = iter(entries)
    while batch := list(islice(left, size)):
        yield batch
