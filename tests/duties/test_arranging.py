"""A series begins on what was there before its version; a promise keeps the calendar under which it was given."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kefu.duties import actions, adopting, arranging
from kefu.duties.acts import Act, Subject
from kefu.duties.adopting import AdoptionRefused
from kefu.duties.arranging import Arrangement, with_day, with_own_days
from kefu.duties.clock import run_clock
from kefu.duties.explaining import told
from kefu.duties.governing import rules_of
from kefu.duties.models import CalendarYear, Duty, Standing
from kefu.events.models import Event
from kefu.lib.worktime import Hours, without
from tests.duties.department import SUBJECTS, adopted
from tests.rulebook.story import HEAD
from tests.rulebook.test_deciding import SETTLE
from tests.rulebook.test_recurring import SERIES

# A Tuesday, ten o'clock in Shanghai.
AT = datetime(2026, 2, 10, 2, tzinfo=UTC)
BY = Act(11, AT)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def area(community_id: int) -> Subject:
    return Subject("area", next(SUBJECTS), community_id, "大堂")


def founded(source: str) -> int:
    """A community with this rulebook; two of its posts are held."""
    community_id = adopted(0)
    adopting.adopt_rulebook(community_id, source, since=date(2026, 1, 1), by=Act(None, AT - 40 * DAY))
    return community_id


def spot_checks(subject: Subject) -> list[tuple[str, str, str]]:
    found = Duty.objects.filter(subject_kind="area", subject_id=subject.id, clause="area.spot-check").order_by("id")
    return [(duty.occurrence, duty.end, duty.version) for duty in found]


@pytest.mark.parametrize("since", [date(2026, 2, 9), date(2026, 2, 12)], ids=["in force", "to come"])
def test_a_new_series_begins_on_what_was_there_before(since: date) -> None:
    community_id = founded(HEAD + SETTLE)
    subject = area(community_id)
    actions.record("area.opened", subject, by=Act(11, AT - DAY))
    untouched = Subject("case", next(SUBJECTS), community_id, "1")
    actions.record("case.received", untouched, by=Act(11, AT - DAY), facts={"kind": "enquiry", "owner": "11"})
    before = Event.objects.count()
    adopting.adopt_rulebook(community_id, HEAD + SETTLE + SERIES, since=since, by=BY)
    # The adoption itself is the only event: none for each subject.
    assert Event.objects.count() == before + 1
    assert Standing.objects.get(subject_kind="case", subject_id=untouched.id).runs == []
    first = max(since, AT.date() + DAY)
    run_clock(datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=7))
    assert spot_checks(subject) == [(f"{first}#{number}", "", since.isoformat()) for number in (1, 2)]
    run_clock(datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(hours=17))
    assert [end for _, end, _ in spot_checks(subject)][:2] == ["missed", "missed"]


def test_a_series_begins_on_nothing_that_has_ended() -> None:
    community_id = founded(HEAD + SETTLE)
    retired, open_ = area(community_id), area(community_id)
    for subject in (retired, open_):
        actions.record("area.opened", subject, by=Act(11, AT - 2 * DAY))
    actions.record("area.retired", retired, by=Act(11, AT - DAY))
    adopting.adopt_rulebook(community_id, HEAD + SETTLE + SERIES, since=date(2026, 2, 10), by=BY)
    run_clock(AT + 2 * DAY)
    assert spot_checks(retired) == []
    assert spot_checks(open_)


def test_what_is_opened_before_a_version_to_come_gets_its_series_when_it_comes() -> None:
    community_id = founded(HEAD + SETTLE)
    adopting.adopt_rulebook(community_id, HEAD + SETTLE + SERIES, since=date(2026, 2, 12), by=BY)
    kept, closed = area(community_id), area(community_id)
    for subject in (kept, closed):
        actions.record("area.opened", subject, by=BY)
    actions.record("area.retired", closed, by=Act(11, AT + timedelta(hours=1)))
    run_clock(AT + DAY)
    assert spot_checks(kept) == []
    run_clock(AT + 2 * DAY)
    assert [occurrence for occurrence, _, _ in spot_checks(kept)] == ["2026-02-12#1", "2026-02-12#2"]
    assert spot_checks(closed) == []


def test_a_series_that_runs_already_runs_on() -> None:
    community_id = founded(HEAD + SETTLE + SERIES)
    subject = area(community_id)
    actions.record("area.opened", subject, by=Act(11, AT - 3 * DAY))
    run_clock(AT)
    before = Standing.objects.get(subject_kind="area", subject_id=subject.id).runs
    adopting.adopt_rulebook(community_id, HEAD + SETTLE + SERIES, since=date(2026, 2, 11), by=BY)
    assert Standing.objects.get(subject_kind="area", subject_id=subject.id).runs == before
    run_clock(AT + DAY)
    assert [version for _, _, version in spot_checks(subject)][-1] == "2026-02-11"


def test_many_subjects_begin_in_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    community_id = founded(HEAD + SETTLE)
    for _ in range(30):
        actions.record("area.opened", area(community_id), by=Act(11, AT - DAY))
    with django_assert_max_num_queries(25):
        adopting.adopt_rulebook(community_id, HEAD + SETTLE + SERIES, since=date(2026, 2, 10), by=BY)
    assert Standing.objects.filter(community_id=community_id).exclude(runs=[]).count() == 30


def received(community_id: int) -> Duty:
    subject = Subject("case", next(SUBJECTS), community_id, "2026-000001")
    facts = {"kind": "complaint", "severity": "major", "owner": "11"}
    actions.record("case.received", subject, by=BY, facts=facts)
    return Duty.objects.get(subject_id=subject.id, clause="major.settle")


def test_a_pause_that_ends_after_an_arrangement_is_counted_by_the_one_that_gave_the_promise() -> None:
    duty = received(founded(HEAD + SETTLE))
    case = Subject("case", duty.subject_id, duty.community_id, duty.label)
    assert duty.due_at == datetime(2026, 2, 11, 10, tzinfo=UTC)
    actions.record("case.paused", case, by=Act(11, AT + timedelta(hours=1)), facts={"pause.reason": "customer"})
    # The eleventh, on which it was due, and the twelfth are closed now: the promise knew nothing of that.
    closed = Arrangement(2026, (date(2026, 2, 11), date(2026, 2, 12)), ())
    arranging.adopt_calendar_year(duty.community_id, closed, by=Act(11, AT + timedelta(hours=2)))
    actions.record("case.resumed", case, by=Act(11, AT + timedelta(hours=3)))
    duty.refresh_from_db()
    assert duty.due_at == datetime(2026, 2, 11, 10, tzinfo=UTC)
    with translation.override("en"):
        assert any("Wed 11 Feb" in line for line in told([duty])[0].lines)
    # Re-issued, it follows the calendar as it is.
    (other,) = adopting.preview_reissue(duty.community_id, now=AT + timedelta(hours=4))
    assert other.new == datetime(2026, 2, 13, 10, tzinfo=UTC)


def test_the_lines_that_explain_a_due_time_always_end_at_it() -> None:
    duty = received(founded(HEAD + SETTLE))
    for year in (date(2026, 2, 11), date(2026, 2, 12)):
        arranging.adopt_calendar_year(duty.community_id, Arrangement(2026, (year,), ()), by=BY)
    with translation.override("en"):
        assert told([duty])[0].lines[-1].startswith("due Wed 11 Feb 18:00")


@pytest.mark.parametrize(
    ("hours", "closed", "left"),
    [
        (((510, 720), (840, 1080)), (840, 960), ((510, 720), (960, 1080))),
        (((510, 720), (840, 1080)), (600, 900), ((510, 600), (900, 1080))),
        (((0, 1440),), (600, 660), ((0, 600), (660, 1440))),
        (((510, 720),), (0, 1440), ()),
        (((510, 720),), (720, 840), ((510, 720),)),
    ],
)
def test_hours_without_an_interval(hours: Hours, closed: tuple[int, int], left: Hours) -> None:
    assert without(hours, closed) == left


def test_hours_of_a_day_closed_are_not_counted() -> None:
    community_id = founded((HEAD + SETTLE).replace("within: 1 working day", "within: 4 working hours", 1))
    hours = {date(2026, 2, 10): ("10:30-12:00",), date(2026, 2, 11): ("00:00-24:00",)}
    arranging.adopt_calendar_year(community_id, Arrangement(2026, (), (), closed_hours=hours, is_official=False), by=BY)
    # From ten: half an hour, then three and a half of the afternoon.
    assert received(community_id).due_at == datetime(2026, 2, 10, 9, 30, tzinfo=UTC)
    rules = rules_of(community_id)
    assert rules is not None
    assert CalendarYear.objects.get(community_id=community_id).closed_hours == {
        "2026-02-10": ["10:30-12:00"],
        "2026-02-11": ["00:00-24:00"],
    }


def test_the_departments_own_days_stay_when_the_years_arrangement_comes() -> None:
    own = with_day(Arrangement(2027, (), (), is_official=False), date(2027, 3, 5), is_worked=False)
    own = with_day(own, date(2027, 3, 6), is_worked=None, spans=("14:00-16:00",))
    official = Arrangement(2027, (date(2027, 1, 1),), (date(2027, 3, 5),))
    merged = with_own_days(own, official)
    assert merged.closed == (date(2027, 1, 1), date(2027, 3, 5))
    assert merged.opened == ()
    assert merged.closed_hours == {date(2027, 3, 6): ("14:00-16:00",)}
    assert merged.is_official
    as_is = with_day(merged, date(2027, 3, 5), is_worked=None)
    assert as_is.closed == (date(2027, 1, 1),)


def test_a_day_arranged_to_be_worked_is_worked_where_the_rulebook_closes_it() -> None:
    closed = HEAD.replace("    country: CN\n", "    country: CN\n    closed: [2026-02-11]\n", 1)
    assert closed != HEAD
    community_id = founded(closed + SETTLE)
    assert received(community_id).due_at == datetime(2026, 2, 12, 10, tzinfo=UTC)
    own = with_day(arranging.arrangement_of(community_id, "office", 2026), date(2026, 2, 11), is_worked=True)
    arranging.adopt_calendar_year(community_id, own, by=BY)
    assert received(community_id).due_at == datetime(2026, 2, 11, 10, tzinfo=UTC)


def test_own_days_leave_a_year_estimated() -> None:
    community_id = founded(HEAD + SETTLE)
    own = with_day(arranging.arrangement_of(community_id, "office", 2027), date(2027, 1, 20), is_worked=False)
    arranging.adopt_calendar_year(community_id, own, by=BY)
    late = Act(11, datetime(2026, 12, 31, 2, tzinfo=UTC))
    subject = Subject("case", next(SUBJECTS), community_id, "2026-000001")
    actions.record("case.received", subject, by=late, facts={"kind": "complaint", "severity": "general", "owner": "11"})
    assert told(list(Duty.objects.filter(subject_id=subject.id, clause="general.settle")))[0].is_estimated


def test_hours_of_another_year_are_refused() -> None:
    hours = {date(2026, 2, 10): ("10:30-12:00",)}
    with pytest.raises(AdoptionRefused, match="is not in 2027"):
        arranging.adopt_calendar_year(founded(HEAD + SETTLE), Arrangement(2027, (), (), closed_hours=hours), by=BY)
