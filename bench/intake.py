"""Intake over HTTP: clients who take cases at the desk, one after the other, as fast as they are answered."""

import http.client
import json
import re
import threading
import time
import uuid
from collections.abc import Sequence
from email.message import Message
from random import Random
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from kefu.people.models import User

CLIENTS = 8
_TOKEN = "a" * 32
# Enough of them that two cases have hardly two signs after each other in common.
_SIGNS = "".join(map(chr, range(0x4E00, 0x5600)))


class Taken(NamedTuple):
    """Cases that were taken: where each can be seen, and how long each took, in seconds; what went wrong instead."""

    addresses: list[str]
    seconds: list[float]
    faults: list[str]
    wall: float

    def and_(self, other: "Taken") -> "Taken":
        """Both together."""
        lists = self.addresses + other.addresses, self.seconds + other.seconds, self.faults + other.faults
        return Taken(*lists, self.wall + other.wall)

    @property
    def rate(self) -> float:
        """Cases a second."""
        return len(self.addresses) / self.wall


def session_of(user: User) -> str:
    """A session of somebody who has signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def form(rng: Random, community_id: int) -> dict[str, str]:
    """A case as it is typed; no two are alike."""
    words = "".join(rng.choice(_SIGNS) for _ in range(24))
    return {
        "community": str(community_id),
        "channel": "phone",
        "caller": "王女士",
        "contact": f"13{rng.randrange(10**9):09d}",
        # Of several thousand cases of a community two would have the same home, were there fewer.
        "place": f"{rng.randrange(10**6)}-{rng.randrange(10**6)}",
        "matter": words,
        "kind": "complaint",
        "severity": rng.choice(("general", "major")),
        "happened": "昨晚",
        "people": "楼上",
        "request_key": str(uuid.UUID(int=rng.getrandbits(128))),
    }


class Clerk:
    """Somebody at the desk, signed in, over one connection as long as it holds."""

    def __init__(self, port: int, session: str, community_id: int, seed: int) -> None:
        self._port, self._community_id, self._rng = port, community_id, Random(seed)
        self._cookies = f"sessionid={session}; csrftoken={_TOKEN}; django_language=zh-hans"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def close(self) -> None:
        """Leave the desk."""
        self._connection.close()

    def take(self) -> str:
        """Take a case; its address. Raises `OSError` or `HTTPException` when the server is gone, `ValueError` else."""
        return self.send(form(self._rng, self._community_id))

    def send(self, typed: dict[str, str]) -> str:
        """Send the form of a case; the same request may be sent again."""
        return self.post("/cases/receive", typed)

    def post(self, path: str, typed: dict[str, str]) -> str:
        """Send a form; where the answer leads. Raises as `take` does."""
        headers = {"Cookie": self._cookies, "X-CSRFToken": _TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        status, body, answered = self._ask(path, urlencode(typed), headers)
        if status != 302:
            raise ValueError(f"{status} {_said(body)}")
        return str(answered["Location"])

    def report(self, token: str, said: dict[str, object]) -> int:
        """Report what happened to a call, as an exchange does; the call's id. Raises as `take` does."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        status, body, _ = self._ask("/calls/reports", json.dumps(said), headers)
        if status not in (200, 201):
            raise ValueError(f"{status} {body.decode(errors='replace')[:500]}")
        return int(json.loads(body)["call"])

    def _ask(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes, Message]:
        try:
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read(), answer.headers
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise


def _said(page: bytes) -> str:
    """What a page says, without its frame."""
    main = page.decode(errors="replace").partition("<main")[2] or page.decode(errors="replace")
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())[:2_000]


def take_cases(
    ports: Sequence[int], agents: Sequence[User], seconds: float, clients: int = CLIENTS, every: float = 0
) -> Taken:
    """So many clerks take cases for so long, shared out among the servers, each so many seconds after the last."""
    taken = Taken([], [], [], 0)
    sessions = [(session_of(agent), agent.community_id or 0) for agent in agents[:clients]]
    end = time.perf_counter() + seconds

    def work(place: int) -> None:
        session, community_id = sessions[place % len(sessions)]
        clerk = Clerk(ports[place % len(ports)], session, community_id, time.time_ns() + place)
        while (began := time.perf_counter()) < end:
            try:
                taken.addresses.append(clerk.take())
            except (OSError, http.client.HTTPException, ValueError) as error:
                taken.faults.append(str(error))
            else:
                taken.seconds.append(time.perf_counter() - began)
            time.sleep(max(0, every - (time.perf_counter() - began)))
        clerk.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken._replace(wall=time.perf_counter() - began)
