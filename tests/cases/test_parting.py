"""Cases that were one matter go on as one; a case that was several becomes several."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from kefu.cases.models import Case, CaseLink, LinkKind, State
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from tests.cases.test_cases import COMPLAINT, MORNING, acts, do, received, signed_in
from tests.cast import Cast, make_cast

SETTLE = "complaint.settle.own"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def open_duty(case: Case) -> Duty:
    return Duty.objects.get(subject_kind="case", subject_id=case.pk, clause=SETTLE, end="")


@pytest.mark.django_db
def test_the_earlier_promise_holds_for_what_goes_on(cast: Cast) -> None:
    earlier = received(cast)
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        form = {"community": str(cast.community.pk), "repeats": "", **COMPLAINT}
        assert signed_in(cast, "agent").post("/cases/receive", form).status_code == 302
    later = Case.objects.latest("id")
    promised = open_duty(earlier).due_at
    assert promised is not None
    assert promised < (open_duty(later).due_at or promised)
    assert do(cast, earlier, "merge", hours=25, other=later.number) == 302
    assert (earlier.state, earlier.merged_into) == (State.CLOSED, later)
    assert not Duty.objects.filter(subject_kind="case", subject_id=earlier.pk, end="").exists()
    assert open_duty(later).due_at == promised
    assert acts(later) == ["case.received", "case.absorbed"]
    here, there = (signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode() for case in (earlier, later))
    assert f'<a href="/cases/{later.pk}">{later.number}</a>' in here
    assert "What may be done" not in here
    assert f'<a href="/cases/{earlier.pk}">{earlier.number}</a>' in there
    assert do(cast, earlier, "reopen") == 422
    assert do(cast, earlier, "correct") == 422


@pytest.mark.django_db
def test_none_is_merged_into_itself_a_closed_one_or_another_communitys(cast: Cast) -> None:
    case, closed = received(cast), received(cast)
    for verb in ("resolve", "revisit", "close"):
        assert do(cast, closed, verb) == 302
    signed_in(cast, "other_clerk").post("/cases/receive", {**COMPLAINT, "community": str(cast.other_community.pk)})
    elsewhere = Case.objects.latest("id")
    Case.objects.filter(pk=elsewhere.pk).update(number="2026-000009")
    for number in (case.number, closed.number, "2026-000009", "2026-777777"):
        assert do(cast, case, "merge", other=number) == 422
    assert acts(case) == ["case.received"]
    assert case.state == State.RECEIVED


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_two_cases_into_each_other_at_once(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    both = Barrier(2)

    def merge(case: Case, other: Case) -> int:
        client = signed_in(cast, "supervisor")
        both.wait()
        try:
            return client.post(f"/cases/{case.pk}/merge", {"other": other.number}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        said = [threads.submit(merge, *pair) for pair in ((first, second), (second, first))]
        assert sorted(one.result() for one in said) == [302, 422]
    assert Case.objects.filter(state=State.CLOSED).count() == 1


@pytest.mark.django_db
def test_a_part_begins_when_the_whole_came_in(cast: Cast) -> None:
    case = received(cast)
    form = {"matter": "停车费怎么交", "kind": "enquiry"}
    assert do(cast, case, "split", hours=3, **form) == 302
    part = Case.objects.latest("id")
    assert (part.matter, part.kind, part.owner, part.caller) == ("停车费怎么交", "enquiry", case.owner, case.caller)
    assert part.received_at == case.received_at
    assert acts(case) == ["case.received", "case.split"]
    # What it is about was written down in time, with the whole.
    assert acts(part) == ["case.received"]
    assert part.recorded_at is None
    assert not Duty.objects.filter(subject_kind="case", subject_id=part.pk, clause__startswith="case.record").exists()
    event = event_queries.history("case", part.pk)[0]
    assert event.happened_at == MORNING
    assert event.recorded_at == MORNING + timedelta(hours=3)
    link = CaseLink.objects.get()
    assert (link.case, link.other, link.kind) == (part, case, LinkKind.SPLIT_FROM)
    assert do(cast, case, "unlink", link=str(link.pk)) == 422
    assert do(cast, case, "split", matter="", kind="enquiry") == 422
    assert do(cast, case, "split", matter="路灯不亮", kind="repair") == 422
    assert Case.objects.count() == 2
