"""Communities, departments, posts."""

import pytest
from django.db import IntegrityError, connection, transaction

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.people import actions, queries
from kefu.people.models import Community, Department, Post
from tests.cast import Cast
from tests.people.conftest import SignIn
from tests.people.verbs import LATER, VERBS


def test_a_community_is_founded_with_its_time(cast: Cast, as_: SignIn) -> None:
    verb = VERBS["found-community"]
    as_("administrator").post(verb.address(cast), verb.form(cast))
    founded = Community.objects.get(code="XC")
    assert (founded.rulebook, founded.time_zone) == ("water", "Asia/Urumqi")


@pytest.mark.parametrize(("field", "value"), [("code", "CH"), ("name", "翠湖苑"), ("code", "x"), ("rulebook", "none")])
def test_a_community_that_cannot_be_keeps_what_was_typed(field: str, value: str, cast: Cast, as_: SignIn) -> None:
    verb = VERBS["found-community"]
    answer = as_("administrator").post(verb.address(cast), verb.form(cast) | {field: value})
    assert answer.status_code == 422
    assert answer.content.decode().count("field-error") == 1
    assert Community.objects.count() == 2


def test_departments_and_posts_have_their_names_once(cast: Cast, as_: SignIn) -> None:
    keeper, address = as_("keeper"), f"/communities/{cast.community.pk}"
    assert keeper.post(f"{address}/departments/found", {"name": "客户服务部"}).status_code == 422
    form = {"word": "agent", "title": "", "department": str(cast.department.pk)}
    assert keeper.post(f"{address}/posts/found", form).status_code == 422
    assert keeper.post(f"{address}/posts/found", form | {"department": ""}).status_code == 302
    # As it stands when the page comes.
    assert keeper.post(f"{address}/posts/found", {"word": "", "title": "", "department": ""}).status_code == 422
    assert Post.objects.filter(community=cast.community, title="客服专员").count() == 2


def test_all_posts_that_the_rulebook_names_are_founded_at_once(cast: Cast, as_: SignIn) -> None:
    keeper, address = as_("keeper"), f"/communities/{cast.community.pk}"
    missing = queries.posts_missing(cast.community.pk)
    assert missing
    assert "posts/found-all" in keeper.get(address).content.decode()
    for _ in range(2):
        assert keeper.post(f"{address}/posts/found-all", {"request_key": "all"}).status_code == 302
    founded = Event.objects.filter(kind="post.founded", facts_text__contains="shift-supervisor")
    assert {post.word for post in Post.objects.filter(community=cast.community)} >= set(missing)
    assert founded.count() == 1
    assert queries.posts_missing(cast.community.pk) == []
    assert "posts/found-all" not in keeper.get(address).content.decode()
    keeper.post(f"{address}/posts/found-all", {"request_key": "again"})
    assert "制度提到的岗位都已设立。" in keeper.get(address).content.decode()


def test_where_there_is_one_community_somebody_joins_it(cast: Cast, as_: SignIn) -> None:
    assert f'value="{cast.community.pk}" selected' in as_("keeper").get("/people/join").content.decode()


def test_a_post_has_the_role_of_its_word(cast: Cast, as_: SignIn) -> None:
    as_("keeper").post(f"/communities/{cast.community.pk}/posts/found", {"word": "shift-supervisor"})
    assert Post.objects.get(word="shift-supervisor").role == "supervisor"


def test_the_database_keeps_a_post_in_its_departments_community(cast: Cast) -> None:
    elsewhere = Department.objects.create(community=cast.other_community, name="别处")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    wrong = Post(community=cast.community, department=elsewhere, word="lead", title="x", role="lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_the_page_shows_who_holds_what(cast: Cast, as_: SignIn) -> None:
    page = as_("agent").get(f"/communities/{cast.community.pk}").content.decode()
    assert "张晓梅" in page
    assert "posts/found" not in page


def test_a_post_that_is_held_is_not_closed(cast: Cast, as_: SignIn) -> None:
    keeper, held = as_("keeper"), cast.posts["agent"]
    address = f"/communities/{cast.community.pk}/posts/{held.pk}/close"
    assert "张晓梅" in keeper.post(address, follow=True).content.decode().partition("message-error")[2][:200]
    (appointment,) = held.appointments.filter(until=None)
    keeper.post(f"/people/{cast.agent.pk}/relieve/{appointment.pk}")
    assert "岗位已撤销" in keeper.post(address, follow=True).content.decode()
    form = {"post": str(held.pk)}
    assert keeper.post(f"/people/{cast.agent.pk}/appoint", form).status_code == 422
    assert keeper.get(address.replace("close", "change")).status_code == 404
    # It is not closed twice, and its title is free.
    assert "该岗位已撤销" in keeper.post(address, follow=True).content.decode()
    again = {"word": "agent", "title": held.title, "department": str(cast.department.pk)}
    assert keeper.post(f"/communities/{cast.community.pk}/posts/found", again).status_code == 302


def test_nobody_is_appointed_to_a_post_that_was_closed(cast: Cast) -> None:
    post = actions.found_post(cast.community.pk, by=Act(None, LATER), word="receptionist", title="前台")
    actions.close_post(post.pk, by=Act(None, LATER))
    with pytest.raises(actions.PeopleRefused):
        actions.appoint_user(cast.agent.pk, by=Act(None, LATER), post_id=post.pk)


def test_a_department_with_posts_is_not_closed(cast: Cast, as_: SignIn) -> None:
    keeper, there = as_("keeper"), f"/communities/{cast.community.pk}"
    address = f"{there}/departments/{cast.department.pk}/close"
    assert "请先调整或撤销" in keeper.post(address, follow=True).content.decode()
    for post in Post.objects.filter(department=cast.department):
        form = {"title": post.title, "department": ""}
        assert keeper.post(f"{there}/posts/{post.pk}/change", form).status_code == 302
    assert "部门已撤销" in keeper.post(address, follow=True).content.decode()
    assert cast.department.name not in keeper.get(there).content.decode()
    assert keeper.post(f"{there}/departments/found", {"name": cast.department.name}).status_code == 302


def test_a_post_or_department_of_elsewhere_is_not_changed(cast: Cast, as_: SignIn) -> None:
    theirs = Department.objects.create(community=cast.other_community, name="别处")
    there = f"/communities/{cast.community.pk}"
    assert as_("keeper").post(f"{there}/departments/{theirs.pk}/rename", {"name": "x"}).status_code == 404
    form = {"title": "客服代表", "department": str(theirs.pk)}
    assert as_("keeper").post(f"{there}/posts/{cast.posts['agent'].pk}/change", form).status_code == 422


def test_a_name_that_is_taken_is_told_on_the_form(cast: Cast, as_: SignIn) -> None:
    there, lead = f"/communities/{cast.community.pk}/posts", cast.posts["lead"]
    form = {"title": cast.posts["agent"].title, "department": str(cast.department.pk)}
    assert as_("keeper").post(f"{there}/{lead.pk}/change", form).status_code == 422
    assert as_("keeper").post(f"{there}/{lead.pk}/change", form | {"title": lead.title}).status_code == 302
