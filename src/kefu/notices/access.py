"""Who is told what, who may tell, and who may take note of an escalation."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from kefu.duties.models import Step
from kefu.estate import access as estate_access
from kefu.notices.models import Announcement, Delivery, Message, Notice
from kefu.people import access as people_access
from kefu.people.models import Appointment, Community, Role, User

TELLING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})
HEADS = (Role.MANAGER, Role.ADMIN)


def notices_of(viewer: User) -> QuerySet[Notice]:
    """What somebody was told; what was withdrawn is gone."""
    return Notice.objects.filter(user=viewer, announcement__withdrawn_at=None)


def steps_of(viewer: User) -> QuerySet[Step]:
    """The escalations that somebody may take note of: what went to them, and what nobody was there for."""
    told = Notice.objects.filter(user=viewer, step__isnull=False).values("step")
    return Step.objects.filter(Q(to_id=viewer.pk) | Q(id__in=told) | _left_to(viewer))


def steps_left_to(viewer: User) -> QuerySet[Step]:
    """The escalations that nobody was there for, in the communities that somebody administers."""
    return Step.objects.filter(_left_to(viewer))


def announcements_visible_to(viewer: User) -> QuerySet[Announcement]:
    """What somebody said, and what those below them said: a supervisor sees leads', the head of department all."""
    if viewer.is_administrator:
        return Announcement.objects.all()
    mine = Appointment.objects.filter(user=viewer, until=None)
    headed = mine.filter(post__role__in=HEADS).values("post__community")
    supervised = mine.filter(post__role=Role.SUPERVISOR).values("post__community")
    writers = Appointment.objects.filter(
        user=OuterRef("made_by"),
        post__community=OuterRef("community"),
        until=None,
        post__role__in=TELLING - {Role.LEAD},
    )
    of_leads = Q(community__in=supervised) & ~Exists(writers)
    return Announcement.objects.filter(Q(made_by=viewer) | Q(community__in=headed) | of_leads)


def tells_in(user: User) -> QuerySet[Community]:
    """The communities in which somebody may say something to the staff."""
    return Community.objects.all() if user.is_administrator else people_access.communities_where(user, TELLING)


def may_tell(user: User, community_id: int) -> bool:
    """Whether somebody may say something to the staff of this community."""
    return tells_in(user).filter(id=community_id).exists()


def may_tell_anywhere(user: User) -> bool:
    """Whether somebody may say something to any staff, or has said something."""
    is_telling = user.is_administrator or people_access.holds_anywhere(user, TELLING)
    return is_telling or Announcement.objects.filter(made_by=user).exists()


def messages_visible_to(viewer: User) -> QuerySet[Message]:
    """The messages that left the program for the communities that somebody belongs to."""
    return Message.objects.filter(community__in=people_access.communities_visible_to(viewer))


def deliveries_visible_to(viewer: User) -> QuerySet[Delivery]:
    """To whom messages went, where somebody may say something to the staff too."""
    if viewer.is_administrator:
        return Delivery.objects.all()
    held = [id_ for id_, roles in viewer.roles.items() if roles & TELLING]
    return Delivery.objects.filter(community__in=held)


def address_for(user: User, delivery: Delivery) -> str:
    """To where a message went; a telephone number masked for who does not call residents."""
    may_call = estate_access.calls_in(user, delivery.community_id)
    return delivery.address if may_call else delivery.masked_address


def may_write_anywhere(user: User) -> bool:
    """Whether somebody may write messages, and see which were written, in any community."""
    return user.is_administrator or people_access.holds_anywhere(user, TELLING)


def _left_to(viewer: User) -> Q:
    if viewer.is_administrator:
        return Q(to_id=None)
    return Q(to_id=None, duty__community_id__in=people_access.managed_by(viewer).values("id"))
