"""Two clerks at the counter in the same moment, on two connections: the same step, the same card; one wins, one is told."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from kefu.counter import actions
from kefu.counter.actions import ErrandRefused, Said
from kefu.counter.models import Errand, Taken
from kefu.custody import actions as custody
from kefu.custody.actions import NewThings
from kefu.custody.models import Handout
from kefu.duties.acts import Act
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast, make_cast
from tests.counter.errands import home

# `KEFU_ROUNDS=1000` for a long look.
ROUNDS = int(os.environ.get("KEFU_ROUNDS", "8"))
pytestmark = pytest.mark.django_db(transaction=True)
CERTIFICATE = Said({"kind": "residence", "purpose": "落户", "content": "居住于此"}, ["identity"])


def errand(cast: Cast, procedure: str, said: Said, by: Act) -> Errand:
    """Somebody of the household comes for something."""
    unit = home(cast)
    found = Errand(community=cast.community, procedure=procedure, unit=unit, applicant="王芳")
    return actions.begin_errand(found, said, by=by)


def check(errand_id: int, clerk: int) -> Errand:
    """Somebody takes the step of checking the file."""
    return actions.take_step(errand_id, "check", Said({"checked": True}), by=Act(clerk, MORNING))


def issue(cast: Cast, said: Said, clerk: int) -> Errand:
    """Somebody issues a card by an errand of its own."""
    return errand(cast, "card", said, Act(clerk, MORNING))


def race(pools: dict[int, ThreadPoolExecutor], press: Callable[[int], object]) -> list[str]:
    """What each clerk is told; blank: it was done."""
    barrier = Barrier(2, timeout=30)

    def clicked(clerk: int) -> str:
        barrier.wait()
        try:
            with override("en"):
                press(clerk)
        except ErrandRefused as refused:
            return str(refused)
        return ""

    return [one.result() for one in [pool.submit(clicked, clerk) for clerk, pool in pools.items()]]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def pools(cast: Cast) -> dict[int, ThreadPoolExecutor]:
    return {cast.agent.pk: ThreadPoolExecutor(1), cast.lead.pk: ThreadPoolExecutor(1)}


def close(pools: dict[int, ThreadPoolExecutor]) -> None:
    for pool in pools.values():
        pool.submit(lambda: connection.close()).result()
        pool.shutdown()


def test_a_step_is_taken_once(cast: Cast, pools: dict[int, ThreadPoolExecutor]) -> None:
    try:
        for _ in range(ROUNDS):
            one = errand(cast, "certificate", CERTIFICATE, Act(cast.agent.pk, MORNING))
            told = race(pools, partial(check, one.pk))
            assert sorted(map(bool, told)) == [False, True]
            assert "This step cannot be taken now." in "".join(told)
            assert Taken.objects.filter(errand=one, step="check").count() == 1
    finally:
        close(pools)


def test_a_card_goes_to_one_of_two_errands(cast: Cast, pools: dict[int, ThreadPoolExecutor]) -> None:
    owner = home(cast).residencies.get().person_id
    try:
        for number in range(ROUNDS):
            custody.register_things(cast.community.pk, NewThings("card", [f"C-{number}"]), by=Act(cast.lead.pk, BEGAN))
            said = Said({"what": "issue", "number": f"C-{number}", "holder": owner}, ["identity"])
            told = race(pools, partial(issue, cast, said))
            assert sorted(map(bool, told)) == [False, True]
            assert "has it since" in "".join(told)
        assert Handout.objects.count() == Errand.objects.count() == ROUNDS
    finally:
        close(pools)
