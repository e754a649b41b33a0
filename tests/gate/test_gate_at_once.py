"""Two guards at two gates in the same moment: of what may happen once, one does it."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.gate import actions
from kefu.gate.actions import PassRefused
from kefu.gate.models import Pass, Passage
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.gate.passes import issued, visiting

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("KEFU_ROUNDS", "5"))
LATER = MORNING + timedelta(hours=1)
CASES: dict[str, tuple[Callable[[Cast], Pass], Callable[..., Pass]]] = {
    "goods.released": (issued, actions.release_goods),
    "visitor.entered": (visiting, actions.enter_visitor),
}


@pytest.mark.parametrize("event", CASES)
def test_of_two_at_once_exactly_one_wins(event: str) -> None:
    cast = make_cast()
    made, act = CASES[event]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            of, barrier = made(cast), Barrier(2)

            def do(who: str, of: Pass = of, barrier: Barrier = barrier) -> bool:
                try:
                    barrier.wait()
                    act(of.pk, by=Act(cast[who].pk, LATER), gate=who)
                except PassRefused:
                    return False
                finally:
                    connection.close()
                return True

            assert sorted(pool.map(do, ("engineer", "lead"))) == [False, True]
            assert Passage.objects.filter(of=of).count() == 1
            assert Event.objects.filter(subject_kind="pass", subject_id=of.pk, kind=event).count() == 1
