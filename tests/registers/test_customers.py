"""What classes of customers need: counted by class, small ones kept back, as page and as file; who may see it."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from kefu.cases import actions as case_actions
from kefu.cases.models import Case
from kefu.counter.actions import Said, begin_errand
from kefu.counter.models import Errand
from kefu.duties.acts import Act
from kefu.estate import actions as estate
from kefu.estate.actions.residents import Called
from kefu.estate.models import Person
from kefu.events import queries as event_queries
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.estate.homes import row

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    """Six old people, four in a hurry, five of whom nothing is said."""
    cast = make_cast()
    by = Act(cast.manager.pk, BEGAN)
    rows = [row(f"1-1-{n:03d}", f"业主{n}", f"139{n:08d}") for n in range(1, 16)]
    estate.import_estate(cast.community.pk, rows, by=by)
    for n in range(1, 11):
        found = person(n)
        about = {"customer_class": "elderly" if n < 7 else "hurried"}
        estate.change_person(found.pk, Called(found.name, found.phones, about=about), by=by)
    return cast


def person(number: int) -> Person:
    return Person.objects.get(name=f"业主{number}")


def received(cast: Cast, number: int, kind: str, days: int = 0, satisfied: bool | None = None) -> None:
    """A case of somebody, settled, and revisited if they said something."""
    who, at = person(number), MORNING + DAY * days
    new = Case(community=cast.community, person=who, channel="phone", caller=who.name, kind=kind, matter="路灯不亮")
    new.severity = "minor" if kind == "complaint" else ""
    case = case_actions.receive_case(new, by=Act(cast.agent.pk, at))
    if satisfied is not None:
        case_actions.resolve_case(case.pk, by=Act(cast.agent.pk, at), result="已修", facts={})
        facts = {"revisit.satisfied": satisfied}
        case_actions.revisit_case(case.pk, by=Act(cast.lead.pk, at + timedelta(hours=1)), facts=facts)


def certificate(cast: Cast, number: int) -> None:
    who = person(number)
    unit = who.residencies.get().unit
    new = Errand(community=cast.community, procedure="certificate", unit=unit, person=who, applicant=who.name)
    said = Said({"kind": "residence", "purpose": "落户", "content": "业主"}, ("identity",))
    begin_errand(new, said, by=Act(cast.agent.pk, MORNING))


@pytest.fixture
def lived(cast: Cast) -> Cast:
    received(cast, 1, "repair", satisfied=True)
    received(cast, 1, "repair", 5, satisfied=True)
    received(cast, 2, "complaint", 1, satisfied=False)
    received(cast, 8, "complaint", 1)
    received(cast, 12, "enquiry", 2)
    certificate(cast, 3)
    certificate(cast, 4)
    return cast


@time_machine.travel(MORNING + 20 * DAY, tick=False)
def test_each_class_by_what_it_comes_for(lived: Cast) -> None:
    page = signed_in(lived, "supervisor").get(f"/registers/{lived.community.pk}/customers").content.decode()
    told = " ".join(page.replace("<", " <").split())
    assert "Elderly residents" in page
    assert "6 persons, 6 households" in page
    assert "1 of them within 90 days" in told
    assert "66.7%" in told
    assert "Speak slowly and louder" in page
    # Four persons are too few to be read of apart.
    assert "Residents in a hurry" not in page
    assert "without a class" in page


@time_machine.travel(MORNING + 20 * DAY, tick=False)
def test_the_file_says_the_same_and_its_going_out_is_on_record(lived: Cast) -> None:
    answer = signed_in(lived, "manager").post(f"/registers/{lived.community.pk}/customers/export")
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][:6] == ["Elderly residents", 6, 6, 3, 1, pytest.approx(2 / 3)]
    assert (str(rows[1][6])[:8], rows[1][8], rows[2][0]) == ("repair 2", "Certificate 2", "without a class")
    assert len(rows) == 3
    (noted,) = event_queries.history("staff", lived.manager.pk).filter(kind="staff.exported")
    assert (noted.facts, [text.text for text in noted.texts.all()]) == ({"rows": 2}, ["customers"])


def test_who_serves_customers_does_not_see_it(lived: Cast) -> None:
    address = f"/registers/{lived.community.pk}/customers"
    assert [signed_in(lived, who).get(address).status_code for who in ("agent", "lead", "cashier")] == [403] * 3
    assert signed_in(lived, "other_clerk").get(address).status_code == 404
    assert "/customers" not in signed_in(lived, "agent").get(f"/registers/{lived.community.pk}").content.decode()


def test_a_period_to_the_end_of_time_is_one(lived: Cast) -> None:
    address = f"/registers/{lived.community.pk}/customers?since=9999-01-01&until=9999-12-31"
    assert signed_in(lived, "supervisor").get(address).status_code == 200
