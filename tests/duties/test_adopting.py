"""Versions come into force without touching what was promised; what should be promised anew is re-issued by an act."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kefu.duties import actions, adopting, arranging
from kefu.duties.acts import Act, Subject
from kefu.duties.adopting import AdoptionRefused
from kefu.duties.arranging import Arrangement
from kefu.duties.governing import rules_of
from kefu.duties.models import Adoption, Duty
from kefu.events import queries as event_queries
from kefu.lib.located import Problems
from tests.duties.department import SUBJECTS, adopted
from tests.rulebook.story import HEAD
from tests.rulebook.test_deciding import SETTLE
from tests.rulebook.test_recurring import SERIES

AT = datetime(2026, 2, 10, 2, tzinfo=UTC)
OLD = HEAD + SETTLE + SERIES
STRICT = OLD.replace("within: 1 working day", "within: 4 working hours", 1)
BY = Act(11, AT)
pytestmark = pytest.mark.django_db


@pytest.fixture
def duty() -> Duty:
    subject = Subject("case", next(SUBJECTS), adopted(1), "2026-000001")
    facts = {"kind": "complaint", "severity": "major", "owner": "11"}
    actions.record("case.received", subject, by=BY, facts=facts)
    return Duty.objects.get(subject_id=subject.id, clause="major.settle")


def test_the_preview_says_what_changes_and_writes_nothing(duty: Duty) -> None:
    preview = adopting.preview_adoption(duty.community_id, STRICT, since=date(2026, 3, 1))
    assert preview.before is not None
    assert preview.touched == {"major.settle": 1}
    assert Adoption.objects.filter(community_id=duty.community_id).count() == 1
    assert adopting.preview_adoption(duty.community_id, OLD, since=date(2026, 3, 1)).touched == {}


def test_an_adoption_is_an_event_and_changes_no_promise(duty: Duty) -> None:
    before = Duty.objects.filter(pk=duty.pk).values().get()
    adoption = adopting.adopt_rulebook(duty.community_id, STRICT, since=date(2026, 2, 10), by=BY)
    assert Duty.objects.filter(pk=duty.pk).values().get() == before
    (event,) = event_queries.history("rulebook", adoption.pk)
    assert (event.kind, event.facts, event.actor_id) == ("rulebook.adopted", {"version": "2026-02-10"}, 11)
    rules = rules_of(duty.community_id)
    assert rules is not None
    assert [version.version for version in rules.versions] == ["2026-01-01", "2026-02-10"]


def test_a_running_case_keeps_its_version_and_a_new_one_follows_the_new(duty: Duty) -> None:
    adopting.adopt_rulebook(duty.community_id, STRICT, since=date(2026, 2, 10), by=BY)
    old = Subject("case", duty.subject_id, duty.community_id, "2026-000001")
    actions.record("case.resolved", old, by=BY)
    actions.record("case.reopened", old, by=BY)
    new = Subject("case", next(SUBJECTS), duty.community_id, "2026-000002")
    facts = {"kind": "complaint", "severity": "major", "owner": "11"}
    actions.record("case.received", new, by=BY, facts=facts)
    again = Duty.objects.get(subject_id=old.id, clause="major.settle", end="")
    first = Duty.objects.get(subject_id=new.id, clause="major.settle")
    assert (again.version, first.version) == ("2026-01-01", "2026-02-10")
    assert first.due_at == datetime(2026, 2, 10, 8, tzinfo=UTC)
    assert again.due_at == duty.due_at


def test_open_duties_are_reissued_by_an_act_that_says_old_new_and_why(duty: Duty) -> None:
    adopting.adopt_rulebook(duty.community_id, STRICT, since=date(2026, 2, 10), by=BY)
    (reissue,) = adopting.preview_reissue(duty.community_id, now=AT, clause="major.settle")
    assert (reissue.old, reissue.new) == (duty.due_at, datetime(2026, 2, 10, 8, tzinfo=UTC))
    assert adopting.reissue_duties([reissue], by=BY, why="新制度施行") == 1
    duty.refresh_from_db()
    assert duty.due_at == duty.given_at == reissue.new
    event = event_queries.history("case", duty.subject_id).last()
    assert event is not None
    assert event.kind == "duty.reissued"
    assert event.facts["due_at.old"] == int(reissue.old.timestamp())
    assert [text.text for text in event.texts.all()] == ["新制度施行"]
    assert adopting.preview_reissue(duty.community_id, now=AT) == []


def test_a_time_that_would_be_past_already_is_not_given(duty: Duty) -> None:
    adopting.adopt_rulebook(duty.community_id, STRICT, since=date(2026, 2, 10), by=BY)
    (reissue,) = adopting.preview_reissue(duty.community_id, now=AT)
    assert reissue.new < reissue.old
    assert adopting.preview_reissue(duty.community_id, now=reissue.new) == []


def test_what_is_past_its_time_is_not_reissued(duty: Duty) -> None:
    adopting.adopt_rulebook(duty.community_id, STRICT, since=date(2026, 2, 10), by=BY)
    assert duty.due_at is not None
    assert adopting.preview_reissue(duty.community_id, now=duty.due_at + timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("source", "since", "said"),
    [
        (OLD, date(2026, 1, 1), "holds from 2026-01-01"),
        (HEAD + SERIES, date(2026, 3, 1), "major.settle"),
    ],
)
def test_refused(duty: Duty, source: str, since: date, said: str) -> None:
    with pytest.raises(AdoptionRefused, match=said):
        adopting.adopt_rulebook(duty.community_id, source, since=since, by=BY)
    assert Adoption.objects.filter(community_id=duty.community_id).count() == 1


def test_a_refusal_names_five_clauses_by_what_they_say(duty: Duty) -> None:
    for n in range(6):
        Duty.objects.create(**{**Duty.objects.filter(pk=duty.pk).values()[0], "id": None, "clause": f"gone-{n}"})
    with pytest.raises(AdoptionRefused) as refused:
        adopting.adopt_rulebook(duty.community_id, HEAD + SERIES, since=date(2026, 3, 1), by=BY)
    assert "；gone-4（gone-4）；另有 2 条" in refused.value.text.zh
    Duty.objects.filter(clause__startswith="gone").delete()
    with pytest.raises(AdoptionRefused) as refused:
        adopting.adopt_rulebook(duty.community_id, HEAD + SERIES, since=date(2026, 3, 1), by=BY)
    assert "重大投诉（major.settle）" in refused.value.text.zh


def test_a_broken_rulebook_names_every_error(duty: Duty) -> None:
    broken = STRICT.replace("within: 3 days", "within: soon").replace("bring: case.revisited", "bring: case.never")
    with pytest.raises(Problems) as refused:
        adopting.adopt_rulebook(duty.community_id, broken, since=date(2026, 3, 1), by=BY)
    assert {problem.about for problem in refused.value.problems} == {"forwarded", "revisit"}
    assert len(refused.value.problems) == 2


def test_a_year_adopted_lists_what_would_be_due_otherwise_and_reissues_it(duty: Duty) -> None:
    subject = Subject("case", next(SUBJECTS), duty.community_id, "2026-000009")
    late = Act(11, datetime(2026, 12, 30, 2, tzinfo=UTC))
    actions.record("case.received", subject, by=late, facts={"kind": "complaint", "severity": "general", "owner": "11"})
    due = Duty.objects.get(subject_id=subject.id, clause="general.settle")
    assert due.due_at == datetime(2027, 1, 5, 10, tzinfo=UTC)
    days = (date(2027, 1, 1), date(2027, 1, 4))
    arranging.adopt_calendar_year(duty.community_id, Arrangement(2027, days, (date(2027, 1, 3),)), by=late)
    due.refresh_from_db()
    assert due.due_at == datetime(2027, 1, 5, 10, tzinfo=UTC)
    assert adopting.preview_reissue(duty.community_id, now=late.at) == []
    arranging.adopt_calendar_year(duty.community_id, Arrangement(2027, days, ()), by=late)
    (reissue,) = adopting.preview_reissue(duty.community_id, now=late.at)
    assert (reissue.duty, reissue.new) == (due, datetime(2027, 1, 6, 10, tzinfo=UTC))
    rules = rules_of(duty.community_id)
    assert rules is not None
    assert [
        event.kind
        for event in event_queries.history("rulebook", Adoption.objects.get(community_id=duty.community_id).pk)
    ] == ["calendar.adopted"] * 2


@pytest.mark.parametrize(
    ("arrangement", "said"),
    [
        (Arrangement(2027, (date(2026, 1, 1),), ()), "2026-01-01 is not in 2027"),
        (Arrangement(2027, (date(2027, 1, 1),), (date(2027, 1, 1),)), "both closed and opened"),
        (Arrangement(2027, (), (), "shop"), "no calendar “shop”"),
    ],
)
def test_an_arrangement_that_cannot_be(duty: Duty, arrangement: Arrangement, said: str) -> None:
    with pytest.raises(AdoptionRefused, match=said):
        arranging.adopt_calendar_year(duty.community_id, arrangement, by=BY)
