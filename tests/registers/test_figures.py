"""What revisits come to: rates by service and by who did the work, refused and not reached apart; the rulebook's goals."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kefu.cases import actions
from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.models import Community, User
from kefu.registers.calc import Period, outcome_of
from kefu.registers.figures import Found, figures
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.feedback.holding import broadcaster
from tests.pdf import sheets_of, text_of

pytestmark = pytest.mark.django_db
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
REACHED: dict[str, Any] = {"revisit.reached": True}
SATISFIED, NOT_SATISFIED = REACHED | {"revisit.satisfied": True}, REACHED | {"revisit.satisfied": False}
REFUSED: dict[str, Any] = {"revisit.reached": False, "revisit.failure": "refused"}
NOBODY: dict[str, Any] = {"revisit.reached": False, "revisit.failure": "nobody"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def asked(cast: Cast, doer: User, *outcomes: dict[str, Any], **of: str) -> Case:
    """A case that somebody settled, and how its customer answered, one attempt after the other."""
    case = received(cast, **of)
    actions.resolve_case(case.pk, by=Act(doer.pk, MORNING), result="已处理", facts={"work.signed": True})
    for number, facts in enumerate(outcomes, 1):
        actions.revisit_case(case.pk, by=Act(cast.lead.pk, MORNING + timedelta(hours=number)), facts=facts)
    return case


def counted(cast: Cast, where: Community | None = None, period: Period = MARCH) -> Found:
    return figures(where or cast.community, period, date(2026, 3, 20))


def opened(cast: Cast, address: str, *, posts: bool = False) -> bytes:
    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        client = signed_in(cast, "agent")
        answer = (client.post if posts else client.get)(f"/registers/{cast.community.pk}/{address}")
        assert answer.status_code == 200
        return bytes(answer.getvalue())


def test_who_refused_or_was_not_reached_is_counted_apart(cast: Cast) -> None:
    asked(cast, cast.agent, SATISFIED)
    asked(cast, cast.agent, NOBODY, SATISFIED)
    asked(cast, cast.engineer, NOT_SATISFIED)
    asked(cast, cast.engineer, NOBODY, REFUSED)
    asked(cast, cast.engineer, NOBODY)
    asked(cast, cast.engineer)
    # Nobody has a question's answer revisited; it counts among the settled alone.
    asked(cast, cast.agent, kind="enquiry", severity="")
    total = counted(cast).total
    assert (total.received, total.handled, total.settled, total.to_ask) == (7, 7, 7, 6)
    assert (total.satisfied, total.not_satisfied, total.refused, total.unreachable, total.waiting) == (2, 1, 1, 1, 1)
    assert total.revisit_rate == 3 / 6
    assert total.satisfaction_rate == 2 / 3


def test_they_are_told_by_service_and_by_who_did_the_work(cast: Cast) -> None:
    asked(cast, cast.agent, SATISFIED, category="renovation")
    asked(cast, cast.engineer, NOT_SATISFIED)
    asked(cast, cast.engineer, SATISFIED, kind="repair", severity="", repair_way="private", is_urgent="on")
    with override("en"):
        found = counted(cast)
    kinds = {group.key: (group.figures.settled, group.figures.satisfaction_rate) for group in found.kinds}
    assert kinds == {"complaint": (2, 0.5), "repair": (1, 1.0)}
    assert [(group.name, group.figures.settled) for group in found.categories] == [("Breaches in renovation", 1)]
    persons = {group.name: group.figures.satisfaction_rate for group in found.persons}
    assert persons == {"李大伟": 0.5, "张晓梅": 1.0}


def test_only_the_last_settlement_counts_and_only_cases_that_are_ones(cast: Cast) -> None:
    case = asked(cast, cast.agent, NOT_SATISFIED)
    assert do(cast, case, "reopen", hours=3) == 302
    assert counted(cast).total.settled == 0
    assert do(cast, case, "resolve", who="engineer", hours=4) == 302
    found = counted(cast)
    assert (found.total.settled, found.total.waiting, found.total.not_satisfied) == (1, 1, 0)
    assert [group.name for group in found.persons] == ["李大伟"]
    withdrawn = received(cast)
    assert do(cast, withdrawn, "withdraw") == 302
    assert counted(cast).total.received == 1
    assert counted(cast, period=Period(date(2026, 2, 1), date(2026, 2, 28))).total.received == 0


def test_opinions_are_counted_and_held_to_what_the_rulebook_wants(cast: Cast) -> None:
    received(cast, kind="praise", severity="")
    received(cast, kind="suggestion", severity="")
    received(cast, kind="enquiry", severity="", channel="opinion-book")
    received(cast, kind="enquiry", severity="")
    asked(cast, cast.agent, NOBODY, SATISFIED)
    asked(cast, cast.agent, NOT_SATISFIED)
    found = counted(cast)
    assert found.opinions == (5, 2)
    goals = {goal.id: (goal.value, goal.is_reached) for goal in found.goals}
    assert goals == {"opinion.gathered": (5, False), "opinion.content": (2, False)}
    for _ in range(20):
        received(cast, kind="praise", severity="")
    assert all(goal.is_reached for goal in counted(cast).goals)


def test_the_page_the_file_and_the_paper_say_the_same(cast: Cast) -> None:
    asked(cast, cast.agent, SATISFIED)
    asked(cast, cast.agent, NOT_SATISFIED)
    asked(cast, cast.engineer, REFUSED)
    page = opened(cast, "rates").decode()
    assert "50.0%" in page
    assert "66.7%" in page
    assert "/revisits?kind=complaint" in page
    assert "At least 20 opinions of owners are gathered a month" in page
    book = openpyxl.load_workbook(BytesIO(opened(cast, "rates/export", posts=True)))
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0][:3] == ("Divided by", "Of whom", "Were received")
    assert ("Who did the work", "张晓梅", None, 2, 2, 2, 0, 0, 0, 1, 1, 1, 0.5) in rows
    paper = opened(cast, "rates/paper")
    said = text_of(paper)
    for words in ("Revisit and service statistics", "2026-03-01 – 2026-03-12", "李大伟", "66.7%", "appraisal group"):
        assert words in said, words
    assert sheets_of(paper) == 1


def test_a_period_without_cases_says_so_by_its_figures(cast: Cast) -> None:
    page = opened(cast, "rates?since=2025-01-01&until=2025-01-31").decode()
    assert "–" in page
    assert counted(cast, period=Period(None, None)).total.received == 0


def test_a_blank_end_is_today_and_no_period_ends_before_it_begins(cast: Cast) -> None:
    for page in ("rates", "causes"):
        said = opened(cast, f"{page}?since=2190-01-01&until=").decode()
        assert "The period ends before it begins." in said


def test_the_figures_ask_as_much_of_one_case_as_of_many(cast: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            opened(cast, "rates")
        return len(queries)

    asked(cast, cast.agent, SATISFIED)
    few = statements()
    for who in (cast.agent, cast.engineer):
        asked(cast, who, NOT_SATISFIED)
    assert statements() == few


def test_more_than_a_year_is_not_counted(cast: Cast) -> None:
    received(cast)
    page = opened(cast, "rates?since=2020-01-01&until=2026-03-31").decode()
    assert "Choose a period of a year at the most." in page
    assert opened(cast, "rates?since=&until=").decode().count("<tbody>") == page.count("<tbody>")


def test_a_broadcasters_complaints_count_by_its_own_clauses(cast: Cast) -> None:
    broadcaster(cast)
    there = Community.objects.get(name="广电局")
    asked(cast, cast.agent, community=str(there.pk))
    assert counted(cast, there).total.waiting == 1
    assert counted(cast).total.settled == 0


def test_a_water_utility_is_held_to_its_rates(cast: Cast) -> None:
    by = Act(cast.administrator.pk, BEGAN)
    there = people.found_community(NewCommunity("供水公司", "WS", "water"), by=by)
    for name in ("agent", "lead"):
        post = people.found_post(there.pk, by=by, word=name, title=name, department_id=None)
        people.appoint_user(cast[name].pk, by=Act(cast.administrator.pk, BEGAN + timedelta(minutes=1)), post_id=post.pk)
    for outcome in (SATISFIED, NOT_SATISFIED):
        asked(cast, cast.agent, outcome, community=str(there.pk))
    goals = {goal.id: (goal.value, goal.is_reached) for goal in counted(cast, there).goals}
    assert goals == {"satisfaction": (50, False), "handling": (100, True)}
    received(cast, community=str(there.pk))
    handling = next(goal for goal in counted(cast, there).goals if goal.id == "handling")
    assert (round(handling.value or 0), handling.is_reached) == (67, False)


def test_an_outcome_is_read_from_what_was_found() -> None:
    told = {
        "satisfied": SATISFIED,
        "not-satisfied": NOT_SATISFIED,
        "reached": REACHED,
        "refused": REFUSED,
        "unreachable": NOBODY,
    }
    assert {name: outcome_of(facts) for name, facts in told.items()} == {name: name for name in told}
    # A register that tells of the satisfaction alone has reached somebody.
    assert outcome_of({"revisit.satisfied": True}) == "satisfied"
    assert outcome_of({}) == "reached"
