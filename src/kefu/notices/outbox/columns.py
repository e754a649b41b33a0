"""The list of the outbox: its columns, on the page and in a file."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.notices.models import Delivery
from kefu.notices.outbox.queries import ORDERS
from kefu.ui.lists import Column, RecordList, beside, mark, quiet
from kefu.ui.templatetags.ui import moment

State = Delivery.State
_KINDS = {State.SENT: "accent", State.FAILED: "warn", State.UNSENT: "warn", State.DOUBTFUL: "warn"}


def _subject(row: Delivery) -> SafeString:
    address = reverse("notices:message", args=[row.message_id])
    return format_html('<a href="{}">{}</a>', address, row.message.subject)


def _to(row: Delivery) -> SafeString:
    return beside(row.name, quiet(row.masked_address) if row.name else row.masked_address)


def state(row: Delivery) -> SafeString:
    """How a delivery stands, and that it may have arrived twice."""
    twice = mark(_("perhaps twice"), "warn") if row.is_perhaps_twice else ""
    return beside(mark(row.get_state_display(), _KINDS.get(State(row.state), "")), twice)


def trouble(row: Delivery) -> str:
    """What went wrong last, and the provider's words."""
    return " ".join(filter(None, (row.get_trouble_display() if row.trouble else "", row.said)))


DELIVERIES: RecordList[Delivery] = RecordList(
    "outbox",
    gettext_lazy("Outbox"),
    (
        Column("subject", gettext_lazy("Heading"), _subject, lambda row: row.message.subject, width=40),
        Column("to", gettext_lazy("Recipient"), _to, lambda row: row.name, width=16),
        Column("address", gettext_lazy("Address"), None, lambda row: row.masked_address, width=28),
        Column("way", gettext_lazy("Way"), lambda row: row.get_way_display(), lambda row: row.get_way_display()),
        Column("state", gettext_lazy("State"), state, lambda row: row.get_state_display()),
        Column(
            "written",
            gettext_lazy("Written"),
            lambda row: moment(row.message.made_at),
            lambda row: row.message.made_at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column("next", gettext_lazy("Tried next"), lambda row: beside(moment(row.next_try_at)), None, width=17),
        Column("sent", gettext_lazy("Sent"), None, lambda row: row.sent_at, kind="moment", width=17),
        Column("trouble", gettext_lazy("What went wrong"), lambda row: beside(trouble(row)), trouble, width=40),
        Column(
            "community",
            gettext_lazy("Community"),
            lambda row: row.community.name,
            lambda row: row.community.name,
            is_default=False,
        ),
    ),
    ORDERS,
    lambda row: row.pk,
)
