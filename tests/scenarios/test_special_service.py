"""A special service: price list shown, done by the agreed time, payment notice, paid, revisited by another."""

from datetime import timedelta

import pytest

from kefu.duties.models import Duty
from kefu.fees import queries as fee_queries
from kefu.fees.models import Receipt
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.counter.errands import begin, begun, home, step, taken
from tests.pdf import text_of
from tests.scenarios.test_move_in import books_are_even

pytestmark = pytest.mark.django_db
SERVICE = {"service": "空调清洗", "details": "客厅、主卧空调各一台", "at": "2026-03-11T10:00", "price": "160"}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    home(found)
    return found


def duty(clause: str) -> Duty:
    return Duty.objects.get(subject_kind="errand", clause=clause)


def test_from_the_appointment_to_the_revisit(cast: Cast) -> None:
    assert begin(cast, "special-service", **SERVICE)[0] == 422
    errand = begun(cast, "special-service", **SERVICE, told="on")
    assert duty("service.done").due_at == MORNING + timedelta(days=1, minutes=30)
    next_day = MORNING + timedelta(days=1)
    taken(cast, errand, "done", "engineer", next_day, result="已清洗，运行正常")
    assert duty("service.done").end == "done"

    # The payment notice says what is owed; the cashier takes it once.
    assert errand.unit is not None
    taken(cast, errand, "notice", "agent", next_day)
    assert str(fee_queries.arrears(errand.unit.pk)) == "160.00"
    notice = signed_in(cast, "agent").get(f"/counter/errands/{errand.pk}/forms/notice").content
    assert all(word in text_of(notice) for word in ("空调清洗", "160"))
    taken(cast, errand, "pay", "cashier", next_day, way="alipay")
    assert fee_queries.arrears(errand.unit.pk) == 0
    assert Receipt.objects.get().payer == "王芳"

    # Whoever did it does not revisit.
    revisit = duty("service.revisit")
    assert revisit.bearer_id != cast.engineer.pk
    assert step(cast, errand, "revisit", "engineer", next_day, satisfied="yes")[0] == 403
    taken(cast, errand, "revisit", "agent", next_day + timedelta(days=1), satisfied="yes", said="很干净")
    revisit.refresh_from_db()
    assert (revisit.end, errand.state) == ("done", "done")
    assert books_are_even(cast.community)
