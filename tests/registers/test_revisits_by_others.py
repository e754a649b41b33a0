"""A revisit is made by another than who did the work, and a case closed with what its clause demands: tried by page,
by bulk act and by import. At the desk it is refused; what a register says has happened is brought in as it happened and
counted against the clause (CORE 9).
"""

from pathlib import Path

import pytest
import time_machine

from kefu.cases.models import Case
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.people.models import Community
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cases.test_importing import CLOSED, HEADINGS, MAPPING, brought_in, chosen
from tests.cast import Cast, make_cast
from tests.feedback.holding import broadcaster

pytestmark = pytest.mark.django_db
BY_ANOTHER, SIGNED = "revisit.by-another", "complaint.revisit.signed"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def station(cast: Cast) -> Community:
    """The broadcaster, whose complaints are closed with a signature alone."""
    broadcaster(cast)
    return Community.objects.get(name="广电局")


def bulk(cast: Cast, verb: str, *cases: Case, step: str = "do") -> tuple[int, str]:
    with time_machine.travel(MORNING, tick=False):
        sent = {"case": [str(case.pk) for case in cases], "step": step}
        answer = signed_in(cast, "supervisor").post(f"/cases/bulk/{verb}", sent)
    return answer.status_code, answer.content.decode()


def revisited(case: Case) -> list[int | None]:
    found = event_queries.history("case", case.pk).filter(kind="case.revisited")
    return [event.actor_id for event in found]


def test_by_page_nobody_revisits_what_they_settled_now_or_before(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "resolve", who="agent") == 302
    assert do(cast, case, "reopen", hours=2) == 302
    assert do(cast, case, "resolve", who="engineer", hours=3) == 302
    for who in ("agent", "engineer"):
        assert do(cast, case, "revisit", who=who, hours=4) == 422
    assert revisited(case) == []
    with time_machine.travel(MORNING, tick=False):
        page = signed_in(cast, "engineer").get(f"/cases/{case.pk}").content.decode()
    assert BY_ANOTHER in page
    assert do(cast, case, "revisit", who="lead", hours=5) == 302
    assert revisited(case) == [cast.lead.pk]


def test_by_page_a_revisit_is_not_given_up_nor_a_case_closed_without_what_the_clause_demands(
    cast: Cast, station: Community
) -> None:
    case = received(cast, community=str(station.pk))
    assert do(cast, case, "resolve", who="agent") == 302
    assert do(cast, case, "close") == 422
    assert do(cast, case, "revisit", who="supervisor", outcome="nobody", signed="") == 302
    assert do(cast, case, "end-revisit") == 422
    assert do(cast, case, "revisit", who="supervisor", hours=2, signed="") == 302
    assert do(cast, case, "close", hours=3) == 422
    assert case.state == "resolved"
    assert do(cast, case, "revisit", who="supervisor", hours=4, way="visit") == 302
    assert do(cast, case, "close", hours=5) == 302


def test_in_bulk_there_are_no_revisits_and_none_is_closed_without_one(cast: Cast, station: Community) -> None:
    unsigned, signed = (received(cast, community=str(station.pk)) for _ in range(2))
    repair = received(cast, kind="repair", severity="", repair_way="private", is_urgent="on")
    for case in (unsigned, signed, repair):
        assert do(cast, case, "resolve", who="agent" if case is not repair else "supervisor") == 302
    assert do(cast, signed, "revisit", who="supervisor", hours=0.5) == 302
    assert bulk(cast, "revisit", unsigned, signed)[0] == 404
    for step in ("try", "do"):
        status, page = bulk(cast, "close", unsigned, signed, repair, step=step)
        assert status == 200
        assert SIGNED in page
        assert "repair.revisited" in page
    states = {case.pk: case.state for case in Case.objects.all()}
    assert states == {unsigned.pk: "resolved", signed.pk: "closed", repair.pk: "resolved"}


def test_an_import_keeps_what_happened_and_counts_it_against_the_clause(cast: Cast, tmp_path: Path) -> None:
    """Li Dawei settled it; in the second row it is he, in the mapping the one who received it, who asks."""
    mapping = MAPPING.replace(
        "case.revisited: {at: 回访时间, actor: 接待人,", "case.revisited: {at: 回访时间, actor: 回访人,"
    )
    headings = (*HEADINGS, "回访人")
    by_another, by_doer = (*CLOSED, "张晓梅"), ("A-2", *CLOSED[1:], "李大伟")
    imported = brought_in(cast, chosen(tmp_path, by_another, by_doer, mapping=mapping, headings=headings))
    assert (imported.cases, imported.rejections, imported.against) == (2, [], {BY_ANOTHER: 1})
    first, second = Case.objects.order_by("number")
    assert (revisited(first), revisited(second)) == ([cast.agent.pk], [cast.engineer.pk])
    said = [event_queries.history("case", case.pk).get(kind="case.revisited").facts for case in (first, second)]
    assert [facts["revisit.by-doer"] for facts in said] == [False, True]
    # As at the desk, it is not undone: the duty that the settlement brought is done.
    assert Duty.objects.get(subject_id=second.pk, clause="complaint.revisit").end == "done"
    assert list(event_queries.verify()) == []


def test_an_import_counts_what_was_closed_without_a_signature_where_the_register_tells(
    cast: Cast, station: Community, tmp_path: Path
) -> None:
    facts = "revisit.signed: {column: 签字, type: yes_no}, revisit.satisfied:"
    mapping = MAPPING.replace("revisit.satisfied:", facts)
    rows = [(*CLOSED, "是"), ("A-2", *CLOSED[1:], "否")]
    cast_there = Cast(**{**vars(cast), "community": station})
    imported = brought_in(cast_there, chosen(tmp_path, *rows, mapping=mapping, headings=(*HEADINGS, "签字")))
    assert imported.against == {SIGNED: 1}
    assert {case.state for case in Case.objects.all()} == {"closed"}


def test_an_import_holds_nothing_against_a_register_that_does_not_tell(
    cast: Cast, station: Community, tmp_path: Path
) -> None:
    cast_there = Cast(**{**vars(cast), "community": station})
    assert brought_in(cast_there, chosen(tmp_path, CLOSED)).against == {}
