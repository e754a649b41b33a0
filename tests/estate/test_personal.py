"""Personal data: sealed in the database, masked on pages, shown with a reason, deleted once they are not needed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils.html import escape

from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.estate import actions, queries
from kefu.estate.actions.looking import FOLDER
from kefu.estate.actions.residents import Called, Paper
from kefu.estate.calc import Why
from kefu.estate.models import HouseholdFile, Look, Person, Residency, Unit
from kefu.estate.reading import known_to, read_upload
from kefu.estate.rows import Fault
from kefu.events.models import Event, EventText
from kefu.events.queries import verify
from kefu.lib.identity import masked_phone
from kefu.lib.text import Text
from kefu.people.sealing import Sealed, count_by_key, keyring, reseal_all
from kefu.ui import storing
from tests.cast import BEGAN, Cast
from tests.estate.homes import client_of, row

pytestmark = pytest.mark.django_db
CARD = "11010519491231002X"
PHONE = "13912345678"


@pytest.fixture
def person(cast: Cast) -> Person:
    found = Person.objects.get(name="曾小芳")
    called = Called(found.name, [PHONE], paper=Paper("card", CARD), about={"address": "北京市朝阳区"})
    return actions.change_person(found.pk, called, by=Act(cast.manager.pk, BEGAN))


def everything() -> Iterator[tuple[str, str]]:
    """All rows of all tables as text, as a dump has them."""
    with connection.cursor() as cursor:
        cursor.execute("select quote_ident(tablename) from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"select x::text from {table} x")
            yield from ((table, text) for (text,) in cursor.fetchall())


def test_a_copy_of_the_database_shows_no_number(cast: Cast, person: Person) -> None:
    rows = [row("9-1-101", "白雪", "13600000000")._replace(id_kind="card", id_number="440524188001010014")]
    faults = [Fault(3, "证件号码", Text("错", "wrong"), ("9-1-102", "白云", "440524188001010015"))]
    by = Act(cast.manager.pk, BEGAN)
    kept = actions.keep_read(cast.community.pk, by=by, name="a.csv", rows=rows, faults={"headings": [], "rows": faults})
    actions.keep_upload(cast.community.pk, by=by, name="b.csv", blocks=[b"440524188001010014"])
    actions.import_file(kept, by=by)
    actions.show_person(person.pk, by=by, why=Why("contact"))
    for number in (CARD, "440524188001010014", "440524188001010015"):
        assert [table for table, text in everything() if number in text] == []
    assert Person.objects.get(name="白雪").id_number.opened() == "440524188001010014"
    assert str(person.id_number) != CARD


def test_a_card_says_birth_and_sex(person: Person) -> None:
    assert (str(person.born_on), person.sex) == ("1949-12-31", "woman")
    assert queries.age(person, BEGAN) == 76


def test_a_number_is_found_whole_and_found_by_nothing_less(cast: Cast, person: Person) -> None:
    def found(typed: str) -> list[str]:
        return [one.first.name for one in queries.households(cast.agent, typed) if one.first]

    assert found(CARD) == found("11010519491231002x") == found(PHONE) == found("5678") == ["曾小芳"]
    for typed in (CARD[:17], CARD[:6], CARD[-4:], PHONE[:10], PHONE[:7]):
        assert found(typed) == []
    assert queries.households(cast.other_clerk, CARD) == []


def test_keys_are_changed_and_all_numbers_are_sealed_anew_and_still_found(cast: Cast, person: Person) -> None:
    before = person.id_index
    number = keyring().add(BEGAN).number
    try:
        assert Person.objects.get(id=person.pk).id_number.opened() == CARD
        assert [one.first for one in queries.households(cast.agent, CARD)] == [person]
        assert reseal_all().done >= 1
        assert reseal_all() == (0, [])
        again = Person.objects.get(id=person.pk)
        assert again.id_number.startswith(f"{number}:")
        assert again.id_index != before
        assert again.id_number.opened() == CARD
        assert [one.first for one in queries.households(cast.agent, CARD)] == [person]
        assert {key: count for key, count in count_by_key().items() if count}.keys() == {number}
    finally:
        keyring().drop(number)


def test_what_cannot_be_read_is_named_and_the_rest_is_sealed_anew(cast: Cast, person: Person) -> None:
    rows = [row(f"8-1-{n:03d}", f"业主{n}")._replace(id_kind="passport", id_number=f"E{n:08d}") for n in range(1, 4)]
    actions.import_estate(cast.community.pk, rows, by=Act(cast.manager.pk, BEGAN))
    broken = Person.objects.get(name="业主2")
    Person.objects.filter(pk=broken.pk).update(id_number=Sealed(f"{keyring().newest}:nonsense"))
    number = keyring().add(BEGAN).number
    try:
        assert reseal_all() == (3, [f"estate_person {broken.pk}"])
        assert reseal_all() == (0, [f"estate_person {broken.pk}"])
        assert Person.objects.get(name="业主3").id_number.opened() == "E00000003"
    finally:
        keyring().drop(number)


def test_pages_mask_and_show_with_a_reason_that_is_kept(cast: Cast, person: Person) -> None:
    client = client_of(cast, "agent")
    unit = Unit.objects.get(code="3-2-1201")
    for page in (f"/estate/persons/{person.pk}", f"/estate/units/{unit.pk}"):
        said = client.get(page).content.decode()
        assert PHONE not in said
        assert CARD not in said
        assert "139****5678" in said
        assert "1****************X" in said
        assert client.post(f"{page}/show", {"reason": ""}).status_code == 422
        assert client.post(f"{page}/show", {"reason": "other"}).status_code == 422
        shown = client.post(f"{page}/show", {"reason": "contact", "words": "漏水", "request_key": page})
        assert PHONE in shown.content.decode()
        assert CARD in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        assert client.post(f"{page}/show", {"reason": "contact", "request_key": page}).status_code == 302
    looks = Look.objects.order_by("id")
    assert [(one.person.name, one.by_id, one.reason, one.words) for one in looks[:1]] == [
        ("曾小芳", cast.agent.pk, "contact", "漏水")
    ]
    assert looks.count() == Event.objects.filter(kind="resident.shown").count() == 3
    assert Event.objects.filter(kind="resident.shown").earliest("id").facts == {"show.reason": "contact"}
    for who, status in (("auditor", 403), ("engineer", 403), ("other_clerk", 404)):
        assert (
            client_of(cast, who).post(f"/estate/persons/{person.pk}/show", {"reason": "contact"}).status_code == status
        )
    list_of_looks = client_of(cast, "auditor").get(f"/estate/{cast.community.pk}/looks")
    assert "漏水" in list_of_looks.content.decode()
    assert "漏水" in client_of(cast, "auditor").get(f"/estate/persons/{person.pk}").content.decode()


def test_a_look_up_masks_and_its_words_stand_in_no_address(cast: Cast, person: Person) -> None:
    answer = client_of(cast, "agent").post(f"/estate/{cast.community.pk}/find", {"q": CARD})
    said = answer.content.decode()
    assert "曾小芳" in said
    assert PHONE not in said
    assert 'method="get"' not in said.split('role="search"')[1].split(">")[0]
    households = client_of(cast, "agent").post("/cases/receive/households", {"who": PHONE}).content.decode()
    assert "139****5678" in households
    assert PHONE not in households


def test_numbers_are_changed_without_being_seen(cast: Cast, person: Person) -> None:
    client, page = client_of(cast, "lead"), f"/estate/persons/{person.pk}/change"
    said = client.get(page).content.decode()
    assert PHONE not in said
    assert CARD not in said
    assert "北京市朝阳区" not in said
    assert "1949-12-31" not in said
    form = {"name": "曾小芳", "id_kind": "card", "customer_class": "elderly", "needs": "助听器"}
    assert client.post(page, {**form, "phone": "13700000000"}).status_code == 302
    found = Person.objects.get(id=person.pk)
    assert found.phones == ["13700000000", PHONE]
    assert found.id_number.opened() == CARD
    assert found.customer_class == "elderly"
    assert (str(found.born_on), found.address) == ("1949-12-31", "北京市朝阳区")
    assert client.post(page, {**form, "drop_about": ["address"]}).status_code == 302
    found.refresh_from_db()
    assert (str(found.born_on), found.address) == ("1949-12-31", "")
    wrong = client.post(page, {**form, "id_number": CARD[:-1] + "1"})
    assert wrong.status_code == 422
    dropped = f"1 {masked_phone(PHONE)}"
    # Another number stood in that place when the page was opened.
    assert client.post(page, {**form, "drop": ["1 137****1111"]}).status_code == 422
    assert client.post(page, {**form, "drop": [dropped], "drop_id": "on"}).status_code == 302
    found.refresh_from_db()
    assert (found.phones, found.id_number, found.id_kind) == (["13700000000"], "", "")
    unit = client.get(f"/estate/units/{Unit.objects.get(code='3-2-1201').pk}").content.decode()
    assert escape("语速放慢") in unit
    assert "occupation" not in said, "the rulebook does not keep it"


def test_who_may_show_nothing_takes_no_number_out_of_the_house(cast: Cast, person: Person) -> None:
    by, why = Act(cast.keeper.pk, BEGAN), Why("other", "年报")
    with pytest.raises(PermissionDenied):
        actions.note_estate_export(cast.community.pk, by=by, why=why, rows=1, shows_numbers=True)
    actions.note_estate_export(cast.community.pk, by=by, why=why, rows=1, shows_numbers=False)
    page = f"/estate/{cast.community.pk}/export"
    assert "shows_numbers" not in client_of(cast, "keeper").get(page).content.decode()
    assert "shows_numbers" in client_of(cast, "lead").get(page).content.decode()


@pytest.mark.parametrize("number", ["914403001922038216", "440301103097413"])
def test_a_company_keeps_its_number_as_it_is(cast: Cast, number: str) -> None:
    new = row("9-1-101", "明达公司", "13600000000")._replace(id_kind="company", id_number=number)
    actions.import_estate(cast.community.pk, [new], by=Act(cast.manager.pk, BEGAN))
    assert Person.objects.get(name="明达公司").number == number
    text = f"房号,姓名,证件类型,证件号码\n9-1-101,明达公司,营业执照,{number}\n"
    _, rows, faults = read_upload(SimpleUploadedFile("a.csv", text.encode()), known_to(cast.lead, cast.community.pk))
    assert (faults, [one.id_number for one in rows]) == ([], [number])
    found = queries.households(cast.lead, number)
    assert [one.person.name for one in found if one.person] == ["明达公司"]


def test_a_number_is_somebody_elses_only_in_their_own_estate(cast: Cast, person: Person) -> None:
    there = row("9-1-101", "曾晓芳", "13600000000")._replace(id_kind="card", id_number=CARD)
    actions.import_estate(cast.other_community.pk, [there], by=Act(cast.administrator.pk, BEGAN))
    text = f"小区,房号,姓名,证件号码\n翠湖苑,9-1-1,曾小芳,{CARD}\n金桥花园,9-1-101,曾晓芳,{CARD}\n翠湖苑,9-1-2,李四,{CARD}\n"
    known = known_to(cast.administrator, cast.community.pk)
    _, rows, faults = read_upload(SimpleUploadedFile("a.csv", text.encode()), known)
    assert ([one.name for one in rows], [fault.row for fault in faults]) == (["曾小芳", "曾晓芳"], [4])


def test_a_paper_is_of_somebody_here_and_shown_with_a_look_at_whom_it_is_of(cast: Cast, person: Person) -> None:
    by = Act(cast.lead.pk, BEGAN)
    held = Residency.objects.get(person=person)
    file = actions.open_file(held.unit_id, by=by)
    kept = storing.keep(SimpleUploadedFile("身份证.pdf", b"%PDF-1.4\n%%EOF\n"), FOLDER)
    assert kept is not None
    more: dict[str, Any] = {"item": "file.identity", "origin": "office", "paper": kept}
    there = actions.add_person(cast.other_community.pk, Called("外人"), by=Act(cast.administrator.pk, BEGAN))
    with pytest.raises(actions.EstateRefused):
        actions.add_paper(file.pk, by=by, person_id=there.pk, **more)
    actions.add_paper(file.pk, by=by, person_id=person.pk, **more)
    actions.move_out(held.pk, by=by)
    actions.show_unit(held.unit_id, by=by, why=Why("contact"))
    assert Look.objects.filter(person=person).count() == 1
    assert Look.objects.count() == 1 + held.unit.residencies.filter(until=None).count()


def test_papers_of_nobody_are_shown_on_the_files_record(cast: Cast) -> None:
    unit = Unit.objects.get(code="3-1-101")
    file = actions.open_file(unit.pk, by=Act(cast.lead.pk, BEGAN))
    kept = storing.keep(SimpleUploadedFile("图纸.pdf", b"%PDF-1.4\n%%EOF\n"), FOLDER)
    assert kept is not None
    with pytest.raises(actions.EstateRefused):
        actions.show_unit(unit.pk, by=Act(cast.lead.pk, BEGAN), why=Why("contact"))
    actions.add_paper(file.pk, by=Act(cast.lead.pk, BEGAN), item="file.identity", origin="office", paper=kept)
    actions.show_unit(unit.pk, by=Act(cast.lead.pk, BEGAN), why=Why("contact"))
    assert Event.objects.get(kind="file.shown").subject_id == file.pk


def test_one_number_is_one_person(cast: Cast, person: Person) -> None:
    with pytest.raises(actions.EstateRefused):
        actions.add_person(cast.community.pk, Called("别人", paper=Paper("card", CARD)), by=Act(cast.lead.pk, BEGAN))


def test_what_is_no_number_changes_none(cast: Cast, person: Person) -> None:
    client, page = client_of(cast, "lead"), f"/estate/persons/{person.pk}/change"
    form = {"name": "曾小芳", "customer_class": "", "id_kind": ""}
    for typed in ("-", CARD[:-1] + "1"):
        assert client.post(page, {**form, "id_number": typed}).status_code == 422
    person.refresh_from_db()
    assert person.number == CARD


def test_a_passport_in_a_file_takes_no_birthday_away(cast: Cast) -> None:
    by, born = Act(cast.manager.pk, BEGAN), date(1980, 5, 6)
    person = Person.objects.get(name="曾小芳")
    actions.change_person(person.pk, Called(person.name, [PHONE], about={"born_on": born}), by=by)
    passport = row("3-2-1201", "曾小芳", PHONE)._replace(id_kind="passport", id_number="E12345678")
    actions.import_estate(cast.community.pk, [passport], by=by)
    person.refresh_from_db()
    assert (person.number, person.born_on) == ("E12345678", born)


def test_who_comes_back_by_a_file_is_kept(cast: Cast) -> None:
    by = Act(cast.lead.pk, BEGAN)
    held = Residency.objects.get(person__name="李明")
    actions.move_out(held.pk, by=by)
    actions.import_estate(cast.community.pk, [row("3-2-1202", "李明", "13700001111", "tenant")], by=by)
    assert Duty.objects.get(clause="resident.forget").end == "done"
    kinds = Event.objects.filter(subject_kind="resident", subject_id=held.person_id).order_by("seq")
    assert [event.kind for event in kinds] == ["resident.left", "resident.returned"]


def test_a_second_click_on_show_leads_to_the_same_unit(cast: Cast, person: Person) -> None:
    client, page = client_of(cast, "agent"), f"/estate/units/{person.residencies.get().unit_id}"
    form = {"reason": "contact", "request_key": "twice"}
    assert client.post(f"{page}/show", form).status_code == 200
    assert client.post(f"{page}/show", form).headers["Location"] == page


def test_papers_of_who_is_forgotten_are_taken_out_of_the_file_on_record(cast: Cast, person: Person) -> None:
    by = Act(cast.lead.pk, BEGAN)
    held = Residency.objects.get(person=person)
    file = actions.open_file(held.unit_id, by=by)
    kept = storing.keep(SimpleUploadedFile("身份证.pdf", b"%PDF-1.4\n%%EOF\n"), FOLDER)
    assert kept is not None
    paper = actions.add_paper(file.pk, by=by, item="file.identity", origin="office", paper=kept, person_id=person.pk)
    actions.move_out(held.pk, by=by)
    actions.forget_person(person.pk, by=Act(cast.lead.pk, BEGAN, request_key="forget"), asked=True)
    paper.refresh_from_db()
    assert (paper.removed_at, paper.name) == (BEGAN, "–")
    removed = Event.objects.get(kind="file.paper-removed", subject_id=file.pk)
    assert removed.facts == {"paper": "file.identity", "file.digest": kept.digest}


def test_who_left_is_forgotten_when_the_time_of_keeping_is_over(cast: Cast, person: Person) -> None:
    actions.move_out(Residency.objects.get(person=person).pk, by=Act(cast.lead.pk, BEGAN))
    duty = Duty.objects.get(subject_kind="resident", clause="resident.forget")
    assert duty.due_at is not None
    assert queries.kept_until(person) == duty.due_at
    client, page = client_of(cast, "lead"), f"/estate/persons/{person.pk}/forget"
    with time_machine.travel(BEGAN + timedelta(days=1)):
        assert client.get(page).status_code == 200
        assert client.post(page, {"confirm": "on"}).status_code == 422
        assert client.post(page, {"asked": "on"}).status_code == 422
    after = Act(cast.lead.pk, duty.due_at + timedelta(days=1))
    actions.forget_person(person.pk, by=after, asked=False)
    found = Person.objects.get(id=person.pk)
    assert (found.name, found.phones, found.id_number, found.address) == (f"#{person.pk}", [], "", "")
    assert [table for table, text in everything() if "曾小芳" in text] == []
    assert EventText.objects.filter(erased_why="resident.forgotten").exists()
    assert list(verify()) == []
    assert Duty.objects.get(id=duty.pk).end == "done"


def test_who_asks_is_forgotten_at_once_but_not_while_they_live_here(cast: Cast, person: Person) -> None:
    by = Act(cast.lead.pk, BEGAN)
    with pytest.raises(actions.EstateRefused):
        actions.forget_person(person.pk, by=by, asked=True)
    actions.move_out(Residency.objects.get(person=person).pk, by=by)
    actions.forget_person(person.pk, by=by, asked=True)
    assert Person.objects.get(id=person.pk).forgotten_at == BEGAN
    with pytest.raises(actions.EstateRefused):
        actions.show_person(person.pk, by=by, why=Why("contact"))


def test_who_is_back_is_kept(cast: Cast) -> None:
    by = Act(cast.lead.pk, BEGAN)
    held = Residency.objects.get(person__name="李明")
    actions.move_out(held.pk, by=by)
    actions.move_in(held.unit_id, by=by, name="李明", phone="13700001111", capacity="tenant")
    kinds = Event.objects.filter(subject_kind="resident", subject_id=held.person_id).values_list("kind", flat=True)
    assert list(kinds.order_by("seq")) == ["resident.left", "resident.returned"]
    assert Duty.objects.get(clause="resident.forget").end == "done"


def test_a_file_says_what_is_missing(cast: Cast, person: Person) -> None:
    client, unit = client_of(cast, "lead"), Unit.objects.get(code="3-2-1201")
    page = f"/estate/units/{unit.pk}"
    assert client.get(page).context["file"].there == 3, "name, telephone and number are known"
    client.post(f"{page}/open-file", {"request_key": "a"})
    assert client.post(f"{page}/open-file", {"request_key": "a"}).status_code == 302
    file = HouseholdFile.objects.get(unit=unit)
    assert Event.objects.filter(kind="file.opened").count() == 1
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile("合同.pdf", b"%PDF-1.4\n%%EOF\n")
    form = {"item": "file.contract", "origin": "developer", "of": str(person.pk), "paper": sent}
    assert client.post(f"/estate/files/{file.pk}/add-paper", form).status_code == 302
    paper = file.papers.get()
    found = client.get(page)
    assert found.context["file"].there == 4
    assert "file.contract" not in {one.id for one in found.context["file"].missing}
    assert f"/estate/papers/{paper.pk}/" not in found.content.decode().replace(f"/estate/papers/{paper.pk}/remove", "")
    shown = client.post(f"{page}/show", {"reason": "file"})
    ((_, ticket),) = shown.context["papers"]
    assert client.get(f"/estate/papers/{paper.pk}/{ticket}").getvalue().startswith(b"%PDF")
    assert client_of(cast, "agent").get(f"/estate/papers/{paper.pk}/{ticket}").status_code == 403
    client.post(f"/estate/files/{file.pk}/update", {"note": "电话已核对"})
    client.post(f"/estate/papers/{paper.pk}/remove", {"why": "重复"})
    kinds = list(Event.objects.filter(subject_kind="file").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["file.opened", "file.paper-added", "file.updated", "file.paper-removed"]
    assert Duty.objects.filter(subject_kind="file").count() == 0, "the yearly update begins with the next year"
