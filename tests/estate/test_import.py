"""Files as offices have them: read, looked at, imported; mended and loaded again."""

import re
import tempfile
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from kefu.duties.acts import Act
from kefu.estate import actions
from kefu.estate.actions.importing import KEPT_FOR
from kefu.estate.calc import EstateRow
from kefu.estate.models import EstateImport, ImportPart, Person, Residency, Unit
from kefu.estate.parts import values
from kefu.estate.planning import Counts, Tally
from kefu.estate.reading import read_upload
from kefu.estate.tasks import delete_old_files
from kefu.events.models import Event
from kefu.lib.xlsx import Column, Sheet, write_xlsx
from tests.cast import BEGAN, Cast
from tests.estate.homes import ROWS, client_of

pytestmark = pytest.mark.django_db
HEADINGS = ("楼栋", "单元", "楼层", "房号", "业主姓名", "联系电话", "身份")


def csv(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("a.csv", text.encode(encoding))


def read(text: str) -> list[EstateRow]:
    _, rows, faults = read_upload(csv(text))
    assert faults == []
    return rows


def kept_rows(kept: EstateImport) -> list[EstateRow]:
    return [EstateRow(*one) for one in values(kept, ImportPart.Kind.ROWS)]


def kept_faults(kept: EstateImport) -> list[list[object]]:
    return list(values(kept, ImportPart.Kind.FAULTS))


def upload(client: Client, cast: Cast, file: SimpleUploadedFile) -> HttpResponse:
    return client.post(f"/estate/{cast.community.pk}/upload", {"file": file})  # type: ignore[return-value]


def test_the_same_rows_again_bring_nothing(cast: Cast) -> None:
    counts = actions.import_estate(cast.community.pk, ROWS, by=Act(cast.manager.pk, BEGAN))
    nothing = (Tally(known=2), Tally(known=4), Tally(known=4), Tally(known=4))
    assert counts == Counts(*nothing, known=5)
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
    counted = re.sub(r"<[^>]+>| {2,}", " ", page)
    for said in (r"项目\s+新增\s+更正\s+已有", r"读到的行\s+6\s", r"不能用的行\s+4\s"):
        assert re.search(said, counted)
    for said in ("没有填写房号", "“七”不是楼层", "“电话见档案”不是电话号码", "看不懂“邻居”"):
        assert said in page
    file = client.post(f"/estate/imports/{kept.pk}/faults")
    assert "attachment" in file["Content-Disposition"]
    again = client.post(
        f"/estate/{cast.community.pk}/upload", {"file": SimpleUploadedFile("to-mend.xlsx", file.content)}
    )
    assert len(kept_faults(EstateImport.objects.latest("id"))) == 4, again
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


def test_blank_cells_mean_what_stands_above_within_one_building() -> None:
    rows = read("楼栋,单元,房号\n3栋,2单元,301\n,,302\n5栋,,101\n,,102\n,,6-1-101\n")
    assert [(one.building, one.code) for one in rows] == [
        ("3栋", "3-2-301"),
        ("3栋", "3-2-302"),
        ("5栋", "5-101"),
        ("5栋", "5-102"),
        ("6", "6-1-101"),
    ]


def test_columns_and_words_in_english() -> None:
    (found,) = read("Building,Unit,Name,Sex,Phone,Capacity,Use\n3,1201,Ann Lee,F,13900001111,Tenant,shop\n")
    assert found == EstateRow("3", "", None, "3-1201", "shop", "Ann Lee", "13900001111", "tenant", [], "woman")


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("13900001111/13900002222", ["13900001111", "13900002222"]),
        ("１３９００００１１１１、020-8888 0000", ["13900001111", "020-8888 0000"]),
        ("13900001111 13900002222", ["13900001111", "13900002222"]),
        ("139 0000 1111", ["139 0000 1111"]),
        ("13900001111；13900001111", ["13900001111"]),
        ("", []),
    ],
)
def test_all_numbers_of_a_cell_are_read(cell: str, phones: list[str]) -> None:
    (found,) = read(f"房号,姓名,电话\n3-1-101,王,{cell}\n")
    assert found.phones == phones


