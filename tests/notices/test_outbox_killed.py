"""`kill -9` for the process that sends: before the mail server has the text, and after it, before that is noted."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from kefu import clock
from kefu.duties.acts import Act
from kefu.notices.models import Delivery, Way
from kefu.notices.outbox import actions
from tests.cast import make_cast
from tests.notices.test_mail_and_chat import SENDER, Postbox, server
from tests.notices.test_outbox import written
from tests.postgres import CLUSTER

State = Delivery.State
ADDRESSES = [f"resident{number}@example.com" for number in range(8)]
# At whose letter the sender is killed: when the address is told, and when the whole text was taken.
BEFORE, AFTER = {ADDRESSES[1], ADDRESSES[6]}, {ADDRESSES[3], ADDRESSES[4]}
WORKER = "import django; django.setup(); from kefu.notices.tasks import send_messages; send_messages(0)"


class Deadly(Postbox):
    """A mail server that ends whoever hands in certain letters, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.sender: subprocess.Popen[bytes] | None = None
        self.still = {*BEFORE, *AFTER}

    def end(self, address: str) -> None:
        assert self.sender is not None
        self.still.discard(address)
        os.kill(self.sender.pid, signal.SIGKILL)
        self.sender.wait()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _: Any) -> str:  # noqa: N802
        if address in self.still & BEFORE:
            self.end(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        said = await super().handle_DATA(server, session, envelope)
        if envelope.rcpt_tos[0] in self.still & AFTER:
            self.end(envelope.rcpt_tos[0])
        return said


def send_and_die(box: Deadly, url: str) -> int:
    """Run the job in a process of its own, and again whenever it was killed. How often it was."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": CLUSTER.url_of(connection.settings_dict["NAME"]),
        "PYTEST_XDIST_WORKER": "outbox",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "KEFU_SMTP": url,
        "KEFU_MAIL_FROM": SENDER,
    }
    for times in range(9):
        box.sender = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
        if box.sender.wait(timeout=60) == 0:
            return times
    raise AssertionError("it is killed each time")


def states(addresses: set[str]) -> set[str]:
    return set(Delivery.objects.filter(address__in=addresses).values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_each_gets_one_letter_though_the_sender_is_killed(settings: Settings) -> None:
    cast = make_cast()
    with server(settings, Deadly()) as box:
        assert isinstance(box, Deadly)
        message = written(cast, *ADDRESSES, way=Way.EMAIL, urgent=True, at=clock.now())
        assert send_and_die(box, settings.MESSAGES["smtp"]) == len(BEFORE | AFTER)

        # Whose letter was on its way when the sender died is not written to again by the program itself.
        assert states(BEFORE | AFTER) == {State.SENDING}
        assert states({*ADDRESSES} - BEFORE - AFTER) == {State.SENT}
        later = clock.now() + timedelta(minutes=11)
        assert actions.give_up_stopped(later) == len(BEFORE | AFTER)
        assert not actions.send_next(lambda: later)
        assert got(box) == dict.fromkeys({*ADDRESSES} - BEFORE, 1)

        # Somebody decides that they are written to again: they are told apart as perhaps doubled, and some are.
        send_again(message.pk, cast.manager.pk, later)
        assert states({*ADDRESSES}) == {State.SENT}
        assert got(box) == {address: 2 if address in AFTER else 1 for address in ADDRESSES}
        doubled = Delivery.objects.filter(is_perhaps_twice=True).values_list("address", flat=True)
        assert {*doubled} == BEFORE | AFTER


def got(box: Postbox) -> dict[str, int]:
    """How many letters came for whom."""
    return dict(Counter(letter.rcpt_tos[0] for letter in box.letters))


def send_again(message_id: int, by: int, at: datetime) -> None:
    doubtful = Delivery.objects.filter(state=State.DOUBTFUL).values_list("id", flat=True)
    actions.retry_message(message_id, by=Act(by, at), chosen=[*doubtful])
    while actions.send_next(lambda: at):
        pass
