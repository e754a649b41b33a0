"""The desk on a group of 200 communities: pages, lists, search, the clock, intake over HTTP, memory, imports.

    python -m bench.desk [--cases 1000000] [--only pages searches clock intake day imports]

It works on a copy of what `bench.group` built, and throws the copy away. Figures of pages are server time: what
Django's client waits for an answer, templates and database within, without the network.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import chain
from random import Random
from typing import Any, NamedTuple

import psycopg

from bench import group, processes
from bench.figures import Row, percentiles, timed
from bench.importing import imports
from bench.register import folder

ASKED = 40
COPY = "kefu_bench"
FILTERS = (
    "kind=complaint",
    "handler={handler}",
    "since=2026-01-01&until=2026-02-01",
    "unit={unit}",
    "community={community}",
)
SORTS = ("newest", "oldest", "due", "received", "received-last")


def rows(cases: int, wanted: Sequence[str]) -> Iterator[Row]:
    """The figures of the group with so many cases, of these parts."""
    group.build(cases)
    with copied(cases):
        import django

        django.setup()
        from kefu.config.serving.preparing import collect_static, migrate
        from kefu.config.serving.reaching import Database
        from kefu.config.serving.web import settle

        # The group may be older than the program.
        migrate(Database(os.environ["DATABASE_URL"], None), folder() / "home", lambda _: None)
        collect_static()
        settle()
        for name in wanted or PARTS:
            yield from PARTS[name](cases)


@contextmanager
def copied(cases: int) -> Iterator[None]:
    """A copy of the group to work on."""
    with psycopg.connect(group.cluster().url_of("postgres"), autocommit=True) as server:
        server.execute(f"drop database if exists {COPY} with (force)")
        server.execute(f"create database {COPY} template {group.database(cases)} strategy file_copy")
        group.use(cases)
        os.environ["DATABASE_URL"] = group.cluster().url_of(COPY)
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
            server.execute(f"drop database if exists {COPY} with (force)")


class Visitors:
    """Who opens pages: clerks and heads of many communities, and `root`, who sees all of them."""

    def __init__(self) -> None:
        from kefu.people.models import Appointment, User

        held = Appointment.objects.select_related("user").filter(until=None).order_by("id")
        agents = [one.user for one in held.filter(post__word="agent")]
        heads = [one.user for one in held.filter(post__word="manager")]
        rng = Random(1)
        # The busiest communities are the first.
        self.staff = [agents[0], heads[0], agents[1], heads[1]]
        self.staff += [rng.choice(rng.choice((agents, heads))) for _ in range(ASKED - 4)]
        self.root = User.objects.get(is_administrator=True)
        self._clients: dict[int, Any] = {}

    def client(self, user: Any) -> Any:
        """The browser of somebody who has signed in."""
        from django.test import Client

        if user.pk not in self._clients:
            client = Client(headers={"accept-language": "zh-hans"}, SERVER_NAME="localhost")
            # A server loads its middleware once, not once for each browser.
            client.handler = next(iter(self._clients.values()), client).handler
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            self._clients[user.pk] = client
        return self._clients[user.pk]

    def get(self, user: Any, address: str) -> float:
        """How long a page takes, in seconds."""
        return _answered(partial(self.client(user).get, address))

    def look_up(self, user: Any, who: str) -> float:
        """How long it takes to find a household."""
        return _answered(partial(self.client(user).post, "/cases/receive/households", {"who": who}))


def _answered(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    answer = ask()
    seconds = time.perf_counter() - began
    assert answer.status_code == 200, (ask, answer.status_code)
    return seconds


def pages(cases: int) -> Iterator[Row]:
    """Each page, asked for by people of many communities; the first answer of a process is left out."""
    from kefu.cases.models import Case

    visitors = Visitors()
    staff, root, get = visitors.staff, visitors.root, visitors.get
    for viewer in (staff[0], root):
        get(viewer, "/")
        get(viewer, "/cases")

    def figure(name: str, times: Sequence[float]) -> Row:
        return f"{cases:,} cases: {name}", percentiles(times), "ms: median / 95 % / longest"

    firsts = [get(viewer, "/") for viewer in staff]
    yield figure("my day", [get(viewer, "/") for viewer in staff])
    yield figure("my day the first time, its rows still on the disk", firsts)
    yield figure("my day of who sees all", [get(root, "/") for _ in range(10)])
    taken = list(_lists(visitors))
    for show, who in dict.fromkeys((one.show, one.who) for one in taken):
        again = [one.again for one in taken if (one.show, one.who) == (show, who)]
        yield figure(f"list “{show}” by each filter and order, {who}", again)
    for one in sorted(taken, key=lambda one: one.again, reverse=True)[:8]:
        yield f"  slowest: {one.show}, {one.who}", f"{1000 * one.again:.1f}", f"ms: {one.address}"
    yield figure("all these lists the first time, their rows still on the disk", [one.first for one in taken])
    first, last = Case.objects.order_by("id")[0].pk, Case.objects.order_by("-id")[0].pk
    rng = Random(2)
    ids = set(Case.objects.filter(id__in=[rng.randint(first, last) for _ in range(ASKED)]).values_list("id", flat=True))
    yield figure("a case", [get(root, f"/cases/{id_}") for id_ in ids])
    typed = ("1-1-3", "1-1-301", "王", "李", "zw", "zhang", "139", "1391", "0000")
    yield figure("household look-up, staff", [visitors.look_up(viewer, who) for viewer in staff[:10] for who in typed])


class Opened(NamedTuple):
    """A list that somebody opened twice, one after the other, in seconds."""

    show: str
    who: str
    address: str
    first: float
    again: float


def _lists(visitors: Visitors) -> Iterator[Opened]:
    """Each list by each filter and order."""
    from kefu.cases.lists import VIEWS
    from kefu.estate.models import Unit
    from kefu.people.models import User

    for show in VIEWS:
        for address in _addresses(show):
            for who, asked in (("staff", visitors.staff[::5]), ("who sees all", [visitors.root] * 3)):
                for place, viewer in enumerate(asked):
                    here = viewer.community_id or visitors.staff[place].community_id or 0
                    unit = Unit.objects.filter(community_id=here).order_by("id")[3].pk
                    handler = User.objects.filter(community_id=here).order_by("id")[6].pk
                    whole = address.format(community=here, unit=unit, handler=handler)
                    yield Opened(show, who, whole, visitors.get(viewer, whole), visitors.get(viewer, whole))


def _addresses(show: str) -> list[str]:
    plain = f"/cases?show={show}"
    return [plain, *(f"{plain}&{one}" for one in FILTERS), *(f"{plain}&sort={sort}" for sort in SORTS)]


def searches(cases: int) -> Iterator[Row]:
    """Words newest first, each proved right against looking through everything."""
    from django.db import connection

    from bench.filling import MIDDLING, OLD, RARE
    from kefu.cases.search import matching
    from kefu.people.models import Community

    everywhere = list(Community.objects.order_by("id").values_list("id", flat=True))
    for word, what in ((RARE, "a rare"), (MIDDLING, "a middling"), ("漏水", "a very common"), (OLD, "an only-old")):
        for where, named in ((everywhere, "all communities"), (everywhere[:1], "one community")):
            found = matching(where, word, 50)
            with connection.cursor() as cursor:
                cursor.execute(
                    "select case_id from cases_casetext where community_id = any(%s) and strpos(words, %s) > 0"
                    " order by case_id desc limit 50",
                    [where, word],
                )
                assert found == [id_ for (id_,) in cursor.fetchall()], word
            times = [timed(partial(matching, where, word, 50)) for _ in range(20)]
            yield (
                f"{cases:,} cases: {what} word, {named}",
                percentiles(times),
                f"ms: median / 95 % / longest; {len(found)} found",
            )


def _moment(count: int) -> datetime:
    """When time will have brought something to so many subjects."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select next_at + interval '1 second' from duties_standing where next_at is not null"
            " order by next_at, id offset %s limit 1",
            [count - 1],
        )
        found: datetime = cursor.fetchone()[0]
        return found


