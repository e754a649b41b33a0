"""What a guard's phone sends over HTTP: once, in its own time, by who did it, with what is wrong in words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.events import queries as event_queries
from kefu.gate.models import Pass, Passage
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.gate.passes import home, issued, visiting

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(cast: Cast, of: Pass | str, verb: str, **more: object) -> tuple[int, dict[str, Any]]:
    """Sent at half past twelve what was done at ten to ten; `who`: another than the engineer."""
    who = str(more.pop("who", "engineer"))
    form = {
        "user": str(cast[who].pk),
        "pass": of if isinstance(of, str) else str(of.pk),
        "verb": verb,
        "happened_at": str(int((MORNING + timedelta(minutes=20)).timestamp())),
        "request_key": "phone-1",
        "gate": f"{cast.community.pk}:",
        **more,
    }
    with time_machine.travel(LATER, tick=False):
        answer = signed_in(cast, who).post("/gate/send", form)
    is_ours = "json" in answer.headers.get("Content-Type", "")
    return answer.status_code, answer.json() if is_ours else {}


def test_what_happened_before_it_was_sent_counts_from_then(cast: Cast) -> None:
    slip = issued(cast)
    area = estate_actions.open_area(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name="东门", kind="gate")
    assert sent(cast, slip, "release", gate=f"{cast.community.pk}:{area.pk}")[0] == 200
    passage = Passage.objects.get()
    assert (passage.gate, passage.at, passage.recorded_at) == ("东门", MORNING + timedelta(minutes=20), LATER)
    # A slip whose time ran out after it was used, and before it was sent, was good.
    short = issued(cast, valid_until=MORNING + timedelta(hours=1))
    assert sent(cast, short, "release", request_key="phone-2")[0] == 200


def test_of_two_gates_without_connection_one_is_told_of_the_other(cast: Cast) -> None:
    slip = issued(cast)
    assert sent(cast, slip, "release")[0] == 200
    status, said = sent(cast, slip, "release", who="lead", request_key="other-phone")
    assert (status, "李大伟" in str(said["messages"])) == (422, True)
    assert Passage.objects.count() == 1


def test_what_is_sent_again_is_done_once(cast: Cast) -> None:
    slip = issued(cast)
    assert sent(cast, slip, "release") == sent(cast, slip, "release")
    assert Passage.objects.count() == 1
    new = {"holder": "赵强", "host": "王丽", "told": "phone", "request_key": "phone-3"}
    assert [sent(cast, "key:phone-3", "register", **new)[0] for _ in range(2)] == [200, 200]
    assert Pass.objects.filter(kind="visitor").count() == 1


def test_who_was_registered_without_connection_leaves_by_the_same_key(cast: Cast) -> None:
    new = {"holder": "赵强", "host": "王丽", "told": "phone", "request_key": "phone-3"}
    assert sent(cast, "key:phone-3", "register", **new)[0] == 200
    assert sent(cast, "key:phone-3", "leave", request_key="phone-4")[0] == 200
    found = Pass.objects.get()
    assert [event.kind for event in event_queries.history("pass", found.pk) if event.actor_id] == [
        "visitor.registered",
        "visitor.entered",
        "visitor.left",
    ]
    assert sent(cast, "key:none", "leave", request_key="phone-5")[0] == 400


def test_without_the_host_told_a_visitor_is_registered_and_waits(cast: Cast) -> None:
    new = {"holder": "赵强", "host": "王丽", "request_key": "phone-3"}
    assert sent(cast, "key:phone-3", "register", **new)[0] == 200
    found = Pass.objects.get()
    status, said = sent(cast, found, "enter", request_key="phone-4")
    assert (status, "visitor.host-told-first" in str(said["messages"])) == (422, True)
    assert sent(cast, found, "tell-host", request_key="phone-5")[0] == 200
    assert sent(cast, found, "enter", request_key="phone-6")[0] == 200


@pytest.mark.parametrize(
    ("verb", "more", "said"),
    [
        ("refuse", {}, "Why"),
        ("register", {"holder": "", "host": "王丽"}, "Name"),
        ("register", {"gate": "x"}, "at which gate"),
        ("enter", {}, "not done with"),
    ],
)
def test_what_is_wrong_is_told_in_words(cast: Cast, verb: str, more: dict[str, str], said: str) -> None:
    status, answer = sent(cast, issued(cast), verb, **more)
    assert (status, said in str(answer["messages"])) == (422, True), answer


def test_nobody_sends_as_somebody_else_nor_elsewhere(cast: Cast) -> None:
    slip = issued(cast)
    status, said = sent(cast, slip, "release", user=str(cast.lead.pk))
    assert (status, said["another"]) == (422, True)
    status, said = sent(cast, slip, "release", who="cashier")
    assert (status, said["messages"]) == (403, ["You may not do this any more."])
    status, said = sent(cast, slip, "release", who="other_clerk")
    assert (status, said["messages"]) == (404, ["What this was about is not there any more."])
    assert sent(cast, slip, "revoke")[0] == 400
    assert sent(cast, "9" * 30, "release")[0] == 400
    assert not Passage.objects.exists()


def test_what_is_said_to_lie_too_long_ago_happened_when_a_phone_keeps_it_longest(cast: Cast) -> None:
    slip = issued(cast, at=MORNING - timedelta(days=40), valid_until=MORNING + timedelta(days=9))
    long_ago = str(int((MORNING - timedelta(days=30)).timestamp()))
    assert sent(cast, slip, "release", happened_at=long_ago)[0] == 200
    assert Passage.objects.get().at == LATER - timedelta(days=7)


def test_a_phone_keeps_what_a_guard_needs_and_no_more(cast: Cast) -> None:
    home(cast)
    slip, visitor = issued(cast), visiting(cast)
    over = issued(cast, at=MORNING - timedelta(days=40))
    with time_machine.travel(LATER, tick=False):
        client = signed_in(cast, "engineer")
        answer = client.get("/gate/known")
        found = client.post("/gate/find", {"said": over.code}).json()["passes"]
        elsewhere = signed_in(cast, "other_clerk").post("/gate/find", {"said": over.code}).json()["passes"]
    said = answer.content.decode()
    assert {one["id"] for one in answer.json()["passes"]} == {slip.pk, visitor.pk}
    assert answer.json()["isWhole"]
    assert slip.code not in said
    assert "13912345678" not in said
    assert ([one["id"] for one in found], elsewhere) == ([over.pk], [])
