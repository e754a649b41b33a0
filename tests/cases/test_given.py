"""A case that is given to a colleague is told to them and stands on their day until it is settled or theirs."""

import time_machine

from kefu.desk import queries
from kefu.desk.queries import SHOWN
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.events.models import Event
from kefu.notices.models import Notice
from kefu.people import actions as people
from kefu.people.models import Appointment, User
from tests.cases.test_cases import MORNING, cast, do, pytestmark, received, signed_in
from tests.cast import Cast

__all__ = ["cast", "pytestmark"]


def given(whom: User) -> list[str]:
    return [row.case.number for row in queries.day(whom, MORNING).given]


def test_who_is_given_a_case_is_told_once_by_whom_and_why(cast: Cast) -> None:
    case = received(cast, kind="repair", severity="", repair_way="public")
    assert do(cast, case, "assign", who="lead", note="请先看现场") == 302
    (notice,) = Notice.objects.filter(kind=Notice.Kind.GIVEN)
    assert (notice.user, notice.event, notice.label) == (cast.engineer, Event.objects.latest("id"), case.number)
    with time_machine.travel(MORNING, tick=False):
        page = signed_in(cast, "engineer").get("/notices").content.decode()
        row = page[page.index(f'id="notice-{notice.pk}"') :]
        assert [words in row for words in (f"/cases/{case.pk}", "刘强", "请先看现场", "Given to you")] == [True] * 4
        assert "请先看现场" not in signed_in(cast, "agent").get("/notices").content.decode()


def test_who_takes_a_case_for_themselves_is_told_nothing(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "assign", who="lead", handler=str(cast.lead.pk)) == 302
    assert do(cast, received(cast, matter="另一件"), "accept", who="agent") == 302
    assert not Notice.objects.filter(kind=Notice.Kind.GIVEN).exists()


def test_it_stands_on_the_day_of_who_has_it_until_it_is_settled(cast: Cast) -> None:
    case = received(cast, kind="repair", severity="", repair_way="public")
    assert given(cast.engineer) == []
    do(cast, case, "assign")
    assert given(cast.engineer) == [case.number]
    assert given(cast.lead) == []
    page = signed_in(cast, "engineer").get("/").content.decode()
    assert f"/cases/{case.pk}" in page
    assert "Nothing waits for you" not in page
    do(cast, case, "resolve")
    assert given(cast.engineer) == []
    do(cast, case, "reopen")
    assert given(cast.engineer) == [case.number]


def test_who_works_here_no_more_is_shown_nothing_of_it(cast: Cast) -> None:
    case = received(cast, kind="repair", severity="", repair_way="private", matter="电梯异响")
    do(cast, case, "assign")
    cast.engineer.community = cast.other_community
    cast.engineer.save()
    held = Appointment.objects.get(user=cast.engineer, until=None)
    people.relieve_user(held.pk, by=Act(cast.administrator.pk, MORNING))
    moved = User.objects.get(pk=cast.engineer.pk)
    assert queries.day(moved, MORNING).given == []
    Duty.objects.filter(subject_kind="case", subject_id=case.pk).update(bearer_id=moved.pk)
    assert queries.day(moved, MORNING).duties != []
    assert "电梯异响" not in signed_in(cast, "engineer").get("/").content.decode()


def test_what_somebody_bears_a_duty_of_stands_among_their_duties_alone(cast: Cast) -> None:
    case = received(cast)
    do(cast, case, "accept", who="agent")
    assert case.handler == cast.agent
    assert given(cast.agent) == []
    assert case.number in signed_in(cast, "agent").get("/").content.decode()


def test_of_many_the_newest_are_shown_and_where_the_rest_is(cast: Cast) -> None:
    cases = [received(cast, kind="enquiry", severity="", matter=f"第 {n} 件") for n in range(SHOWN + 1)]
    for case in cases:
        do(cast, case, "assign")
    assert given(cast.engineer) == [case.number for case in reversed(cases[1:])]
    assert "/cases?show=mine" in signed_in(cast, "engineer").get("/").content.decode()
