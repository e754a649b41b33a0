"""Every verb on a thing over HTTP: works, refused in a wrong state, not permitted, another community."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kefu.custody import actions
from kefu.custody.actions import CustodyRefused, Holder, LeftKey
from kefu.custody.calc import VERBS
from kefu.custody.models import Handout, Thing
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.estate import actions as estate_actions
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.custody import things
from tests.custody.things import HOME, OWNER, PAPER, acts, do, page_after, registered
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db
HANDING = {"agent", "lead", "supervisor", "manager"}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    things.household(cast)
    registered(cast, "card", "C-900")
    return cast


def in_state(cast: Cast, kind: str, state: str) -> Thing:
    """A thing of that kind as it comes into that state; a kept key is one left with us."""
    if kind == "key" and state in ("kept", "retired"):
        thing = things.left_key(cast, "X-1")
        verbs = {"kept": [], "retired": ["give-back-key"]}[state]
    else:
        thing = registered(cast, kind, "X-1")
        out = {"card": "issue-card", "key": "lend-key", "parking": "assign-parking"}[kind]
        verbs = {"kept": [], "out": [out], "lost": [out, f"lose-{kind}"], "retired": ["retire"]}[state]
    for verb in verbs:
        assert do(cast, "agent", thing, verb) == 302
    thing.refresh_from_db()
    assert thing.state == state
    return thing


@pytest.mark.parametrize("state", ["kept", "out", "lost", "retired"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_records_one_event_where_the_state_allows_it_and_none_elsewhere(
    cast: Cast, verb: str, state: str
) -> None:
    word = VERBS[verb]
    kind = "key" if "key" in verb else min(word.kinds)
    if kind == "parking" and state == "lost":
        return
    thing = in_state(cast, kind, state)
    before = acts(thing)
    status = do(cast, "agent", thing, verb)
    thing.refresh_from_db()
    if state in word.allowed_in:
        assert status == 302
        assert acts(thing) == [*before, word.event]
        assert thing.state == (word.leads_to or state)
    else:
        assert status == 422
        assert acts(thing) == before
        assert thing.state == state
    assert thing.handouts.filter(back_at=None, direction="out").count() == (thing.state == "out")


@pytest.mark.parametrize("who", ["engineer", "cashier", "auditor", "keeper", "other_clerk"])
def test_who_only_looks_is_refused(cast: Cast, who: str) -> None:
    thing = registered(cast, "card", "X-1")
    assert do(cast, who, thing, "issue-card") == (404 if who == "other_clerk" else 403)
    assert acts(thing) == ["card.registered"]


@pytest.mark.parametrize("who", sorted(HANDING))
def test_who_hands_out(cast: Cast, who: str) -> None:
    assert do(cast, who, registered(cast, "card", "X-1"), "issue-card") == 302


def test_of_two_who_hand_out_the_second_is_told_who_has_it(cast: Cast) -> None:
    card = things.issued_card(cast)
    status, page = page_after(signed_in(cast, "lead"), card, "issue-card", name="李雷", reason="访客")
    assert status == 422
    assert OWNER in page
    assert "handed out" in page
    assert "李雷" in page


def test_a_double_click_hands_out_once(cast: Cast) -> None:
    card = registered(cast, "card", "X-1")
    for _click in range(2):
        assert do(cast, "agent", card, "issue-card", request_key="k" * 32) == 302
    assert acts(card) == ["card.registered", "card.issued"]


def test_a_card_goes_to_the_household_or_for_a_reason(cast: Cast) -> None:
    card = registered(cast, "card", "X-1")
    status, page = page_after(signed_in(cast, "agent"), card, "issue-card", name="陌生人")
    assert status == 422
    assert "only with the reason" in page
    assert not card.handouts.exists()
    assert do(cast, "agent", card, "issue-card", name="陌生人", reason="保洁员") == 302
    assert card.handouts.get().purpose == "保洁员"


def test_a_card_stays_with_the_home_that_it_was_issued_to(cast: Cast) -> None:
    card = things.issued_card(cast)
    assert card.unit is not None
    assert card.unit.code == HOME
    assert do(cast, "agent", card, "return-card") == 302
    card.refresh_from_db()
    assert card.unit is not None


def test_a_key_is_lent_only_against_a_signature(cast: Cast) -> None:
    key = registered(cast, "key", "X-1")
    status, page = page_after(signed_in(cast, "agent"), key, "lend-key", is_on_paper="")
    assert status == 422
    assert "signature" in page
    assert not key.handouts.exists()


def test_a_signature_of_the_screen_is_kept(cast: Cast) -> None:
    key, client = registered(cast, "key", "X-1"), signed_in(cast, "agent")
    form = {**things.LOAN, "is_on_paper": "", "picture": SimpleUploadedFile("s.png", signature())}
    status, _page = page_after(client, key, "lend-key", **form)  # type: ignore[arg-type]
    assert status == 302
    handout = key.handouts.get()
    picture = client.get(f"/custody/handouts/{handout.pk}/signature/out")
    assert picture.getvalue() == signature()
    assert client.get(f"/custody/handouts/{handout.pk}/signature/back").status_code == 404
    assert signed_in(cast, "other_clerk").get(f"/custody/handouts/{handout.pk}/signature/out").status_code == 404


def test_a_lent_key_is_owed_by_the_colleague_who_has_it(cast: Cast) -> None:
    key = things.lent_key(cast)
    duty = Duty.objects.get(subject_kind="thing", subject_id=key.pk, clause="key.bring-back")
    assert duty.bearer_id == cast.engineer.pk
    assert duty.due_at == things.EVENING
    assert do(cast, "agent", key, "return-key") == 302
    duty.refresh_from_db()
    assert duty.end == "done"
    # The next who borrows it is nobody of ours: who lent it sees that it comes back.
    assert do(cast, "lead", key, "lend-key") == 302
    assert Duty.objects.get(subject_kind="thing", subject_id=key.pk, end="").bearer_id == cast.lead.pk


def test_a_key_is_lent_until_a_time_to_come(cast: Cast) -> None:
    key = registered(cast, "key", "X-1")
    assert do(cast, "agent", key, "lend-key", due_at="2026-01-01T08:00") == 422
    assert do(cast, "agent", key, "lend-key", name="") == 422
    assert do(cast, "agent", key, "lend-key", name="", user=str(cast.other_clerk.pk)) == 422
    assert do(cast, "agent", key, "lend-key", name="", user=str(cast.engineer.pk)) == 302
    assert key.handouts.get().user == cast.engineer


def test_a_household_leaves_its_key_and_takes_it_back(cast: Cast) -> None:
    key = things.left_key(cast)
    assert acts(key) == ["key.left"]
    assert do(cast, "agent", key, "lend-key") == 302
    assert do(cast, "agent", key, "give-back-key") == 422
    assert do(cast, "agent", key, "return-key") == 302
    # It is the household's: we do not take it out of use.
    assert do(cast, "agent", key, "retire") == 422
    assert do(cast, "agent", key, "give-back-key", name="王强") == 302
    assert key.handouts.get(direction="left").back_from == "王强"
    # Its number is free.
    assert things.left_key(cast).number == key.number


def test_a_home_of_another_community_leaves_no_key_and_gets_nothing(cast: Cast) -> None:
    by, home = Act(cast.other_clerk.pk, MORNING), things.owner(cast)
    with pytest.raises(CustodyRefused, match="another community"), override("en"):
        actions.leave_key(cast.other_community.pk, LeftKey("K-1", home), by=by)
    card = registered(cast, "card", "X-1", cast.other_community.pk)
    with pytest.raises(CustodyRefused, match="another community"), override("en"):
        actions.issue_card(card.pk, by=by, to=home)


def test_a_key_of_ours_is_not_given_back_to_a_household(cast: Cast) -> None:
    assert do(cast, "agent", registered(cast, "key", "X-1"), "give-back-key") == 422


def test_a_household_s_key_that_is_lost_can_be_written_off(cast: Cast) -> None:
    key = things.left_key(cast)
    assert do(cast, "agent", key, "lose-key") == 302
    assert do(cast, "agent", key, "retire") == 302
    assert key.handouts.get().end == "lost"


def test_a_lost_card_is_blocked_and_replaced(cast: Cast) -> None:
    old = things.issued_card(cast)
    assert do(cast, "agent", old, "lose-card") == 302
    duty = Duty.objects.get(subject_kind="thing", subject_id=old.pk, clause="card.block")
    assert duty.bearer_id == cast.agent.pk
    assert do(cast, "agent", old, "block-card") == 302
    assert do(cast, "agent", old, "block-card") == 422
    duty.refresh_from_db()
    assert duty.end == "done"
    assert do(cast, "agent", old, "replace-card", number="C-777") == 422
    assert do(cast, "agent", old, "replace-card", number="c-900") == 302
    old.refresh_from_db()
    new = Thing.objects.get(number="C-900")
    assert (old.state, old.replaced_by, new.state) == ("retired", new, "out")
    assert new.handouts.get().name == OWNER
    assert acts(new) == ["card.registered", "card.issued"]


def test_a_plate_of_another_shape_is_confirmed(cast: Cast) -> None:
    space = registered(cast, "parking", "B1-12")
    status, page = page_after(signed_in(cast, "agent"), space, "assign-parking", plate="WJ京12345")
    assert status == 422
    assert "WJ京12345" in page
    assert do(cast, "agent", space, "assign-parking", plate="WJ京12345", is_unusual="on", until="2026-12-31") == 302
    handout = space.handouts.get()
    assert handout.plate == "WJ京12345"
    assert f"{handout.due_at:%Y-%m-%d %H:%M}" == "2026-12-31 15:59"  # the last minute in Shanghai


def test_a_home_that_is_not_there_is_no_home(cast: Cast) -> None:
    assert do(cast, "agent", registered(cast, "card", "X-1"), "issue-card", unit="9-9-999") == 422


def test_the_household_s_things_go_over_to_the_new_owner(cast: Cast) -> None:
    card, space, key = things.issued_card(cast), things.assigned_space(cast), things.left_key(cast)
    lent = things.left_key(cast, "K-7")
    assert do(cast, "agent", lent, "lend-key") == 302
    unit = card.unit
    assert unit is not None
    by = Act(cast.manager.pk, BEGAN)
    (old,) = unit.residencies.filter(until=None)
    tenant = estate_actions.move_in(unit.pk, by=by, name="李明", phone="", capacity="tenant").person
    theirs = registered(cast, "card", "C-9")
    actions.issue_card(theirs.pk, by=Act(cast.agent.pk, things.EVENING), to=Holder("李明", unit, tenant))
    estate_actions.move_out(old.pk, by=Act(cast.manager.pk, things.EVENING))
    new = estate_actions.move_in(unit.pk, by=by, name="周敏", phone="", capacity="owner").person
    moved = actions.move_things(unit.pk, new.pk, by=Act(cast.agent.pk, things.EVENING))
    assert {thing.number for thing in moved} == {card.number, space.number, key.number, lent.number}
    for thing in moved:
        assert acts(thing)[-1] == "thing.moved"
    now = Handout.objects.filter(back_at=None)
    assert {one.name for one in now.filter(unit=unit)} == {"周敏", "李明"}
    # Who goes on living there keeps what is theirs.
    assert now.get(thing=theirs).person == tenant
    assert now.get(thing=space).plate == "沪A12345"
    # Who borrowed the household's key has it still.
    assert now.get(thing=lent, direction="out").name == "张师傅"
    assert actions.move_things(unit.pk, new.pk, by=Act(cast.agent.pk, things.EVENING)) == []


def test_the_database_knows_one_holder_of_a_thing(cast: Cast) -> None:
    card = things.issued_card(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handout.objects.create(thing=card, name="李雷", out_at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Thing.objects.create(community=cast.community, kind="card", number=card.number, sorts_as="")


def test_a_signed_return_says_so(cast: Cast) -> None:
    key = things.lent_key(cast)
    actions.return_key(key.pk, by=Act(cast.agent.pk, things.EVENING), name="小赵", signed=PAPER)
    assert key.handouts.get().back_from == "小赵"