def clock(cases: int) -> Iterator[Row]:
    """Passes of the clock: nothing due, a thousand, fifty thousand; and while an old snapshot is held."""
    from django.db import connection

    from kefu import clock as wall_clock
    from kefu.duties.clock import run_clock
    from kefu.duties.models import Duty
    from kefu.duties.tasks import LATE
    from kefu.events.models import Event

    caught_up = run_clock(wall_clock.now())
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze duties_standing")
        cursor.execute("vacuum analyze duties_duty")
    open_duties = Duty.objects.filter(end="").count()
    yield (
        f"{cases:,} cases: open duties",
        f"{open_duties:,}",
        f"subjects caught up first: {caught_up and caught_up.subjects:,}",
    )
    for held in ("", ", an old snapshot held"):
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            if held:
                other.execute("set transaction isolation level repeatable read")
                other.execute("select count(*) from people_community")
            now = max(wall_clock.now(), _moment(1))
            run_clock(now)
            for count in (1_000, 50_000 if cases >= 1_000_000 else 5_000):
                now, last = _moment(count), Event.objects.order_by("-id")[0].pk
                began, taken = time.perf_counter(), processes.Taken([processes.postmaster(group.cluster().folder)])
                own = time.process_time()
                passed = run_clock(now)
                seconds, own = time.perf_counter() - began, time.process_time() - own
                assert passed is not None
                breaches = Event.objects.filter(id__gt=last, kind="duty.breached").count()
                yield (
                    f"{cases:,} cases: the clock, {breaches:,} duties due of {passed.subjects:,} subjects{held}",
                    f"{seconds:.2f}",
                    f"s, {passed.events:,} events, processor {own:.2f} s and of the database {taken.seconds():.2f} s",
                )
            yield (
                f"{cases:,} cases: the clock, nothing due{held}",
                percentiles([timed(partial(run_clock, now, since=now - LATE)) for _ in range(50)]),
                "ms: median / 95 % / longest",
            )


