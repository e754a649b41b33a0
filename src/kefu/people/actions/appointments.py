"""Who holds which post."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.people.actions.refusing import PeopleRefused, locked, require_manager_in, subject
from kefu.people.models import Appointment, Post, User


@transaction.atomic
def appoint_user(user_id: int, *, by: Act, post_id: int) -> Appointment:
    """Somebody holds a post from now on."""
    user = locked(user_id)
    # Locked: nobody is appointed to a post that is closed in the same moment.
    post = Post.objects.select_for_update(of=("self",)).select_related("community").get(id=post_id)
    require_manager_in(post.community_id, by)
    if not user.is_active:
        raise PeopleRefused(_("%(name)s has left and can hold no post.") % {"name": user.name}, "post")
    if post.closed_at is not None:
        raise PeopleRefused(_("This post is closed."), "post")
    if Appointment.objects.filter(user=user, post=post, until=None).exists():
        raise PeopleRefused(_("%(name)s holds this post already.") % {"name": user.name}, "post")
    if not _held(user, post).exists():
        duty_actions.appoint_holder(post.community_id, post.word, user.pk, by.at)
    appointment = Appointment.objects.create(user=user, post=post, since=by.at)
    duty_actions.record("staff.appointed", subject(user), by=by, facts=_facts(post))
    return appointment


@transaction.atomic
def relieve_user(appointment_id: int, *, by: Act) -> Appointment:
    """Somebody holds a post no longer."""
    user = locked(Appointment.objects.values_list("user_id", flat=True).get(id=appointment_id))
    appointment = Appointment.objects.select_related("post__community").get(id=appointment_id)
    require_manager_in(appointment.post.community_id, by)
    if appointment.until is not None:
        raise PeopleRefused(_("%(name)s holds this post no longer.") % {"name": user.name})
    _end(user, appointment, by.at)
    duty_actions.record("staff.relieved", subject(user), by=by, facts=_facts(appointment.post))
    return appointment


def end_appointments(user: User, at: datetime) -> None:
    """End all that somebody holds. Within the transaction of the verb that says why."""
    for appointment in Appointment.objects.filter(user=user, until=None).select_related("post"):
        _end(user, appointment, at)


def _end(user: User, appointment: Appointment, at: datetime) -> None:
    if at <= appointment.since:
        raise PeopleRefused(_("The appointment begins later than it would end."))
    appointment.until = at
    appointment.save(update_fields=["until"])
    post = appointment.post
    if not _held(user, post).exists():
        duty_actions.end_holder(post.community_id, post.word, user.pk, at)


def _held(user: User, post: Post) -> QuerySet[Appointment]:
    """What somebody holds under the word of this post: two departments may each have a post of one word."""
    return Appointment.objects.filter(user=user, post__community=post.community_id, post__word=post.word, until=None)


def _facts(post: Post) -> dict[str, str]:
    return {"post": post.word, "community": post.community.code}
