"""Why an act among the staff is not carried out, and what all verbs do first."""

from kefu.duties.acts import Act, Refused, Subject
from kefu.people import access
from kefu.people.models import User


class PeopleRefused(Refused):
    """What is asked for would leave the staff in a wrong state."""


def locked(user_id: int) -> User:
    """The member of staff, locked until the transaction ends."""
    return User.objects.select_for_update().get(id=user_id)


def require_manager_of(user: User, by: Act) -> None:
    """Raise `PermissionDenied` unless the actor manages this member of staff."""
    actor = access.actor(by)
    access.require(actor is None or access.may_manage(actor, user))


def require_manager_in(community_id: int | None, by: Act) -> None:
    """Raise `PermissionDenied` unless the actor manages the staff of this community."""
    actor = access.actor(by)
    access.require(actor is None or access.may_manage_in(actor, community_id))


def subject(user: User) -> Subject:
    """A member of staff as the subject of events."""
    return Subject("staff", user.pk, user.community_id, user.name)
