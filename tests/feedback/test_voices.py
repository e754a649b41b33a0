"""Voices outside: noted once by their address, by hand, from a file or a feed; a negative one becomes a case."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.events.models import Event
from kefu.feedback import actions, tasks
from kefu.feedback.actions import FeedbackRefused, NewVoice
from kefu.feedback.models import Feed, Voice
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.lib.test_feeds import ATOM, RSS
from tests.notices.standins import provider

FORM = {
    "place": "邻里圈",
    "address": "https://bbs.example.org/9",
    "author": "王女士",
    "words": "报修三天没人来",
    "posted_at": "2026-03-09T20:00",
}
CSV = "平台,链接,作者,内容\n点评,https://d.example.org/1#a,李,服务差\n点评,https://d.example.org/2,王,不错\n点评,,张,没有链接\n"


def noted(cast: Cast) -> Voice:
    new = NewVoice("邻里圈", "报修三天没人来", "https://bbs.example.org/1")
    return actions.note_voice(cast.community.pk, new, by=Act(cast.agent.pk, MORNING))


def judge(cast: Cast, voice: Voice, judgment: str = "negative", who: str = "agent", key: str = "k") -> int:
    form = {"judgment": judgment, "kind": "complaint", "request_key": key}
    return signed_in(cast, who).post(f"/voices/{voice.pk}/judge", form).status_code


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__regex=r"^(voice|feed)\.").order_by("id").values_list("kind", flat=True))


def test_a_post_is_noted_by_hand_once(cast: Cast) -> None:
    agent, address = signed_in(cast, "agent"), f"/voices/note/{cast.community.pk}"
    assert agent.get(address).status_code == 200
    first, again = (agent.post(address, {**FORM, "request_key": "k"}) for _ in range(2))
    assert first["Location"] == again["Location"]
    known = agent.post(address, {**FORM, "words": "又一次", "request_key": "other"})
    assert known.status_code == 422
    assert "known already" in known.content.decode()
    assert Voice.objects.count() == 1
    assert kinds() == ["voice.noted"]
    assert "报修三天没人来" in agent.get("/voices?judgment=unread").content.decode()
    assert "报修三天没人来" not in agent.get("/voices?judgment=negative").content.decode()


def test_a_negative_one_becomes_a_case_with_a_short_time(cast: Cast) -> None:
    voice = noted(cast)
    assert signed_in(cast, "agent").get(f"/voices/{voice.pk}/judge").status_code == 405
    assert [judge(cast, voice) for _ in range(2)] == [302, 302]
    voice.refresh_from_db()
    case = Case.objects.get()
    assert (voice.case, voice.judgment, voice.judged_by) == (case, "negative", cast.agent)
    assert (case.channel, case.kind, case.owner) == ("social", "complaint", cast.agent)
    assert "报修三天没人来" in case.matter
    assert "https://bbs.example.org/1" in case.matter
    assert Event.objects.get(kind="case.received").facts["negative"] is True
    duty = Duty.objects.get(clause="social.negative.answer", subject_id=case.pk)
    assert (duty.end, duty.bearer_id) == ("", cast.agent.pk)
    assert kinds() == ["voice.noted", "voice.judged"]
    assert judge(cast, voice, "positive", key="later") == 422
    assert case.number in signed_in(cast, "agent").get(f"/voices/{voice.pk}").content.decode()


@pytest.mark.parametrize("judgment", ["positive", "neutral"])
def test_another_one_becomes_none(cast: Cast, judgment: str) -> None:
    voice = noted(cast)
    assert judge(cast, voice, judgment) == 302
    assert judge(cast, voice, judgment, key="again") == 422
    assert not Case.objects.exists()
    # On second thoughts it may be negative.
    assert judge(cast, voice, "negative", key="second") == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("engineer", 403), ("auditor", 403), ("other_clerk", 404)])
def test_who_asks_nobody_does_nothing(cast: Cast, who: str, status: int) -> None:
    voice, where = noted(cast), f"/voices/note/{cast.community.pk}"
    assert judge(cast, voice, who=who) == status
    client = signed_in(cast, who)
    for answer in (
        client.get(where),
        client.post(where, FORM),
        client.post(f"{where}/file"),
        client.post(f"{where}/feed"),
    ):
        assert answer.status_code == status
    assert kinds() == ["voice.noted"]


def test_a_file_brings_what_is_new(cast: Cast) -> None:
    agent, address = signed_in(cast, "agent"), f"/voices/note/{cast.community.pk}/file"
    for count in (2, 0):
        file = SimpleUploadedFile("posts.csv", CSV.encode("utf-8-sig"))
        answer = agent.post(address, {"file": file}, follow=True)
        said = answer.content.decode()
        assert f"{count} new posts" in said
        assert "1 row has no address" in said
    assert set(Voice.objects.values_list("address", "author", "place")) == {
        ("https://d.example.org/1", "李", "点评"),
        ("https://d.example.org/2", "王", "点评"),
    }
    broken = agent.post(address, {"file": SimpleUploadedFile("posts.xlsx", b"nothing")})
    assert broken.status_code == 422
    assert agent.post(address, {}).status_code == 422


def feed_of(cast: Cast, settings: Settings, url: str) -> Feed:
    settings.MESSAGES = {**settings.MESSAGES, "outside": url}
    return actions.add_feed(cast.community.pk, by=Act(cast.lead.pk, MORNING), name="点评", url=f"{url}/feed")


def test_a_feed_brings_each_post_once(cast: Cast, settings: Settings) -> None:
    with provider(("xml", RSS), ("xml", RSS), ("xml", ATOM)) as site:
        feed = feed_of(cast, settings, site.url)
        for count in (2, 2, 3):
            tasks.read_feeds(0)
            assert Voice.objects.count() == count
    assert {voice.feed for voice in Voice.objects.all()} == {feed}
    assert Event.objects.filter(kind="voice.noted", actor_id=None, is_staff=False).count() == 3
    feed.refresh_from_db()
    assert (feed.read_at, feed.trouble) == (MORNING, "")


@pytest.mark.parametrize(
    ("plan", "trouble"), [(500, "HTTP 500"), (302, "HTTP 302"), (("xml", "<html/>"), "neither"), ("drop", "")]
)
def test_what_goes_wrong_stands_with_the_feed(cast: Cast, settings: Settings, plan: object, trouble: str) -> None:
    with provider(plan) as site:
        feed = feed_of(cast, settings, site.url)
        answer = signed_in(cast, "lead").post(f"/voices/feeds/{feed.pk}/read", follow=True)
    feed.refresh_from_db()
    assert feed.trouble
    assert trouble in feed.trouble
    assert "could not be read" in answer.content.decode()
    assert not Voice.objects.exists()


def test_only_servers_that_are_named_are_read(cast: Cast, settings: Settings) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "outside": "https://bbs.example.org"}
    lead, address = signed_in(cast, "lead"), f"/voices/note/{cast.community.pk}/feed"
    for url in (
        *("http://bbs.example.org/feed", "https://bbs.example.org:8443/feed", "https://u@bbs.example.org/feed"),
        *(
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "https://127.0.0.1/",
            "https://bbs.example.org.evil.org/",
        ),
    ):
        answer = lead.post(address, {"name": "x", "url": url})
        assert answer.status_code == 422, url
        assert "may not ask this server" in answer.content.decode()
    good = {"name": "x", "url": "https://bbs.example.org/feed", "request_key": "k"}
    assert [lead.post(address, good).status_code for _ in range(2)] == [302, 302]
    assert lead.post(address, {**good, "request_key": "other"}).status_code == 422
    assert Feed.objects.count() == 1
    # What is no longer named is no longer asked.
    settings.MESSAGES = {**settings.MESSAGES, "outside": ""}
    assert actions.read_feed(Feed.objects.get(), MORNING) == 0
    assert Feed.objects.get().trouble


def test_a_feed_is_dropped_once_and_read_no_more(cast: Cast, settings: Settings) -> None:
    with provider(("xml", RSS)) as site:
        feed = feed_of(cast, settings, site.url)
        address = f"/voices/feeds/{feed.pk}/drop"
        assert signed_in(cast, "lead").get(address).status_code == 405
        for who, status in (("agent", 403), ("other_clerk", 404)):
            assert signed_in(cast, who).post(address).status_code == status
            assert signed_in(cast, who).post(f"/voices/feeds/{feed.pk}/read").status_code == status
        assert [signed_in(cast, "lead").post(address, {"request_key": "k"}).status_code for _ in range(2)] == [302, 302]
        tasks.read_feeds(0)
    assert site.asked == []
    assert kinds() == ["feed.added", "feed.dropped"]
    with pytest.raises(FeedbackRefused):
        actions.drop_feed(feed.pk, by=Act(cast.lead.pk, MORNING))


def test_actions_ask_themselves_who_may(cast: Cast) -> None:
    voice = noted(cast)
    for actor in (cast.engineer.pk, cast.other_clerk.pk):
        by = Act(actor, MORNING)
        with pytest.raises(PermissionDenied):
            actions.judge_voice(voice.pk, by=by, judgment="negative")
        with pytest.raises(PermissionDenied):
            actions.bring_in(cast.community.pk, [], by=by)
        with pytest.raises(PermissionDenied):
            actions.add_feed(cast.community.pk, by=by, name="x", url="https://x")
