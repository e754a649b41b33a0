"""Voices outside: noted by hand or brought in, judged; a negative one becomes a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import actions as case_actions
from kefu.cases.models import Case, Channel, Kind, Severity
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.feedback import access
from kefu.feedback.actions.acting import FeedbackRefused, actor_of
from kefu.feedback.models import Feed, Judgment, Voice
from kefu.people import access as people_access
from kefu.people.models import Community


@dataclass(frozen=True)
class NewVoice:
    """A post or review: where it stands, its address there, who wrote it, what it says, and when."""

    place: str
    words: str
    address: str = ""
    author: str = ""
    posted_at: datetime | None = None


@transaction.atomic
def note_voice(community_id: int, new: NewVoice, *, by: Act) -> Voice:
    """Somebody writes down what they read outside."""
    people_access.require(access.may_ask(actor_of(by), community_id))
    _refuse_known(community_id, new.address)
    return _noted(community_id, new, by)


@transaction.atomic
def bring_in(community_id: int, found: Iterable[NewVoice], *, by: Act, feed: Feed | None = None) -> int:
    """Bring in what is not known by its address yet; how many that were. The program itself may, for its feeds."""
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_ask(actor, community_id))
    # In one row, so that two readings at once bring each post once.
    Community.objects.select_for_update(no_key=True).get(id=community_id)
    new = {one.address: one for one in found if one.address}
    known = Voice.objects.filter(community=community_id, address__in=new).values_list("address", flat=True)
    for address in known:
        del new[address]
    for one in new.values():
        _noted(community_id, one, Act(by.actor_id, by.at, is_staff=by.is_staff), feed)
    return len(new)


@transaction.atomic
def judge_voice(voice_id: int, *, by: Act, judgment: str, kind: str = Kind.COMPLAINT) -> Voice:
    """Say what a voice says of us; a negative one becomes a case of this kind at once."""
    voice = Voice.objects.select_for_update(of=("self",)).select_related("community").get(id=voice_id)
    actor = actor_of(by)
    people_access.require(access.may_ask(actor, voice.community_id))
    if voice.case_id is not None:
        raise FeedbackRefused(_("This has become a case already. Go on there."))
    if voice.judgment == judgment:
        raise FeedbackRefused(_("This is what it was judged to be before."))
    voice.judgment, voice.judged_by = judgment, actor
    facts = {"negative": judgment == Judgment.NEGATIVE}
    duty_actions.record("voice.judged", _subject(voice), by=by, facts=facts)
    if judgment == Judgment.NEGATIVE:
        # A request's key stands for its first event only.
        case = _case(voice, kind)
        voice.case = case_actions.receive_case(case, by=Act(by.actor_id, by.at), facts={"negative": True})
    voice.save(update_fields=["judgment", "judged_by", "case"])
    return voice


def _case(voice: Voice, kind: str) -> Case:
    said = [voice.words, voice.address]
    return Case(
        community=voice.community,
        kind=kind,
        severity=Severity.GENERAL if kind == Kind.COMPLAINT else "",
        channel=Channel.SOCIAL,
        matter="\n".join(filter(None, said)),
        place=voice.place,
        caller=voice.author,
    )


def _refuse_known(community_id: int, address: str) -> None:
    if address and Voice.objects.filter(community=community_id, address=address).exists():
        raise FeedbackRefused(_("A post of this address is known already."), field="address")


def _noted(community_id: int, new: NewVoice, by: Act, feed: Feed | None = None) -> Voice:
    voice = Voice.objects.create(community_id=community_id, feed=feed, noted_at=by.at, **vars(new))
    texts = {"words": new.words, **({"address": new.address} if new.address else {})}
    duty_actions.record("voice.noted", _subject(voice), by=by, texts=texts)
    return voice


def _subject(voice: Voice) -> Subject:
    return Subject("voice", voice.pk, voice.community_id, f"{voice.place} {voice.pk}")
