"""An estate: look-up, who lives where, areas, and files as offices have them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from kefu.duties.acts import Act
from kefu.estate import actions, queries
from kefu.estate.calc import EstateRow
from kefu.estate.models import Area, EstateImport, Person, Residency, Unit
from kefu.events.models import Event
from kefu.lib.xlsx import Column, Sheet, write_xlsx
from tests.cast import BEGAN, Cast, make_cast

pytestmark = pytest.mark.django_db
HEADINGS = ("楼栋", "单元", "楼层", "房号", "业主姓名", "联系电话", "身份")


def row(code: str, name: str = "", phone: str = "", capacity: str = "owner") -> EstateRow:
    building, entrance, _ = code.split("-")
    return EstateRow(f"{building}栋", entrance, None, code, "home", name, phone, capacity)


ROWS = (
    row("3-2-1201", "曾小芳", "139 1234 5678"),
    row("3-2-1201", "李明", "13700001111", "tenant"),
    row("3-2-1202", "单 建国", "020-88880000"),
    row("3-1-101"),
    row("13-2-1201", "张伟", "13912349999"),
)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    actions.import_estate(cast.community.pk, ROWS, by=Act(cast.manager.pk, BEGAN))
    return cast


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast[name], "django.contrib.auth.backends.ModelBackend")
    return client


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
        ("1391234", ["3-2-1201", "13-2-1201"]),
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


def test_the_same_rows_again_bring_nothing(cast: Cast) -> None:
    counts = actions.import_estate(cast.community.pk, ROWS, by=Act(cast.manager.pk, BEGAN))
    assert counts == actions.Counts(0, 0, 0, 0, 5)
    assert (Unit.objects.count(), Person.objects.count(), Residency.objects.count()) == (4, 4, 4)
    assert Event.objects.filter(kind="estate.imported").count() == 2


def workbook(rows: list[tuple[str, ...]]) -> SimpleUploadedFile:
    out = BytesIO()
    write_xlsx([Sheet("住户", [Column(heading) for heading in HEADINGS], rows)], out)
    return SimpleUploadedFile("住户.xlsx", out.getvalue())


def test_a_file_is_looked_at_before_it_is_imported(cast: Cast) -> None:
    client = client_of(cast, "manager")
    rows: list[tuple[str, ...]] = [
        ("5号楼", "1", "6", "601", "王 芳", "１３８００００００００", "业主"),
        ("", "", "6", "602", "", "", ""),
        ("5号楼", "1", "7", "", "刘洋", "", ""),
        ("5号楼", "1", "七", "701", "刘洋", "", ""),
        ("5号楼", "1", "7", "702", "刘洋", "电话见档案", ""),
        ("5号楼", "1", "7", "703", "刘洋", "", "邻居"),
    ]
    before = Unit.objects.count()
    answer = client.post(f"/estate/{cast.community.pk}/upload", {"file": workbook(rows)})
    kept = EstateImport.objects.get()
    assert answer["Location"] == f"/estate/imports/{kept.pk}"
    page = client.get(answer["Location"]).content.decode()
    assert Unit.objects.count() == before
    for said in ("没有填写房号", "“七”不是楼层", "“电话见档案”不是电话号码", "看不懂“邻居”"):
        assert said in page
    file = client.get(f"/estate/imports/{kept.pk}/faults")
    assert "attachment" in file["Content-Disposition"]
    again = client.post(
        f"/estate/{cast.community.pk}/upload", {"file": SimpleUploadedFile("to-mend.xlsx", file.content)}
    )
    assert len(EstateImport.objects.latest("id").faults["rows"]) == 4, again
    for _ in range(2):
        client.post(f"/estate/imports/{kept.pk}", {"request_key": "once"})
    assert Unit.objects.filter(code__in=("5-1-601", "5-1-602")).count() == 2
    assert Person.objects.get(name="王 芳").phone == "13800000000"
    assert Event.objects.filter(kind="estate.imported").count() == 2


def test_a_file_in_the_offices_own_encoding_and_one_without_units(cast: Cast) -> None:
    client = client_of(cast, "lead")
    text = "房号,姓名,电话\r\n8栋1单元101室,欧阳娜,13611112222\r\n".encode("gb18030")
    client.post(f"/estate/{cast.community.pk}/upload", {"file": SimpleUploadedFile("a.csv", text)})
    client.post(f"/estate/imports/{EstateImport.objects.get().pk}")
    assert Unit.objects.get(code="8-1-101").building.name == "8"
    bad = client.post(
        f"/estate/{cast.community.pk}/upload", {"file": SimpleUploadedFile("b.csv", "日期,金额\n1,2\n".encode())}
    )
    assert bad.status_code == 422
    assert "日期" in bad.content.decode()
    picture = client.post(
        f"/estate/{cast.community.pk}/upload", {"file": SimpleUploadedFile("b.png", b"\x89PNG\r\n\x1a\n\0\0\0")}
    )
    assert picture.status_code == 422


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
    before = Event.objects.filter(kind=kind).count()
    client = client_of(cast, who)
    assert client.get(at).status_code == 405
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
