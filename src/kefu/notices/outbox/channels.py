"""Which channels the office has: read from the settings each time, so that a mended one works at once."""

from django.conf import settings

from kefu.notices.models import Way
from kefu.notices.outbox.calc import Quiet, read_quiet
from kefu.notices.outbox.chat import read_rooms
from kefu.notices.outbox.letters import Channel, SettingError
from kefu.notices.outbox.mail import read_mail
from kefu.notices.outbox.reaching import NotAllowedError, origin
from kefu.notices.outbox.sms import read_account


def channel(way: str) -> Channel | None:
    """What sends messages of a way; None: the office has none. Raises `SettingError`."""
    said = settings.MESSAGES
    match way:
        case Way.EMAIL if said["smtp"]:
            return read_mail(said["smtp"], said["mail_from"])
        case Way.SMS if said["sms"]:
            return read_account(said, allowed_origins())
        case Way.CHAT if said["chats"]:
            return read_rooms(said["chats"], allowed_origins())
        case _:
            return None


def rooms() -> list[str]:
    """The chat rooms that can be written to, by name."""
    try:
        return sorted(read_rooms(settings.MESSAGES["chats"], allowed_origins()).urls)
    except SettingError:
        return []


def allowed_origins() -> frozenset[str]:
    """The servers that the office lets the program ask besides the providers' own. Raises `SettingError`."""
    try:
        return frozenset(origin(said) for said in settings.MESSAGES["outside"].split())
    except NotAllowedError as error:
        raise SettingError("KEFU_OUTSIDE") from error


def quiet_hours() -> Quiet | None:
    """When nobody is written to but in urgent matters; a setting that cannot be read counts as the usual one."""
    try:
        return read_quiet(settings.MESSAGES["quiet"])
    except ValueError:
        return read_quiet("21:00-08:00")
