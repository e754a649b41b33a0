"""Two clerks hand out, or take back, the same thing in the same moment, on two connections: one does, one is told."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from kefu.custody import actions
from kefu.custody.actions import CustodyRefused, Holder, Loan, Vehicle
from kefu.custody.models import Handout, Thing
from kefu.duties.acts import Act
from kefu.events.models import Event
from tests.cases.test_cases import MORNING
from tests.cast import make_cast
from tests.custody.things import PAPER, registered

# `KEFU_ROUNDS=300` for a long look.
ROUNDS = int(os.environ.get("KEFU_ROUNDS", "12"))
NAMES = ("甲", "乙")
Verb = Callable[[int, Act, str], Thing]


def _lend(id_: int, by: Act, name: str) -> Thing:
    loan = Loan("抄表", by.at + timedelta(days=900))
    return actions.lend_key(id_, by=by, to=Holder(name), loan=loan, signed=PAPER)


OUT: dict[str, Verb] = {
    "card": lambda id_, by, name: actions.issue_card(id_, by=by, to=Holder(name), reason="保洁"),
    "key": _lend,
    "parking": lambda id_, by, name: actions.assign_parking(id_, by=by, to=Holder(name), vehicle=Vehicle("沪A12345")),
}
BACK: dict[str, Verb] = {
    "card": lambda id_, by, name: actions.return_card(id_, by=by, name=name),
    "key": lambda id_, by, name: actions.return_key(id_, by=by, name=name, signed=PAPER),
    "parking": lambda id_, by, name: actions.release_parking(id_, by=by, note=name),
}


@pytest.mark.parametrize("kind", OUT)
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told_who(kind: str) -> None:
    cast = make_cast()
    thing = registered(cast, kind, "X-1")
    # A thread, and so a connection, for each clerk.
    clerks = {cast.agent.pk: ThreadPoolExecutor(1), cast.lead.pk: ThreadPoolExecutor(1)}
    try:
        for number in range(ROUNDS):
            at = MORNING + timedelta(minutes=2 * number)
            winner, told = _race(clerks, thing, OUT[kind], at)
            assert Handout.objects.get(thing=thing, back_at=None).name == winner
            assert f"{winner} has it since" in told
            _winner, told = _race(clerks, thing, BACK[kind], at + timedelta(minutes=1))
            assert not Handout.objects.filter(thing=thing, back_at=None).exists()
            assert "with us already" in told
    finally:
        for pool in clerks.values():
            pool.submit(lambda: connection.close()).result()
            pool.shutdown()
    assert Handout.objects.filter(thing=thing).count() == ROUNDS
    acts = Event.objects.filter(subject_kind="thing", subject_id=thing.pk, actor_id__isnull=False)
    assert acts.count() == 1 + 2 * ROUNDS


def _race(clerks: dict[int, ThreadPoolExecutor], thing: Thing, verb: Verb, at: datetime) -> tuple[str, str]:
    """Both press at once: the name that the winner gave, and what the other was told."""
    barrier = Barrier(2, timeout=20)

    def press(clerk: int, name: str) -> str:
        barrier.wait()
        try:
            with override("en"):
                verb(thing.pk, Act(clerk, at), name)
        except CustodyRefused as refused:
            return str(refused)
        return ""

    pressed = {name: pool.submit(press, id_, name) for name, (id_, pool) in zip(NAMES, clerks.items(), strict=True)}
    answers = {name: one.result() for name, one in pressed.items()}
    (winner,) = [name for name, said in answers.items() if not said]
    (told,) = [said for said in answers.values() if said]
    return winner, told
