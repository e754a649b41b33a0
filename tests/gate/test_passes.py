"""Passes at the desk: issued, extended, called in, handed in, revoked; visitors and goods at the gate; lists and papers."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kefu.counter.held import held
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.gate import actions
from kefu.gate.actions import PassRefused
from kefu.gate.models import Direction, Pass, Passage
from kefu.notices.models import Delivery, Message
from kefu.people import actions as people_actions
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.gate.passes import home, issued, visiting
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def events(of: Pass) -> list[str]:
    return [event.kind for event in event_queries.history("pass", of.pk) if event.actor_id is not None]


def by(cast: Cast, who: str = "engineer", **more: int) -> Act:
    return Act(cast[who].pk, LATER + timedelta(**more))


def posted(cast: Cast, of: Pass, verb: str, who: str = "agent", **form: str) -> int:
    with time_machine.travel(LATER, tick=False):
        return signed_in(cast, who).post(f"/passes/{of.pk}/{verb}", form).status_code


def test_goods_go_out_once(cast: Cast) -> None:
    slip = issued(cast)
    actions.release_goods(slip.pk, by=by(cast), gate="东门")
    with pytest.raises(PassRefused) as again:
        actions.release_goods(slip.pk, by=by(cast, "lead", hours=1), gate="西门")
    assert "03-10 10:30 东门 李大伟" in str(again.value)
    assert events(slip) == ["pass.issued", "goods.released"]
    slip.refresh_from_db()
    assert (slip.state, slip.closed_at) == ("used", LATER)
    passage = Passage.objects.get()
    assert (passage.direction, passage.gate, passage.by) == ("goods", "东门", cast.engineer)
    # Not even past the action.
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.create(
            community=cast.community, of=slip, direction=Direction.GOODS, at=LATER, recorded_at=LATER, by=cast.lead
        )


def test_goods_that_differ_stay_and_the_slip_holds(cast: Cast) -> None:
    slip = issued(cast)
    assert posted(cast, slip, "refuse", "engineer", said="多出一台空调") == 302
    assert posted(cast, slip, "refuse", "engineer") == 422
    slip.refresh_from_db()
    assert (slip.state, slip.passages.get().direction) == ("issued", "refused")
    assert posted(cast, slip, "release", "engineer") == 302
    assert events(slip) == ["pass.issued", "goods.refused", "goods.released"]


def test_nobody_lets_out_what_they_issued_a_slip_for(cast: Cast) -> None:
    slip = issued(cast)
    with pytest.raises(PassRefused, match=r"goods\.slip"):
        actions.release_goods(slip.pk, by=by(cast, "agent"))
    assert Pass.objects.get(pk=slip.pk).state == "issued"
    assert not Passage.objects.exists()


def test_goods_are_named_and_their_slip_holds_for_a_time(cast: Cast) -> None:
    with pytest.raises(PassRefused, match="which goods"):
        issued(cast, what=" \n ")
    slip = issued(cast)
    with pytest.raises(PassRefused, match="not valid now"):
        actions.release_goods(slip.pk, by=by(cast, hours=24))
    actions.extend_pass(slip.pk, by=by(cast, "agent", hours=24), until=LATER + timedelta(hours=30))
    actions.release_goods(slip.pk, by=by(cast, hours=25))


def test_a_visitor_goes_in_once_at_a_time_and_only_after_the_host_was_told(cast: Cast) -> None:
    visitor = visiting(cast, told="")
    with pytest.raises(PassRefused, match=r"visitor\.host-told-first"):
        actions.enter_visitor(visitor.pk, by=by(cast))
    actions.tell_host(visitor.pk, by=by(cast))
    actions.enter_visitor(visitor.pk, by=by(cast), gate="东门")
    with pytest.raises(PassRefused, match="is inside already"):
        actions.enter_visitor(visitor.pk, by=by(cast, "lead"))
    duty = Duty.objects.get(subject_kind="pass", clause="visitor.leave")
    assert (duty.bearer_id, duty.due_at) == (cast.engineer.pk, LATER + timedelta(hours=12))
    actions.leave_visitor(visitor.pk, by=by(cast, hours=2))
    duty.refresh_from_db()
    assert duty.end == "done"
    assert events(visitor) == ["visitor.registered", "visitor.host-told", "visitor.entered", "visitor.left"]
    # Back from the car, within the visit.
    actions.enter_visitor(visitor.pk, by=by(cast, hours=3))
    assert [one.is_open for one in Passage.objects.order_by("id")] == [False, False, True]
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.filter(direction="in").update(is_open=True)


def test_whose_time_is_over_does_not_go_in_but_comes_out(cast: Cast) -> None:
    visitor = visiting(cast)
    actions.enter_visitor(visitor.pk, by=by(cast))
    actions.leave_visitor(visitor.pk, by=by(cast, days=2))
    with pytest.raises(PassRefused, match="time of this pass is over"):
        actions.enter_visitor(visitor.pk, by=by(cast, days=2))


def test_the_host_is_told_by_a_message_where_a_number_is_on_file(cast: Cast) -> None:
    visitor = visiting(cast, told="message")
    message = Message.objects.get()
    assert (message.about_kind, message.about_id) == ("pass", visitor.pk)
    assert (Delivery.objects.get().way, Delivery.objects.get().address) == ("sms", "13912345678")
    with pytest.raises(PassRefused, match="No number of the host"):
        visiting(cast, told="message", host_person=None)
    assert Pass.objects.count() == 1


def test_the_host_is_told_once_and_in_the_department_s_language(cast: Cast) -> None:
    visitor = visiting(cast, told="")
    with override("en"):
        actions.tell_host(visitor.pk, by=by(cast), told="message")
        assert "赵强" in Message.objects.get().text
        assert "gate" not in Message.objects.get().text
        with pytest.raises(PassRefused, match="told already"):
            actions.tell_host(visitor.pk, by=by(cast, hours=1), told="message")
    assert Message.objects.count() == 1


def test_nobody_is_let_in_to_a_home_of_another_community(cast: Cast) -> None:
    unit = home(cast)
    with pytest.raises(PermissionDenied):
        issued(cast, who="other_clerk", community=cast.other_community)
    assert not Pass.objects.filter(unit=unit).exists()


def test_from_a_home_s_page_it_is_issued_in_that_home_s_community(cast: Cast) -> None:
    unit, by_root = home(cast), Act(cast.administrator.pk, BEGAN)
    # So the other community comes first by its name.
    cast.other_community.name = "一号院"
    cast.other_community.save(update_fields=["name"])
    people_actions.appoint_user(cast.agent.pk, by=by_root, post_id=cast.posts["other_clerk"].pk)
    with time_machine.travel(MORNING, tick=False):
        client = signed_in(cast, "agent")
        page = client.get(f"/estate/units/{unit.pk}").content.decode()
        (link,) = re.findall(r'href="(/passes/issue/goods[^"]*)"', page)
        form = client.get(link.replace("&amp;", "&")).content.decode()
    assert re.findall(r'<option value="(\d+)" selected', form) == [str(cast.community.pk)]
    assert 'value="3-2-1201"' in form


def test_a_month_s_figures_lead_to_the_passes_of_that_community(cast: Cast) -> None:
    visitor = visiting(cast)
    with time_machine.travel(LATER, tick=False):
        client = signed_in(cast, "administrator")
        page = client.get(f"/passes/months/{cast.community.pk}").content.decode()
        links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/passes[^"]*community=[^"]*)"', page)]
        assert len(links) >= 1
        assert all(f"community={cast.community.pk}&" in link for link in links)
        shown = client.get(f"/passes?kind=visitor&community={cast.community.pk}").content.decode()
        elsewhere = client.get(f"/passes?kind=visitor&community={cast.other_community.pk}").content.decode()
    assert visitor.number in shown
    assert visitor.number not in elsewhere


def test_only_what_is_handed_in_is_chosen_among_a_household_s_passes(cast: Cast) -> None:
    visiting(cast)
    issued(cast)
    worker = issued(cast, "worker", company="美居装饰")
    assert held("pass", home(cast)) == [(worker.pk, str(worker))]


def test_a_worker_hands_the_pass_in_when_the_work_is_done(cast: Cast) -> None:
    worker = issued(cast, "worker", company="美居装饰")
    actions.enter_visitor(worker.pk, by=by(cast))
    actions.call_in_pass(worker.pk, by=by(cast, "agent"))
    duty = Duty.objects.get(subject_kind="pass", clause="pass.hand-in")
    assert duty.due_at is not None
    assert duty.due_at.day == 13
    actions.hand_in_pass(worker.pk, by=by(cast, hours=2), gate="东门")
    duty.refresh_from_db()
    assert duty.end == "done"
    worker.refresh_from_db()
    assert (worker.state, worker.closed_at) == ("handed-in", LATER + timedelta(hours=2))
    assert not Passage.objects.filter(is_open=True).exists()
    with pytest.raises(PassRefused):
        actions.enter_visitor(worker.pk, by=by(cast, hours=3))


def test_what_is_revoked_holds_no_longer(cast: Cast) -> None:
    worker = issued(cast, "worker", company="美居装饰")
    assert posted(cast, worker, "revoke", "agent", said="擅自改墙") == 403
    assert posted(cast, worker, "revoke", "lead", said="擅自改墙") == 302
    with pytest.raises(PassRefused, match="revoked"):
        actions.enter_visitor(worker.pk, by=by(cast))
    assert events(worker) == ["pass.issued", "pass.revoked"]


VERBS: dict[str, Callable[[Cast], Pass]] = {
    "enter": visiting,
    "tell-host": lambda cast: visiting(cast, told=""),
    "release": issued,
    "call-in": lambda cast: issued(cast, "resident"),
    "hand-in": lambda cast: issued(cast, "resident"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_over_http(cast: Cast, verb: str) -> None:
    of, form = VERBS[verb](cast), {"told": "phone", "request_key": "k"}
    before = len(events(of))
    assert posted(cast, of, verb, "auditor", **form) == 403
    assert posted(cast, of, verb, "other_clerk", **form) == 404
    assert posted(cast, of, verb, "lead", **form) == 302
    assert posted(cast, of, verb, "lead", **form) == 302  # a second click
    assert len(events(of)) == before + 1


def test_each_kind_is_issued_by_its_form(cast: Cast) -> None:
    home(cast)
    client = signed_in(cast, "agent")
    usual = {"community": str(cast.community.pk), "holder": "王丽", "place": "3-2-1201"}
    more = {
        "worker": {"company": "美居装饰", "purpose": "水电改造"},
        "resident": {},
        "visitor": {"host": "王丽", "told": "phone"},
        "goods": {"what": "沙发 1 张"},
    }
    with time_machine.travel(MORNING, tick=False):
        for number, (kind, said) in enumerate(more.items(), 1):
            assert client.get(f"/passes/issue/{kind}").status_code == 200
            answer = client.post(f"/passes/issue/{kind}", {**usual, **said, "request_key": kind})
            found = Pass.objects.get(kind=kind)
            assert answer.headers["Location"] == f"/passes/{found.pk}"
            assert (found.number, found.unit) == (f"P2026-{number:06d}", home(cast))
            assert client.post(f"/passes/issue/{kind}", {**usual, **said, "request_key": kind}).status_code == 302
        wrong = client.post("/passes/issue/goods", {**usual, "what": "沙发", "place": "9-9-999"})
    assert wrong.status_code == 422
    assert "沙发" in wrong.content.decode()
    assert Pass.objects.count() == 4
    assert Pass.objects.get(kind="visitor").host_person is not None


def test_numbers_to_call_are_hidden_and_codes_are_long(cast: Cast) -> None:
    slip = issued(cast)
    page = signed_in(cast, "agent").get(f"/passes/{slip.pk}").content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page
    assert len(slip.code) >= 22
    assert issued(cast).code != slip.code


@pytest.mark.parametrize("kind", ["worker", "resident", "goods", "visitor"])
def test_the_paper_says_what_the_gate_needs(cast: Cast, kind: str) -> None:
    of = visiting(cast) if kind == "visitor" else issued(cast, kind)
    with time_machine.travel(LATER, tick=False):
        answer = signed_in(cast, "agent").get(f"/passes/{of.pk}/paper")
    assert answer.headers["Content-Type"] == "application/pdf"
    said = text_of(answer.content)
    assert of.number in said
    assert ("沙发 1 张" in said) == (kind == "goods")


def test_the_lists_and_the_month(cast: Cast) -> None:
    slip, visitor = issued(cast), visiting(cast)
    actions.release_goods(slip.pk, by=by(cast))
    actions.enter_visitor(visitor.pk, by=by(cast), gate="东门")
    client = signed_in(cast, "agent")
    with time_machine.travel(LATER, tick=False):
        assert slip.number in client.get("/passes?kind=goods").content.decode()
        assert slip.number not in client.get("/passes?valid=on").content.decode()
        assert visitor.number in client.get("/passes?valid=on&state=inside&q=赵强").content.decode()
        log = client.get("/passes/log?direction=in").content.decode()
        months = client.get(f"/passes/months/{cast.community.pk}").content.decode()
        for address in ("/passes", "/passes/log", f"/passes/months/{cast.community.pk}"):
            answer = client.post(f"{address}/export")
            assert answer.status_code == 200
            assert answer.getvalue()  # read to its end, and closed
    assert "赵强" in log
    assert "王丽</a>" not in log
    days = "since=2026-03-01&amp;until=2026-03-31"
    assert f"/passes/log?direction=goods&amp;community={cast.community.pk}&amp;{days}" in months


def test_a_home_shows_its_passes(cast: Cast) -> None:
    slip = issued(cast)
    with time_machine.travel(LATER, tick=False):
        said = signed_in(cast, "agent").get(f"/estate/units/{home(cast).pk}").content.decode()
    assert f"/passes/{slip.pk}" in said
    assert f"/passes/issue/worker?community={cast.community.pk}&amp;place=3-2-1201" in said
