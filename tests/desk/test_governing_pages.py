"""The pages by which a department is governed: who sees them, what they say, what they ask of the database."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.desk.governing.counting import YOUNG, Kept, count_past_days, kept_by_clause, kept_by_month, period_start
from kefu.desk.models import Tally
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.people import actions as people
from tests.cases.test_cases import MORNING, do, received
from tests.cast import BEGAN, Cast
from tests.desk.conftest import SignIn

CLAUSE = "complaint.settle.own"
EVERYBODY = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "keeper", "administrator")
GOVERNING = ("manager", "keeper", "administrator")
READ = ("", f"/clauses/{CLAUSE}", "/calendar", "/settings", "/file?version={version}")
GOVERN = ("/adopt", "/reissue")


def address(cast: Cast, page: str, version: str = "") -> str:
    return f"/rulebook/{cast.community.pk}{page.format(version=version)}"


def version_of(client: Client, cast: Cast) -> str:
    return str(client.get(address(cast, "")).context["chosen"].book.version)


@pytest.mark.parametrize("page", READ)
def test_everybody_of_the_community_reads(page: str, cast: Cast, as_: SignIn) -> None:
    version = version_of(as_("agent"), cast)
    for who in EVERYBODY:
        assert as_(who).get(address(cast, page, version)).status_code == 200, who
    assert as_("other_clerk").get(address(cast, page, version)).status_code == 404


@pytest.mark.parametrize("page", GOVERN)
def test_the_head_of_department_governs(page: str, cast: Cast, as_: SignIn) -> None:
    allowed = {who: as_(who).get(address(cast, page)).status_code for who in EVERYBODY}
    assert allowed == {who: 200 if who in GOVERNING else 403 for who in EVERYBODY}
    assert as_("other_clerk").get(address(cast, page)).status_code == 404


@pytest.mark.parametrize("page", ["/calendar/adopt", "/calendar/day"])
def test_only_who_governs_changes_the_calendar(page: str, cast: Cast, as_: SignIn) -> None:
    for who in EVERYBODY:
        assert as_(who).post(address(cast, page)).status_code == (422 if who in GOVERNING else 403), who
    assert as_("other_clerk").post(address(cast, page)).status_code == 404
    assert as_("manager").get(address(cast, page)).status_code == 405


def test_the_menu_leads_to_the_rulebook(cast: Cast, as_: SignIn) -> None:
    assert as_("agent").get("/rulebook")["Location"] == address(cast, "")
    assert "金桥花园" in as_("administrator").get("/rulebook").content.decode()


def test_unknown_versions_and_clauses_are_no_pages(cast: Cast, as_: SignIn) -> None:
    for page in ("?version=1999-01-01", "/clauses/none.such", "/file?version=1999-01-01"):
        assert as_("agent").get(address(cast, page)).status_code == 404


def test_a_clause_says_itself_and_is_never_called_kept_without_a_duty(cast: Cast, as_: SignIn) -> None:
    page = as_("agent").get(address(cast, "?period=all"))
    lines = {line.id: line for _, found in page.context["sections"] for line in found}
    assert not lines[CLAUSE].kept.was_exercised
    assert lines[CLAUSE].kept.share is None
    assert any(line.is_later for line in lines.values())
    assert any(line.assumed for line in lines.values())
    requirement = next(line for line in lines.values() if line.section == "requirements")
    assert requirement.kept is None
    said = page.content.decode()
    for mark in ("never exercised", "assumed", "later: not recorded by the program yet"):
        assert mark in said
    assert "100%" not in said


def test_calendars_and_ladders_are_called_by_what_they_say(cast: Cast, as_: SignIn) -> None:
    lines = [line for _, found in as_("manager").get(address(cast, "")).context["sections"] for line in found]
    named = [value for line in lines for name, value in line.fields if name in ("escalates by", "calendar")]
    assert len(named) > 20
    assert not {"complaint", "line", "office"} & set(named)
    page = as_("manager").get(address(cast, "/calendar")).content.decode()
    assert '<option value="office">Office hours 08:00–18:00 every day but statutory holidays</option>' in page
    assert "<dd>mainland China</dd>" in page
    day = {"calendar": "office", "day": "2026-03-12", "what": "closed", "why": "停电"}
    with time_machine.travel(MORNING, tick=False):
        preview = as_("manager").post(address(cast, "/calendar/day"), day).content.decode()
    assert "<h1>Office hours 08:00–18:00 every day but statutory holidays 2026</h1>" in preview


def test_kept_late_and_overdue_are_counted_by_clause_and_by_month(cast: Cast, as_: SignIn) -> None:
    kept, late, _overdue, waived = (received(cast, matter=f"第 {n} 件") for n in range(4))
    do(cast, kept, "resolve", hours=2)
    run_clock(MORNING + timedelta(days=2))
    do(cast, late, "resolve", hours=49)
    duty = Duty.objects.get(clause=CLAUSE, subject_id=waived.pk)
    duty_actions.waive_duty(duty.pk, by=Act(cast.manager.pk, MORNING + timedelta(days=2)), why="试")
    found = kept_by_clause(cast.community.pk, [CLAUSE, "none"], None)
    assert found[CLAUSE] == Kept(on_time=1, late=1, breached=1, waived=1, open=0, was_exercised=True)
    assert found[CLAUSE].share == pytest.approx(1 / 3)
    assert found["none"] == Kept()
    assert kept_by_clause(cast.community.pk, [CLAUSE], MORNING + timedelta(days=3))[CLAUSE].judged == 0
    months = kept_by_month(cast.community.pk, CLAUSE, MORNING + timedelta(days=30), "Asia/Shanghai")
    assert [month.kept.judged for month in months][-2:] == [3, 0]
    assert len(months) == 12
    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        said = as_("agent").get(address(cast, f"/clauses/{CLAUSE}")).content.decode()
    assert "33.3%" in said
    assert "chart-late" in said
    assert f"/duties/{duty.pk}" in said
    assert "1 overdue and open" in said


def test_days_long_past_are_counted_once_and_come_out_the_same(cast: Cast, as_: SignIn) -> None:
    zone, later = cast.community.time_zone, MORNING + YOUNG + timedelta(days=40)

    def figures() -> list[object]:
        periods = [period_start(period, later, zone) for period in ("month", "quarter", "all")]
        by_clause = [kept_by_clause(cast.community.pk, [CLAUSE], since) for since in periods]
        return [*by_clause, *kept_by_month(cast.community.pk, CLAUSE, later, zone)]

    kept, late = received(cast), received(cast)
    do(cast, kept, "resolve", hours=2)
    run_clock(MORNING + timedelta(days=2))
    read = figures()
    count_past_days(later)
    assert Tally.objects.filter(clause=CLAUSE).count() == 1
    assert figures() == read
    # What changes of the past is in the figures after the next count.
    do(cast, late, "resolve", hours=49)
    assert figures() == read
    count_past_days(later)
    assert kept_by_clause(cast.community.pk, [CLAUSE], None)[CLAUSE][:5] == (1, 0, 1, 0, 0)
    with time_machine.travel(later, tick=False):
        assert "was last counted" in as_("agent").get(address(cast, "?period=all")).content.decode()


def test_a_duty_ended_while_its_clock_stood_still_shows(cast: Cast, as_: SignIn) -> None:
    case = received(cast, kind="repair", severity="", repair_way="private")
    do(cast, case, "pause")
    duty = Duty.objects.get(subject_id=case.pk, clause="repair.appoint")
    assert duty.paused_at is not None
    with time_machine.travel(MORNING + timedelta(hours=3), tick=False):
        assert as_("manager").get(f"/rulebook/{cast.community.pk}/clauses/{duty.clause}").status_code == 200
        duty_actions.waive_duty(duty.pk, by=Act(cast.manager.pk, MORNING + timedelta(hours=2)), why="试")
        assert as_("manager").get(f"/duties/{duty.pk}").status_code == 200


@pytest.mark.parametrize("page", ["", f"/clauses/{CLAUSE}", "/settings", "/calendar", "/reissue"])
def test_more_duties_ask_no_more_questions(page: str, cast: Cast, as_: SignIn) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries, time_machine.travel(MORNING + timedelta(hours=2)):
            assert client.get(address(cast, page)).status_code == 200
        return len(queries)

    client = as_("manager")
    received(cast)
    count()
    few = count()
    for n in range(12):
        received(cast, matter=f"第 {n} 件")
    assert count() == few <= 20


def test_settings_name_posts_that_nobody_holds(cast: Cast, as_: SignIn) -> None:
    page = as_("agent").get(address(cast, "/settings"))
    missing = page.context["missing"]
    assert missing
    assert page.context["vacant"] == []
    assert "主管" not in missing
    by = Act(cast.administrator.pk, BEGAN + timedelta(hours=1))
    post = people.found_post(cast.community.pk, by=by, word="deputy-general-manager", title="副总经理")
    page = as_("agent").get(address(cast, "/settings"))
    assert len(page.context["vacant"]) == 1
    assert f"/people?community={cast.community.pk}" in page.content.decode()
    assert len(page.context["missing"]) == len(missing) - 1
    people.appoint_user(cast.manager.pk, by=by, post_id=post.pk)
    assert as_("agent").get(address(cast, "/settings")).context["vacant"] == []
