"""Recordings are drawn at random with a kept seed, heard and marked by who may; answers are sampled."""

from datetime import timedelta

import pytest

from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.hotline.actions import sample_answers
from kefu.hotline.models import Call, Draw, Hearing, Slip
from kefu.lib.sampling import draw
from tests.cases.test_cases import MORNING, do, received
from tests.cast import Cast, make_cast
from tests.hotline.calling import kinds, post

pytestmark = pytest.mark.django_db
DAYS = {"since": "2026-03-09", "until": "2026-03-10"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def recorded(cast: Cast, count: int = 6) -> list[Call]:
    """So many recordings of the agent's, one of the lead's, one without recording, and one of another day."""
    at = {"started_at": MORNING, "answered_at": MORNING, "ended_at": MORNING + timedelta(minutes=2)}
    before = {name: moment - timedelta(days=3) for name, moment in at.items()}
    rows = [Call(agent=cast.agent, recording=f"r{n}", **at) for n in range(count)]
    rows += [Call(agent=cast.lead, recording="l", **at), Call(agent=cast.agent, **at)]
    rows += [Call(agent=cast.agent, recording="old", **before)]
    for row in rows:
        row.community = cast.community
    return Call.objects.bulk_create(rows)


def drawn(cast: Cast, each: int = 2) -> Draw:
    form = {"department": cast.department.pk, "each": each, **DAYS}
    answer = post(cast, f"/calls/recordings/{cast.community.pk}/draw", form, "supervisor")
    assert answer.status_code == 302, answer.content.decode()
    return Draw.objects.latest("id")


def test_some_of_each_agent_s_are_drawn_and_the_seed_draws_the_same_again(cast: Cast) -> None:
    calls = recorded(cast)
    made = drawn(cast)
    of_agent = [hearing.call_id for hearing in made.hearings.filter(call__agent=cast.agent)]
    assert made.hearings.count() == 3
    assert made.recordings == 7
    assert set(of_agent) == set(draw({0: [call.pk for call in calls[:6]]}, 2, made.seed)[0])
    event = event_queries.history("department", cast.department.pk).last()
    assert event is not None
    assert event.kind == "department.recordings-drawn"
    assert event.facts == {"sample.size": 3, "sample.of": 7, "sample.seed": made.seed}
    assert drawn(cast).seed != made.seed


def test_who_listened_is_an_event_with_mark_and_note(cast: Cast) -> None:
    recorded(cast)
    hearing = drawn(cast).hearings.filter(call__agent=cast.agent)[0]
    where = f"/calls/hearings/{hearing.pk}"
    assert post(cast, f"{where}/hear", {"mark": "6"}, "supervisor").status_code == 422
    assert post(cast, f"{where}/hear", {"mark": "4", "note": "问候规范"}, "supervisor").status_code == 302
    hearing.refresh_from_db()
    assert (hearing.mark, hearing.heard_by, hearing.note) == (4, cast.supervisor, "问候规范")
    heard = event_queries.history("call", hearing.call_id).last()
    assert heard is not None
    assert (heard.kind, heard.actor_id, heard.facts) == ("call.heard", cast.supervisor.pk, {"mark": 4})
    assert [one.kind for one in event_queries.history("staff", cast.agent.pk)][-1] == "staff.sampled"
    assert [one.kind for one in event_queries.history("department", cast.department.pk)][-1] == "department.supervised"
    again = post(cast, f"{where}/hear", {"mark": "1"}, "manager")
    assert again.status_code == 422
    assert "heard and marked already" in again.content.decode()
    assert kinds(hearing.call).count("call.heard") == 1


def test_nobody_judges_their_own_calls_and_others_may_not_listen(cast: Cast) -> None:
    recorded(cast)
    hearing = drawn(cast).hearings.all()[0]
    Call.objects.filter(pk=hearing.call_id).update(agent=cast.supervisor)
    own = post(cast, f"/calls/hearings/{hearing.pk}/hear", {"mark": "5"}, "supervisor")
    assert own.status_code == 422
    for who in ("agent", "lead", "auditor", "other_clerk", "administrator"):
        assert post(cast, f"/calls/hearings/{hearing.pk}/hear", {"mark": "5"}, who).status_code == 404
    assert Hearing.objects.filter(mark=None).count() == 3


def test_days_without_recordings_are_said(cast: Cast) -> None:
    form = {"department": cast.department.pk, "each": 2, **DAYS}
    answer = post(cast, f"/calls/recordings/{cast.community.pk}/draw", form, "supervisor")
    assert answer.status_code == 422
    assert "No call of these days has a recording" in answer.content.decode()
    assert not Draw.objects.exists()


def test_a_sample_of_answers_is_looked_through_once(cast: Cast) -> None:
    case, other = received(cast), received(cast)
    assert do(cast, case, "answer", answer="随便。") == 302
    assert do(cast, other, "answer", answer="您好，已安排。", who="lead") == 302
    where = f"/calls/words/sample/{cast.community.pk}"
    assert post(cast, where, {"size": "10"}, "agent").status_code == 403
    assert post(cast, where, {"size": "0"}, "supervisor").status_code == 422
    for _ in range(2):
        assert post(cast, where, {"size": "10", "request_key": "k"}, "manager", 120).status_code == 302
    slip = Slip.objects.get()
    assert (slip.user, slip.said, slip.text) == (cast.supervisor, "随便", "answer")
    done = sample_answers(cast.community.pk, by=Act(cast.manager.pk, MORNING + timedelta(hours=3)), size=1)
    assert (done.drawn, done.of, done.found) == (1, 2, 0)
    kinds = [one.kind for one in event_queries.history("community", cast.community.pk)]
    assert kinds.count("community.answers-sampled") == 2
