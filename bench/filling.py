"""The steps by which a group of communities is filled: staff, estate, cases, series, indexes."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from bench.group import CHUNK, COMMUNITIES, HOUSEHOLDS, LIVES, OPEN, SEED, SERIES
from bench.lives import Office
from bench.sample import COLUMNS, written
from bench.staff import CLERKS, HANDLERS
from kefu.audit import workers as worker_processes
from kefu.audit.choosing import read_mappings, shipped
from kefu.audit.records import Binding, Record
from kefu.cases.importing.histories import ALL_TABLES, Begun, Brief, Clerk
from kefu.cases.importing.histories import Entry as CaseEntry
from kefu.cases.importing.running import copy_in
from kefu.cases.search import index_cases
from kefu.duties import governing
from kefu.duties.acts import Act, Subject
from kefu.duties.binding import instant
from kefu.duties.governing import rules_of
from kefu.duties.histories import History
from kefu.duties.models import Adoption, Duty, PostHolder, Standing, Step
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.events.actions import Happening
from kefu.events.calc import Entry, event_hash
from kefu.events.models import Event, LedgerHead
from kefu.events.rows import copy_rows, reserve_ids
from kefu.lib.copying import lines
from kefu.people.actions.places import NewCommunity, found_community
from kefu.people.models import Appointment, Community, Post, User
from kefu.people.names import pinyin_key
from kefu.rulebook.reading import path_of
from kefu.sample.matters import GIVEN, SURNAMES

NOW = datetime.now(UTC).replace(microsecond=0)
AT = NOW - timedelta(days=3 * 365)
NAMES = tuple(dict.fromkeys([*CLERKS, *(name for names in HANDLERS.values() for name in names)]))
POSTS = {
    "supervisor": "supervisor",
    "manager": "manager",
    "engineering-supervisor": "lead",
    "head": "manager",
    "agent": "agent",
}
# So many different lives of series.
MOLDS = 2_000
# What the rows of a subject say of it, in this order.
NAMED = ("subject_kind", "subject_id", "community_id", "label")
WEEK = 7 * 86_400
# Words that few cases have, some, and only the oldest ones; 漏水 is in very many anyway.
RARE, MIDDLING, OLD = "孔雀", "甲醛", "汗蒸房"


def staff(_: int) -> None:
    """Communities with the names of the registers on their staff; five of them hold posts."""
    source = with_series(path_of("property").read_text("utf-8"))
    by = Act(None, AT)
    for number in range(COMMUNITIES):
        found_community(NewCommunity(f"第{number:03d}苑", f"G{number:03d}", "property"), by=by)
    Adoption.objects.update(source=source)
    governing._adopted.cache_clear()
    governing._compiled.cache_clear()
    governing._rules.cache_clear()
    users, posts = [], []
    for community in Community.objects.order_by("id"):
        users += [
            User(
                username=f"u{community.pk}-{place}",
                name=name,
                pinyin=pinyin_key(name),
                community=community,
            )
            for place, name in enumerate(NAMES)
        ]
        posts += [Post(community=community, word=word, title=word, role=role) for word, role in POSTS.items()]
    users.append(User(username="root", name="主任", pinyin="zhu3 ren4", is_administrator=True))
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    Post.objects.bulk_create(posts)
    at_hand = {(user.community_id, user.username.rpartition("-")[2]): user for user in users}
    holders, appointments = [], []
    for post in posts:
        place = str(list(POSTS).index(post.word))
        user = at_hand[post.community_id, place]
        appointments.append(Appointment(user=user, post=post, since=AT))
        holders.append(PostHolder(community_id=post.community_id, post=post.word, person_id=user.pk, since=AT))
    Appointment.objects.bulk_create(appointments)
    PostHolder.objects.bulk_create(holders)


def with_series(source: str) -> str:
    """The rulebook with ten series of areas and ten of units more."""
    begun = (("area", "area.opened", "area.inspected"), ("unit", "unit.added", "unit.moved-in"))
    clauses = [
        f"  bench.{subject}.{'abcdefghij'[number]}:\n"
        f"    says: {{zh: 第{number}项检查, en: Check number {number}}}\n    source: bench\n"
        f"    from: {begins}\n    bearer: [post:supervisor, post:manager]\n    bring: {brings}\n"
        f"    each: month\n    within: by the {11 + number}th\n"
        for subject, begins, brings in begun
        for number in range(10)
    ]
    head, mark, rest = source.partition("\nseries:\n")
    assert mark
    return head + mark + "".join(clauses) + rest


def estate(cases: int) -> None:
    """Homes with those who live there."""
    each = max(1, round(cases * HOUSEHOLDS / COMMUNITIES))
    rng = Random(SEED)
    for community in Community.objects.order_by("id"):
        rows = []
        for number in range(each):
            building, floor, door = number // 120 + 1, number % 120 // 4 + 1, number % 4 + 1
            name, phone = rng.choice(SURNAMES) + rng.choice(GIVEN), f"13{rng.randrange(10**9):09d}"
            code = f"{building}-1-{floor}{door:02d}"
            rows.append(EstateRow(f"{building}号楼", "1", floor, code, "home", name, phone, "owner"))
        estate_actions.import_estate(community.pk, rows, by=Act(None, AT))


def without_indexes(_: int) -> None:
    """Take the indexes of the heavy tables away; they are kept in a table until `indexes` makes them anew."""
    tables = [model._meta.db_table for model in ALL_TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            "create table bench_indexes as select conrelid::regclass::text as tab, conname as name,"
            " format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
            " as made, contype::text as kind from pg_constraint"
            " where conrelid::regclass::text = any(%s) and contype in ('u', 'f')"
            " union all select tablename, indexname, indexdef, 'i' from pg_indexes where tablename = any(%s)"
            " and indexname not in (select conname from pg_constraint)",
            [tables, tables],
        )
        cursor.execute("select tab, name, kind from bench_indexes order by kind")
        for table, name, kind in cursor.fetchall():
            cursor.execute(f'drop index "{name}"' if kind == "i" else f'alter table {table} drop constraint "{name}"')


def indexes(_: int) -> None:
    """Make them anew, and have the server look at what there is."""
    with connection.cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '1GB'")
        cursor.execute("set max_parallel_maintenance_workers = 2")
        cursor.execute("select made from bench_indexes order by kind desc")
        for (made,) in cursor.fetchall():
            cursor.execute(made)
        cursor.execute("drop table bench_indexes")
        cursor.execute("vacuum analyze")


_clerk: list[Any] = []


def _take_seat(cases: int) -> None:
    _clerk[:] = [Teller(cases)]
    worker_processes.settle()


def _tell(first: int) -> Any:
    return _clerk[0].part(first)


class Teller:
    """Tells the lives of the sample's cases anew, at other times and places."""

    def __init__(self, cases: int) -> None:
        self.cases = cases
        mapping = next(one for one in read_mappings(shipped()) if one.mapping == "property-register")
        self.clerk = Clerk(Brief(mapping, COLUMNS, "Asia/Shanghai", False, None, None, NOW))
        self.binding = Binding(mapping, COLUMNS, "Asia/Shanghai")
        rng = Random(SEED)
        office = Office(rng)
        self.words = [COLUMNS.index(name) for name in ("事由", "业主", "电话")]
        self.lives = []
        for number in range(LIVES):
            cells = written(office.case(), rng)
            cells[COLUMNS.index("编号")] = str(number)
            record = self.binding.record(number, cells)
            if isinstance(record, Record):
                self.lives.append((record, [cells[place] for place in self.words]))
        self.names = list(Community.objects.order_by("id").values_list("name", flat=True))

    def part(self, first: int) -> Any:
        """So many cases from a number on."""
        begun = []
        for number in range(first, min(first + CHUNK, self.cases)):
            one = self.clerk.placed(self.entry(number))
            assert isinstance(one, Begun), one
            begun.append(one)
        return self.clerk.written(begun)

    def entry(self, number: int) -> CaseEntry:
        """The case of this number: an old one as it was lived, a new one as far as it has come."""
        rng = Random(number)
        record, (matter, caller, phone) = self.lives[rng.randrange(len(self.lives))]
        is_open = rng.random() < OPEN
        received = record.events[0].at
        age = rng.triangular(0, 45, 5) if is_open else rng.uniform(60, 1_095)
        shift = (int(NOW.timestamp() - age * 86_400) - received) // WEEK * WEEK
        kept = (
            [event for event in record.events if event.kind not in _ENDS][: rng.randrange(1, 4)]
            if is_open
            else record.events
        )
        community = self.names[int(len(self.names) * rng.random() ** 1.5)]
        events = [event._replace(at=event.at + shift, facts=_shifted(event.facts, shift)) for event in kept]
        events[0] = events[0]._replace(facts={**events[0].facts, "community": community})
        subject = f"G{number:09d}"
        words = {"matter": f"{matter}。{_said(rng, number, self.cases)}", "caller": caller, "contact": phone}
        words["unit"] = f"{rng.randrange(1, 5)}-1-{rng.randrange(1, 31)}{rng.randrange(1, 5):02d}"
        told = record._replace(row=number, subject=subject, subject_key=number, events=events)
        return CaseEntry(told, words)


