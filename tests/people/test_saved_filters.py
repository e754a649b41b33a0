"""What somebody looks for again and again is kept for them, and for nobody else."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.people.models import SavedFilter
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LOUD = "/cases?kind=complaint&show=overdue&q=噪音&after=x&unit="


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(cast: Cast, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def save(client: Client, name: str = "夜间噪音", shown: str = LOUD, list_: str = "cases") -> str:
    answer = client.post(f"/lists/{list_}/filters", {"name": name, "next": shown}, follow=True)
    return answer.content.decode()


def test_it_is_kept_shown_and_forgotten(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    assert "Saved as" in save(client)
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.list, kept.name) == (cast.agent, "cases", "夜间噪音")
    assert kept.query == "kind=complaint&q=%E5%99%AA%E9%9F%B3&show=overdue"
    address = "/cases?" + kept.query
    assert 'aria-current="page">夜间噪音' in client.get(address).content.decode()
    page = client.get("/cases").content.decode()
    assert ">夜间噪音</a>" in page
    assert 'aria-current="page">夜间噪音' not in page
    assert ">夜间噪音</a>" not in client.get("/people").content.decode()
    assert client.get(f"/lists/filters/{kept.pk}/forget").status_code == 405
    assert client.post(f"/lists/filters/{kept.pk}/forget", {"next": "/cases"}).headers["Location"] == "/cases"
    assert not SavedFilter.objects.exists()


def test_of_two_of_one_name_the_last_one_holds(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    save(client)
    save(client, shown="/cases?show=closed")
    assert [one.query for one in SavedFilter.objects.all()] == ["show=closed"]


def test_nothing_is_kept_without_a_name_or_a_filter(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    assert "This field is required" in save(client, name=" ")
    assert "at most 40 characters" in save(client, name="名" * 41)
    assert "Choose a filter first" in save(client, shown="/cases?after=5")
    assert "Choose a filter first" in save(client, shown="https://elsewhere.example/cases?show=closed")
    assert not SavedFilter.objects.exists()


def test_nobody_sees_or_forgets_anothers(cast: Cast) -> None:
    save(signed_in(cast, "agent"))
    kept = SavedFilter.objects.get()
    for name in ("lead", "administrator", "other_clerk"):
        client = signed_in(cast, name)
        assert "夜间噪音" not in client.get("/cases").content.decode()
        assert client.post(f"/lists/filters/{kept.pk}/forget").status_code == 404
    assert Client().post(f"/lists/filters/{kept.pk}/forget").status_code == 302
    assert SavedFilter.objects.filter(pk=kept.pk).exists()


def test_many_cost_no_more_questions_than_one(cast: Cast) -> None:
    client = signed_in(cast, "agent")
    counts = []
    for number in range(3):
        save(client, name=f"第 {number} 个")
        with CaptureQueriesContext(connection) as asked:
            client.get("/cases")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_a_long_search_is_kept_and_a_list_that_is_none_is_not(cast: Cast) -> None:
    client, said = signed_in(cast, "agent"), quote("水" * 80)
    form = {"name": "漏水", "next": f"/cases?q={said}"}
    assert client.post("/lists/cases/filters", form).status_code == 302
    assert SavedFilter.objects.get().query == f"q={said}"
    assert client.post(f"/lists/{'x' * 33}/filters", form).status_code == 404
