"""An estate: look-up, who lives where, areas, and files as offices have them."""

import pytest
from django.db import connection

from kefu.duties.acts import Act
from kefu.estate import actions, queries
from kefu.estate.models import Area, Person, Unit
from kefu.events.models import Event
from tests.cast import BEGAN, Cast
from tests.estate.homes import client_of, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("3-2-12", ["3-2-1201", "3-2-1202"]),
        ("３栋２单元１２０１室", ["3-2-1201"]),
        ("321201", ["3-2-1201"]),
        ("曾小芳", ["3-2-1201"]),
        ("小芳", ["3-2-1201"]),
        ("zengxf", []),
        ("zengxiao", ["3-2-1201"]),
        ("cengxiao", ["3-2-1201"]),
        ("ZXF", ["3-2-1201"]),
        ("sjg", ["3-2-1202"]),
        ("13912345678", ["3-2-1201"]),
        ("139-1234 5678", ["3-2-1201"]),
        ("5678", ["3-2-1201"]),
        ("1391234", []),
        ("单建国", ["3-2-1202"]),
        ("%", []),
        ("", []),
    ],
)
def test_households_are_found_by_whatever_somebody_says(cast: Cast, typed: str, found: list[str]) -> None:
    households = queries.households(cast.agent, typed)
    assert [one.unit.code for one in households if one.unit] == found
    assert queries.households(cast.other_clerk, typed) == []


def test_who_is_found_stands_first(cast: Cast) -> None:
    (household,) = queries.households(cast.agent, "李明")
    assert household.first is not None
    assert household.first.phone == "13700001111"
    assert {one.person.name for one in household.residents} == {"曾小芳", "李明"}


def test_look_ups_walk_their_indexes(cast: Cast) -> None:
    many = [row(f"{n % 90}-1-{n}", f"王{n}", f"138{n:08d}") for n in range(4000)]
    actions.import_estate(cast.community.pk, many, by=Act(cast.manager.pk, BEGAN))
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    with CaptureSelects() as selects:
        assert queries.households(cast.agent, "wang12")
        assert queries.households(cast.agent, "13800000123")
        assert queries.households(cast.agent, "12-1-1")
    plans = [plan for sql in selects for plan in explained(sql)]
    wanted = [plan for plan in plans if "estate_" in plan]
    assert wanted
    assert not [plan for plan in wanted if "Seq Scan" in plan]


class CaptureSelects:
    """The statements that read the estate."""

    def __enter__(self) -> list[str]:
        from django.test.utils import CaptureQueriesContext

        self._found: list[str] = []
        self._context = CaptureQueriesContext(connection)
        self._context.__enter__()
        return self._found

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(None, None, None)
        self._found += [one["sql"] for one in self._context.captured_queries if 'FROM "estate_' in one["sql"]]


def explained(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("explain " + sql.replace("%", "%%"))
        return [line[0] for line in cursor.fetchall()]


def address(cast: Cast, verb: str) -> str:
    unit = Unit.objects.get(code="3-2-1201")
    if verb == "retire-area":
        return f"/estate/areas/{area(cast).pk}/retire"
    return {
        "open-area": f"/estate/{cast.community.pk}/open-area",
        "move-in": f"/estate/units/{unit.pk}/move-in",
        "move-out": f"/estate/residencies/{unit.residencies.order_by('id')[0].pk}/move-out",
        "change-person": f"/estate/persons/{Person.objects.order_by('id')[0].pk}/change",
    }[verb]


def area(cast: Cast) -> Area:
    return actions.open_area(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name="东门", kind="gate")


FORMS = {
    "open-area": ("area.opened", {"name": "一层大堂", "kind": "hall"}),
    "retire-area": ("area.retired", {}),
    "move-in": ("unit.moved-in", {"name": "钱多多", "phone": "", "capacity": "family"}),
    "move-out": ("unit.moved-out", {}),
    "change-person": ("resident.changed", {"name": "曾晓芳", "phone": "13900000000"}),
}


@pytest.mark.parametrize("verb", FORMS)
@pytest.mark.parametrize(
    ("who", "status"), [("lead", 302), ("keeper", 302), ("agent", 403), ("auditor", 403), ("other_clerk", 404)]
)
def test_who_may_keep_the_estate(cast: Cast, verb: str, who: str, status: int) -> None:
    at = address(cast, verb)
    kind, form = FORMS[verb]
    # Whoever is at the window writes down who moves in and out.
    status = 302 if who == "agent" and verb in ("move-in", "move-out") else status
    before = Event.objects.filter(kind=kind).count()
    client = client_of(cast, who)
    assert client.get(at).status_code == (405 if verb != "change-person" else 200 if status == 302 else status)
    assert client.post(at, {**form, "request_key": "k"}).status_code == status
    assert Event.objects.filter(kind=kind).count() - before == (status == 302)
    assert client.post(at, {**form, "request_key": "k"}).status_code == status
    assert Event.objects.filter(kind=kind).count() - before == (status == 302)


def test_what_was_ended_is_not_ended_again(cast: Cast) -> None:
    client = client_of(cast, "manager")
    for verb, kind in (("move-out", "unit.moved-out"), ("retire-area", "area.retired")):
        at = address(cast, verb)
        client.post(at)
        client.post(at)
        assert Event.objects.filter(kind=kind).count() == 1
    double = client.post(address(cast, "move-in"), {"name": "李明", "phone": "13700001111", "capacity": "tenant"})
    assert double.status_code == 422


@pytest.mark.parametrize("page", ["/estate/{c}", "/estate/units/{u}", "/estate/persons/{p}", "/estate/{c}?q=zxf"])
def test_pages_are_for_those_who_belong_there(cast: Cast, page: str) -> None:
    at = page.format(c=cast.community.pk, u=Unit.objects.earliest("id").pk, p=Person.objects.earliest("id").pk)
    for who in ("agent", "auditor", "administrator"):
        assert client_of(cast, who).get(at).status_code == 200
    assert client_of(cast, "other_clerk").get(at).status_code == 404


def test_pages_take_the_same_queries_however_many_live_there(cast: Cast, django_assert_max_num_queries: object) -> None:
    client = client_of(cast, "manager")
    at = f"/estate/{cast.community.pk}"
    client.get(at)
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(at)
    more = [row(f"7-1-{n}", f"周{n}", f"137{n:08d}") for n in range(200)]
    actions.import_estate(cast.community.pk, more, by=Act(cast.manager.pk, BEGAN))
    with CaptureQueriesContext(connection) as many:
        client.get(at)
    assert len(many) == len(few)
