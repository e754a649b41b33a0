"""Major complaints of a broadcaster's customers over the Spring Festival 2026 (S2): settled within one working day,
revisited within one week, closed with the customer's signature alone.

The State Council closed the offices from Sunday, 15 February, to Monday, 23 February; Saturday the 14th and Saturday the
28th were worked instead. Everything is done on the pages; the clock is moved and nothing else.
"""

import re
from datetime import datetime
from html import unescape

import pytest
import time_machine

from kefu.cases.models import Case
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from kefu.people.models import Community
from tests.cases.test_cases import COMPLAINT, FORMS, signed_in
from tests.cast import HERE, Cast, make_cast
from tests.feedback.holding import broadcaster

pytestmark = pytest.mark.django_db
SETTLE, REVISIT = "complaint.major.settle", "complaint.major.revisit"


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HERE)


@pytest.fixture
def cast() -> Cast:
    """The agent, the supervisor and, as deputy general manager, the manager work for the broadcaster, too."""
    cast = make_cast()
    broadcaster(cast)
    return cast


def complains(cast: Cast, when: datetime, **more: str) -> Case:
    """A customer rings, and the agent takes the complaint."""
    where = Community.objects.get(name="广电局")
    form = {**COMPLAINT, "matter": "收视中断，无人上门", "community": str(where.pk), "repeats": "", **more}
    with time_machine.travel(when, tick=False):
        answer = signed_in(cast, "agent").post("/cases/receive", form)
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.latest("id")


def does(cast: Cast, who: str, case: Case, verb: str, when: datetime, **more: str) -> str:
    """Somebody does something to the case; blank if it was done, else what the page says."""
    with time_machine.travel(when, tick=False):
        answer = signed_in(cast, who).post(f"/cases/{case.pk}/{verb}", {**FORMS[verb], **more})
    return "" if answer.status_code == 302 else read(answer.content.decode())


def read(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def duty(case: Case, clause: str) -> Duty:
    return Duty.objects.get(subject_kind="case", subject_id=case.pk, clause=clause)


def told(case: Case, clause: str) -> list[tuple[int, int | None, datetime]]:
    """Who was told, on which level, when."""
    steps = Step.objects.filter(duty=duty(case, clause)).order_by("level")
    return [(step.level, step.to_id, step.at) for step in steps]


def test_settled_before_the_festival_and_signed_for_after_it(cast: Cast) -> None:
    # Friday, 13 February, 16:40. The day it comes is not counted; Saturday is worked, so that is the one working day.
    case = complains(cast, at(2, 13, 16, 40))
    assert (duty(case, SETTLE).bearer_id, duty(case, SETTLE).due_at) == (cast.agent.pk, at(2, 14, 18))

    # Saturday, 11:00. It is settled in time. A week later is a Saturday within the festival: the office opens on Tuesday.
    assert does(cast, "agent", case, "resolve", at(2, 14, 11)) == ""
    settled, revisit = duty(case, SETTLE), duty(case, REVISIT)
    assert (settled.end, settled.breached_at) == ("done", None)
    assert (revisit.bearer_id, revisit.due_at) == (cast.supervisor.pk, at(2, 24, 18))

    # Tuesday the 24th, 9:00. Who settled it may not ask how it was.
    refused = does(cast, "agent", case, "revisit", at(2, 24, 9))
    assert "Whoever did the work does not make the revisit (revisit.by-another)" in refused

    # 10:00. The supervisor asks by phone: the customer is content, and the duty is done; but nobody signs a telephone.
    assert does(cast, "supervisor", case, "revisit", at(2, 24, 10), signed="") == ""
    assert duty(case, REVISIT).end == "done"
    refused = does(cast, "supervisor", case, "close", at(2, 24, 10, 30))
    assert "The revisit of a complaint bears the customer's signature (complaint.revisit.signed)" in refused
    case.refresh_from_db()
    assert case.state == "resolved"

    # Wednesday. The supervisor calls at the home with the form; with the signature on it the case is closed.
    assert does(cast, "supervisor", case, "revisit", at(2, 25, 15), way="visit") == ""
    assert does(cast, "supervisor", case, "close", at(2, 25, 16)) == ""
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("closed", at(2, 25, 16))


def test_left_over_the_festival_it_goes_up_three_levels(cast: Cast) -> None:
    # Saturday, 14 February, 10:00, the last day before the festival: the next working day is Tuesday the 24th.
    case = complains(cast, at(2, 14, 10))
    assert duty(case, SETTLE).due_at == at(2, 24, 18)
    with time_machine.travel(at(2, 14, 10), tick=False):
        page = read(signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode())
    assert "Sun 15 Feb to Mon 23 Feb: closed" in page
    assert "Tue 24 Feb: working day 1" in page

    # Nine days on, in the middle of the festival, nothing is late, and nobody is disturbed.
    run_clock(at(2, 23, 12))
    assert duty(case, SETTLE).breached_at is None
    assert told(case, SETTLE) == []

    # Tuesday, 16:00: two working hours before it is due, the agent is reminded.
    run_clock(at(2, 24, 16, 1))
    assert duty(case, SETTLE).reminded_at == at(2, 24, 16)

    # 18:00 passes. The agent is told, half an hour later the supervisor, another half later the deputy general manager.
    run_clock(at(2, 24, 19, 1))
    assert duty(case, SETTLE).breached_at == at(2, 24, 18)
    assert told(case, SETTLE) == [
        (1, cast.agent.pk, at(2, 24, 18)),
        (2, cast.supervisor.pk, at(2, 24, 18, 30)),
        (3, cast.manager.pk, at(2, 24, 19)),
    ]

    # Wednesday. The deputy general manager takes it over and settles it: late, whatever happens now.
    assert does(cast, "manager", case, "take-over", at(2, 25, 9)) == ""
    assert does(cast, "manager", case, "resolve", at(2, 25, 10)) == ""
    settled = duty(case, SETTLE)
    assert (settled.end, settled.ended_at, settled.breached_at) == ("done", at(2, 25, 10), at(2, 24, 18))

    # The revisit is due a week later. Nobody makes it; that goes up, too.
    assert duty(case, REVISIT).due_at == at(3, 4, 18)
    run_clock(at(3, 4, 18, 1))
    assert told(case, REVISIT) == [(1, cast.agent.pk, at(3, 4, 18))]
    assert does(cast, "supervisor", case, "revisit", at(3, 5, 9), way="visit") == ""
    assert duty(case, REVISIT).ended_at == at(3, 5, 9)


def test_a_general_one_counts_the_saturday_that_is_worked(cast: Cast) -> None:
    # Thursday the 26th: Friday, the worked Saturday and Monday are the three working days.
    case = complains(cast, at(2, 26, 10), severity="general")
    assert duty(case, "complaint.general.settle").due_at == at(3, 2, 18)

    # Settled on Friday; two weeks for the revisit end on Friday, 13 March.
    assert does(cast, "agent", case, "resolve", at(2, 27, 17)) == ""
    assert duty(case, "complaint.general.revisit").due_at == at(3, 13, 18)
