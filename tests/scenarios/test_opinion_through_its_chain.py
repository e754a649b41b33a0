"""An opinion's way through a broadcaster's department, day by day (S2): asked, summed up, sent within two days, answered
in writing within three, changed, revisited within two weeks with the signature of the one who gave it.

Everything is done on the pages; the clock is moved and nothing else.
"""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db.models import QuerySet
from pytest_django import Settings

from kefu.duties.acts import Subject
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from kefu.events import queries as event_queries
from kefu.feedback import queries
from kefu.feedback.models import Answer, Sheet, Survey
from kefu.notices.models import Delivery
from kefu.notices.tasks import send_messages
from tests.agreeing import assert_audit_agrees
from tests.cases.test_cases import signed_in
from tests.cast import HERE, Cast, make_cast
from tests.feedback.holding import broadcaster
from tests.notices.standins import provider
from tests.notices.test_outbox import by_sms

pytestmark = pytest.mark.django_db


def day(month: int, number: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, number, hour, minute, tzinfo=HERE)


def post(cast: Cast, who: str, address: str, **form: str) -> str:
    """Somebody sends a form; where it leads."""
    answer = signed_in(cast, who).post(address, {**form, "request_key": f"{address} {form}"[:64]})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def duty(sheet: Sheet, clause: str) -> Duty:
    return Duty.objects.get(subject_kind="survey", subject_id=sheet.pk, clause=clause)


def words(survey: Survey) -> QuerySet[Answer]:
    return Answer.objects.filter(response__survey=survey, question__kind="text")


def test_an_opinion_through_its_chain(settings: Settings) -> None:
    with time_machine.travel(day(3, 2, 9), tick=False) as now:
        cast = make_cast()
        department = broadcaster(cast)

        # Monday, 2 March: the supervisor prepares the survey and draws ten of twenty households.
        address = post(
            cast, "supervisor", "/surveys/plan", department=str(department.pk), title="收视服务调查", with_example="on"
        )
        survey = Survey.objects.get()
        for verb, form in (("draw", {"size": "10"}), ("open", {})):
            post(cast, "supervisor", f"{address}/{verb}", **form)

        # Thursday: the agent calls on two households. One has something to say; the other is not at home.
        now.move_to(day(3, 5))
        first, second = survey.homes.order_by("sorts_as")[:2]
        rating, text = survey.questions.get(number=1), survey.questions.get(kind="text")
        said = {f"q{rating.pk}": "2", f"q{text.pk}": "三号楼信号常断", "giver": "王女士", "contact": "13900001111"}
        post(cast, "agent", f"/surveys/homes/{first.pk}/answers", channel="visit", **said)
        post(cast, "agent", f"/surveys/homes/{second.pk}/visit", met="nobody")
        assert queries.counted(survey) == (10, 2, 0, 1, 1)

        # Friday, 6 March, 10:00: summed up. The two days are calendar days: Sunday is no day to end on, so Monday.
        now.move_to(day(3, 6))
        (opinion,) = words(survey)
        sheet_address = post(cast, "supervisor", f"{address}/sum-up", **{f"a{opinion.pk}": str(department.pk)})
        sheet = Sheet.objects.get()
        sending = duty(sheet, "survey.opinions.send")
        assert (sending.bearer_id, sending.due_at) == (cast.supervisor.pk, day(3, 9, 18))
        assert "收视服务调查" in signed_in(cast, "supervisor").get("/").content.decode()

        # Monday, 18:00 passes: it is late, and the supervisor's own level is told.
        now.move_to(day(3, 9, 18, 1))
        run_clock(day(3, 9, 18, 1))
        sending.refresh_from_db()
        assert sending.breached_at == day(3, 9, 18)
        assert Step.objects.filter(duty=sending).exists()

        # Tuesday: sent, and received the same day by the head of the department, who has three days from then.
        now.move_to(day(3, 10))
        post(cast, "supervisor", f"{sheet_address}/send")
        sending.refresh_from_db()
        assert (sending.end, sending.breached_at) == ("done", day(3, 9, 18))
        now.move_to(day(3, 10, 15))
        post(cast, "lead", f"{sheet_address}/receive")
        answering = duty(sheet, "survey.opinions.answer")
        assert (answering.bearer_id, answering.due_at) == (cast.lead.pk, day(3, 13, 18))

        # Thursday: said aloud is not enough; in writing it is, and in time.
        now.move_to(day(3, 12))
        spoken = signed_in(cast, "lead").post(f"{sheet_address}/answer", {"measures": "更换放大器"})
        assert spoken.status_code == 422
        assert "survey.answer.written" in spoken.content.decode()
        post(cast, "lead", f"{sheet_address}/answer", measures="更换三号楼放大器", is_written="on")
        answering.refresh_from_db()
        assert (answering.end, answering.breached_at) == ("done", None)

        # The Wednesday after it is changed; two weeks run from then. Who gave the opinion is told, once.
        now.move_to(day(3, 18))
        post(cast, "lead", f"{sheet_address}/change", change="放大器已更换")
        revisiting = duty(sheet, "survey.opinions.revisit")
        assert revisiting.due_at == day(4, 1, 18)
        with provider() as standing:
            by_sms(settings, standing)
            post(cast, "supervisor", f"{sheet_address}/tell", text="您反映的信号问题已解决")
            send_messages(0)
            send_messages(0)
        assert [asked.query["PhoneNumbers"] for asked in standing.asked] == ["13900001111"]
        assert Delivery.objects.get().state == "sent"

        # A week later she is asked again: without her signature it does not count, with it the way is at its end.
        now.move_to(day(3, 25))
        giver = f"/surveys/opinion/{sheet.opinions.get().pk}/revisit"
        unsigned = signed_in(cast, "agent").post(giver, {"is_satisfied": "yes", "is_recorded": "on"})
        assert unsigned.status_code == 422
        assert "survey.revisit.signed" in unsigned.content.decode()
        post(cast, "agent", giver, is_satisfied="yes", is_recorded="on", is_signed="on", said="现在好了")
        revisiting.refresh_from_db()
        sheet.refresh_from_db()
        assert (revisiting.end, sheet.state) == ("done", "revisited")

        # The survey is closed; the ledger tells all of it, and holds.
        post(cast, "supervisor", f"{address}/close")
        told = [event.kind for event in event_queries.history("survey", sheet.pk) if event.kind.startswith("survey.")]
        assert told == [
            *("survey.summed-up", "survey.sent", "survey.received", "survey.answered"),
            *("survey.changed", "survey.told", "survey.revisited"),
        ]
        assert list(event_queries.verify()) == []
        run_clock(day(3, 25) + timedelta(days=30))
        assert not Duty.objects.filter(subject_kind="survey", end="").exists()
        about = Subject("survey", sheet.pk, department.community_id, "")
        assert_audit_agrees(about, day(3, 25) + timedelta(days=30))
