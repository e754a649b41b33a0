"""Who is forgotten is forgotten everywhere: in the rows of all domains, and in the words of their events."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from kefu.cases.models import Case, RepairWork
from kefu.counter.actions import correct_errand
from kefu.counter.models import Errand, Taken
from kefu.custody.actions import issue_card
from kefu.custody.actions.acting import Holder
from kefu.custody.models import Handout
from kefu.duties.acts import Act
from kefu.estate import actions
from kefu.estate.models import Person, Residency, Unit
from kefu.events.queries import verify
from kefu.gate.actions import enter_visitor, leave_visitor
from kefu.gate.models import Pass
from kefu.hotline.actions.reporting import Report, take_report
from kefu.hotline.models import Call
from kefu.notices.models import Delivery, Message
from kefu.reception.actions import NewTicket, take_ticket
from kefu.reception.models import Ticket
from kefu.workorders.models import WorkOrder
from tests.cases.test_cases import MORNING, received
from tests.cast import BEGAN, Cast, make_cast
from tests.counter.errands import begun, home
from tests.counter.test_errands import CERTIFICATE
from tests.custody.things import registered
from tests.estate.test_personal import everything
from tests.gate.passes import issued, visiting
from tests.workorders.orders import issued as ordered

pytestmark = pytest.mark.django_db
NAME, PHONE = "王芳", "13900001111"
# Where the name of a resident may stand for good: the law on accounting records asks for it.
BOOKS = {"fees_receipt", "fees_deposit"}
LATER = MORNING + timedelta(days=3)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def unit(cast: Cast) -> Unit:
    return home(cast, owner=NAME, phone=PHONE)


@pytest.fixture
def person(unit: Unit) -> Person:
    return Person.objects.get(residencies__unit=unit)


def do_all(cast: Cast, unit: Unit, person: Person) -> None:
    """They call, come, get a card and a pass, are visited, and are written to."""
    case = received(cast, caller=NAME, contact=PHONE, place=unit.code)
    assert case.person == person
    errand, content = begun(cast, "certificate", **CERTIFICATE), f"{NAME}住 {unit.code}"
    put_right = {**errand.values, "content": content}
    correct_errand(errand.pk, "apply", by=Act(cast.agent.pk, MORNING), values=put_right, why="笔误")
    said = NewTicket("pass", name=NAME, phone=PHONE, unit_id=unit.pk, person_id=person.pk)
    take_ticket(cast.community.pk, said, by=Act(cast.agent.pk, MORNING))
    issue_card(registered(cast, "card", "C-1").pk, by=Act(cast.agent.pk, MORNING), to=Holder(NAME, unit, person))
    visitor = visiting(cast, host=NAME, host_person=person, unit=unit)
    enter_visitor(visitor.pk, by=Act(cast.engineer.pk, MORNING))
    issued(cast, holder=NAME, phone=PHONE, unit=unit)
    report = Report("1", started_at=MORNING, number=f"+86{PHONE}", summary="问水费", disposition="answered")
    take_report(cast.community.pk, report, now=MORNING)
    message = Message.objects.create(
        community=cast.community, purpose="case", subject="您的报修", text="已办结", made_at=MORNING
    )
    Delivery.objects.create(
        message=message, community=cast.community, way="sms", address=PHONE, name=NAME, state="failed", left=0
    )
    by_hand = Message.objects.create(
        community=cast.community, purpose="case", subject="请回电", text="请回电", made_at=MORNING
    )
    Delivery.objects.create(message=by_hand, community=cast.community, way="sms", address=PHONE, state="failed", left=0)
    ordered(cast, contact=PHONE, case=str(case.pk))


def finish_all() -> None:
    Case.objects.update(state="closed", closed_at=MORNING)
    Errand.objects.update(state="done", ended_at=MORNING)
    Ticket.objects.update(state="left")
    WorkOrder.objects.update(state="closed", closed_at=MORNING)
    Handout.objects.update(back_at=MORNING, end="back")
    visitor = Pass.objects.get(kind="visitor")
    # A visit is over when the visitor has left; nobody closes it.
    leave_visitor(visitor.pk, by=Act(visitor.issued_by_id, LATER))
    Pass.objects.exclude(pk=visitor.pk).update(state="revoked", closed_at=MORNING)


def test_nothing_of_them_is_left(cast: Cast, unit: Unit, person: Person) -> None:
    do_all(cast, unit, person)
    assert {table for table, text in everything() if NAME in text} >= {"cases_case", "counter_errand", "gate_pass"}
    by = Act(cast.lead.pk, LATER)
    actions.move_out(Residency.objects.get(person=person).pk, by=by)
    finish_all()
    actions.forget_person(person.pk, by=by, asked=True)
    left = {(table, text) for table, text in everything() if NAME in text or PHONE in text}
    assert {found for found in left if found[0] not in BOOKS} == set()
    assert Case.objects.get().caller == f"#{person.pk}"
    assert not Case.objects.get().is_indexed
    assert Errand.objects.get().applicant == f"#{person.pk}"
    assert [taken.values for taken in Taken.objects.all()] == [{}] * Taken.objects.count()
    assert list(verify()) == []


@pytest.mark.parametrize("unfinished", ["case", "errand", "ticket", "card", "visitor", "order"])
def test_what_is_not_finished_is_finished_first(cast: Cast, unit: Unit, person: Person, unfinished: str) -> None:
    do_all(cast, unit, person)
    by = Act(cast.lead.pk, LATER)
    actions.move_out(Residency.objects.get(person=person).pk, by=by)
    finish_all()
    ways = {
        "case": Case.objects.all().update,
        "errand": Errand.objects.all().update,
        "ticket": Ticket.objects.all().update,
        "card": Handout.objects.all().update,
        "order": WorkOrder.objects.all().update,
        "visitor": Pass.objects.filter(kind="visitor").update,
    }
    open_: dict[str, dict[str, str | None]] = {
        "case": {"state": "received", "closed_at": None},
        "errand": {"state": "open", "ended_at": None},
        "ticket": {"state": "waiting"},
        "card": {"back_at": None, "end": ""},
        "visitor": {"state": "inside"},
        "order": {"state": "issued", "closed_at": None},
    }
    assert ways[unfinished](**open_[unfinished]) >= 1
    with pytest.raises(actions.EstateRefused, match=r"not finished yet"):
        actions.forget_person(person.pk, by=by, asked=True)
    person.refresh_from_db()
    assert (person.name, Case.objects.get().caller) == (NAME, NAME)


def test_whoever_else_stands_in_a_row_stays_there(cast: Cast, unit: Unit, person: Person) -> None:
    actions.move_in(unit.pk, by=Act(cast.lead.pk, BEGAN), name="李明", phone="13700002222", capacity="tenant")
    other = Person.objects.get(name="李明")
    case = received(cast, caller="李明", contact="13700002222", place=unit.code)
    assert case.person == other
    work = RepairWork.objects.create(case=case, done_by=cast.engineer, done_at=MORNING, signed_by=NAME)
    card = registered(cast, "card", "C-1").pk
    issue_card(card, by=Act(cast.agent.pk, MORNING), to=Holder("李明", unit, other))
    Handout.objects.update(back_at=MORNING, end="back", back_from=NAME)
    by = Act(cast.lead.pk, LATER)
    actions.move_out(Residency.objects.get(person=person).pk, by=by)
    actions.forget_person(person.pk, by=by, asked=True)
    case.refresh_from_db()
    work.refresh_from_db()
    handout = Handout.objects.get()
    assert (case.caller, case.contact, work.signed_by) == ("李明", "13700002222", f"#{person.pk}")
    assert (handout.name, handout.back_from) == ("李明", f"#{person.pk}")


def test_what_only_names_them_is_finished_first_too(cast: Cast, unit: Unit, person: Person) -> None:
    case = received(cast, caller=NAME, contact="", place=unit.code)
    Case.objects.filter(pk=case.pk).update(person=None)
    by = Act(cast.lead.pk, LATER)
    actions.move_out(Residency.objects.get(person=person).pk, by=by)
    with pytest.raises(actions.EstateRefused, match=case.number):
        actions.forget_person(person.pk, by=by, asked=True)


def test_a_number_that_another_has_too_stays_with_the_calls(cast: Cast, unit: Unit, person: Person) -> None:
    by = Act(cast.lead.pk, LATER)
    actions.move_in(unit.pk, by=Act(cast.lead.pk, BEGAN), name="李明", phone=PHONE, capacity="tenant")
    call = Call.objects.create(community=cast.community, number=f"86{PHONE}", started_at=MORNING)
    actions.move_out(Residency.objects.get(person=person).pk, by=by)
    actions.forget_person(person.pk, by=by, asked=True)
    call.refresh_from_db()
    assert call.number == f"86{PHONE}"


def test_whatever_points_at_a_resident_says_what_it_forgets() -> None:
    pointing = {
        (model, field.name)
        for model in apps.get_models()
        if model._meta.app_label != "estate"
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Person
    }
    assert len(pointing) > 5
    silent = {
        model._meta.label
        for model, name in pointing
        if name not in {forgets.person for forgets in getattr(model, "forgets", ())}
    }
    assert silent == {"fees.Entry"}
