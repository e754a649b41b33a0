"""How people get into the program: links for one use, passwords, the language they read."""

import secrets
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.lib.tokens import token_digest
from kefu.people import access
from kefu.people.actions.refusing import PeopleRefused, locked, require_manager_of, subject
from kefu.people.actions.users import NewUser, join_user
from kefu.people.calc import LINK_HOLDS
from kefu.people.models import SignInLink, User


@transaction.atomic
def make_link(user_id: int, *, by: Act) -> str:
    """Make a link by which somebody sets a password; an unused one from before is void. Its token is kept nowhere."""
    user = locked(user_id)
    require_manager_of(user, by)
    if not user.is_active:
        raise PeopleRefused(_("%(name)s has left. Let them return first.") % {"name": user.name})
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(user=user, used_at=None).delete()
    SignInLink.objects.create(user=user, digest=token_digest(token), made_at=by.at, expires_at=by.at + LINK_HOLDS)
    duty_actions.record("staff.link-made", subject(user), by=by)
    return token


@transaction.atomic
def use_link(token: str, password: str, *, at: datetime) -> User:
    """Set the password of whom the link was made for. Raises `PeopleRefused` when it was used or is too old."""
    link = SignInLink.objects.select_for_update().filter(digest=token_digest(token)).first()
    if link is None or link.used_at is not None or not link.made_at <= at < link.expires_at:
        raise PeopleRefused(_("This link was used before or has expired. Ask your administrator for a new one."))
    user = locked(link.user_id)
    link.used_at = at
    link.save(update_fields=["used_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    duty_actions.record("staff.link-used", subject(user), by=Act(user.pk, at))
    return user


@transaction.atomic
def change_password(user_id: int, *, by: Act, old: str, new: str) -> User:
    """Somebody changes their own password; their other sessions end."""
    user = locked(user_id)
    access.require(user.pk == by.actor_id)
    if not user.check_password(old):
        raise PeopleRefused(_("That is not your present password."), "password")
    user.set_password(new)
    user.save(update_fields=["password"])
    duty_actions.record("staff.password-changed", subject(user), by=by)
    return user


@transaction.atomic
def set_language(user_id: int, *, by: Act, language: str) -> User:
    """Somebody reads the program in another language from now on."""
    user = locked(user_id)
    access.require(user.pk == by.actor_id)
    user.language = language
    user.save(update_fields=["language"])
    duty_actions.record("staff.language-set", subject(user), by=replace(by, expect=None), facts={"language": language})
    return user


@transaction.atomic
def note_export(user_id: int, *, by: Act, name: str, rows: int) -> None:
    """Somebody took a list out of the program as a file: which, and how much of it."""
    user = locked(user_id)
    access.require(user.pk == by.actor_id)
    # Each time is on record; what the page showed was the list, not its reader.
    by = replace(by, expect=None, request_key="")
    duty_actions.record("staff.exported", subject(user), by=by, facts={"rows": rows}, texts={"list": name})


@transaction.atomic
def first_link(base_url: str, *, now: datetime) -> str | None:
    """The address by which the first administrator gets in, while there is nobody yet or they never signed in."""
    by = Act(None, now)
    first = User.objects.filter(is_administrator=True).order_by("id").first()
    if first is None:
        first = join_user(NewUser("admin", _("Administrator"), None, is_administrator=True), by=by)
    elif first.last_login is not None or not first.is_active:
        return None
    return base_url.rstrip("/") + reverse("people:use-link", args=[make_link(first.pk, by=by)])
