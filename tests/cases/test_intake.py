"""Taking a case: who it is, what is open already, what is raised again."""

import pytest

from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import Unit
from kefu.events.models import Event
from tests.cases.test_cases import COMPLAINT, received, signed_in
from tests.cast import BEGAN, Cast, make_cast

pytestmark = pytest.mark.django_db
WHO = {"who": "曾小芳"}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    rows = [
        EstateRow("3栋", "2", 12, "3-2-1201", "home", "曾小芳", "13912345678", "owner"),
        EstateRow("3栋", "2", 12, "3-2-1202", "home", "张小福", "13900005678", "tenant"),
    ]
    estate_actions.import_estate(cast.community.pk, rows, by=Act(cast.manager.pk, BEGAN))
    return cast


def asked(cast: Cast, clerk: str = "agent", **typed: str) -> str:
    answer = signed_in(cast, clerk).post("/cases/receive", {"look_up": "1", "matter": "水管漏水", **typed})
    assert answer.status_code == 200
    assert not Case.objects.exists()
    return answer.content.decode()


def test_a_choice_that_is_no_number_chooses_nothing(cast: Cast) -> None:
    assert "水管漏水" in asked(cast, **WHO, choose="²")


def test_one_household_is_filled_in_and_nothing_that_was_typed_is_lost(cast: Cast) -> None:
    page = asked(cast, **WHO)
    unit = Unit.objects.get(code="3-2-1201")
    for said in (
        'value="曾小芳"',
        'value="3-2-1201"',
        f'name="unit" value="{unit.pk}"',
        "水管漏水",
    ):
        assert said in page


def test_among_several_one_is_chosen(cast: Cast) -> None:
    page = asked(cast, who="5678")
    assert page.count('name="choose"') == 2
    # The keys go to the choice, not back into the field.
    assert page.count("autofocus") == 1
    assert page.index("autofocus") > page.index('name="choose"')
    assert "Who is meant?" in page
    page = asked(cast, who="5678", choose="1")
    assert 'value="张小福"' in page
    assert 'name="choose"' not in page


def test_who_is_not_known_is_said_and_strangers_find_nobody(cast: Cast) -> None:
    assert "Nobody is known by this" in asked(cast, who="欧阳")
    assert "Nobody is known by this" in asked(cast, "other_clerk", **WHO)


def test_enter_in_another_field_takes_the_case(cast: Cast) -> None:
    unit = Unit.objects.get(code="3-2-1201")
    form = {**COMPLAINT, **WHO, "looked_up": WHO["who"], "look_up": "1", "unit": str(unit.pk)}
    answer = signed_in(cast, "agent").post("/cases/receive", {**form, "community": str(cast.community.pk)})
    assert answer.status_code == 302
    assert Case.objects.get().unit == unit


def test_a_unit_of_another_community_is_not_taken_over(cast: Cast) -> None:
    estate_actions.import_estate(
        cast.other_community.pk, [EstateRow("1栋", "", None, "1-1", "home", "", "", "owner")], by=Act(None, BEGAN)
    )
    form = {**COMPLAINT, "community": str(cast.community.pk), "unit": str(Unit.objects.get(code="1-1").pk)}
    assert signed_in(cast, "agent").post("/cases/receive", form).status_code == 422
    assert signed_in(cast, "administrator").post("/cases/receive", form).status_code == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("typed", "unit", "person"),
    [
        ({"caller": "曾小芳"}, "3-2-1201", "曾小芳"),
        ({"caller": "女儿", "contact": "13912345678"}, "3-2-1201", "曾小芳"),
        ({"place": "３－２－１２０２"}, "3-2-1202", None),
        ({"place": "3-2-12"}, None, None),
        ({"place": "小区南门", "caller": "曾小芳"}, None, None),
    ],
)
def test_a_home_that_is_typed_is_found(cast: Cast, typed: dict[str, str], unit: str | None, person: str | None) -> None:
    form = {**COMPLAINT, "place": "3-2-1201", "community": str(cast.community.pk), **typed}
    assert signed_in(cast, "agent").post("/cases/receive", form).status_code == 302
    case = Case.objects.get()
    assert (case.unit and case.unit.code, case.person and case.person.name) == (unit, person)
    assert case.place == form["place"]


