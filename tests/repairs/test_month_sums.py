"""A month's repairs: what they come to, what is collected, and the duties that saying so ends."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from kefu.cases.models import Case
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.repairs import sums
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def repair(cast: Cast, way: str, item: str = "", matter: str = "墙面脱落") -> Case:
    return received(cast, kind="repair", severity="", repair_way=way, repair_item=item, matter=matter)


def said(cast: Cast, verb: str, who: str = "supervisor", month: str = "2026-03", key: str = "") -> int:
    address = f"/repairs/months/{cast.community.pk}/{verb}?month={month}"
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        return signed_in(cast, who).post(address, {"request_key": key}).status_code


def events(cast: Cast, kind: str) -> list[Event]:
    return list(event_queries.history("department", cast.department.pk).filter(kind=kind))


def page(cast: Cast, month: str = "2026-03", who: str = "auditor") -> str:
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        return signed_in(cast, who).get(f"/repairs/months/{cast.community.pk}?month={month}").content.decode()


def test_repairs_are_summed_up_by_way_and_item(cast: Cast) -> None:
    settled = repair(cast, "private")
    assert do(cast, settled, "resolve") == 302
    repair(cast, "private", "lighting-other")
    public = repair(cast, "public", "plaster-paint")
    withdrawn = repair(cast, "public", "plaster-paint")
    assert do(cast, withdrawn, "withdraw") == 302
    received(cast)
    found = sums.sums(cast.community, date(2026, 3, 1))
    assert (found.total.received, found.total.settled, found.total.open) == (3, 1, 2)
    assert [(one.key, one.received, one.settled) for one in found.ways] == [("private", 2, 1), ("public", 1, 0)]
    assert [(one.received, one.settled) for one in found.items] == [(1, 0), (1, 0), (1, 1)]
    shown = page(cast)
    address = f"/registers/{cast.community.pk}/repairs?since=2026-03-01&amp;until=2026-03-31"
    (link,) = re.findall(rf"href=\"({re.escape(address)}[^\"]*kind=public)\"", shown)
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        behind = signed_in(cast, "auditor").get(link.replace("&amp;", "&")).content.decode()
    assert [one.number in behind for one in (settled, public, withdrawn)] == [False, True, False]
    assert "No repair was received in this month" in page(cast, "2026-02")


def test_damage_of_public_areas_is_collected_until_it_is_repaired(cast: Cast) -> None:
    wall, step = repair(cast, "public", "plaster-paint"), repair(cast, "public", "steps-paving")
    others = [repair(cast, "public", "lighting-other"), repair(cast, "private", "plaster-paint")]
    done = repair(cast, "public", "steps-paving")
    assert do(cast, done, "resolve") == 302
    shown = page(cast)
    assert [f"/cases/{case.pk}" in shown for case in (wall, step, *others, done)] == [True, True, False, False, False]
    assert f"/cases/{wall.pk}" not in page(cast, "2026-02")


@pytest.mark.parametrize(
    ("verb", "kind", "clause"),
    [("count", sums.COUNTED, "repair.count"), ("collect", sums.COLLECTED, "repair.campaign")],
)
def test_saying_so_ends_the_months_duty_once(cast: Cast, verb: str, kind: str, clause: str) -> None:
    run_clock(MORNING)
    duty = Duty.objects.get(subject_kind="department", subject_id=cast.department.pk, clause=clause, end="")
    for who in ("agent", "engineer", "cashier", "auditor", "keeper"):
        assert said(cast, verb, who) == 403
    assert said(cast, verb, "other_clerk") == 404
    assert events(cast, kind) == []
    for _click in range(2):
        assert said(cast, verb, key="k") == 302
    duty.refresh_from_db()
    assert duty.end == "done"
    (event,) = events(cast, kind)
    assert (event.actor_id, event.facts) == (cast.supervisor.pk, {"month": "2026-03"})
    # A second time nothing is written; another month may be said, one ahead counts as this one.
    assert said(cast, verb, "manager") == 302
    assert said(cast, verb, "manager", "2026-05") == 302
    assert len(events(cast, kind)) == 1
    assert said(cast, verb, "manager", "2026-02") == 302
    assert [event.facts["month"] for event in events(cast, kind)] == ["2026-03", "2026-02"]
    assert cast.supervisor.name in page(cast)
    assert f"/{verb}?month=2026-03" not in page(cast, who="lead")
