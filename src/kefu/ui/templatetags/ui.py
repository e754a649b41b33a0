"""Tags of the interface: moments as people say them, and what a form of an act carries along."""

import secrets
from datetime import date, datetime, time, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu import clock
from kefu.lib.text import percent
from kefu.ui import punctuation, slots

register = template.Library()
register.filter("listed", punctuation.listed)
register.filter("headed", punctuation.headed)
register.filter("percent", percent)


@register.simple_tag
def request_key() -> str:
    """A key that makes one submission of a form count once."""
    return secrets.token_hex(16)


@register.simple_tag(takes_context=True)
def printed(context: template.Context) -> str:
    """When a page was made and for whom, for the head of its prints."""
    return f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M} · {context['user'].name}"


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, about: object) -> SafeString:
    """What domains above this page's show in a place of it."""
    return slots.filled(name, context, about)


@register.simple_tag(takes_context=True)
def subject_page(context: template.Context, kind: str, subject_id: int, community_id: int | None) -> str:
    """The address of a subject's page; blank where it has none, or the reader may not see it."""
    return slots.subject_page(kind, subject_id, context["user"], community_id)


@register.filter
def left(at: datetime | None) -> str:
    """How long it is until a moment, or since: as people say it, in two units at the most."""
    if at is None:
        return ""
    minutes = round((at - clock.now()).total_seconds() / 60)
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, rest = divmod(rest, 60)
    parts = [
        (ngettext("%(n)d day", "%(n)d days", days), days),
        (ngettext("%(n)d hour", "%(n)d hours", hours), hours),
        (ngettext("%(n)d minute", "%(n)d minutes", rest), rest),
    ]
    said = " ".join([text % {"n": number} for text, number in parts if number][:2]) or _("less than a minute")
    return (_("%(time)s left") if minutes >= 0 else _("%(time)s over")) % {"time": said}


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """A moment in the reader's time: the day by name when it is near, the exact one on hover."""
    return "" if at is None else _told(at, timezone.localtime(at).date(), f"{timezone.localtime(at):%H:%M}")


@register.filter
def due(at: datetime | None) -> SafeString | str:
    """A due time: the end of a day is that day's 24:00, which nobody takes for the next one's."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return moment(at) if local.time() != time.min else _told(at, local.date() - timedelta(days=1), "24:00")


def _told(at: datetime, day: date, hour: str) -> SafeString:
    names = {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}
    name = names.get((timezone.localtime(clock.now()).date() - day).days)
    exact = f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S %z}"
    said = f"{name or day} {hour}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact, said)