_ENDS = ("case.resolved", "case.revisited", "case.closed", "case.reopened", "case.answered")
_MORE = (
    "业主说已经反映过",
    "希望尽快上门",
    "家中有老人和孩子",
    "物业费已经交到年底",
    "楼下邻居也受到影响",
    "门岗可以联系本人",
    "周末在家",
    "请先打电话",
)


def _shifted(facts: Any, shift: int) -> Any:
    return {
        name: value + shift if name.endswith(".at") and isinstance(value, int) else value
        for name, value in facts.items()
    }


def _said(rng: Random, number: int, cases: int) -> str:
    said = [rng.choice(_MORE) for _ in range(rng.randrange(1, 5))]
    if rng.random() < 20 / cases:
        said.append(f"{RARE}叫声很大")
    if rng.random() < 0.01:
        said.append(f"室内{MIDDLING}超标")
    if number < cases // 20 and rng.random() < 0.5:
        said.append(f"{OLD}漏水")
    return "，".join(said)


def histories(cases: int) -> None:
    """The cases, told by as many processes as there are processors."""
    connection.close()
    from kefu.cases.importing.histories import Part

    with worker_processes.pool(2, _take_seat, (cases,)) as pool:
        for _, (made, texts, columns) in worker_processes.in_turn(pool, 2, _tell, range(0, cases, CHUNK)):
            copy_in(Part(made, texts, columns, [], len(made), 0, [], frozenset()))
    # These are at work, not brought in from elsewhere; and nobody is told of what was long ago.
    with connection.cursor() as cursor:
        cursor.execute("update duties_standing set quiet_until = null")
        cursor.execute("update duties_step set is_imported = false, sent_at = at")
        cursor.execute(
            "update duties_step set is_waiting = true from duties_duty duty where duty.id = duty_id"
            " and duty.\"end\" = ''"
        )
        cursor.execute("update duties_duty set reminder_told_at = reminded_at where reminded_at is not null")


