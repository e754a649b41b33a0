"""Files with numbers of papers and areas, of several communities, and large ones that a job brings in."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.duties.acts import Act
from kefu.estate import actions, tasks
from kefu.estate.calc import EstateRow
from kefu.estate.models import EstateImport, ImportPart, ImportProgress, Person, Residency, Unit
from kefu.estate.reading import known_to, read_upload
from kefu.estate.views import importing
from kefu.events.models import Event
from tests.cast import BEGAN, Cast
from tests.estate.homes import client_of

pytestmark = pytest.mark.django_db
CARDS = ("11010519491231002X", "440524188001010014")
TEXT = f"""楼栋,单元,房号,建筑面积,业主姓名,联系电话,证件类型,身份证号,身份
20栋,1,101,89.50㎡,王芳,13900000001,,{CARDS[0]},业主
,,101,,王小芳,13900000002,护照,E12345678,家属
,,102,120,李四,13900000003,,,业主
"""


def csv(text: str, name: str = "a.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("gb18030"))


def bring(cast: Cast, text: str) -> EstateImport:
    client = client_of(cast, "manager")
    client.post(f"/estate/{cast.community.pk}/upload", {"file": csv(text)})
    kept = EstateImport.objects.latest("id")
    client.post(f"/estate/imports/{kept.pk}")
    kept.refresh_from_db()
    return kept


def counted() -> tuple[int, int, int]:
    return Unit.objects.count(), Person.objects.count(), Residency.objects.count()


def test_numbers_and_areas_come_in_and_again_bring_nothing(cast: Cast) -> None:
    kept = bring(cast, TEXT)
    assert (kept.state, kept.faults_count) == ("imported", 0)
    found = Person.objects.get(name="王芳")
    assert (found.id_kind, found.id_number.opened(), str(found.born_on)) == ("card", CARDS[0], "1949-12-31")
    assert Person.objects.get(name="王小芳").id_number.opened() == "E12345678"
    assert str(Unit.objects.get(code="20-1-101").square_metres) == "89.50"
    before = counted()
    again = bring(cast, TEXT)
    assert counted() == before
    assert again.counts["known"] == 3


def test_the_same_person_is_known_by_the_number_of_a_paper(cast: Cast) -> None:
    bring(cast, TEXT)
    bring(cast, f"房号,姓名,电话,证件号码\n20-2-901,王芳,13655556666,{CARDS[0]}\n20-2-902,王芳,,{CARDS[1]}\n")
    assert Person.objects.filter(name="王芳").count() == 2
    found = Person.objects.get(name="王芳", residencies__unit__code="20-1-101")
    assert {one.unit.code for one in found.residencies.all()} == {"20-1-101", "20-2-901"}
    assert found.phones == ["13655556666", "13900000001"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (f"赵六,{CARDS[0][:-1]}1", "不是有效的身份证号码"),
        ("王芳,110105491231002", ""),
        ("赵六,无", "不是证件号码"),
        (f"赵六,{CARDS[0]}", "已登记在他人名下"),
        (f",{CARDS[1]}", "没有姓名"),
    ],
)
def test_wrong_numbers_are_told_without_being_repeated(cast: Cast, cells: str, reason: str) -> None:
    bring(cast, TEXT)
    known = known_to(cast.manager, cast.community.pk)
    text = f"房号,姓名,证件号码\n20-3-101,{cells}\n"
    _, rows, faults = read_upload(csv(text), known)
    if not reason:
        assert faults == [], "fifteen digits are an old card"
        return
    assert rows == []
    assert reason in faults[0].reason.zh
    assert cells.split(",")[1] not in faults[0].reason.zh


def test_two_names_with_one_number_in_one_file(cast: Cast) -> None:
    _, rows, faults = read_upload(
        csv(f"房号,姓名,证件号码\n1-1-1,王,{CARDS[0]}\n1-1-2,李,{CARDS[0]}\n1-1-3,王,{CARDS[0]}\n")
    )
    assert (len(rows), [one.row for one in faults]) == (2, [3])


def test_a_file_of_several_communities(cast: Cast) -> None:
    text = "小区,房号,姓名\n翠湖苑,5-1-101,甲\nJQ,5-1-101,乙\n别处,5-1-101,丙\n"
    _, rows, faults = read_upload(csv(text), known_to(cast.administrator, cast.community.pk))
    assert [one.community for one in rows] == [cast.community.pk, cast.other_community.pk]
    assert "不是您管理的小区" in faults[0].reason.zh
    _, rows, faults = read_upload(csv(text), known_to(cast.manager, cast.community.pk))
    assert (len(rows), len(faults)) == (1, 2), "one keeps one community"
    by = Act(cast.administrator.pk, BEGAN)
    _, rows, _ = read_upload(csv(text), known_to(cast.administrator, cast.community.pk))
    kept = actions.keep_read(cast.community.pk, by=by, name="a.csv", rows=rows, faults={"headings": [], "rows": []})
    actions.import_file(kept, by=by)
    assert Person.objects.get(name="乙").community == cast.other_community
    assert Event.objects.filter(kind="estate.imported", community_id=cast.other_community.pk).count() == 1


def test_what_is_exported_comes_in_again_and_brings_nothing(cast: Cast) -> None:
    bring(cast, TEXT)
    client, before = client_of(cast, "manager"), counted()
    assert client.post(f"/estate/{cast.community.pk}/export", {"reason": ""}).status_code == 422
    for shows in ("on", ""):
        form = {"reason": "other", "words": "交接", **({"shows_numbers": shows} if shows else {})}
        file = client.post(f"/estate/{cast.community.pk}/export", form).getvalue()
        _, rows, faults = read_upload(SimpleUploadedFile("b.xlsx", file), known_to(cast.manager, cast.community.pk))
        assert faults == []
        assert (CARDS[0] in {one.id_number for one in rows}) == bool(shows)
        counts = actions.import_estate(cast.community.pk, rows, by=Act(cast.manager.pk, BEGAN))
        assert counts.known == len(rows), "a masked number says nothing"
        assert counted() == before
    told = [event.facts for event in Event.objects.filter(kind="estate.exported").order_by("id")]
    assert [(one["numbers-shown"], one["show.reason"]) for one in told] == [(True, "other"), (False, "other")]


def many(count: int, wrong: int) -> str:
    lines = ["楼栋,单元,房号,姓名,电话"]
    lines += [f"{30 + n % 7}栋,1,{n:04d},刘{n % 50},{'见档案' if n < wrong else f'137{n:08d}'}" for n in range(count)]
    return "\n".join(lines) + "\n"


def test_a_large_file_is_read_and_brought_in_by_jobs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SMALL", 100)
    monkeypatch.setattr(importing, "FEW", 10)
    client = client_of(cast, "manager")
    client.post(f"/estate/{cast.community.pk}/upload", {"file": csv(many(700, 50))})
    kept = EstateImport.objects.get()
    page, part = f"/estate/imports/{kept.pk}", f"/estate/imports/{kept.pk}/progress"
    assert kept.state == "reading"
    assert "hx-trigger" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "reading", "it is not read yet"
    with time_machine.travel(kept.uploaded_at + timedelta(minutes=2), tick=False):
        assert "go-on" in client.get(part).content.decode()
        client.post(f"{page}/go-on")
    tasks.read_file(import_id=kept.pk)
    tasks.read_file(import_id=kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.rows_count, kept.faults_count) == ("read", 650, 50)
    assert client.get(part)["HX-Refresh"] == "true"
    assert not kept.parts.filter(kind=ImportPart.Kind.FILE).exists()
    client.post(page, {"request_key": "a"})
    kept.refresh_from_db()
    assert kept.state == "importing"
    assert client.get(part).status_code == 200
    before = Unit.objects.count()
    for _ in range(2):
        tasks.bring_in(import_id=kept.pk, actor_id=cast.manager.pk)
    kept.refresh_from_db()
    assert kept.state == "imported"
    assert Unit.objects.count() - before == 650 == kept.counts["units"]["new"]
    assert "attachment" in client.post(f"{page}/faults")["Content-Disposition"]


def test_a_large_file_that_cannot_be_read_says_why(cast: Cast) -> None:
    by = Act(cast.manager.pk, BEGAN)
    kept_id = actions.keep_upload(cast.community.pk, by=by, name="a.csv", blocks=[b"a,b\n1,2\n"])
    tasks.read_file(import_id=kept_id)
    kept = EstateImport.objects.get(id=kept_id)
    assert kept.state == "unreadable"
    assert "房号" in client_of(cast, "manager").get(f"/estate/imports/{kept_id}").content.decode()
    assert not kept.parts.exists()
    with pytest.raises(actions.EstateRefused):
        actions.begin_import(kept_id, by=by)
    assert ImportProgress.objects.filter(of=kept_id).exists()


def test_an_old_excel_file(cast: Cast) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["楼栋", "房号", "姓名", "身份证号", "面积"])
    sheet.append(["２１栋", "１０１", "王", CARDS[0], 88.5])
    sheet.append(["21栋", "102", "李", 440524188001010014, "八十"])
    out = BytesIO()
    book.save(out)
    _, rows, faults = read_upload(SimpleUploadedFile("a.xlsx", out.getvalue()))
    assert [(one.code, one.id_number, one.square_metres) for one in rows] == [("21-101", CARDS[0], "88.50")]
    assert len(faults) == 1, "eighteen digits that came as a number have lost the last ones"


def test_a_row_of_an_estate_is_kept_as_it_is() -> None:
    assert EstateRow("1", "", None, "1-1-1", "", "", "", "owner")._replace(community=3).community == 3
