"""Draws of small cases for revisits: by clause, once for a period, with a seed by which they can be drawn again."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from kefu.cases import actions as case_actions
from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.registers.calc import last_period, share_of
from kefu.registers.drawing import drawn
from kefu.registers.models import Draw
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import HERE, Cast, make_cast
from tests.changing import changed

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 9, 0, tzinfo=HERE)
CLAUSE, MAKE = "revisit.drawn", "revisit.drawn.make"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def settled(cast: Cast, who: str = "agent", at: datetime = MORNING, **of: str) -> Case:
    case = received(cast, **{"kind": "enquiry", "severity": "", **of})
    case_actions.resolve_case(case.pk, by=Act(cast[who].pk, at), result="已答复", facts={"work.signed": True})
    case.refresh_from_db()
    return case


def draw(client: Client, cast: Cast, at: datetime = APRIL, clause: str = CLAUSE) -> str:
    with time_machine.travel(at, tick=False):
        answer = client.post(f"/registers/{cast.community.pk}/draws/draw", {"clause": clause})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_share_of_last_months_small_cases_is_drawn_and_each_is_to_be_revisited(cast: Cast) -> None:
    small = [settled(cast) for _ in range(12)]
    public = settled(cast, kind="repair", repair_way="public")
    # What other clauses have revisited, what was asked about already, what is of another month: none of these.
    settled(cast, kind="complaint", severity="general")
    settled(cast, kind="repair", repair_way="private", is_urgent="on")
    asked = settled(cast)
    assert do(cast, asked, "revisit") == 302
    settled(cast, at=APRIL - timedelta(hours=1))
    early = settled(cast, at=MORNING)
    Case.objects.filter(pk=early.pk).update(resolved_at=MORNING - timedelta(days=30))
    withdrawn = settled(cast)
    assert do(cast, withdrawn, "withdraw") == 302
    address = draw(signed_in(cast, "supervisor"), cast)
    made = Draw.objects.get()
    assert address == f"/registers/draws/{made.pk}"
    assert (made.since, made.until) == (date(2026, 3, 1), date(2026, 3, 31))
    within = {*(case.pk for case in small), public.pk}
    assert within <= {*made.population}
    assert {*made.population} - within <= {case.pk for case in Case.objects.filter(kind="enquiry")}
    assert not {*made.population} & {asked.pk, early.pk, withdrawn.pk}
    assert len(made.drawn) == share_of(len(made.population), 10) == 2
    for id_ in made.drawn:
        duty = Duty.objects.get(subject_kind="case", subject_id=id_, clause=MAKE)
        # Another than who settled it, five working days on: the Qingming Festival, the 5th, is none.
        assert (duty.bearer_id, duty.due_at) == (cast.lead.pk, datetime(2026, 4, 7, 18, tzinfo=HERE))
    assert Duty.objects.filter(clause=MAKE).count() == 2


def test_it_can_be_drawn_again_by_the_seed(cast: Cast) -> None:
    for _ in range(15):
        settled(cast)
    address = draw(signed_in(cast, "lead"), cast)
    made = Draw.objects.get()
    assert drawn(made.population, made.per_cent, made.seed) == made.drawn
    assert drawn(made.population[::-1], made.per_cent, made.seed) == made.drawn
    with time_machine.travel(APRIL, tick=False):
        page = signed_in(cast, "auditor").get(address).content.decode()
    assert made.seed in page
    assert "the same cases" in page
    assert "2 of 15" in page
    numbers = Case.objects.filter(pk__in=made.drawn).values_list("number", flat=True)
    assert all(number in page for number in numbers)
    listed = signed_in(cast, "auditor").get(f"/registers/{cast.community.pk}/draws").content.decode()
    assert f'clauses/{CLAUSE}">Each month 10 % of the small cases' in listed
    event = event_queries.history("department", cast.department.pk).get(kind="department.revisits-drawn")
    assert event.facts == {"sample.size": 2, "sample.of": 15, "sample.seed": made.seed}


def test_a_period_is_drawn_once_whoever_asks(cast: Cast) -> None:
    for _ in range(11):
        settled(cast)
    first = draw(signed_in(cast, "lead"), cast)
    later = draw(signed_in(cast, "manager"), cast, at=APRIL + timedelta(days=9))
    assert first == later
    assert Draw.objects.count() == 1
    assert Duty.objects.filter(clause=MAKE).count() == 2
    # Nor by two who ask in one moment.
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(Draw.objects.get(), pk=None, seed="another").save(force_insert=True)


def test_drawing_keeps_the_months_duty_and_the_revisit_the_cases(cast: Cast) -> None:
    case = settled(cast)
    run_clock(APRIL)
    # The 5th is closed.
    month = Duty.objects.filter(clause="revisit.draw", subject_kind="department", end="").order_by("due_at")[0]
    assert (month.bearer_id, month.due_at) == (cast.supervisor.pk, datetime(2026, 4, 6, 18, tzinfo=HERE))
    draw(signed_in(cast, "supervisor"), cast)
    month.refresh_from_db()
    assert month.end == "done"
    with time_machine.travel(APRIL + timedelta(days=1), tick=False):
        form = {"way": "phone", "outcome": "satisfied"}
        assert signed_in(cast, "agent").post(f"/cases/{case.pk}/revisit", form).status_code == 422
        assert signed_in(cast, "lead").post(f"/cases/{case.pk}/revisit", form).status_code == 302
    assert Duty.objects.get(clause=MAKE).end == "done"


def test_nothing_is_drawn_by_another_clause_or_from_nothing(cast: Cast) -> None:
    client = signed_in(cast, "lead")
    assert draw(client, cast, clause="complaint.second") == f"/registers/{cast.community.pk}/draws"
    assert not Draw.objects.exists()
    draw(client, cast)
    made = Draw.objects.get()
    assert (made.population, made.drawn) == ([], [])
    with time_machine.travel(APRIL, tick=False):
        page = client.get(f"/registers/{cast.community.pk}/draws").content.decode()
    assert "This period was drawn." in page


@pytest.mark.parametrize(
    ("each", "first", "last"),
    [
        ("day", "2026-03-09", "2026-03-09"),
        ("week", "2026-03-02", "2026-03-08"),
        ("month", "2026-02-01", "2026-02-28"),
        ("quarter", "2025-10-01", "2025-12-31"),
        ("half-year", "2025-07-01", "2025-12-31"),
        ("year", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_period_that_ended_last(each: str, first: str, last: str) -> None:
    assert last_period(each, date(2026, 3, 10)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_part_of_one_counts_as_one() -> None:
    assert [share_of(count, 10) for count in (0, 1, 10, 11, 20)] == [0, 1, 1, 2, 2]
    assert share_of(3, 250) == 3
