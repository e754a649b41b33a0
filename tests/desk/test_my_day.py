"""My day: what waits for somebody, a page of it at a time."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from kefu.desk.queries import SHOWN, SOON, day, due_later
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Step
from kefu.estate import actions as estate
from kefu.estate.actions.places import NewUnit
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.models import Post, User
from kefu.ui.paging import Asked
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast
from tests.test_every_page import HERE

pytestmark = pytest.mark.django_db
EVENING = MORNING + timedelta(hours=9)


def test_every_duty_is_on_one_of_its_pages_in_order(cast: Cast) -> None:
    for n in range(30):
        received(cast, matter=f"第 {n} 件")
    without_time, far = Duty.objects.values_list("id", flat=True)[:2]
    Duty.objects.filter(id=without_time).update(due_at=None)
    Duty.objects.filter(id=far).update(due_at=MORNING + SOON)
    borne = Duty.objects.filter(bearer_id=cast.agent.pk, end="")
    seen: list[int] = []
    asked: str | None = ""
    while asked is not None:
        shown = day(cast.agent, MORNING, Asked(asked))
        seen += [one.duty.pk for one, _ in shown.duties]
        asked = shown.page.next
    soon = borne.exclude(id__in=(without_time, far))
    assert len(seen) > 50
    assert seen == [duty.pk for duty in sorted(soon, key=lambda duty: (duty.due_at or MORNING, duty.pk))]
    first = signed_in(cast, "agent").get("/").content.decode()
    address = re.search(r'rel="next" href="([^"]+)"', first)
    assert address is not None
    second = signed_in(cast, "agent").get("/" + address[1]).content.decode()
    assert f'/duties/{seen[-1]}"' in second
    assert f'/duties/{seen[0]}"' not in second


def test_what_is_due_after_a_month_or_has_no_time_stands_apart(cast: Cast) -> None:
    received(cast, matter="楼道灯不亮")
    borne = Duty.objects.filter(bearer_id=cast.agent.pk, end="")
    last, paused = borne.order_by("due_at").values_list("id", flat=True)[:2]
    assert not day(cast.agent, MORNING).has_later
    for due_at in (MORNING + SOON, None):
        Duty.objects.filter(id=paused).update(due_at=due_at)
        assert day(cast.agent, MORNING).has_later
        assert [one.duty.pk for one, _ in due_later(cast.agent, MORNING)["duties"]] == [paused]
    with time_machine.travel(MORNING, tick=False):
        client = signed_in(cast, "agent")
        my_day, later = (client.get(page).content.decode() for page in ("/", "/later"))
    assert f'/duties/{last}"' in my_day
    assert f'/duties/{paused}"' not in my_day
    assert f'/duties/{paused}"' in later
    assert "楼道灯不亮" in later
    assert 'href="/later"' in my_day


def test_the_escalations_that_wait_longest_are_shown_and_that_there_are_more(cast: Cast) -> None:
    for n in range(SHOWN + 5):
        received(cast, matter=f"第 {n} 件")
    run_clock(EVENING)
    to_id = Step.objects.exclude(to_id=None).order_by("id")[0].to_id
    name = next(name for name in HERE if cast[name].pk == to_id)
    waiting = list(Step.objects.filter(to_id=to_id, is_waiting=True, acknowledged_at=None).order_by("at", "id"))
    assert len(waiting) > SHOWN
    assert [step.pk for step, _ in day(cast[name], EVENING).steps] == [step.pk for step in waiting[:SHOWN]]
    with time_machine.travel(EVENING, tick=False):
        said = signed_in(cast, name).get("/").content.decode()
    assert "they appear here as you take note of these" in said
    words = {(step.duty.clause, says) for step, says in day(cast[name], EVENING).steps}
    assert words
    for clause, says in words:
        assert f'{says} <span class="quiet">{clause}</span>' in unescape(said)


def test_what_somebody_took_note_of_stays_on_their_day_until_others_have_done_it(cast: Cast) -> None:
    case = received(cast, severity="general")
    run_clock(EVENING + timedelta(days=3))
    later = EVENING + timedelta(days=3)
    step = Step.objects.get(duty__clause="complaint.settle.own", to_id=cast.supervisor.pk)
    assert step.duty.bearer_id == cast.agent.pk
    with time_machine.travel(later, tick=False):
        assert case.number in [found.duty.label for found, _ in day(cast.supervisor, later).steps]
        assert day(cast.supervisor, later).noted == []
        signed_in(cast, "supervisor").post(f"/steps/{step.pk}/acknowledge")
        shown = day(cast.supervisor, later)
        assert step.duty_id in [told.duty.pk for told, _ in shown.noted]
        assert step.pk not in [found.pk for found, _ in shown.steps]
        page = signed_in(cast, "supervisor").get("/").content.decode()
        noted = page[page.index('id="noted"') :]
        assert "张晓梅" in noted
        assert case.matter[:10] in noted
        assert [told.duty.pk for told, _ in day(cast.agent, later).noted] == []
        signed_in(cast, "agent").post(f"/cases/{case.pk}/resolve", {"result": "已劝停", "opinion-asked": "on"})
    assert step.duty_id not in [told.duty.pk for told, _ in day(cast.supervisor, later).noted]


def test_each_case_is_named_by_what_it_is_about(cast: Cast) -> None:
    received(cast, matter="楼道灯不亮")
    page = signed_in(cast, "agent").get("/").content.decode()
    assert page.count("楼道灯不亮") == len(day(cast.agent, MORNING).duties)


def test_an_administrator_is_told_what_is_yet_to_be_set_up_until_all_is(cast: Cast) -> None:
    def said() -> str:
        return signed_in(cast, "administrator").get("/").content.decode()

    def lists(place: str) -> str:
        page = said()
        rest = page[page.index(f">{place}</a>") :]
        return rest[: rest.index("</ul>")]

    def is_done(step: str, within: str) -> bool:
        rest = within[within.index(step) :]
        return "✓ done" in rest[: rest.index("</li>")]

    by = Act(cast.administrator.pk, MORNING)
    assert "held by nobody" not in lists("翠湖苑")
    assert "Load its homes and residents" in lists("翠湖苑")
    for where in (cast.community, cast.other_community):
        building = estate.add_building(where.pk, by=by, name="1")
        estate.add_unit(building.pk, NewUnit("101", "1", 1), by=by)
    assert "Nothing waits for you" in said()
    founded = people.found_community(NewCommunity("新城", "XC", "water"), by=by)
    assert not is_done("Add the posts that the rulebook names", lists("新城"))
    assert f'href="/estate/{founded.pk}"' in lists("新城")
    assert all(
        is_done(step, said()) for step in ("Add the community", ">rulebook</a> is in force", "Add your colleagues")
    )
    people.found_posts(founded.pk, by=by)
    posts = Post.objects.filter(community=founded).count()
    assert f"{posts} posts are held by nobody" in lists("新城")
    assert is_done("There are posts", lists("新城"))
    for post in Post.objects.filter(community=founded)[1:]:
        people.appoint_user(cast.lead.pk, by=by, post_id=post.pk)
    assert "1 post is held by nobody" in lists("新城")
    User.objects.exclude(pk=cast.administrator.pk).update(is_active=False, left_at=MORNING)
    assert not is_done("Add your colleagues", said())
