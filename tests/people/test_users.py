"""Who is on the staff: what each verb does, what it refuses, what the pages show."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from kefu.duties.acts import Act
from kefu.duties.models import PostHolder
from kefu.events.models import Event
from kefu.people import actions as people
from kefu.people.models import Appointment, User
from kefu.people.words import post_name
from tests.cast import BEGAN, Cast, make_cast
from tests.people.conftest import SignIn
from tests.people.verbs import VERBS


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def holds(user: User, post: str) -> bool:
    return PostHolder.objects.filter(person_id=user.pk, post=post, until=None).exists()


def test_who_joins_is_there_without_a_password(cast: Cast, as_: SignIn) -> None:
    verb = VERBS["join"]
    answer = as_("keeper").post(verb.address(cast), verb.form(cast))
    joined = User.objects.get(username="wux")
    assert answer["Location"] == f"/people/{joined.pk}"
    assert (joined.name, joined.pinyin, joined.community) == ("吴 新", "wu2 xin1", cast.community)
    assert not joined.has_usable_password()


def test_wrong_input_keeps_what_was_typed(cast: Cast, as_: SignIn) -> None:
    typed = VERBS["join"].form(cast) | {"username": "a b", "phone": "call me"}
    answer = as_("administrator").post("/people/join", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="吴 新"' in page
    assert 'value="call me"' in page
    assert page.count("field-error") == 2
    assert not User.objects.filter(name="吴 新").exists()


def test_a_sign_in_name_is_given_once(cast: Cast, as_: SignIn) -> None:
    answer = as_("administrator").post("/people/join", VERBS["join"].form(cast) | {"username": "liuq"})
    assert answer.status_code == 422
    assert "这个登录名已有人使用" in answer.content.decode()


def test_only_administrators_make_administrators(cast: Cast, as_: SignIn) -> None:
    as_("keeper").post("/people/join", VERBS["join"].form(cast) | {"is_administrator": "on"})
    assert not User.objects.get(username="wux").is_administrator


def test_a_keeper_adds_nobody_elsewhere(cast: Cast, as_: SignIn) -> None:
    form = VERBS["join"].form(cast) | {"community": str(cast.other_community.pk)}
    assert as_("keeper").post("/people/join", form).status_code == 422


def test_invisible_signs_are_refused(cast: Cast, as_: SignIn) -> None:
    for sign in ("\0", "\x07", "\u202e", "\u200b"):
        answer = as_("administrator").post("/people/join", VERBS["join"].form(cast) | {"name": f"吴{sign}新"})
        assert answer.status_code == 422


def test_an_appointment_makes_a_holder_and_ends_him(cast: Cast, as_: SignIn) -> None:
    keeper = as_("keeper")
    keeper.post(f"/people/{cast.agent.pk}/appoint", {"post": str(cast.posts["lead"].pk)})
    assert holds(cast.agent, "lead")
    held = Appointment.objects.get(user=cast.agent, post=cast.posts["lead"])
    keeper.post(f"/people/{cast.agent.pk}/relieve/{held.pk}")
    held.refresh_from_db()
    assert held.until is not None
    assert not holds(cast.agent, "lead")
    assert "曾任岗位" in body(keeper, f"/people/{cast.agent.pk}")


def test_nobody_is_appointed_twice_to_one_post(cast: Cast, as_: SignIn) -> None:
    answer = as_("keeper").post(f"/people/{cast.agent.pk}/appoint", {"post": str(cast.posts["agent"].pk)})
    assert answer.status_code == 422
    assert "已担任这一岗位" in answer.content.decode()


def test_two_posts_of_one_word_are_one_holding(cast: Cast, as_: SignIn) -> None:
    keeper = as_("keeper")
    keeper.post(f"/communities/{cast.community.pk}/posts/found", {"word": "agent", "title": "夜班专员"})
    second = cast.community.posts.get(title="夜班专员")
    keeper.post(f"/people/{cast.agent.pk}/appoint", {"post": str(second.pk)})
    keeper.post(f"/people/{cast.agent.pk}/relieve/{Appointment.objects.get(user=cast.agent, post=second).pk}")
    assert holds(cast.agent, "agent")
    assert PostHolder.objects.filter(person_id=cast.agent.pk).count() == 1


def test_leaving_ends_posts_sessions_and_password(cast: Cast, as_: SignIn) -> None:
    agents = as_("agent")
    assert agents.get("/").status_code == 200
    as_("keeper").post(f"/people/{cast.agent.pk}/leave")
    assert agents.get("/").status_code == 302
    cast.agent.refresh_from_db()
    assert not cast.agent.is_active
    assert cast.agent.left_at is not None
    assert not Appointment.objects.filter(user=cast.agent, until=None).exists()
    assert not PostHolder.objects.filter(person_id=cast.agent.pk, until=None).exists()
    as_("keeper").post(f"/people/{cast.agent.pk}/return")
    assert agents.get("/").status_code == 302, "a session of before comes alive again"


def test_the_only_administrator_stays(cast: Cast, as_: SignIn) -> None:
    answer = as_("administrator").post(f"/people/{cast.administrator.pk}/leave", follow=True)
    assert "不能给自己办理离职" in answer.content.decode()
    cast.administrator.refresh_from_db()
    assert cast.administrator.is_active


def test_a_keeper_gets_at_no_account_with_rights_elsewhere(cast: Cast, as_: SignIn) -> None:
    as_("administrator").post(f"/people/{cast.agent.pk}/appoint", {"post": str(cast.posts["other_clerk"].pk)})
    assert as_("keeper").post(f"/people/{cast.agent.pk}/link").status_code == 403
    assert as_("keeper").post(f"/people/{cast.administrator.pk}/link").status_code == 404
    assert as_("keeper").get(f"/people/{cast.agent.pk}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=晓梅", {"张晓梅"}),
        ("q=zengf", {"曾芳"}),
        ("q=zeng", {"曾芳"}),
        ("q=zxm", {"张晓梅"}),
        ("q=zhao min", {"赵敏"}),
        ("q=%25", set()),
        ("q=nobody", set()),
        ("state=left", set()),
    ],
)
def test_the_list_is_searched(asked: str, found: set[str], cast: Cast, as_: SignIn) -> None:
    page = as_("lead").get(f"/people?{asked}").context["listed"].page
    assert {user.name for user in page.rows} == found


def test_the_list_sorts_by_sound_and_keeps_to_the_community(cast: Cast, as_: SignIn) -> None:
    page = as_("agent").get("/people").context["listed"].page
    assert [user.name for user in page.rows] == ["陈静", "李大伟", "刘强", "孙丽", "王建国", "曾芳", "张晓梅", "赵敏"]
    everybody = as_("administrator").get("/people").context["listed"].page
    assert "钱来" in {user.name for user in everybody.rows}


def test_pages_follow_each_other_by_key(cast: Cast, as_: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.ui.lists.PAGE_SIZE", 3)
    client, after, seen = as_("agent"), "", []
    while after is not None:
        page = client.get("/people", {"after": after}).context["listed"].page
        seen += [user.name for user in page.rows]
        after = page.next
    assert seen == ["陈静", "李大伟", "刘强", "孙丽", "王建国", "曾芳", "张晓梅", "赵敏"]
    assert client.get("/people?after=nonsense").context["listed"].page.is_first
    assert client.get("/people?after=bnVsbA").status_code == 200


def test_past_events_stand_on_the_page(cast: Cast, as_: SignIn) -> None:
    page = body(as_("agent"), f"/people/{cast.agent.pk}")
    assert page.index("任职") < page.rindex("入职")
    assert Event.objects.filter(subject_kind="staff", subject_id=cast.agent.pk).count() == 2


def test_past_events_keep_to_the_communities_of_whoever_reads(cast: Cast, as_: SignIn) -> None:
    post = cast.posts["other_clerk"]
    people.appoint_user(cast.lead.pk, by=Act(cast.administrator.pk, BEGAN), post_id=post.pk)
    told = {
        name: [one.post for one in as_(name).get(f"/people/{cast.lead.pk}").context["events"] if one.post]
        for name in ("agent", "other_clerk", "lead", "administrator")
    }
    own, other = (post_name(cast.posts[name].word) for name in ("lead", "other_clerk"))
    assert told == {"agent": [own], "other_clerk": [other], "lead": [other, own], "administrator": [other, own]}


def test_others_see_a_page_without_what_they_may_not_do(cast: Cast, as_: SignIn) -> None:
    assert "/appoint" not in body(as_("lead"), f"/people/{cast.agent.pk}")
    assert "/appoint" in body(as_("keeper"), f"/people/{cast.agent.pk}")
    assert as_("other_clerk").get(f"/people/{cast.agent.pk}").status_code == 404
    assert as_("other_clerk").get(f"/communities/{cast.community.pk}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_join_by_one_name_in_the_same_moment_one_is_told() -> None:
    cast, barrier = make_cast(), Barrier(2)

    def join(key: str) -> int:
        client = Client()
        client.force_login(cast.keeper)
        try:
            barrier.wait()
            return client.post("/people/join", VERBS["join"].form(cast) | {"request_key": key}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(join, ("first", "second"))) == [302, 422]
    assert (
        User.objects.filter(username="wux").count()
        == Event.objects.filter(kind="staff.joined", actor_id=cast.keeper.pk).count()
        == 1
    )