def test_what_is_open_already_is_shown_before_a_second_case_is_taken(cast: Cast) -> None:
    first = received(cast)
    client = signed_in(cast, "agent")
    form = {**COMPLAINT, "community": str(cast.community.pk), "place": "", "contact": "13900001111"}
    answer = client.post("/cases/receive", form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Is it one of these?" in page
    assert first.number in page
    assert Case.objects.count() == 1
    client.post("/cases/receive", {**form, "repeats": str(first.pk)})
    again = Case.objects.latest("id")
    assert again.repeats == first
    event = Event.objects.get(kind="case.received", subject_id=again.pk)
    assert event.facts["repeats"] == str(first.pk)
    assert f"/cases/{first.pk}" in client.get(f"/cases/{again.pk}").content.decode()
    client.post("/cases/receive", {**form, "repeats": ""})
    assert Case.objects.latest("id").repeats is None


def test_another_communitys_case_is_neither_shown_nor_repeated(cast: Cast) -> None:
    first = received(cast)
    form = {**COMPLAINT, "community": str(cast.other_community.pk)}
    client = signed_in(cast, "other_clerk")
    assert client.post("/cases/receive", {**form, "repeats": str(first.pk)}).status_code == 422
    assert client.post("/cases/receive", form).status_code == 302


def part(cast: Cast, name: str, clerk: str = "agent", **typed: str) -> str:
    answer = signed_in(cast, clerk).post(f"/cases/receive/{name}", {"community": str(cast.community.pk), **typed})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<html" not in page
    return page


def test_while_one_types_households_are_offered(cast: Cast) -> None:
    assert part(cast, "households", who="5678").count('name="choose"') == 2
    assert "曾小芳" in part(cast, "households", who="zxf")
    assert part(cast, "households", who=" ").strip() == ""
    assert "曾小芳" not in part(cast, "households", "other_clerk", who="曾小芳")
    client = signed_in(cast, "auditor")
    assert client.post("/cases/receive/households", {"who": "曾小芳"}).status_code == 403
    assert signed_in(cast, "agent").get("/cases/receive/households").status_code == 405


def test_while_one_types_what_may_be_the_same_matter_is_shown(cast: Cast) -> None:
    first = received(cast)
    for typed in ({"contact": "13900001111"}, {"place": "3-2-501"}, {"matter": "楼上晚上十点还在装修施工，噪音很大"}):
        page = part(cast, "look-alikes", **typed)
        assert f'href="/cases/{first.pk}"' in page
        assert f'name="repeats" value="{first.pk}"' in page
    for nothing in ({"matter": "电梯坏了"}, {"matter": "楼上"}, {"community": ""}, {"contact": "13900002222"}):
        assert part(cast, "look-alikes", **nothing).strip() == ""
    assert part(cast, "look-alikes", "other_clerk", contact="13900001111").strip() == ""
    assert signed_in(cast, "engineer").post("/cases/receive/look-alikes").status_code == 403


def test_what_is_open_in_a_home_is_shown_as_soon_as_it_is_looked_up(cast: Cast) -> None:
    unit = Unit.objects.get(code="3-2-1201")
    first = received(cast, unit=str(unit.pk), contact="")
    answer = signed_in(cast, "agent").post("/cases/receive", {"look_up": "1", **WHO})
    page = answer.content.decode()
    assert f'href="/cases/{first.pk}"' in page
    assert "Take the case" in page


def test_the_first_case_shows_that_it_was_raised_again(cast: Cast) -> None:
    first = received(cast)
    again = received(cast, repeats=str(first.pk))
    page = signed_in(cast, "agent").get(f"/cases/{first.pk}").content.decode()
    assert f'raised again in</span> <a href="/cases/{again.pk}">' in page
