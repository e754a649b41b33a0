"""A day at the hotline over HTTP: exchanges report calls, clerks take cases, say what each call led to, and revisit."""

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from bench import processes
from bench.figures import Row, percentiles
from bench.intake import CLIENTS, Clerk, form, session_of
from kefu import clock
from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.hotline import actions as hotline
from kefu.hotline.models import Call
from kefu.people.models import Appointment, User

CALLS, CASES, REVISITS = 5_000, 1_200, 800


class Office(NamedTuple):
    """A community at the hotline: its exchange's token, who answers, who asks how it was."""

    community_id: int
    token: str
    agent: User
    supervisor: User


@dataclass
class Played:
    """How long each kind of request took, in seconds, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """How long this takes."""
        began = time.perf_counter()
        yield
        self.seconds[name].append(time.perf_counter() - began)


Task = Callable[[dict[int, Clerk], Played], None]


def play(ports: Sequence[int], roots: Sequence[int]) -> Iterator[Row]:
    """The day's requests in mixed order, by eight clients; `roots`: the processes whose work is counted."""
    offices = list(_offices())
    calls_before, last_event = Call.objects.count(), Event.objects.order_by("-id")[0].pk
    tasks = list(_tasks(offices))
    Random(5).shuffle(tasks)
    played, taken_by, began = Played(), processes.Taken(roots), time.perf_counter()
    _share_out(tasks, offices, ports, played)
    wall = time.perf_counter() - began
    revisits = len(tasks) - CALLS
    _all_there(Call.objects.count() - calls_before, revisits, last_event, played)
    requests = sum(map(len, played.seconds.values()))
    each = 1000 * taken_by.seconds() / max(1, requests)
    yield (
        f"a day of {CALLS:,} calls, {CASES:,} cases, {revisits:,} revisits, {CLIENTS} clients",
        f"{wall:.0f}",
        f"s, {requests:,} requests, {requests / wall:.0f} a second, processor {each:.1f} ms each",
    )
    for name, seconds in played.seconds.items():
        yield f"  {name}", percentiles(seconds), f"ms: median / 95 % / longest; {len(seconds):,}"


def _offices() -> Iterator[Office]:
    held = Appointment.objects.select_related("user", "post").filter(until=None).order_by("id")
    by_word = {(one.post.word, one.post.community_id): one.user for one in held}
    for community_id in sorted({community_id for _, community_id in by_word})[:CLIENTS]:
        by = Act(by_word["manager", community_id].pk, clock.now())
        token = hotline.add_exchange(community_id, by=by, name="bench")[1]
        yield Office(community_id, token, by_word["agent", community_id], by_word["supervisor", community_id])


def _tasks(offices: Sequence[Office]) -> Iterator[Task]:
    """What is to be done, each independent of the others."""
    for number in range(CALLS):
        yield partial(_call, number, offices[number % len(offices)])
    for office in offices:
        settled = Case.objects.filter(community=office.community_id, state="resolved", kind__in=("repair", "complaint"))
        # The smaller group has fewer of them.
        for case_id in settled.order_by("-id").values_list("id", flat=True)[: REVISITS // len(offices)]:
            yield partial(_revisit, case_id, office)


def _call(number: int, office: Office, clerks: dict[int, Clerk], played: Played) -> None:
    """A call rings and ends; of some a case is taken; what it led to is written down."""
    rang, clerk = clock.now() - timedelta(minutes=4), clerks[office.agent.pk]
    said: dict[str, object] = {"call": f"day-{number}", "number": f"138{number:08d}", "line": "96300"}
    with played.timed("a call rings"):
        clerk.report(office.token, {**said, "event": "ringing", "at": rang.isoformat()})
    whole = {"started": rang, "answered": rang + timedelta(seconds=6), "ended": rang + timedelta(minutes=3)}
    said |= {name: at.isoformat() for name, at in whole.items()}
    said |= {"agent": office.agent.username, "rings": 2}
    with played.timed("a call is over"):
        call_id = clerk.report(office.token, said)
    led_to = {"disposition": "answered", "summary": "已告知办理时间"}
    if number < CASES:
        with played.timed("a case is taken"):
            address = clerk.send(form(Random(number), office.community_id))
        taken = Case.objects.values_list("number", flat=True).get(pk=int(address.rpartition("/")[2]))
        led_to = {"number_of_case": taken, "summary": "已登记"}
    with played.timed("what a call led to"):
        clerk.post(f"/calls/{call_id}/log", led_to)


def _revisit(case_id: int, office: Office, clerks: dict[int, Clerk], played: Played) -> None:
    """The customer is asked, by somebody who did not settle it."""
    settled = Event.objects.filter(subject_kind="case", subject_id=case_id, kind="case.resolved").order_by("-seq")
    asks = office.supervisor if settled[0].actor_id == office.agent.pk else office.agent
    with played.timed("a revisit"):
        clerks[asks.pk].post(f"/cases/{case_id}/revisit", {"way": "phone", "outcome": "satisfied", "opinion": "满意"})


def _share_out(tasks: list[Task], offices: Sequence[Office], ports: Sequence[int], played: Played) -> None:
    """Clients take one task after the other until none is left."""
    staff = [(user, office) for office in offices for user in (office.agent, office.supervisor)]
    waiting = iter(tasks)
    sessions = {user.pk: (session_of(user), office.community_id) for user, office in staff}

    def work(place: int) -> None:
        port = ports[place % len(ports)]
        clerks = {id_: Clerk(port, *session, place) for id_, session in sessions.items()}
        while (task := next(waiting, None)) is not None:
            try:
                task(clerks, played)
            except (OSError, http.client.HTTPException, ValueError) as error:
                played.faults.append(str(error))
        for clerk in clerks.values():
            clerk.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _all_there(calls: int, revisits: int, last_event: int, played: Played) -> None:
    """Everything that was answered is in the ledger, once."""
    assert not played.faults, (len(played.faults), played.faults[0])
    kinds = ("call.logged", "case.received", "case.revisited")
    found = Event.objects.filter(id__gt=last_event, kind__in=kinds)
    counts = [found.filter(kind=kind).count() for kind in kinds]
    assert [calls, *counts] == [CALLS, CALLS, CASES, revisits], (calls, counts)
    assert not Call.objects.filter(logged_at=None, key__startswith="day-").exists()
