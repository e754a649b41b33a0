"""Finishing a repair: what was used, charged, photographed and signed; who may enter; nobody home."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.cases.models import Case, CaseFile, Material, RepairWork
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import Cast, make_cast
from tests.pdf import pictures_on, text_of
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def repair(cast: Cast, **more: str) -> Case:
    return received(cast, **{"kind": "repair", "severity": "", "repair_way": "private", "is_urgent": "on", **more})


def picture(name: str, width: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, signature(width), "image/png")


def finish(cast: Cast, case: Case, **more: object) -> tuple[int, str]:
    form = {
        "result": "已换水龙头",
        "materials": "水龙头，1，个，45\n生料带,0.5,卷,4",
        "charge": "67.00",
        "warranty_until": "2026-09-10",
        "before": picture("前.png", 40),
        "after": picture("后.png", 50),
        "signed_by": "王女士",
        "picture": picture("signature.png", 60),
        "request_key": "finish-1",
        **more,
    }
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        answer = signed_in(cast, "engineer").post(f"/cases/{case.pk}/resolve", form)
    return answer.status_code, answer.content.decode()


def test_what_was_used_and_charged_is_kept_shown_and_printed(cast: Cast) -> None:
    case = repair(cast)
    assert do(cast, case, "arrive", "engineer") == 302
    assert finish(cast, case)[0] == 302
    work = RepairWork.objects.get()
    assert (str(work.charge), str(work.warranty_until), work.signed_by) == ("67.00", "2026-09-10", "王女士")
    assert [(one.item, str(one.amount)) for one in work.materials.order_by("id")] == [
        ("水龙头", "45.00"),
        ("生料带", "2.00"),
    ]
    shown = CaseFile.objects.order_by("id").values_list("name", "shows")
    assert list(shown) == [("前.png", "before"), ("后.png", "after"), ("signature.png", "signature")]
    settled = event_queries.history("case", case.pk).get(kind="case.resolved")
    assert settled.facts == {
        "photo.before": True,
        "photo.after": True,
        "work.signed": True,
        "materials": 2,
        "charge.yuan": 67,
        "warranty.until": 1788969600,
    }
    client = signed_in(cast, "agent")
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert all(said in page for said in ("水龙头", "0.5 卷", "45.00", "67.00", "2026-09-10", "王女士"))
    slip = client.get(f"/orders/slips/{case.pk}").content
    assert all(said in text_of(slip) for said in ("水龙头", "67.00 yuan", "王女士", "已换水龙头", "2026-03-10 11:30"))
    assert pictures_on(slip) == 1


def test_the_slip_of_a_repair_that_was_taken_up_again_says_nothing_of_before(cast: Cast) -> None:
    case = repair(cast)
    assert finish(cast, case)[0] == 302
    assert do(cast, case, "reopen", hours=4) == 302
    slip = text_of(signed_in(cast, "agent").get(f"/orders/slips/{case.pk}").content)
    assert not any(said in slip for said in ("水龙头", "67.00 yuan", "已换水龙头", "2026-03-10 11:30"))
    assert pictures_on(signed_in(cast, "agent").get(f"/orders/slips/{case.pk}").content) == 0


def test_a_second_click_finishes_nothing_twice(cast: Cast) -> None:
    case = repair(cast)
    assert [finish(cast, case)[0], finish(cast, case)[0]] == [302, 302]
    assert (RepairWork.objects.count(), CaseFile.objects.count(), Material.objects.count()) == (1, 3, 2)


def test_a_private_repair_is_settled_only_when_signed_for(cast: Cast) -> None:
    case = repair(cast)
    status, page = finish(cast, case, signed_by="", picture="")
    assert status == 422
    assert "repair.private.signed" in page
    assert "已换水龙头" in page
    assert not RepairWork.objects.exists()
    assert not CaseFile.objects.exists()
    signed_by_pen = {"signed_by": "", "picture": "", "work.signed": "on"}
    assert finish(cast, case, **signed_by_pen)[0] == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"materials": "水龙头,1,个,45\n胶"}, "Line 2: four things"),
        ({"materials": "水龙头,很多,个,45"}, "Line 1: how much and the price are numbers"),
        ({"materials": "水龙头,-1,个,45"}, "Line 1: no amount is less than nothing"),
        ({"materials": "水龙头,NaN,个,45"}, "Line 1"),
        ({"materials": f"{'长' * 61},1,个,45"}, "Line 1"),
        ({"signed_by": ""}, "Write the name of who signed."),
        ({"charge": "-3"}, "greater than or equal to 0"),
        ({"picture": SimpleUploadedFile("a.png", b"no picture")}, "This is no picture"),
    ],
)
def test_what_cannot_be_is_refused_by_line_and_field(cast: Cast, wrong: dict[str, object], said: str) -> None:
    case = repair(cast)
    status, page = finish(cast, case, **wrong)
    assert (status, said in page) == (422, True)
    assert not RepairWork.objects.exists()


def test_a_home_is_entered_after_a_phone_call_and_by_two(cast: Cast) -> None:
    case = repair(cast, is_urgent="")
    assert do(cast, case, "appoint", is_phoned="") == 302
    assert do(cast, case, "arrive", "engineer") == 422
    assert do(cast, case, "appoint") == 302
    assert do(cast, case, "arrive", "engineer", people="1") == 422
    assert do(cast, case, "arrive", "engineer", people="1", reason="同事病假") == 302


def test_nobody_home_keeps_the_appointment_and_needs_another(cast: Cast) -> None:
    case = repair(cast, is_urgent="")
    assert do(cast, case, "appoint") == 302
    kept = Duty.objects.get(subject_id=case.pk, clause="repair.appointment.keep")
    assert do(cast, case, "miss", "engineer") == 302
    kept.refresh_from_db()
    assert (kept.end, kept.breached_at) == ("done", None)
    missed = event_queries.history("case", case.pk).get(kind="repair.missed")
    assert missed.facts == {"note.left": True}
    assert do(cast, case, "arrive", "engineer", hours=2) == 422
    assert do(cast, case, "appoint", hours=3, at="2026-03-12T10:00") == 302
    assert do(cast, case, "arrive", "engineer", hours=4) == 302
