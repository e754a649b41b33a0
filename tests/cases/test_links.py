"""What cases have to do with each other, seen from both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from kefu.cases.models import Case, CaseLink
from kefu.events import queries as event_queries
from tests.cases.test_cases import COMPLAINT, acts, received, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def link(cast: Cast, case: Case, number: str, who: str = "agent", kind: str = "caused-by") -> int:
    form = {"kind": kind, "other": number}
    return signed_in(cast, who).post(f"/cases/{case.pk}/link", form).status_code


def test_both_pages_show_it_and_either_takes_it_away(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    assert link(cast, second, first.number) == 302
    event = event_queries.history("case", second.pk).get(kind="case.linked")
    assert event.facts == {"link.kind": "caused-by", "link.to": str(first.pk)}
    client = signed_in(cast, "agent")
    here, there = (client.get(f"/cases/{case.pk}").content.decode() for case in (second, first))
    assert f'caused by <a href="/cases/{first.pk}">' in here
    assert f'cause of <a href="/cases/{second.pk}">' in there
    found = CaseLink.objects.get()
    assert client.get(f"/cases/{first.pk}/unlink").status_code == 405
    assert client.post(f"/cases/{first.pk}/unlink", {"link": str(found.pk)}).status_code == 302
    assert not CaseLink.objects.exists()
    assert acts(first)[-1] == "case.unlinked"
    assert client.post(f"/cases/{first.pk}/unlink", {"link": str(found.pk)}).status_code == 422


def test_two_cases_are_linked_once_and_none_with_itself_or_another_communitys(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    signed_in(cast, "other_clerk").post("/cases/receive", {**COMPLAINT, "community": str(cast.other_community.pk)})
    elsewhere = Case.objects.latest("id")
    Case.objects.filter(pk=elsewhere.pk).update(number="2026-000009")
    assert link(cast, first, second.number) == 302
    for case, number in ((first, second.number), (second, first.number), (first, first.number), (first, "2026-000009")):
        assert link(cast, case, number, kind="related") == 422
    assert CaseLink.objects.count() == 1
    assert acts(first) == ["case.received", "case.linked"]
    assert acts(second) == ["case.received"]


def test_who_may_not(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    assert link(cast, first, second.number) == 302
    found = CaseLink.objects.get()
    for who, status in (("auditor", 403), ("cashier", 403), ("other_clerk", 404)):
        assert link(cast, second, first.number, who) == status
        client = signed_in(cast, who)
        assert client.post(f"/cases/{first.pk}/unlink", {"link": str(found.pk)}).status_code == status
    assert CaseLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_link_the_same_two_from_either_side_one_is_told() -> None:
    cast = make_cast()
    cases = [received(cast), received(cast)]
    barrier = Barrier(2)

    def click(at: int) -> int:
        try:
            barrier.wait()
            return link(cast, cases[at], cases[1 - at].number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == [302, 422]
    assert CaseLink.objects.count() == 1
