"""What is read about notices, by the page that shows it."""

from kefu.duties.models import Step
from kefu.notices import access
from kefu.notices.models import Announcement, Notice, SentStep
from kefu.people.models import User
from kefu.ui.paging import Page, page

PAGE_SIZE = 50
# Steps are numbered before they are committed: so far back one may still turn up.
_BEHIND = 10_000


def notices(viewer: User, after: str) -> Page[Notice]:
    """A page of what somebody was told, the last first; of one escalation with its duty."""
    found = access.notices_of(viewer).select_related("announcement__made_by")
    return page(found.prefetch_related("steps__step__duty"), ("-id", "-id"), after, PAGE_SIZE)


def not_seen(viewer: User) -> int:
    """How much of what somebody was told they have not looked at."""
    return Notice.objects.filter(user=viewer, seen_at=None, announcement__withdrawn_at=None).count()


def unsent_steps(limit: int) -> list[Step]:
    """Escalations of which nobody was told yet, the oldest first, each with its duty; locked."""
    last = SentStep.objects.order_by("-step_id").values_list("step_id", flat=True).first() or 0
    found = Step.objects.select_for_update(of=("self",), skip_locked=True).select_related("duty")
    return list(found.filter(id__gt=last - _BEHIND, sent=None).order_by("id")[:limit])


def readers(announcement: Announcement) -> list[Notice]:
    """Who was told, those who have not taken note first."""
    found = announcement.notices.select_related("user")
    return sorted(found, key=lambda one: (one.acknowledged_at is not None, one.user.pinyin))
