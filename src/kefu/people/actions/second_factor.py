"""A second factor: a phone that shows codes (TOTP, RFC 6238), and codes on paper for when it is lost."""

import secrets
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.people import access
from kefu.people.actions.refusing import PeopleRefused, locked, require_manager_of, subject
from kefu.people.models import User

# So many codes are written down, each for one use.
CODES = 10
# From so many wrong codes in a row on each is on record: one mistypes once or twice.
_RUN = 3


class Tried(Enum):
    """What came of a code: right; wrong, or used before; none is looked at for a while after wrong ones."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_SOON = "too soon"


@transaction.atomic
def begin_second_factor(user_id: int, *, anew: bool = True) -> TOTPDevice:
    """The secret that somebody's phone is to hold; it counts for nothing before a code of it was typed.

    `anew`: the one that was begun before is good for nothing any more.
    """
    user = locked(user_id)
    begun = TOTPDevice.objects.filter(user=user, confirmed=False)
    if anew:
        begun.delete()
    found: TOTPDevice | None = begun.first()
    return found or TOTPDevice.objects.create(user=user, name="phone", confirmed=False)


@transaction.atomic
def set_second_factor(user_id: int, *, by: Act, code: str) -> tuple[User, list[str]]:
    """From now on somebody signs in with a code as well; the codes to write down, which are told once.

    Their other sessions end.
    """
    user = locked(user_id)
    access.require(user.pk == by.actor_id)
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(code):
        raise PeopleRefused(_("This is not the code that the phone shows now. Is its clock right?"), "code")
    forget_devices(user, but=device)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = _written_down(user)
    user.second_factor_at = by.at
    user.save(update_fields=["second_factor_at"])
    duty_actions.record("staff.second-factor-set", subject(user), by=by)
    return user, codes


@transaction.atomic
def renew_codes(user_id: int, *, by: Act) -> list[str]:
    """New codes to write down, which are told once; those from before are good for nothing any more."""
    user = locked(user_id)
    access.require(user.pk == by.actor_id)
    if user.second_factor_at is None:
        raise PeopleRefused(_("%(name)s signs in without a second factor.") % {"name": user.name})
    StaticDevice.objects.filter(user=user).delete()
    codes = _written_down(user)
    duty_actions.record("staff.codes-renewed", subject(user), by=by)
    return codes


@transaction.atomic
def try_second_factor(user_id: int, *, at: datetime, code: str, address: str) -> Tried:
    """A code of somebody whose password was right. A run of wrong ones is on record, with where they came from."""
    user = locked(user_id)
    devices = list(devices_for_user(user, for_verify=True))
    if not any(device.verify_is_allowed()[0] for device in devices):
        return Tried.TOO_SOON
    if any(device.verify_token(code) for device in devices):
        for device in devices:
            device.throttle_reset()
        return Tried.RIGHT
    if max(device.throttling_failure_count for device in devices) >= _RUN:
        texts = {"address": address} if address else {}
        duty_actions.record("staff.second-factor-failed", subject(user), by=Act(None, at), texts=texts)
    return Tried.WRONG


@transaction.atomic
def drop_second_factor(user_id: int, *, by: Act) -> User:
    """The phone is lost or somebody needs none any more: who manages the staff takes it off, or they themselves."""
    user = locked(user_id)
    if user.pk != by.actor_id:
        require_manager_of(user, by)
    elif access.wants_second_factor(user):
        raise PeopleRefused(_("This installation wants a second factor of you: set up another phone in its place."))
    if user.second_factor_at is None:
        raise PeopleRefused(_("%(name)s signs in without a second factor.") % {"name": user.name})
    forget_devices(user)
    user.second_factor_at = None
    user.save(update_fields=["second_factor_at"])
    duty_actions.record("staff.second-factor-dropped", subject(user), by=by)
    return user


def _written_down(user: User) -> list[str]:
    codes = [secrets.token_hex(5) for _number in range(CODES)]
    paper = StaticDevice.objects.create(user=user, name="paper")
    paper.token_set.bulk_create(paper.token_set.model(device=paper, token=one) for one in codes)
    return codes


def forget_devices(user: User, but: TOTPDevice | None = None) -> None:
    """No code of somebody's is good any longer, but for those of one device."""
    for device in devices_for_user(user, confirmed=None):
        if but is None or device.persistent_id != but.persistent_id:
            device.delete()
