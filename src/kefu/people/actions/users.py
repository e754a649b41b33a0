"""Joining, changing names, leaving, returning."""

from dataclasses import dataclass
from hashlib import blake2b

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.people.actions.appointments import end_appointments
from kefu.people.actions.refusing import (
    PeopleRefused,
    locked,
    require_manager_in,
    require_manager_of,
    subject,
)
from kefu.people.actions.second_factor import forget_devices
from kefu.people.models import Language, SignInLink, User
from kefu.people.names import pinyin_key


@dataclass(frozen=True)
class NewUser:
    """Somebody who joins. Without a community: an administrator of the whole installation."""

    username: str
    name: str
    community_id: int | None
    phone: str = ""
    language: str = Language.CHINESE
    is_administrator: bool = False


@transaction.atomic
def join_user(new: NewUser, *, by: Act) -> User:
    """Somebody joins the staff. They have no password before they use a link."""
    require_manager_in(None if new.is_administrator else new.community_id, by)
    if new.community_id is None and not new.is_administrator:
        raise PeopleRefused(_("Choose the community in which this person works."), "community")
    user = User(**vars(new), pinyin=pinyin_key(new.name))
    user.set_unusable_password()
    _save(user)
    duty_actions.record("staff.joined", subject(user), by=by, texts=_named(user))
    return user


@transaction.atomic
def rename_user(user_id: int, *, by: Act, username: str, name: str, phone: str) -> User:
    """Somebody has another name, another name to sign in with, another phone number."""
    user = locked(user_id)
    require_manager_of(user, by)
    user.username, user.name, user.phone, user.pinyin = username, name, phone, pinyin_key(name)
    _save(user)
    duty_actions.record("staff.renamed", subject(user), by=by, texts=_named(user))
    return user


@transaction.atomic
def leave_user(user_id: int, *, by: Act) -> User:
    """Somebody leaves: their posts are free, their sessions end at once, no link and no password of theirs works."""
    others = [one for one in _administrators() if one.pk != user_id]
    user = locked(user_id)
    require_manager_of(user, by)
    if not user.is_active:
        raise PeopleRefused(_("%(name)s has already left.") % {"name": user.name})
    if user.pk == by.actor_id:
        raise PeopleRefused(_("You cannot take yourself off the staff. Ask another administrator."))
    if user.is_administrator and not others:
        raise PeopleRefused(_("%(name)s is the only administrator. Let another one join first.") % {"name": user.name})
    end_appointments(user, by.at)
    SignInLink.objects.filter(user=user, used_at=None).delete()
    forget_devices(user)
    user.is_active, user.left_at, user.second_factor_at = False, by.at, None
    # Sessions are bound to the password: without one none of them comes alive again on return.
    user.set_unusable_password()
    user.save(update_fields=["is_active", "left_at", "second_factor_at", "password"])
    duty_actions.record("staff.left", subject(user), by=by)
    return user


def former_user(community_id: int, name: str, *, by: Act) -> User:
    """Somebody whom an old register names and nobody knows: on the staff once, and gone. The same for the same name."""
    username = f"former-{community_id}-{blake2b(name.encode(), digest_size=6).hexdigest()}"
    new = NewUser(username, name, community_id)
    try:
        with transaction.atomic():
            return leave_user(join_user(new, by=by).pk, by=by)
    except PeopleRefused:
        return User.objects.get(username=username)


@transaction.atomic
def return_user(user_id: int, *, by: Act) -> User:
    """Somebody who left is on the staff again; they need a post and a link."""
    user = locked(user_id)
    require_manager_of(user, by)
    if user.is_active:
        raise PeopleRefused(_("%(name)s is on the staff.") % {"name": user.name})
    user.is_active, user.left_at = True, None
    user.save(update_fields=["is_active", "left_at"])
    duty_actions.record("staff.rejoined", subject(user), by=by)
    return user


def _save(user: User) -> None:
    """Save somebody unless another signs in with their name; the database tells, also of two in the same moment."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        taken = _("Somebody else signs in with this name. Choose another one.")
        raise PeopleRefused(taken, "username") from error


def _administrators() -> list[User]:
    """All, locked in one order: two who leave at once must not each take the other for the one who stays."""
    found = User.objects.select_for_update().filter(is_administrator=True, is_active=True)
    return list(found.order_by("id"))


def _named(user: User) -> dict[str, str]:
    words = {"name": user.name, "username": user.username, "phone": user.phone}
    return {name: word for name, word in words.items() if word}
