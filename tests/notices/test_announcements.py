"""Announcements: said to whom, read, confirmed, looked after by who stands above, taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.notices import actions
from kefu.notices.actions import NewAnnouncement
from kefu.notices.models import Announcement, Notice
from kefu.people import actions as people
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast

SAID = {"title": "周五消防演练", "words": "下午三点，全员参加。", "must_acknowledge": "on"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        yield make_cast()


def publish(cast: Cast, who: str = "manager", **more: str | list[str]) -> Announcement:
    address, form = f"/announcements/publish/{cast.community.pk}", {**SAID, "request_key": who, **more}
    first = signed_in(cast, who).post(address, form)
    again = signed_in(cast, who).post(address, form)
    assert (first.status_code, again.status_code) == (302, 302), first.content.decode()
    assert first["Location"] == again["Location"]
    return Announcement.objects.get()


def told(announcement: Announcement) -> set[str]:
    return set(announcement.notices.values_list("user__username", flat=True))


def events() -> list[str]:
    return list(Event.objects.filter(kind__startswith="notice.").order_by("id").values_list("kind", flat=True))


def own(cast: Cast, name: str) -> Notice:
    return Notice.objects.get(user=cast[name])


def take_note(cast: Cast, client: Client, name: str, key: str = "") -> int:
    return client.post(f"/notices/{own(cast, name).pk}/acknowledge", {"request_key": key or name}).status_code


def test_it_is_told_to_all_others_once_and_confirmed_once(cast: Cast) -> None:
    announcement = publish(cast)
    everybody = {"zhangxm", "liuq", "chenj", "lidw", "zengf", "zhaom", "sunl"}
    assert told(announcement) == everybody
    event = Event.objects.get(kind="notice.published")
    assert event.facts == {"readers": len(everybody)}
    assert {text.name: text.text for text in event.texts.all()} == {"title": SAID["title"], "words": SAID["words"]}
    agent = signed_in(cast, "agent")
    assert SAID["words"] in agent.get("/notices").content.decode()
    assert take_note(cast, signed_in(cast, "lead"), "agent") == 404
    assert [take_note(cast, agent, "agent", key) for key in ("a", "a", "b")] == [302, 302, 302]
    assert own(cast, "agent").acknowledged_at == own(cast, "agent").seen_at == MORNING
    assert events() == ["notice.published", "notice.acknowledged"]
    page = signed_in(cast, "manager").get(f"/announcements/{announcement.pk}").content.decode()
    assert page.index("李大伟") < page.index("张晓梅")  # those who have not taken note first
    assert "1 of 7" in signed_in(cast, "manager").get("/announcements").content.decode()


@pytest.mark.parametrize(
    ("chosen", "readers"),
    [
        ({"posts": ["lead", "cashier"]}, {"liuq", "zengf"}),
        ({"persons": ["engineer"]}, {"lidw"}),
        ({"posts": ["lead"], "persons": ["lead", "agent"]}, {"liuq", "zhangxm"}),
    ],
)
def test_it_goes_to_posts_and_persons(cast: Cast, chosen: dict[str, list[str]], readers: set[str]) -> None:
    ids = {"posts": lambda name: cast.posts[name].pk, "persons": lambda name: cast[name].pk}
    more: dict[str, str | list[str]] = {
        kind: [str(ids[kind](name)) for name in names] for kind, names in chosen.items()
    }
    said = publish(cast, "manager", **more)
    assert told(said) == readers
    assert said.addressed
    page = signed_in(cast, "manager").get(f"/announcements/{said.pk}").content.decode()
    assert f"to {said.addressed}" in page


def test_it_goes_to_departments(cast: Cast) -> None:
    by = Act(cast.administrator.pk, MORNING)
    works = people.found_department(cast.community.pk, by=by, name="工程部")
    post = people.found_post(cast.community.pk, by=by, word="engineer", title="值班工程师", department_id=works.pk)
    people.appoint_user(cast.engineer.pk, by=by, post_id=post.pk)
    said = publish(cast, departments=[str(works.pk)])
    assert (told(said), said.addressed) == ({"lidw"}, "工程部")


def test_a_department_that_was_closed_is_told_nothing(cast: Cast) -> None:
    by = Act(cast.administrator.pk, MORNING)
    closed = people.found_department(cast.community.pk, by=by, name="工程部")
    people.close_department(closed.pk, by=by)
    client, address = signed_in(cast, "manager"), f"/announcements/publish/{cast.community.pk}"
    page = client.get(address).content.decode()
    assert cast.department.name in page
    assert closed.name not in page
    assert client.post(address, {**SAID, "departments": [str(closed.pk)]}).status_code == 422
    assert not Announcement.objects.exists()


def test_to_nobody_is_refused_and_keeps_what_was_typed(cast: Cast) -> None:
    empty = people.found_post(
        cast.community.pk, by=Act(cast.administrator.pk, MORNING), word="receptionist", title="前台"
    )
    form = {**SAID, "posts": [str(empty.pk)]}
    answer = signed_in(cast, "manager").post(f"/announcements/publish/{cast.community.pk}", form)
    assert answer.status_code == 422
    assert "Nobody would be told" in answer.content.decode()
    assert SAID["words"] in answer.content.decode()
    assert not Announcement.objects.exists()
    assert events() == []


def test_nobody_is_chosen_from_another_community(cast: Cast) -> None:
    for choice in ({"posts": [str(cast.posts["other_clerk"].pk)]}, {"persons": [str(cast.other_clerk.pk)]}):
        form = {**SAID, **choice}
        assert signed_in(cast, "manager").post(f"/announcements/publish/{cast.community.pk}", form).status_code == 422
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("engineer", 403), ("auditor", 403), ("other_clerk", 404)])
def test_who_leads_nobody_announces_nothing(cast: Cast, who: str, status: int) -> None:
    address = f"/announcements/publish/{cast.community.pk}"
    assert signed_in(cast, who).get(address).status_code == status
    assert signed_in(cast, who).post(address, SAID).status_code == status
    assert signed_in(cast, who).get("/announcements").status_code == 403
    assert "/announcements" not in signed_in(cast, who).get("/notices").content.decode()
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("writer", "may"),
    [
        ("lead", {"lead", "supervisor", "manager", "keeper", "administrator"}),
        ("supervisor", {"supervisor", "manager", "keeper", "administrator"}),
        ("manager", {"manager", "keeper", "administrator"}),
    ],
)
def test_its_writer_and_who_stands_above_see_who_read_it_and_take_it_back(
    cast: Cast, writer: str, may: set[str]
) -> None:
    announcement = publish(cast, writer)
    address = f"/announcements/{announcement.pk}"
    others = {"agent", "lead", "supervisor", "engineer", "auditor", "other_clerk"} - may
    for name in others:
        assert signed_in(cast, name).get(address).status_code == 404
        assert signed_in(cast, name).post(f"{address}/withdraw").status_code == 404
    for name in may:
        assert signed_in(cast, name).get(address).status_code == 200
        assert SAID["title"] in signed_in(cast, name).get("/announcements").content.decode()
    assert events() == ["notice.published"]


def test_what_is_taken_back_is_gone_for_its_readers(cast: Cast) -> None:
    announcement = publish(cast)
    manager, agent, address = signed_in(cast, "manager"), signed_in(cast, "agent"), f"/announcements/{announcement.pk}"
    assert "not seen" in agent.get("/").content.decode()
    assert manager.get(f"{address}/withdraw").status_code == 405
    for key in ("a", "a"):
        assert manager.post(f"{address}/withdraw", {"request_key": key}).status_code == 302
    answer = manager.post(f"{address}/withdraw", {"request_key": "b"}, follow=True)
    assert "withdrawn before" in answer.content.decode()
    assert events() == ["notice.published", "notice.withdrawn"]
    assert SAID["words"] not in agent.get("/notices").content.decode()
    assert "not seen" not in agent.get("/").content.decode()
    assert take_note(cast, agent, "agent") == 404


def test_nobody_confirms_what_asks_for_no_confirmation(cast: Cast) -> None:
    publish(cast, must_acknowledge="")
    agent = signed_in(cast, "agent")
    assert "/acknowledge" not in agent.get("/notices").content.decode()
    assert take_note(cast, agent, "agent") == 302
    assert own(cast, "agent").acknowledged_at is None
    assert events() == ["notice.published"]


def test_the_program_says_nothing(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.publish(NewAnnouncement(cast.community.pk, "x", "y"), by=Act(None, MORNING))


def test_the_list_asks_the_same_however_much_was_said(cast: Cast) -> None:
    by = Act(cast.manager.pk, MORNING + timedelta(minutes=1))
    manager = signed_in(cast, "manager")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert manager.get("/announcements").status_code == 200
        return len(found)

    actions.publish(NewAnnouncement(cast.community.pk, "第 0 次", "说明"), by=by)
    asked()
    few = asked()
    for n in range(1, 25):
        actions.publish(NewAnnouncement(cast.community.pk, f"第 {n} 次", "说明"), by=by)
    assert asked() == few
    page = manager.get("/announcements")
    assert "第 24 次" in page.content.decode()
    assert "第 0 次" not in page.content.decode()
    assert "第 0 次" in manager.get(f"/announcements?after={page.context['page'].next}").content.decode()


def test_where_one_leads_several_communities_each_is_offered(cast: Cast) -> None:
    page = signed_in(cast, "administrator").get("/announcements").content.decode()
    for community in (cast.community, cast.other_community):
        assert f"/announcements/publish/{community.pk}" in page
        assert community.name in page
