"""The opinion book at the counter (R09): seen, registered, answered, filed; a suggestion in it is kept up with until it is
done, and its proposer told again and again. And what is said at a revisit.
"""

from datetime import datetime

import pytest
import time_machine

from kefu.cases.models import Case
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.people.models import Community
from tests.cases.test_cases import FORMS, MORNING, do, received, signed_in
from tests.cast import HERE, Cast, make_cast
from tests.feedback.holding import broadcaster

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HERE)


def does(cast: Cast, case: Case, verb: str, when: datetime, **more: str) -> None:
    with time_machine.travel(when, tick=False):
        answer = signed_in(cast, "agent").post(f"/cases/{case.pk}/{verb}", {**FORMS[verb], **more})
    assert answer.status_code == 302, answer.content.decode()


def duty(case: Case, clause: str) -> Duty:
    return Duty.objects.get(subject_kind="case", subject_id=case.pk, clause=clause)


def told_each_month(case: Case) -> list[str]:
    found = Duty.objects.filter(subject_kind="case", subject_id=case.pk, clause="suggestion.progress")
    return list(found.order_by("start_at").values_list("end", flat=True))


def test_a_suggestion_in_the_book_is_kept_up_with_until_it_is_done(cast: Cast) -> None:
    case = received(cast, kind="suggestion", severity="", channel="opinion-book", matter="在三号楼前加装路灯")
    # An entry in the book is answered within three working days; a suggestion is assessed within a week.
    assert duty(case, "opinion-book.answer").due_at == at(3, 13, 18)
    assert duty(case, "suggestion.assess").due_at == at(3, 17, 18)
    does(cast, case, "assess", at(3, 12))
    does(cast, case, "answer", at(3, 12, 11), answer="建议已采纳，四月施工")
    does(cast, case, "thank", at(3, 12, 12))
    assert duty(case, "opinion-book.answer").end == duty(case, "suggestion.thank").end == "done"
    # April: the proposer is told how it goes. May: nobody tells anything, and that month is missed. June: told again.
    does(cast, case, "answer", at(4, 15), answer="灯杆已到货")
    run_clock(at(6, 2))
    does(cast, case, "answer", at(6, 3), answer="基础已浇筑")
    assert told_each_month(case) == ["done", "missed", "done"]
    # July: it is done, said so, and filed; from then on nobody is told any more.
    run_clock(at(7, 1))
    does(cast, case, "resolve", at(7, 10), result="路灯已亮")
    does(cast, case, "close", at(7, 11))
    run_clock(at(10, 1))
    assert told_each_month(case)[:3] == ["done", "missed", "done"]
    assert not Duty.objects.filter(subject_id=case.pk, clause="suggestion.progress", end="").exists()
    # All of it stands in the register of the opinion book.
    with time_machine.travel(at(7, 12), tick=False):
        page = signed_in(cast, "agent").get(f"/registers/{cast.community.pk}/opinion-book?since=2026-03-01")
    found = page.content.decode()
    assert case.number in found
    assert "基础已浇筑" in found
    assert all(moment in found for moment in ("2026-03-10 09:30", "2026-06-03 10:00", "yesterday 10:00"))


def test_what_came_by_other_ways_does_not_stand_in_it(cast: Cast) -> None:
    case = received(cast, kind="suggestion", severity="")
    with time_machine.travel(MORNING, tick=False):
        page = signed_in(cast, "agent").get(f"/registers/{cast.community.pk}/opinion-book").content.decode()
    assert case.number not in page
    assert "Nothing stands in this register" in page


def test_who_revisits_reads_what_to_say_and_ask(cast: Cast) -> None:
    case = received(cast)
    client = signed_in(cast, "lead")
    assert "What to say and ask" not in client.get(f"/cases/{case.pk}").content.decode()
    assert do(cast, case, "resolve") == 302
    english = client.get(f"/cases/{case.pk}").content.decode()
    assert "Are you satisfied with how it was settled?" in english
    chinese = client.get(f"/cases/{case.pk}", headers={"accept-language": "zh-hans"}).content.decode()
    for words in ("我是××物业客服中心的××", "处理的结果您满意吗？", "还有什么没有解决"):
        assert words in chinese
    broadcaster(cast)
    there = received(cast, community=str(Community.objects.get(name="广电局").pk))
    assert do(cast, there, "resolve") == 302
    shown = signed_in(cast, "supervisor").get(f"/cases/{there.pk}", headers={"accept-language": "zh-hans"})
    assert "我是广电客服××" in shown.content.decode()