@pytest.mark.parametrize(
    ("said", "floor"), [("12层", 12), ("-1", -1), ("B1", -1), ("负2", -2), ("地下1层", -1), ("6F", 6)]
)
def test_floors_as_people_write_them(said: str, floor: int) -> None:
    assert read(f"房号,楼层\n3-1-101,{said}\n")[0].floor == floor


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("楼层", "七楼半", "不是楼层"),
        ("用途", "宫殿", "看不懂“宫殿”，可写：住宅"),
        ("身份", "邻居", "看不懂“邻居”"),
        ("性别", "未知", "看不懂“未知”"),
        ("电话", "见档案", "不是电话号码"),
        ("电话", "13900001111/见档案", "“见档案”不是电话号码"),
        ("楼栋", "长" * 41, "最多 40"),
        ("单元", "长" * 21, "最多 20"),
        ("姓名", "长" * 61, "最多 60"),
        ("电话", "/".join(f"1390000{n:04d}" for n in range(11)), "号码太多"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_row_and_column(heading: str, cell: str, reason: str) -> None:
    names = ["房号", "姓名"] + ([heading] if heading != "姓名" else [])
    cells = ["101", "王芳" if heading != "姓名" else cell] + ([cell] if heading != "姓名" else [])
    _, rows, (fault,) = read_upload(csv(f"{','.join(names)}\n{','.join(cells)}\n"))
    assert rows == []
    assert (fault.row, fault.column) == (2, heading)
    assert reason in fault.reason.zh
    assert fault.cells == tuple(cells)


def test_rows_that_the_reader_rejects_keep_what_can_be_mended() -> None:
    _, rows, faults = read_upload(csv("楼栋,房号,姓名,备注\n3栋,101,王,a\n,102,李\x00四,b\n,103,赵,\x01c\n,104\n"))
    assert [one.code for one in rows] == ["3-101", "3-103"], "a fault in a column that nobody reads is none"
    assert [(one.row, one.column, one.cells) for one in faults] == [
        (3, "姓名", ("3栋", "102", "李四", "b")),
        (5, "", ()),
    ]


def test_a_workbook_with_merged_cells_numbers_and_formulas(cast: Cast) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["翠湖苑业主名册"])
    sheet.append(["楼栋", "单元", "房号", "姓名", "电话"])
    for cells in ([8, 1, 101, "郑爽", 13800001111], [None, None, 102, "冯唐", "=A1"], [None, None, 201, "褚时", 1.5]):
        sheet.append(cells)
    sheet.merge_cells("A3:A5")
    sheet.merge_cells("B3:B5")
    out = BytesIO()
    book.save(out)
    client = client_of(cast, "manager")
    assert upload(client, cast, SimpleUploadedFile("a.xlsx", out.getvalue())).status_code == 302
    kept = EstateImport.objects.get()
    assert [one[3:7:3] for one in kept_rows(kept)] == [("8-1-101", "13800001111")]
    assert [(fault[0], fault[1]) for fault in kept_faults(kept)] == [(4, "电话"), (5, "电话")]
    page = client.get(f"/estate/imports/{kept.pk}").content.decode()
    assert "公式没有保存结果" in page


def test_mended_rows_are_loaded_again(cast: Cast) -> None:
    client = client_of(cast, "manager")
    upload(client, cast, csv("楼栋,房号,姓名,电话\n7栋,101,王,13900001111\n,102,李,见档案\n"))
    kept = EstateImport.objects.get()
    file = client.post(f"/estate/imports/{kept.pk}/faults").content
    _, rows, (fault,) = read_upload(SimpleUploadedFile("b.xlsx", file))
    assert (rows, fault.cells[:4]) == ([], ("7栋", "102", "李", "见档案"))
    assert "第 3 行" in fault.cells[-1] or "row 3" in fault.cells[-1]
    mended = ",".join(fault.cells).replace("见档案", "13900002222")
    assert read(f"楼栋,房号,姓名,电话,原因 Reason\n{mended}\n")[0].code == "7-102"


def test_five_hundred_rows_are_written_in_hardly_more_statements_than_fifty(cast: Cast) -> None:
    client = client_of(cast, "manager")
    asked, shown = [], []
    for building, many in ((20, 50), (21, 500)):
        lines = [f"{building}栋,1,{n:03d},刘{n},137{building}{n:06d}" for n in range(many)]
        upload(client, cast, csv("\n".join(["楼栋,单元,房号,姓名,电话", *lines]) + "\n"))
        kept = EstateImport.objects.latest("id")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/estate/imports/{kept.pk}").content.decode()
        shown.append(len(queries))
        assert f">{many}</td>" in page
        with CaptureQueriesContext(connection) as queries:
            assert client.post(f"/estate/imports/{kept.pk}").status_code == 302
        asked.append(len(queries))
        assert Unit.objects.filter(building__name=f"{building}栋").count() == many
    assert shown[0] == shown[1]
    assert asked[1] - asked[0] <= 2  # the keys of names go two thousand at once
    assert Residency.objects.filter(unit__building__name="21栋").count() == 500


