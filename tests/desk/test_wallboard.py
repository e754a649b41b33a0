"""The wallboard: how a community's work stands, without a name or a word of anybody."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kefu.desk.wallboard import queries
from kefu.desk.wallboard.queries import ROWS, Board
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from tests.cases.test_cases import COMPLAINT, MORNING, received, signed_in
from tests.cast import Cast
from tests.filling import fill

pytestmark = pytest.mark.django_db
CLAUSE = "complaint.settle.own"
EVENING = MORNING + timedelta(hours=9)


def board(cast: Cast, hours: float) -> Board:
    return queries.board(cast.community, MORNING + timedelta(hours=hours))


def page(cast: Cast, hours: float = 9, who: str = "auditor") -> str:
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        return signed_in(cast, who).get(f"/wallboard/{cast.community.pk}").content.decode()


def clauses(part: queries.Part) -> set[str]:
    return {row.clause for row in part.rows}


def test_what_presses_stands_on_it(cast: Cast) -> None:
    received(cast)
    assert CLAUSE not in clauses(board(cast, 1).soon)
    assert CLAUSE in clauses(board(cast, 7).soon)
    assert CLAUSE not in clauses(board(cast, 7).overdue)
    run_clock(EVENING)
    late = board(cast, 9)
    assert CLAUSE in clauses(late.overdue)
    assert CLAUSE in clauses(late.unanswered)
    assert CLAUSE not in clauses(late.soon)
    assert dict(late.states)["received"] == 1


def test_what_presses_leads_to_its_duty_and_says_how_far_it_went(cast: Cast) -> None:
    received(cast)
    later = EVENING + timedelta(days=3)
    run_clock(later)
    duty = Duty.objects.get(clause=CLAUSE)
    with time_machine.travel(later, tick=False):
        page = signed_in(cast, "agent").get(f"/wallboard/{cast.community.pk}").content.decode()
    assert f'href="/duties/{duty.pk}"' in page
    assert duty.level == 3
    assert "escalated to level 3" in page


def test_who_takes_note_takes_an_escalation_off_it(cast: Cast) -> None:
    received(cast)
    run_clock(EVENING)
    before = board(cast, 9).unanswered.total
    step = Step.objects.get(duty__clause=CLAUSE)
    with time_machine.travel(EVENING, tick=False):
        assert signed_in(cast, "agent").post(f"/steps/{step.pk}/acknowledge").status_code == 302
    assert board(cast, 9).unanswered.total == before - 1


def test_what_nobody_bears_stands_on_it_but_not_what_the_program_bears(cast: Cast) -> None:
    received(cast)
    unborne = board(cast, 1).unborne.total
    Duty.objects.filter(clause=CLAUSE).update(bearer_as=None, bearer_post=None, bearer_id=None)
    assert board(cast, 1).unborne.total == unborne + 1
    assert CLAUSE in clauses(board(cast, 1).unborne)
    Duty.objects.filter(clause=CLAUSE).update(bearer_as="program")
    assert board(cast, 1).unborne.total == unborne


def test_the_share_kept_is_of_what_fell_due_today(cast: Cast) -> None:
    received(cast)
    assert board(cast, 0).share is None
    Duty.objects.exclude(clause=CLAUSE).delete()
    duty = Duty.objects.get()
    assert duty.due_at is not None

    def kept(**ended: object) -> tuple[int, int]:
        Duty.objects.filter(pk=duty.pk).update(ended_by=1, **ended)
        found = board(cast, 9)
        return found.kept, found.judged

    assert (board(cast, 9).kept, board(cast, 9).judged) == (0, 1)
    assert kept(end="done", ended_at=duty.due_at) == (1, 1)
    assert board(cast, 9).share == 100
    assert kept(end="done", ended_at=duty.due_at + timedelta(seconds=1)) == (0, 1)
    assert board(cast, 9).share == 0
    assert kept(end="waived", ended_at=duty.due_at) == (0, 0)
    # Of yesterday's, and of what is not due yet, today says nothing.
    assert kept(end="done", ended_at=MORNING, due_at=MORNING.replace(hour=0) - timedelta(minutes=31)) == (0, 0)
    assert kept(end="done", ended_at=MORNING, due_at=EVENING + timedelta(minutes=1)) == (0, 0)


def test_another_community_is_not_on_it(cast: Cast) -> None:
    received(cast)
    run_clock(EVENING)
    other = queries.board(cast.other_community, EVENING)
    parts = (other.overdue, other.soon, other.unanswered, other.unborne)
    assert [part.total for part in parts] == [0, 0, 0, 0]
    assert sum(count for _, count in other.states) == other.judged == 0
    with time_machine.travel(EVENING, tick=False):
        assert signed_in(cast, "other_clerk").get(f"/wallboard/{cast.community.pk}").status_code == 404


def test_no_name_and_no_word_of_anybody_hangs_on_the_wall(cast: Cast) -> None:
    received(cast)
    run_clock(EVENING)
    Duty.objects.filter(clause=CLAUSE).update(subject_kind="resident", label="王丽")
    shown = page(cast, who="auditor")
    assert CLAUSE in shown
    assert "王丽" not in shown
    for said in (COMPLAINT["caller"], COMPLAINT["contact"], COMPLAINT["matter"], COMPLAINT["place"], cast.agent.name):
        assert said not in shown


def test_it_shows_the_first_and_counts_the_rest(cast: Cast) -> None:
    for n in range(ROWS + 3):
        received(cast, matter=f"第 {n} 件")
    run_clock(EVENING)
    late = board(cast, 9).overdue
    assert len(late.rows) == ROWS
    assert late.hidden == late.total - ROWS
    assert f"and {late.hidden} more" in page(cast)
    assert late.rows[0].due_at == min(row.due_at for row in late.rows if row.due_at)


def test_it_asks_the_same_however_much_there_is(cast: Cast) -> None:
    received(cast)
    page(cast)
    with CaptureQueriesContext(connection) as few:
        page(cast)
    for n in range(12):
        received(cast, matter=f"第 {n} 件")
    run_clock(EVENING)
    with CaptureQueriesContext(connection) as many:
        page(cast)
    assert len(many) == len(few)


def test_each_part_is_read_from_its_index(cast: Cast) -> None:
    fill(cast, 500, elsewhere=4_000)
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
        board(cast, 9)
        statements = [one["sql"] for one in asked if one["sql"].lower().startswith("select")]
        plans = []
        for sql in statements:
            cursor.execute(f"explain {sql}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    read = "\n".join(plans)
    for index in ("open_by_community", "unanswered_by_community", "open_borne_by_nobody", "case_open_by_state"):
        assert index in read, read
    assert "Seq Scan on duties_duty" not in read
    assert "Seq Scan on cases_case" not in read


def test_who_belongs_to_several_communities_chooses(cast: Cast) -> None:
    assert signed_in(cast, "agent").get("/wallboard")["Location"] == f"/wallboard/{cast.community.pk}"
    chooser = signed_in(cast, "administrator").get("/wallboard").content.decode()
    assert cast.community.name in chooser
    assert cast.other_community.name in chooser