def intake(cases: int) -> Iterator[Row]:
    """Cases taken over HTTP by eight clerks: one web server, two, and two behind a proxy with two workers."""
    from bench.intake import take_cases
    from kefu.people.models import Appointment

    agents = [one.user for one in Appointment.objects.select_related("user").filter(post__word="agent").order_by("id")]
    database = processes.postmaster(group.cluster().folder)
    own = _backends()
    for servers, workers, has_proxy in ((1, 0, False), (2, 0, False), (2, 1, False), (1, 1, True), (2, 2, True)):
        ports = [processes.free_port() for _ in range(servers)]
        web = [["kefu.config.serving.web", "127.0.0.1", str(port)] for port in ports]
        with processes.running(*web, *[["kefu.config.worker"]] * workers) as started:
            for port in ports:
                processes.answers(port)
            proxy = processes.Proxy(ports) if has_proxy else None
            asked = [proxy.port] if proxy else ports
            take_cases(asked, agents, 4)
            roots = [process.pid for process in started[:servers]]
            taken_by = processes.Taken([*roots, database])
            taken = take_cases(asked, agents, 12)
            named = f"{servers} web, {workers} workers" + (", a proxy" if has_proxy else "")
            each = 1000 * taken_by.seconds() / max(1, len(taken.addresses))
            yield (
                f"{cases:,} cases: intake, 8 clerks, {named}",
                f"{taken.rate:.0f}",
                f"a second, processor {each:.1f} ms each, {percentiles(taken.seconds)} ms; {len(taken.faults)} faults",
            )
            if taken.faults:
                yield "  first fault", "", taken.faults[0][:200]
            _each_once(taken.addresses)
            if workers:
                used = _memory([process.pid for process in started], database, own)
                yield f"memory after it beside shared buffers, {named}", *used
            if proxy:
                proxy.close()


def day(cases: int) -> Iterator[Row]:
    """A day at the hotline, with two web servers and a worker."""
    from bench.day import play

    ports = [processes.free_port() for _ in range(2)]
    web = [["kefu.config.serving.web", "127.0.0.1", str(port)] for port in ports]
    with processes.running(*web, ["kefu.config.worker"]) as started:
        for port in ports:
            processes.answers(port)
        roots = [processes.postmaster(group.cluster().folder), *(process.pid for process in started[:2])]
        for name, figure, unit in play(ports, roots):
            yield f"{cases:,} cases: {name}", figure, unit


def _backends() -> set[int]:
    """The database's processes that answer somebody now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pid from pg_stat_activity where backend_type = 'client backend'")
        return {pid for (pid,) in cursor.fetchall()}


def _memory(started: Sequence[int], database: int, own: set[int]) -> tuple[str, str]:
    """What the program and its database have in memory; what answers the benchmark itself is not counted."""
    everyone = {pid for root in (*started, database) for pid in processes.family(root)} - own
    megabytes = sum(map(processes.private, everyone)) / (1 << 20)
    return f"{megabytes:.0f}", f"MiB, {len(everyone)} processes, the database's among them"


def _each_once(addresses: Sequence[str]) -> None:
    """Each answer is a case of its own, with its number, its first event and its duties."""
    from django.db import connection

    ids = [int(address.rpartition("/")[2]) for address in addresses]
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(distinct (community_id, number)),"
            " (select count(distinct subject_id) from duties_duty"
            "  where subject_kind = 'case' and subject_id = any(%(ids)s)),"
            " (select count(*) from events_event where subject_kind = 'case' and subject_id = any(%(ids)s)"
            " and kind = 'case.received') from cases_case where id = any(%(ids)s)",
            {"ids": ids},
        )
        figures = cursor.fetchone()
    assert len(set(ids)) == len(ids)
    assert figures == (len(ids),) * 4, figures


PARTS = {
    "pages": pages,
    "searches": searches,
    "clock": clock,
    "intake": intake,
    "day": day,
    "imports": imports,
}


def main() -> None:
    """Measure, and print one table."""
    from rich.console import Console
    from rich.table import Table

    from bench.run import machine

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    shown = Table("what", "figure", "unit", title="kefu bench: the desk", show_edge=False)
    parser.add_argument("--only", nargs="*", default=(), choices=PARTS)
    asked = parser.parse_args()
    for row in chain(machine(), rows(asked.cases, asked.only)):
        print(*row, sep="  |  ", flush=True)
        shown.add_row(*row)
    Console(width=160).print(shown)


if __name__ == "__main__":
    main()
