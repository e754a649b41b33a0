"""Who reads by which number residents are reached: whoever calls them, or has the matter in hand."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from kefu.cases import access as case_access
from kefu.cases.models import Case
from kefu.counter.models import Errand
from kefu.duties.acts import Act
from kefu.estate import access as estate_access
from kefu.estate.models import Unit
from kefu.people import actions as people
from kefu.people.actions.users import NewUser
from kefu.people.models import User
from tests.cases.test_cases import COMPLAINT, do, received, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.counter.errands import begun, home
from tests.counter.test_errands import CERTIFICATE
from tests.workorders.orders import issued

pytestmark = pytest.mark.django_db
NAME, PHONE, MASKED = "王芳", "13912345678", "139****5678"
CALLING = ("agent", "cashier", "lead", "supervisor", "manager")
LOOKING = ("engineer", "auditor", "keeper", "administrator")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def unit(cast: Cast) -> Unit:
    return home(cast, owner=NAME, phone=PHONE)


def page(cast: Cast, who: str, address: str) -> str:
    answer = signed_in(cast, who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_takes_a_case_does_not_see_the_number_on_file_and_the_case_has_it(cast: Cast, unit: Unit) -> None:
    client = signed_in(cast, "agent")
    form = {**COMPLAINT, "who": NAME, "community": str(cast.community.pk), "caller": "", "contact": "", "place": ""}
    shown = client.post("/cases/receive", {**form, "look_up": "1"}).content.decode()
    assert f'value="{NAME}"' in shown
    assert PHONE not in shown
    assert "Blank: the number on file" in shown
    known = {"unit": str(unit.pk), "person": str(unit.residencies.get().person_id), "caller": NAME, "place": unit.code}
    assert client.post("/cases/receive", {**form, **known, "looked_up": NAME}).status_code == 302
    assert Case.objects.get().contact == PHONE
    other = {**form, **known, "contact": "13800000001", "matter": "电梯停了", "repeats": ""}
    assert client.post("/cases/receive", other).status_code == 302
    assert Case.objects.latest("id").contact == "13800000001"


def test_the_number_on_file_is_of_who_was_named_alone(cast: Cast, unit: Unit) -> None:
    assert received(cast, caller="女儿", contact="", place=unit.code).contact == ""
    assert received(cast, caller=NAME, contact="", place=unit.code, matter="电梯停了").contact == PHONE


@pytest.mark.parametrize("who", [*CALLING, *LOOKING])
def test_the_number_on_a_case_is_for_whoever_calls(cast: Cast, who: str) -> None:
    case = received(cast, contact=PHONE)
    assert do(cast, case, "correct", contact="13900002222", why="听错了") == 302
    listed, exported = f"/registers/{cast.community.pk}/complaints", f"/registers/{cast.community.pk}/complaints/export"
    mine = page(cast, who, f"/cases/{case.pk}")
    assert ("13900002222" in mine, PHONE in mine, "139****2222" in mine) == (
        (True, True, False) if who in CALLING else (False, False, True)
    )
    client = signed_in(cast, who)
    for address in ("/cases/export?show=all", f"{exported}?since=2026-01-01&until=2026-12-31"):
        sheet = CalamineWorkbook.from_filelike(BytesIO(client.post(address).getvalue())).get_sheet_by_index(0)
        heads, *rows = sheet.to_python()
        assert rows, address
        assert ("Contact" in heads) == (who in CALLING), address
        assert any("13900002222" in row for row in rows) == (who in CALLING)
    client.cookies[f"columns-register-complaints-{cast[who].pk}"] = "contact"
    assert ("13900002222" in client.get(listed).content.decode()) <= (who in CALLING)


def test_who_holds_no_post_sees_no_numbers_in_lists(cast: Cast) -> None:
    received(cast, contact=PHONE)
    people.join_user(NewUser("newcomer", "新来", cast.community.pk), by=Act(cast.administrator.pk, BEGAN))
    newcomer = User.objects.get(username="newcomer")
    assert case_access.visible_to(newcomer).exists()
    assert not estate_access.calls_everywhere(newcomer)
    assert estate_access.calls_everywhere(cast.agent)
    assert not estate_access.calls_everywhere(cast.administrator)


def test_who_has_the_case_calls_too(cast: Cast) -> None:
    case = received(cast, contact=PHONE)
    assert PHONE not in page(cast, "engineer", f"/cases/{case.pk}")
    do(cast, case, "assign", handler=str(cast.engineer.pk))
    assert PHONE in page(cast, "engineer", f"/cases/{case.pk}")


def test_an_order_and_an_errand_keep_it_from_who_only_looks(cast: Cast, unit: Unit) -> None:
    order = issued(cast, contact=PHONE)
    errand: Errand = begun(cast, "certificate", **{**CERTIFICATE, "applicant": NAME, "phone": "", "place": unit.code})
    assert errand.phone == PHONE
    for address in (f"/orders/{order.pk}", f"/counter/errands/{errand.pk}"):
        assert PHONE in page(cast, "supervisor", address)
        for who in ("auditor", "keeper"):
            shown = page(cast, who, address)
            assert PHONE not in shown
            assert MASKED in shown
    assert PHONE in page(cast, "engineer", f"/orders/{order.pk}")
