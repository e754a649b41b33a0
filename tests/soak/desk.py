"""A desk under load: clerks who take cases over HTTP, send again what was not answered, and remember what was."""

import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from random import Random

from bench.intake import Clerk, form
from tests.cli.site import KEFU, Site, until

PATIENCE = 90
REFUSED = "requests refused while something was down"
_OFFICE = """
import json
from kefu.config.site import open_site
open_site()
from datetime import UTC, datetime, timedelta
from bench.intake import session_of
from kefu import clock
from kefu.duties.acts import Act
from kefu.people import actions
from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
by = Act(None, clock.now() - timedelta(days=1))
community = actions.found_community(NewCommunity("翠湖苑", "CH", "property"), by=by)
post = actions.found_post(community.pk, by=by, word="agent", title="客服")
sessions = []
for number in range(4):
    user = actions.join_user(NewUser(f"clerk{number}", f"客服{number}", community.pk), by=by)
    actions.appoint_user(user.pk, by=by, post_id=post.pk)
    sessions.append(session_of(user))
print(json.dumps([community.pk, sessions]))
"""


class Desk:
    """Four clerks at a site. `answered`: the address of each case by the key of its request."""

    def __init__(self, site: Site) -> None:
        self.site = site
        python = str(Path(KEFU).with_name("python"))
        environment = {**site.environment, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run([python, "-c", _OFFICE], env=environment, check=True, capture_output=True, text=True)
        self.community_id, self.sessions = json.loads(done.stdout)
        self.answered: dict[str, str] = {}
        self.thrown: Counter[str] = Counter()
        self.faults: list[str] = []
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        """Let the clerks begin."""
        self._stop.clear()
        clerks = [threading.Thread(target=self._work, args=(place,)) for place in range(len(self.sessions))]
        self._threads += clerks
        for clerk in clerks:
            clerk.start()

    def close(self) -> None:
        """Let each clerk finish the case in hand."""
        self._stop.set()
        while self._threads:
            self._threads.pop().join()

    def wait_for_more(self, count: float) -> None:
        """Wait until so many more were answered."""
        wanted = len(self.answered) + count
        until(lambda: len(self.answered) >= wanted, PATIENCE)

    def _work(self, place: int) -> None:
        rng = Random(f"{place} {time.time_ns()}")  # noqa: S311  (cases to be thrown)
        clerk = self._clerk(place)
        with closing(clerk):
            self._take(clerk, place, rng)

    def _take(self, clerk: Clerk, place: int, rng: Random) -> None:
        while not self._stop.is_set():
            typed = form(rng, self.community_id)
            if rng.random() < 0.1:
                self._twice(typed, place)
            address = self._until_answered(clerk, typed)
            if address and rng.random() < 0.1:
                self.thrown["sent again after the answer"] += 1
                if self._until_answered(clerk, typed) != address:
                    self.faults.append(f"{typed['request_key']}: another answer the second time")

    def _twice(self, typed: dict[str, str], place: int) -> None:
        """A double click: the same request on another connection at the same time."""
        self.thrown["sent twice at once"] += 1

        def click() -> None:
            with closing(self._clerk(place)) as clerk:
                self._until_answered(clerk, typed)

        thread = threading.Thread(target=click)
        # Started first: `close` joins whatever it finds among them.
        thread.start()
        self._threads.append(thread)

    def _until_answered(self, clerk: Clerk, typed: dict[str, str]) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                address = clerk.send(typed)
            except (OSError, HTTPException):
                self.thrown["requests cut off"] += 1
            except ValueError as error:
                if not str(error).startswith("5"):
                    self.faults.append(str(error)[:500])
                    return ""
                self.thrown[REFUSED] += 1
            else:
                self.thrown["requests answered"] += 1
                before = self.answered.setdefault(typed["request_key"], address)
                if before != address:
                    self.faults.append(f"{typed['request_key']}: {before} and {address}")
                return address
            time.sleep(0.1)
        self.faults.append(f"{typed['request_key']}: no answer in {PATIENCE} s")
        return ""

    def _clerk(self, place: int) -> Clerk:
        return Clerk(self.site.port, self.sessions[place], self.community_id, place)

    def lost_and_doubled(
        self, site: Site | None = None, acknowledged: Mapping[str, str] | None = None
    ) -> dict[str, int]:
        """What was acknowledged and is not there, or is there twice; and cases without duties. All of it must be 0."""
        there = (site or self.site).sql(
            "select e.request_key, c.id, (select count(*) from duties_duty where subject_kind = 'case' and subject_id = c.id)"
            " from cases_case c left join events_event e on e.subject_kind = 'case' and e.subject_id = c.id and e.seq = 1"
        )
        found = Counter(key for key, _, _ in there)
        addresses = {key: f"/cases/{id_}" for key, id_, _ in there}
        answered = dict(self.answered if acknowledged is None else acknowledged)
        return {
            "acknowledged and lost": sum(key not in found for key in answered),
            "at another address": sum(addresses.get(key, address) != address for key, address in answered.items()),
            "doubled": sum(count - 1 for count in found.values()),
            "without duties": sum(not duties for _, _, duties in there),
            "without an event": found[None],
        }