def series(cases: int) -> None:
    """Households, areas and equipment, each with ten series."""
    ids = list(Community.objects.order_by("id").values_list("id", flat=True))
    units = round(cases * HOUSEHOLDS)
    areas = round(cases * SERIES)
    for kind, begins, count in (("unit", "unit.added", units), ("area", "area.opened", areas)):
        rules = rules_of(ids[0])
        assert rules is not None
        rng = Random(SEED)
        begun = NOW.replace(day=1, hour=0, minute=0, second=0) - timedelta(days=1)
        spread = [timedelta(seconds=rng.randrange(50 * 86_400)) for _ in range(MOLDS)]
        mold = Mold(kind, begins, ids[0], rules, begun)
        molds = [mold.later(NOW - begun - timedelta(days=10) + by) for by in spread]
        for first in range(0, count, 20_000):
            _write_series(kind, ids, range(first, min(first + 20_000, count)), molds)


class Mold:
    """A subject whose month has just begun; its rows for any other subject of the same life."""

    def __init__(self, kind: str, begins: str, community_id: int, rules: Any, at: datetime) -> None:
        history = History(Subject(kind, 0, community_id, ""), rules)
        history.add(Happening(begins, at, at))
        history.let_pass(instant(at + timedelta(days=3)))
        self.size = history.size
        self.rows = history.rows(iter(range(self.size[0])), iter(range(self.size[1])))
        assert self.rows[Duty], "nothing is open"
        assert not self.rows[Step], "nothing is overdue yet"

    def later(self, by: timedelta) -> "Mold":
        """The same life, begun so much later."""
        mold = copy(self)
        mold.rows = {table: [_later(row, by) for row in rows] for table, rows in self.rows.items()}
        mold.prepare()
        return mold

    def prepare(self) -> None:
        """Write down what is the same for all subjects."""
        (standing,) = self.rows[Standing]
        self.columns = {table: tuple(made[0]) for table, made in self.rows.items() if made}
        # What a row says of its subject stands first in it.
        (self._standing,) = lines([list({**standing, "quiet_until": None}.values())[len(NAMED) :]])
        self._duties = lines([list(duty.values())[len(NAMED) + 1 :] for duty in self.rows[Duty]])

    def lines(
        self, named: tuple[Any, ...], event_ids: Iterator[int], duty_ids: Iterator[int]
    ) -> dict[type[Model], list[str]]:
        """The rows of another subject, of which `named` is what all of them say, with a chain of its own."""
        kind, subject_id, community_id, _ = named
        said = lines([named])[0][:-1]
        events, last = [], b""
        for event in self.rows[Event]:
            whole = {**event, "subject_id": subject_id, "community_id": community_id, "id": next(event_ids)}
            last = event_hash(last, Entry._make([*(whole[name] for name in Entry._fields[:-1]), {}]))
            events.append({**whole, "hash": last}.values())
        return {
            LedgerHead: lines([(kind, subject_id, len(events), last, False)]),
            Event: lines(events),
            Standing: [f"{said}\t{self._standing}"],
            Duty: [f"{next(duty_ids)}\t{said}\t{duty}" for duty in self._duties],
        }


