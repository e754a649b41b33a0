"""The directory of receivers: the example, who answers, what is refused."""

import pytest

from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.workorders import access, actions
from kefu.workorders.actions import NewReceiver, OrderRefused
from kefu.workorders.directory import example
from kefu.workorders.models import Receiver, Side
from tests.cases.test_cases import signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.workorders.orders import issued, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def kinds(cast: Cast) -> list[str]:
    history = event_queries.history("community", cast.community.pk)
    return [event.kind for event in history if event.kind.startswith("receiver.")]


def test_the_example_has_18_departments_and_six_bodies_of_which_leads_know_four() -> None:
    sides = [one.side for one in example()]
    assert (sides.count(Side.INSIDE), sides.count(Side.OUTSIDE)) == (18, 6)
    assert [one.name for one in example() if one.is_for_superiors] == ["规划局", "城管执法队"]


def test_the_example_is_loaded_once_and_posts_of_the_community_answer(cast: Cast) -> None:
    client, address = signed_in(cast, "manager"), f"/orders/receivers/{cast.community.pk}"
    assert "Load the example, 18 departments" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(f"{address}/load", {"request_key": "a" * 32}).headers["Location"] == address
    assert Receiver.objects.filter(community=cast.community).count() == 24
    assert kinds(cast) == ["receiver.added"] * 24
    assert access.answerers(Receiver.objects.get(name="水电维修部")) == [cast.engineer.pk]
    page = client.get(address).content.decode()
    assert "Load the example" not in page
    assert "规划局" in page
    answer = client.post(f"{address}/load", follow=True)
    assert "Every receiver of the example is there." in answer.content.decode()


def test_a_receiver_is_added_changed_taken_off_and_put_back(cast: Cast) -> None:
    client, address = signed_in(cast, "supervisor"), f"/orders/receivers/{cast.community.pk}"
    form = {"name": "泳池组", "side": "inside", "user": str(cast.engineer.pk), "contact": "内线 8021"}
    assert client.post(f"{address}/add", form).status_code == 302
    found = Receiver.objects.get(name="泳池组")
    assert (found.user, found.contact) == (cast.engineer, "内线 8021")
    assert client.post(f"{address}/add", form).status_code == 422
    change = f"/orders/receiver/{found.pk}"
    assert 'value="泳池组"' in client.get(change).content.decode()
    assert client.post(change, form).status_code == 422
    both = {**form, "post": str(cast.posts["lead"].pk)}
    answer = client.post(change, both)
    assert answer.status_code == 422
    assert "Name a colleague or a post, not both." in answer.content.decode()
    assert client.post(change, {**both, "user": "", "name": "泳池与会所"}).status_code == 302
    found.refresh_from_db()
    assert (found.name, found.user, found.post) == ("泳池与会所", None, cast.posts["lead"])
    for verb, gone in (("retire", True), ("retire", True), ("restore", False), ("restore", False)):
        assert client.post(f"{change}/{verb}").status_code == 302
        found.refresh_from_db()
        assert (found.retired_at is not None) == gone
    assert kinds(cast) == ["receiver.added", "receiver.changed", "receiver.retired", "receiver.restored"]


def test_two_of_one_name_and_strangers_are_refused(cast: Cast) -> None:
    by, there = Act(cast.manager.pk, BEGAN), cast.posts["other_clerk"]
    receiver(cast)
    for new in (
        NewReceiver("物业工程部"),
        NewReceiver("车队", user=cast.other_clerk),
        NewReceiver("车队", post=there),
    ):
        with pytest.raises(OrderRefused):
            actions.add_receiver(cast.community.pk, by=by, new=new)
    assert Receiver.objects.count() == 1


def test_open_orders_of_each_lead_to_them(cast: Cast) -> None:
    order = issued(cast)
    page = signed_in(cast, "lead").get(f"/orders/receivers/{cast.community.pk}").content.decode()
    assert f'href="/orders?receiver={order.receiver_id}&amp;community={cast.community.pk}">1</a>' in page


def test_who_left_answers_for_nothing(cast: Cast) -> None:
    found = receiver(cast)
    assert access.answerers(found) == [cast.engineer.pk]
    cast.engineer.is_active, cast.engineer.left_at = False, BEGAN
    cast.engineer.save()
    found.refresh_from_db()
    assert access.answerers(found) == []
