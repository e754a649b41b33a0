"""What should not stand in words for customers: told while they are typed, listed afterwards, judged by a supervisor."""

import re

import pytest

from kefu.events import queries as event_queries
from kefu.hotline.models import Slip
from tests.cases.test_cases import received, signed_in
from tests.cast import Cast, make_cast
from tests.hotline.calling import called, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def checked(cast: Cast, text: str, who: str = "agent", **more: str) -> str:
    form = {"checked": "answer", "answer": text, **more}
    return post(cast, "/calls/words/check", form, who).content.decode()  # type: ignore[no-any-return]


def slip_of(cast: Cast, summary: str = "业主问几时修好。不知道。") -> Slip:
    call = called(cast)
    form = {"disposition": "answered", "summary": summary}
    assert post(cast, f"/calls/{call.pk}/log", form).status_code == 302
    return Slip.objects.get()


def test_a_slip_is_told_with_its_phrase_its_clause_and_a_better_one(cast: Cast) -> None:
    told = checked(cast, "您好。\r\n不知道。谢谢！")
    assert "“不知道” should not be said." in told
    assert "taboo.02 · S0 T3 art. 13" in told
    # Places count signs, the line break as one.
    assert 'data-start="4" data-end="7" data-said="不知道"' in told
    assert "我帮您问清楚" in told
    assert "墙上貼著，没長眼睛呀" in checked(cast, "墙上貼著，没長眼睛呀")
    assert "says no time" in checked(cast, "我们会尽快给您回复。")
    assert checked(cast, "您好，请问你找谁？").strip() == ""
    assert checked(cast, "").strip() == ""


def test_what_is_of_the_phone_alone_is_told_of_summaries_alone(cast: Cast) -> None:
    assert "不在" not in checked(cast, "不在")
    assert "“不在”" in checked(cast, "不在", on_phone="yes")


def test_the_rulebook_of_the_case_s_community_holds(cast: Cast) -> None:
    assert "不知道" in checked(cast, "不知道", community=str(cast.community.pk))
    # Whose community is not one's own says nothing.
    assert checked(cast, "不知道", community=str(cast.other_community.pk)).strip() == ""
    assert "不知道" in checked(cast, "不知道", who="other_clerk")
    assert checked(cast, "不知道", who="administrator").strip() == ""


def test_every_field_of_words_for_customers_asks_and_none_is_refused_for_it(cast: Cast) -> None:
    case = received(cast)
    page = signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()
    assert 'hx-post="/calls/words/check"' in page
    assert 'hx-post="/calls/words/check"' in signed_in(cast, "agent").get("/calls/note").content.decode()
    assert post(cast, f"/cases/{case.pk}/answer", {"answer": "不知道"}, minutes=5).status_code == 302
    where = f"/outbox/write/{cast.community.pk}"
    assert 'hx-post="/calls/words/check"' in signed_in(cast, "manager").get(where).content.decode()


def test_a_summary_is_looked_through_and_a_supervisor_confirms_what_was_found(cast: Cast) -> None:
    slip = slip_of(cast)
    assert (slip.user, slip.said, slip.phrase, slip.points) == (cast.agent, "不知道", "taboo.02", 2)
    page = signed_in(cast, "supervisor").get(f"/calls/words/{slip.pk}").content.decode()
    assert "业主问几时修好。<mark>不知道</mark>。" in page
    assert '<dd>不知道 <span class="quiet">taboo.02 · ' in page
    assert f"/calls/words/{slip.pk}" in signed_in(cast, "supervisor").get("/calls/words").content.decode()
    assert post(cast, f"/calls/words/{slip.pk}/confirm", {"note": "已谈话"}, "supervisor").status_code == 302
    slip.refresh_from_db()
    assert (slip.state, slip.judged_by, slip.note) == ("confirmed", cast.supervisor, "已谈话")
    event = event_queries.history("staff", cast.agent.pk).last()
    assert event is not None
    assert event.kind == "staff.slip-confirmed"
    assert event.facts == {"phrase": "taboo.02", "points": 2.0, "observer": str(cast.supervisor.pk)}
    # Said once; another judgment replaces it, and stays in the ledger too.
    assert post(cast, f"/calls/words/{slip.pk}/confirm", {}, "manager").status_code == 302
    assert post(cast, f"/calls/words/{slip.pk}/dismiss", {}, "manager").status_code == 302
    kinds = [one.kind for one in event_queries.history("staff", cast.agent.pk)]
    assert kinds[-2:] == ["staff.slip-confirmed", "staff.slip-dismissed"]


def test_a_verdict_on_other_words_of_the_agent_refuses_none(cast: Cast) -> None:
    call = called(cast)
    form = {"disposition": "answered", "summary": "不知道。墙上贴着，没长眼睛呀"}
    assert post(cast, f"/calls/{call.pk}/log", form).status_code == 302
    addresses = [f"/calls/words/{slip.pk}" for slip in Slip.objects.all()]
    # Two pages that were opened before either was judged.
    pages = [signed_in(cast, "supervisor").get(address).content.decode() for address in addresses]
    for address, page in zip(addresses, pages, strict=True):
        form = {**dict(re.findall(r'name="(expect)" value="([0-9]+)"', page)), "note": "已谈话"}
        assert post(cast, f"{address}/confirm", form, "supervisor").status_code == 302
    assert list(Slip.objects.values_list("state", "note")) == [("confirmed", "已谈话")] * 2


def test_who_judges_and_who_sees(cast: Cast) -> None:
    slip = slip_of(cast)
    for who, status in (("agent", 403), ("lead", 404), ("auditor", 404), ("other_clerk", 404)):
        assert post(cast, f"/calls/words/{slip.pk}/confirm", {}, who).status_code == status
    # One sees one's own.
    assert f"/calls/words/{slip.pk}" in signed_in(cast, "agent").get("/calls/words").content.decode()
    assert f"/calls/words/{slip.pk}" not in signed_in(cast, "lead").get("/calls/words").content.decode()
    Slip.objects.update(user=cast.supervisor)
    assert post(cast, f"/calls/words/{slip.pk}/confirm", {}, "supervisor").status_code == 302
    assert Slip.objects.get().state == "found"


def test_a_summary_that_is_written_anew_is_looked_through_anew(cast: Cast) -> None:
    slip = slip_of(cast)
    call = cast.agent.calls.get()
    form = {"disposition": "answered", "summary": "已说明停水时间"}
    assert post(cast, f"/calls/{call.pk}/log", form).status_code == 302
    assert list(Slip.objects.all()) == [slip]
