"""The table of verbs and people: what works records one event, what is not allowed or not visible changes nothing."""

import pytest
from django.db.models import QuerySet
from django.test import Client

from kefu.events.models import Event
from kefu.people.models import User
from tests.cast import Cast
from tests.people.conftest import SignIn
from tests.people.verbs import VERBS, Verb

ALL = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
OTHERS = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor")


def acts() -> QuerySet[Event]:
    """What people did: the passing of time has events of its own, which are recorded first."""
    return Event.objects.filter(actor_id__isnull=False)


def post(client: Client, verb: Verb, cast: Cast) -> int:
    return client.post(verb.address(cast), verb.form(cast)).status_code


@ALL
@pytest.mark.parametrize("who", ["administrator", "keeper"])
def test_who_manages_does_it_and_one_event_is_recorded(verb: Verb, who: str, cast: Cast, as_: SignIn) -> None:
    verb.prepare(cast)
    before = acts().count()
    status = post(as_(who), verb, cast)
    if who == "keeper" and not verb.is_keepers:
        assert status == 403
        return
    assert status in (200, 302)
    added = acts().order_by("id")[before:]
    assert [event.kind for event in added] == [verb.event, *verb.brings]
    assert {event.actor_id for event in added} == {cast[who].pk}


@ALL
def test_other_posts_may_not(verb: Verb, cast: Cast, as_: SignIn) -> None:
    verb.prepare(cast)
    before = acts().count()
    there = [who for who in OTHERS if User.objects.get(id=cast[who].pk).is_active]
    assert {who: post(as_(who), verb, cast) for who in there} == dict.fromkeys(there, 403)
    assert acts().count() == before


@ALL
def test_people_of_another_community_see_nothing(verb: Verb, cast: Cast, as_: SignIn) -> None:
    verb.prepare(cast)
    before = acts().count()
    assert post(as_("other_clerk"), verb, cast) == (404 if verb.is_about_others else 403)
    assert acts().count() == before


@ALL
def test_nothing_is_done_by_looking(verb: Verb, cast: Cast, as_: SignIn) -> None:
    verb.prepare(cast)
    before = acts().count()
    assert as_("administrator").get(verb.address(cast)).status_code == (200 if verb.shows_form else 405)
    assert acts().count() == before


@ALL
def test_strangers_are_sent_to_sign_in(verb: Verb, cast: Cast) -> None:
    verb.prepare(cast)
    answer = Client().post(verb.address(cast), verb.form(cast))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


@ALL
def test_a_double_click_counts_once(verb: Verb, cast: Cast, as_: SignIn) -> None:
    verb.prepare(cast)
    client, form = as_("administrator"), verb.form(cast) | {"request_key": "once"}
    address, before = verb.address(cast), acts().count()
    client.post(address, form)
    assert client.post(address, form).status_code == 302
    assert acts().count() == before + 1 + len(verb.brings)


@pytest.mark.parametrize("name", ["rename", "appoint", "relieve", "leave"])
def test_nothing_is_done_about_what_changed_meanwhile(name: str, cast: Cast, as_: SignIn) -> None:
    verb = VERBS[name]
    before = acts().count()
    answer = as_("administrator").post(verb.address(cast), verb.form(cast) | {"expect": "1"}, follow=True)
    assert "已有人先一步操作" in answer.content.decode()
    assert acts().count() == before