def test_a_preview_tells_new_changed_and_known(cast: Cast) -> None:
    client = client_of(cast, "lead")
    text = "房号,姓名,电话,身份\n3-2-1201,曾小芳,13912345678,业主\n3-2-1201,李明,13799998888,租户\n3-1-102,白雪,,业主\n"
    upload(client, cast, csv(text))
    kept = EstateImport.objects.get()
    before = Unit.objects.count(), Person.objects.count(), Event.objects.count()
    answer = client.get(f"/estate/imports/{kept.pk}")
    told = {str(name): tally for name, tally in answer.context["counts"]["kinds"]}
    assert list(told.values()) == [Tally(known=1), Tally(1, 0, 1), Tally(1, 1, 1), Tally(1, 0, 2)]
    assert (Unit.objects.count(), Person.objects.count(), Event.objects.count()) == before


def test_a_file_is_imported_once_and_what_it_said_of_people_is_not_kept(cast: Cast) -> None:
    client = client_of(cast, "lead")
    upload(client, cast, csv("房号,姓名\n9-1-101,白雪\n"))
    kept = EstateImport.objects.get()
    for _ in range(2):
        client.post(f"/estate/imports/{kept.pk}")
    kept.refresh_from_db()
    assert kept_rows(kept) == []
    assert Event.objects.filter(kind="estate.imported").count() == 2
    assert client.get(f"/estate/imports/{kept.pk}").status_code == 200
    for days, is_there in ((-1, True), (1, False)):
        with time_machine.travel(kept.uploaded_at + KEPT_FOR + timedelta(days=days), tick=False):
            delete_old_files(0)
        assert EstateImport.objects.filter(pk=kept.pk).exists() == is_there


def test_files_are_for_who_keeps_the_estate(cast: Cast) -> None:
    upload(client_of(cast, "lead"), cast, csv("房号\n9-1-101\n"))
    kept = EstateImport.objects.get()
    for who, uploads, opens in (("agent", 403, 404), ("other_clerk", 404, 404), ("administrator", 302, 200)):
        client = client_of(cast, who)
        assert client.get(f"/estate/imports/{kept.pk}").status_code == opens
        assert client.post(f"/estate/imports/{kept.pk}/faults").status_code == opens
        assert upload(client, cast, csv("房号\n9-1-102\n")).status_code == uploads
    assert not Unit.objects.filter(code__startswith="9-").exists()


def test_rows_to_mend_may_be_of_another_estate_and_are_for_who_keeps_it_too(cast: Cast) -> None:
    text = "小区,房号,姓名,电话\n翠湖苑,9-1-101,白雪,13600000000\n金桥花园,9-1-102,白云,不详\n"
    assert upload(client_of(cast, "administrator"), cast, csv(text)).status_code == 302
    kept = EstateImport.objects.get()
    assert kept.faults_count == 1
    shown = client_of(cast, "administrator").get(f"/estate/imports/{kept.pk}").content.decode()
    assert f"/estate/imports/{kept.pk}/faults" in shown
    keeper = client_of(cast, "lead")
    page = keeper.get(f"/estate/imports/{kept.pk}")
    assert page.status_code == 200
    assert f"/estate/imports/{kept.pk}/faults" not in page.content.decode()
    assert keeper.post(f"/estate/imports/{kept.pk}/faults").status_code == 403


@pytest.mark.parametrize("content", [b"", "房号,姓名\n".encode(), b"PK\x03\x04broken", b"<html></html>"])
def test_what_is_no_list_is_refused_with_what_would_do(cast: Cast, content: bytes) -> None:
    answer = upload(client_of(cast, "lead"), cast, SimpleUploadedFile("a.xlsx", content))
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert tempfile.gettempdir() not in answer.content.decode()
    assert not EstateImport.objects.exists()


def test_a_file_too_large_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.estate.forms.LARGEST", 10)
    answer = upload(client_of(cast, "lead"), cast, csv("房号,姓名\n9-1-101,白雪\n"))
    assert answer.status_code == 422
    assert not EstateImport.objects.exists()