def _later(row: Any, by: timedelta) -> Any:
    """A row with all its moments so much later."""
    seconds = int(by.total_seconds())
    moved = {name: value + by if isinstance(value, datetime) else value for name, value in row.items()}
    if "runs" in row:
        moved["runs"] = [run._replace(since=run.since + seconds, next_at=run.next_at + seconds) for run in row["runs"]]
        moved["seen"] = {kind: seen._replace(at=seen.at + seconds) for kind, seen in row["seen"].items()}
    return moved


def _write_series(kind: str, community_ids: Sequence[int], numbers: range, molds: Sequence[Mold]) -> None:
    """Subjects with the lives of the molds."""
    made: dict[type[Model], list[str]] = {LedgerHead: [], Event: [], Standing: [], Duty: []}
    sizes = [molds[number % len(molds)].size for number in numbers]
    event_ids = iter(reserve_ids(Event, sum(events for events, _ in sizes)))
    duty_ids = iter(reserve_ids(Duty, sum(duties for _, duties in sizes)))
    for number in numbers:
        named = kind, 10_000_000 + number, community_ids[number * 7 % len(community_ids)], f"{kind} {number}"
        for table, rows in molds[number % len(molds)].lines(named, event_ids, duty_ids).items():
            made[table] += rows
    with transaction.atomic():
        for table, rows in made.items():
            copy_rows(table, molds[0].columns[table], "".join(rows))


def words(_: int) -> None:
    """What cases are found by."""
    index_cases()


STEPS: tuple[tuple[str, Callable[[int], None]], ...] = (
    ("staff", staff),
    ("estate", estate),
    ("without indexes", without_indexes),
    ("cases", histories),
    ("series", series),
    ("indexes", indexes),
    ("words", words),
)
