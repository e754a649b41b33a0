"""My day: what waits for somebody, a page of it at a time."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from kefu.desk.queries import STEPS_SHOWN, day
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.models import User
from kefu.ui.paging import Asked
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast
from tests.test_every_page import HERE

pytestmark = pytest.mark.django_db
EVENING = MORNING + timedelta(hours=9)


def test_every_duty_is_on_one_of_its_pages_in_order(cast: Cast) -> None:
    for n in range(30):
        received(cast, matter=f"第 {n} 件")
    Duty.objects.filter(id__in=list(Duty.objects.values_list("id", flat=True)[:2])).update(due_at=None)
    borne = Duty.objects.filter(bearer_id=cast.agent.pk, end="")
    seen: list[int] = []
    asked: str | None = ""
    while asked is not None:
        shown = day(cast.agent, Asked(asked))
        seen += [one.duty.pk for one, _ in shown.duties]
        asked = shown.page.next
    in_order = sorted(borne, key=lambda duty: (duty.due_at is None, duty.due_at or MORNING, duty.pk))
    assert len(seen) > 50
    assert seen == [duty.pk for duty in in_order]
    first = signed_in(cast, "agent").get("/").content.decode()
    address = re.search(r'rel="next" href="([^"]+)"', first)
    assert address is not None
    second = signed_in(cast, "agent").get("/" + address[1]).content.decode()
    assert f"/duties/{seen[-1]}" in second
    assert f"/duties/{seen[0]}" not in second


def test_the_escalations_that_wait_longest_are_shown_and_that_there_are_more(cast: Cast) -> None:
    for n in range(STEPS_SHOWN + 5):
        received(cast, matter=f"第 {n} 件")
    run_clock(EVENING)
    to_id = Step.objects.exclude(to_id=None).order_by("id")[0].to_id
    name = next(name for name in HERE if cast[name].pk == to_id)
    waiting = list(Step.objects.filter(to_id=to_id, is_waiting=True).order_by("at", "id"))
    assert len(waiting) > STEPS_SHOWN
    assert [step.pk for step, _ in day(cast[name]).steps] == [step.pk for step in waiting[:STEPS_SHOWN]]
    with time_machine.travel(EVENING, tick=False):
        said = signed_in(cast, name).get("/").content.decode()
    assert "they appear here as you take note of these" in said
    words = {(step.duty.clause, says) for step, says in day(cast[name]).steps}
    assert words
    for clause, says in words:
        assert f'{says} <span class="quiet">{clause}</span>' in unescape(said)


def test_an_administrator_is_told_what_is_yet_to_be_set_up_and_only_that(cast: Cast) -> None:
    def said() -> str:
        return signed_in(cast, "administrator").get("/").content.decode()

    assert "Nothing waits for you" in said()
    by = Act(cast.administrator.pk, MORNING)
    founded = people.found_community(NewCommunity("新城", "XC", "water"), by=by)
    page = said()
    assert "add the posts that the rulebook names" in page
    assert "Add the community" not in page
    assert "Add your colleagues" not in page
    people.found_posts(founded.pk, by=by)
    assert "Nothing waits for you" in said()
    User.objects.exclude(pk=cast.administrator.pk).update(is_active=False, left_at=MORNING)
    assert "Add your colleagues" in said()
