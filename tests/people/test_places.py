"""Communities, departments, posts."""

import pytest
from django.db import IntegrityError, connection, transaction

from kefu.events.models import Event
from kefu.people import queries
from kefu.people.models import Community, Department, Post
from tests.cast import Cast
from tests.people.conftest import SignIn
from tests.people.verbs import VERBS


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
