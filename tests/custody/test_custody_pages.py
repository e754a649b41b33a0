"""Registering, scanning, lists, what a household has, receipts."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory

from kefu.custody import queries, slots
from kefu.custody.models import Handout, Registration, Thing
from kefu.people.models import User
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.custody import things
from tests.custody.things import HOME, OWNER, registered
from tests.pdf import text_of
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    things.household(cast)
    return cast


def register(cast: Cast, who: str = "agent", **form: str) -> tuple[int, str]:
    answer = signed_in(cast, who).post(f"/custody/register/{cast.community.pk}", {"kind": "card", **form})
    return answer.status_code, answer.content.decode()


def test_a_row_of_numbers_is_looked_at_then_registered_and_can_be_undone(cast: Cast) -> None:
    status, page = register(cast, first="C-098", last="C-101")
    assert status == 200
    assert "C-099" in page
    assert not Thing.objects.exists()
    status, _page = register(cast, first="C-098", last="C-101", confirmed="1")
    assert status == 302
    made = Registration.objects.get()
    assert [one.number for one in queries.registered(made)] == ["C-098", "C-099", "C-100", "C-101"]
    client = signed_in(cast, "agent")
    assert client.post(f"/custody/registrations/{made.pk}/undo").status_code == 302
    assert set(Thing.objects.values_list("state", flat=True)) == {"retired"}
    assert register(cast, first="C-098", confirmed="1")[0] == 302


def test_numbers_in_use_are_shown_and_nothing_is_written(cast: Cast) -> None:
    registered(cast, "card", "C-099")
    status, page = register(cast, first="C-098", last="C-101")
    assert status == 200
    assert "In use already" in page
    assert register(cast, first="C-098", last="C-101", confirmed="1")[0] == 422
    assert Thing.objects.count() == 1
    # A key may bear the same number.
    assert register(cast, kind="key", first="C-099", confirmed="1")[0] == 302


def test_what_was_handed_out_since_is_not_undone(cast: Cast) -> None:
    card = things.issued_card(cast)
    signed_in(cast, "agent").post(f"/custody/registrations/{card.registration_id}/undo")
    card.refresh_from_db()
    assert card.state == "out"


def test_a_wrong_row_keeps_what_was_typed(cast: Cast) -> None:
    status, page = register(cast, first="A1", last="B9")
    assert status == 422
    assert 'value="B9"' in page


def test_a_scanned_number_or_code_leads_to_the_page(cast: Cast) -> None:
    key, client = registered(cast, "key", "K-1"), signed_in(cast, "auditor")
    for typed in ("k-1", " Ｋ－１ ", f"https://kefu.example/custody/{key.pk}"):
        assert client.get("/custody/scan", {"number": typed}).headers["Location"] == f"/custody/{key.pk}"
        # Nothing leads anybody to what another community holds.
        elsewhere = signed_in(cast, "other_clerk").get("/custody/scan", {"number": typed}).headers["Location"]
        assert elsewhere.startswith("/custody?q=")
    assert client.get("/custody/scan", {"number": "K-2"}).headers["Location"] == "/custody?q=K-2"
    registered(cast, "card", "K-1")
    assert client.get("/custody/scan", {"number": "K-1"}).headers["Location"] == "/custody?q=K-1"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["C-1", "K-1", "K-2", "P-1"]),
        ("show=kept", ["K-1"]),
        ("show=overdue", ["K-2"]),
        ("show=out&kind=card", ["C-1"]),
        ("show=lost", []),
        (f"q={HOME}", ["C-1", "K-1", "P-1"]),
        (f"q={OWNER}", ["C-1", "K-1", "P-1"]),
        ("q=沪a·12345", ["P-1"]),
        ("q=k-", ["K-1", "K-2"]),
        ("sort=due", ["K-2"]),
        ("sort=newest", ["P-1", "K-2", "K-1", "C-1"]),
    ],
)
def test_lists(cast: Cast, asked: str, found: list[str]) -> None:
    things.issued_card(cast)
    things.left_key(cast)
    things.lent_key(cast)
    things.assigned_space(cast)
    with time_machine.travel(things.EVENING + timedelta(hours=1), tick=False):
        page = signed_in(cast, "auditor").get(f"/custody?{asked}")
    assert [line.lead.split(">")[1].split("<")[0] for line in page.context["listed"].lines] == found


def test_a_household_shows_what_it_has(cast: Cast) -> None:
    card, key = things.issued_card(cast), things.left_key(cast)
    unit = card.unit
    assert unit is not None
    assert [one.thing.number for one in queries.held_of_unit(unit.pk)] == [card.number, key.number]
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=cast.auditor.pk)
    _template, shown = slots.of_household(request, unit)
    assert len(shown["held"]) == 2
    assert not shown["may_hand"]
    person = unit.residencies.get().person
    assert [one.thing.number for one in slots.of_household(request, person)[1]["held"]] == [card.number, key.number]


def test_a_receipt_says_what_and_who(cast: Cast) -> None:
    things.left_key(cast)
    things.lent_key(cast)
    things.issued_card(cast)
    things.assigned_space(cast)
    for handout in Handout.objects.select_related("thing"):
        answer = signed_in(cast, "agent").get(f"/custody/handouts/{handout.pk}/receipt")
        said = text_of(answer.content)
        assert handout.thing.number in said
        assert handout.name in said
    assert signed_in(cast, "other_clerk").get(f"/custody/handouts/{handout.pk}/receipt").status_code == 404


def test_a_key_is_left_over_http(cast: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"number": "k-9", "unit": HOME, "name": OWNER, "picture": SimpleUploadedFile("s.png", signature())}
    address, client = f"/custody/leave/{cast.community.pk}", signed_in(cast, "agent")
    with time_machine.travel(MORNING, tick=False):
        assert client.post(address, form).status_code == 302
    handout = Handout.objects.get()
    assert (handout.direction, handout.person is not None, bool(handout.out_digest)) == ("left", True, True)
    again = client.post(address, {**form, "picture": ""})
    assert again.status_code == 422
    assert "here already" in again.content.decode()
