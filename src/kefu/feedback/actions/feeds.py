"""Addresses that are read for posts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.feedback import access
from kefu.feedback.actions.acting import FeedbackRefused, actor_of
from kefu.feedback.actions.voices import NewVoice, bring_in
from kefu.feedback.models import Feed
from kefu.lib.feeds import FeedError, Post, read_posts
from kefu.notices.outbox.channels import allowed_origins
from kefu.notices.outbox.letters import SettingError
from kefu.notices.outbox.reaching import NoAnswerError, NotAllowedError, Request, UnreachableError, origin, reach
from kefu.people import access as people_access

_LARGEST = 4 << 20
_WORDS = 4_000


@transaction.atomic
def add_feed(community_id: int, *, by: Act, name: str, url: str) -> Feed:
    """From now on an address is read for posts; only servers that the installation names may be asked."""
    people_access.require(access.may_lead(actor_of(by), community_id))
    try:
        is_allowed = origin(url) in allowed_origins()
    except (NotAllowedError, SettingError):
        is_allowed = False
    if not is_allowed:
        said = _("The program may not ask this server. Its administrator names those that it may, in KEFU_OUTSIDE.")
        raise FeedbackRefused(said, field="url")
    if Feed.objects.filter(community=community_id, url=url, dropped_at=None).exists():
        raise FeedbackRefused(_("This address is read already."), field="url")
    feed = Feed.objects.create(community_id=community_id, name=name, url=url, added_at=by.at)
    duty_actions.record("feed.added", _subject(feed), by=by, texts={"name": name, "url": url})
    return feed


@transaction.atomic
def drop_feed(feed_id: int, *, by: Act) -> Feed:
    """An address is read no longer; what it brought stays."""
    feed = Feed.objects.select_for_update().get(id=feed_id)
    people_access.require(access.may_lead(actor_of(by), feed.community_id))
    if feed.dropped_at is not None:
        raise FeedbackRefused(_("This address is read no longer."))
    feed.dropped_at = by.at
    feed.save(update_fields=["dropped_at"])
    duty_actions.record("feed.dropped", _subject(feed), by=by)
    return feed


def read_feed(feed: Feed, now: datetime) -> int:
    """Read an address and bring in what is new; how many posts that were. What goes wrong stands with the feed."""
    found, trouble = [], ""
    try:
        answer = reach(Request("GET", feed.url), allowed_origins(), _LARGEST)
        if answer.status != 200:
            trouble = f"HTTP {answer.status}"
        else:
            found = [_voice(feed, post) for post in read_posts(answer.body, feed.url)]
    except (NotAllowedError, SettingError, UnreachableError, NoAnswerError, FeedError) as error:
        trouble = str(error) or type(error).__name__
    count = bring_in(feed.community_id, found, by=Act(None, now, is_staff=False), feed=feed) if found else 0
    Feed.objects.filter(id=feed.pk).update(read_at=now, trouble=trouble[:200])
    return count


def _voice(feed: Feed, post: Post) -> NewVoice:
    return NewVoice(feed.name, post.words[:_WORDS], post.address[:500], post.author[:80], post.at)


def _subject(feed: Feed) -> Subject:
    return Subject("feed", feed.pk, feed.community_id, feed.name)
