"""The list of builder's defects: its columns."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from kefu.repairs.defects import ORDERS
from kefu.repairs.models import Defect
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment

_OUT = (Defect.State.SENT, Defect.State.RETURNED)


def _matter(one: Defect) -> SafeString:
    address = reverse("repairs:defect", args=[one.pk])
    return format_html('<a href="{}">{}</a>', address, Truncator(one.matter).chars(60))


def _state(one: Defect) -> SafeString:
    return mark(one.get_state_display(), "accent" if one.state in _OUT else "")


def _case(one: Defect) -> SafeString:
    if one.case is None:
        return beside("")
    return format_html('<a href="{}">{}</a>', reverse("cases:case", args=[one.case.pk]), one.case.number)


DEFECTS: RecordList[Defect] = RecordList(
    "defects",
    gettext_lazy("Builder's defects"),
    (
        Column("matter", gettext_lazy("Defect"), _matter, lambda one: one.matter, width=40),
        Column("state", gettext_lazy("State"), _state, lambda one: one.get_state_display(), width=14),
        Column("place", gettext_lazy("Home or place"), lambda one: beside(one.place), lambda one: one.place, width=15),
        Column(
            "form",
            gettext_lazy("Paper"),
            lambda one: one.get_form_display(),
            lambda one: one.get_form_display(),
            width=14,
        ),
        Column("contractor", gettext_lazy("Contractor"), lambda one: one.contractor, lambda one: one.contractor),
        Column(
            "sent",
            gettext_lazy("Sent"),
            lambda one: moment(one.sent_at),
            lambda one: one.sent_at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column("times", gettext_lazy("Times sent"), lambda one: str(one.times), lambda one: one.times, kind="number"),
        Column(
            "returned",
            gettext_lazy("Came back"),
            lambda one: beside(moment(one.returned_at)),
            lambda one: one.returned_at,
            kind="moment",
            width=17,
        ),
        Column(
            "verified",
            gettext_lazy("Verified"),
            lambda one: beside(moment(one.verified_at)),
            lambda one: one.verified_at,
            is_default=False,
            kind="moment",
            width=17,
        ),
        Column("work", gettext_lazy("What the contractor did"), None, lambda one: one.work, width=40),
        Column("case", gettext_lazy("Case"), _case, lambda one: one.case.number if one.case else "", width=13),
        Column(
            "community",
            gettext_lazy("Community"),
            lambda one: one.community.name,
            lambda one: one.community.name,
            is_default=False,
        ),
    ),
    ORDERS,
    lambda one: one.pk,
)
