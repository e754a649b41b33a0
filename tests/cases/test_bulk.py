"""One verb on many cases: tried first, then done to each on its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kefu.cases.models import Case, State
from kefu.cases.views.verbs import BULK
from kefu.duties.models import Duty
from kefu.events.models import Event
from tests.cases.test_cases import COMPLAINT, acts, do, received, received_for, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
FORMS: dict[str, dict[str, str]] = {
    "accept": {},
    "classify": {"kind": "complaint", "severity": "general"},
    "forward": {"to": "工程部"},
    "arrive": {"people": "2"},
    "answer": {"answer": "今晚停工"},
    "resolve": {"result": "已劝停", "opinion-asked": "on"},
    "close": {},
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(cast: Cast, verb: str, cases: list[Case], step: str = "", who: str = "lead", **more: str) -> Any:
    form = {"case": [str(case.pk) for case in cases], "step": step, **more}
    return signed_in(cast, who).post(f"/cases/bulk/{verb}", form)


@pytest.mark.parametrize("verb", BULK)
def test_each_verb_is_tried_without_effect_and_then_done_to_each(cast: Cast, verb: str) -> None:
    cases = [received_for(cast, verb), received_for(cast, verb)]
    said = {**FORMS, "assign": {"handler": str(cast.engineer.pk)}}[verb]
    if verb == "close":
        for case in cases:
            assert [do(cast, case, earlier) for earlier in ("resolve", "revisit")] == [302, 302]
    before, duties = Event.objects.count(), list(Duty.objects.order_by("id").values())
    assert ask(cast, verb, cases).status_code == 200
    tried = ask(cast, verb, cases, "try", **said).content.decode()
    assert "Do it for the 2 chosen" in tried
    assert Event.objects.count() == before
    assert list(Duty.objects.order_by("id").values()) == duties
    answer = ask(cast, verb, cases, "do", **said, request_key="b" * 32).content.decode()
    assert "Done for 2 cases." in answer
    written = [acts(case) for case in cases]
    assert written[0] == written[1]
    # A second click.
    assert "Done for 2 cases." in ask(cast, verb, cases, "do", **said, request_key="b" * 32).content.decode()
    assert [acts(case) for case in cases] == written


def test_what_is_refused_says_why_and_keeps_its_box_while_the_rest_is_done(cast: Cast) -> None:
    able, settled, bare = received(cast), received(cast), received(cast, people="")
    do(cast, settled, "resolve")
    page = ask(cast, "resolve", [able, settled, bare], "try", result="已劝停").content.decode()
    assert "This cannot be done while the case is resolved." in page
    assert "Do it for the 2 chosen" in page
    for case in (able, bare):
        do(cast, case, "resolve", who="agent")
        do(cast, case, "revisit")
    page = ask(cast, "close", [able, bare], "do").content.decode()
    assert "Done for 1 case." in page
    assert "complaint.record" in page
    assert f'name="case" value="{bare.pk}"' in page
    assert f'name="case" value="{able.pk}"' not in page
    able.refresh_from_db()
    bare.refresh_from_db()
    assert (able.state, bare.state) == (State.CLOSED, State.RESOLVED)


def test_a_case_that_is_of_this_kind_already_is_not_classified_anew(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "classify", severity="major") == 422
    page = ask(cast, "classify", [case], "try", kind="complaint", severity="major").content.decode()
    assert "Nothing is different from what is written down." in page
    assert acts(case) == ["case.received"]


def test_what_changed_since_it_was_tried_is_not_done_and_the_change_is_told(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "answer", answer="已联系楼上") == 302
    page = ask(cast, "forward", [case], "do", to="工程部", **{f"seq-{case.pk}": "1"}).content.decode()
    assert "Somebody was faster" in page
    assert "已联系楼上" in page
    assert acts(case) == ["case.received", "case.answered"]


def test_who_may_not(cast: Cast) -> None:
    case = received(cast)
    page = ask(cast, "accept", [case], "do", who="auditor").content.decode()
    assert "You may not do this here." in page
    assert acts(case) == ["case.received"]
    assert "cases/bulk/accept" not in signed_in(cast, "auditor").get("/cases").content.decode()
    assert "cases/bulk/accept" in signed_in(cast, "agent").get("/cases").content.decode()


def test_another_communitys_case_among_them_is_not_found_and_nothing_done(cast: Cast) -> None:
    mine = received(cast)
    signed_in(cast, "other_clerk").post("/cases/receive", {**COMPLAINT, "community": str(cast.other_community.pk)})
    theirs = Case.objects.latest("id")
    assert ask(cast, "accept", [mine, theirs], "do").status_code == 404
    assert ask(cast, "accept", [theirs], "do").status_code == 404
    assert acts(mine) == ["case.received"]


def test_no_case_no_other_verb_no_reading(cast: Cast) -> None:
    client = signed_in(cast, "lead")
    assert client.post("/cases/bulk/accept").headers["Location"] == "/cases"
    assert client.post("/cases/bulk/withdraw", {"case": "1"}).status_code == 404
    assert client.get("/cases/bulk/accept").status_code == 405
    assert client.post("/cases/bulk/accept", {"case": ["x", "9" * 30]}).headers["Location"] == "/cases"


def test_a_form_that_is_wrong_comes_back(cast: Cast) -> None:
    case = received(cast)
    answer = ask(cast, "forward", [case], "do", note="请现场核实")
    assert answer.status_code == 422
    assert "请现场核实" in answer.content.decode()
    assert acts(case) == ["case.received"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_in_one_moment_count_once() -> None:
    cast = make_cast()
    cases = [received(cast), received(cast)]
    barrier = Barrier(2)

    def click(_number: int) -> str:
        try:
            barrier.wait()
            return str(ask(cast, "answer", cases, "do", answer="今晚停工", request_key="c" * 32).content.decode())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert all("Done for 2 cases." in page for page in pool.map(click, range(2)))
    assert Event.objects.filter(kind="case.answered").count() == 2
