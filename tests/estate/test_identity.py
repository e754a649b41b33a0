"""Who is meant by a row, or by who moves in: nobody is made twice, and no two become one."""

import pytest

from kefu.duties.acts import Act
from kefu.estate import actions, queries
from kefu.estate.actions.residents import Called
from kefu.estate.models import Person, Residency, Unit
from kefu.estate.planning import Tally
from kefu.events.models import Event
from tests.cast import BEGAN, Cast
from tests.estate.homes import row

pytestmark = pytest.mark.django_db


def by(cast: Cast) -> Act:
    return Act(cast.manager.pk, BEGAN)


def test_a_name_alone_is_nobody(cast: Cast) -> None:
    rows = [row("5-1-101", "王强"), row("5-1-102", "王强")]
    actions.import_estate(cast.community.pk, rows, by=by(cast))
    assert Person.objects.filter(name="王强").count() == 2
    actions.import_estate(cast.community.pk, rows, by=by(cast))
    assert Person.objects.filter(name="王强").count() == 2
    actions.move_in(Unit.objects.get(code="3-1-101").pk, by=by(cast), name="王强", phone="", capacity="owner")
    assert Person.objects.filter(name="王强").count() == 3


def test_who_holds_two_units_by_one_number_is_one(cast: Cast) -> None:
    rows = [row("5-1-101", "王强", "13811112222"), row("5-B1-17", "王 强", "138 1111 2222")]
    counts = actions.import_estate(cast.community.pk, rows, by=by(cast))
    assert (counts.persons, counts.residencies) == (Tally(new=1), Tally(new=2))
    person = Person.objects.get(name="王强")
    home = Unit.objects.get(code="3-1-101")
    assert actions.move_in(home.pk, by=by(cast), name="王强", phone="13811112222", capacity="tenant").person == person


def test_a_new_number_changes_who_lives_there_and_the_old_one_still_finds_them(cast: Cast) -> None:
    again = [row("3-2-1201", "李明", "13722223333", "tenant")]
    counts = actions.import_estate(cast.community.pk, again, by=by(cast))
    assert (counts.persons, counts.residencies, counts.known) == (Tally(changed=1), Tally(known=1), 0)
    assert Person.objects.get(name="李明").phones == ["13722223333", "13700001111"]
    for typed in ("13722223333", "3333", "13700001111", "lm"):
        assert [one.unit.code for one in queries.households(cast.agent, typed) if one.unit] == ["3-2-1201"]
    counts = actions.import_estate(cast.community.pk, again, by=by(cast))
    assert (counts.persons, counts.known) == (Tally(known=1), 1)
    facts = [event.facts for event in Event.objects.filter(kind="estate.imported").order_by("id")]
    assert facts[1]["persons.changed"] == 1


def test_two_of_one_name_and_number_do_not_stop_a_third(cast: Cast) -> None:
    """A change may leave two alike; who moves in then is the first of them."""
    first, second = Person.objects.order_by("id")[:2]
    actions.change_person(second.pk, Called(first.name, first.phones), by=by(cast))
    home = Unit.objects.get(code="3-1-101")
    moved = actions.move_in(home.pk, by=by(cast), name=first.name, phone=first.phone, capacity="owner")
    assert moved.person == first


def test_what_a_row_does_not_say_stays(cast: Cast) -> None:
    full = row("6-1-101", "周杰", "13866667777")._replace(use="shop", floor=1, sex="man")
    actions.import_estate(cast.community.pk, [full], by=by(cast))
    counts = actions.import_estate(cast.community.pk, [row("6-1-101", "周杰")._replace(use="")], by=by(cast))
    assert (counts.units, counts.persons, counts.known) == (Tally(known=1), Tally(known=1), 1)
    unit, person = Unit.objects.get(code="6-1-101"), Person.objects.get(name="周杰")
    assert (unit.use, unit.floor, person.phone, person.sex) == ("shop", 1, "13866667777", "man")
    counts = actions.import_estate(cast.community.pk, [full._replace(floor=2)], by=by(cast))
    assert counts.units == Tally(changed=1)
    assert Unit.objects.get(code="6-1-101").floor == 2


def test_a_building_written_otherwise_is_the_same(cast: Cast) -> None:
    counts = actions.import_estate(cast.community.pk, [row("3-2-1203")._replace(building="3号楼")], by=by(cast))
    assert (counts.buildings, counts.units) == (Tally(known=1), Tally(new=1))
    assert Unit.objects.get(code="3-2-1203").building.name == "3栋"


def test_who_moved_out_and_comes_again_is_written_anew(cast: Cast) -> None:
    held = Residency.objects.get(person__name="李明")
    actions.move_out(held.pk, by=by(cast))
    counts = actions.import_estate(cast.community.pk, [row("3-2-1201", "李明", "13700001111", "tenant")], by=by(cast))
    assert (counts.persons, counts.residencies) == (Tally(known=1), Tally(new=1))
    assert Residency.objects.filter(person__name="李明").count() == 2
