"""The papers of orders and repairs, and signatures: what stands on them, who gets them."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.cases.models import Case
from kefu.ui.storing import path_of
from kefu.workorders.models import Signature, WorkOrder
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cases.test_cases import do as do_case
from tests.cases.test_files import content
from tests.cast import Cast, make_cast
from tests.pdf import pictures_on, sheets_of, text_of
from tests.workorders.orders import acts, do, issued
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sign(cast: Cast, order: WorkOrder, who: str = "agent", held: bytes = b"", **form: str) -> tuple[int, str]:
    sent = SimpleUploadedFile("签名.png", held or signature())
    answer = signed_in(cast, who).post(
        f"/orders/{order.pk}/sign", {"place": "received", "name": "李大伟", "picture": sent, **form}
    )
    return answer.status_code, answer.content.decode()


def paper(cast: Cast, address: str, language: str = "en") -> bytes:
    with time_machine.travel(MORNING, tick=False):
        answer = signed_in(cast, "agent").get(address, headers={"accept-language": language})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    return answer.content


def test_the_form_of_an_order_says_what_the_slip_has(cast: Cast) -> None:
    case = received(cast)
    order = issued(
        cast, case=str(case.pk), customer_number="3-2-501", matter="电梯停梯😀\n第二行", is_written_asked="on"
    )
    assert do(cast, "engineer", order, "answer") == do(cast, "engineer", order, "finish") == 302
    found = paper(cast, f"/orders/{order.pk}/paper")
    said = " ".join(text_of(found).split())
    for words in (
        *("Work order", "翠湖苑", order.number, "March 10, 2026", "张晓梅", "物业工程部", "李大伟", "3-2-501"),
        *("13900001111", case.number, "in writing", "电梯停梯〓", "第二行", "门锁触点烧蚀", "已更换触点"),
        *("Sender", "Received by", "Completion confirmed by", "Printed 2026-03-10 09:30"),
    ):
        assert words in said, words
    assert sheets_of(found) == 1


def test_what_was_signed_on_the_screen_stands_on_the_form_and_the_page(cast: Cast) -> None:
    order = issued(cast)
    assert pictures_on(paper(cast, f"/orders/{order.pk}/paper")) == 0
    assert sign(cast, order, "engineer")[0] == 302
    assert acts(order) == ["order.issued", "order.signed"]
    kept = Signature.objects.get()
    assert path_of(kept.digest).read_bytes() == signature()
    found = paper(cast, f"/orders/{order.pk}/paper")
    assert pictures_on(found) == 1
    assert "李大伟" in text_of(found)
    client = signed_in(cast, "agent")
    assert f'src="/orders/signatures/{kept.pk}"' in client.get(f"/orders/{order.pk}").content.decode()
    shown = client.get(f"/orders/signatures/{kept.pk}")
    assert content(shown) == signature()
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert signed_in(cast, "other_clerk").get(f"/orders/signatures/{kept.pk}").status_code == 404


def test_a_place_is_signed_once_and_by_a_picture(cast: Cast) -> None:
    order = issued(cast)
    assert sign(cast, order)[0] == 302
    status, page = sign(cast, order)
    assert (status, "This place is signed already." in page) == (422, True)
    for held in (b"\x89PNG\r\n\x1a\n" + bytes(60), b"%PDF-1.7\n", b"<svg/>"):
        status, page = sign(cast, order, held=held, place="done")
        assert (status, "This is no picture" in page) == (422, True)
    assert "larger than 4 MB" in sign(cast, order, held=signature() + bytes(5 << 20), place="done")[1]
    assert Signature.objects.count() == 1
    assert acts(order) == ["order.issued", "order.signed"]


def test_a_paper_without_its_picture_is_still_a_paper(cast: Cast) -> None:
    order = issued(cast)
    # A picture of its own, for files are told by what is in them.
    assert sign(cast, order, held=signature(120, 40))[0] == 302
    kept = Signature.objects.get()
    path_of(kept.digest).unlink()
    assert "李大伟" in text_of(paper(cast, f"/orders/{order.pk}/paper"))
    assert signed_in(cast, "agent").get(f"/orders/signatures/{kept.pk}").status_code == 404


def test_the_slip_of_a_repair_is_one_sheet_with_room_to_write(cast: Cast) -> None:
    case = received(cast, kind="repair", severity="", repair_way="private", matter="厨房水管漏水")
    assert do_case(cast, case, "appoint") == do_case(cast, case, "assign") == 302
    found = paper(cast, f"/orders/slips/{case.pk}")
    said = " ".join(text_of(found).split())
    for words in (
        *("Repair slip", case.number, "3-2-501", "王女士", "13900001111", "厨房水管漏水", "2026-03-11 10:00"),
        *("李大伟", "inside the home", "Material used", "Warranty until", "Checked by engineering"),
    ):
        assert words in said, words
    assert sheets_of(found) == 1
    page = signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    assert f'href="/orders/slips/{case.pk}"' in page


def test_only_repairs_have_a_slip(cast: Cast) -> None:
    case: Case = received(cast)
    assert signed_in(cast, "agent").get(f"/orders/slips/{case.pk}").status_code == 404
    assert "/orders/slips/" not in signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
