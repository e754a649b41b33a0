"""The list of incidents: its columns."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.incidents.models import Incident
from kefu.incidents.queries import ORDERS
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment


def _title(one: Incident) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("incidents:incident", args=[one.pk]), one.title)


def _state(one: Incident) -> SafeString:
    return mark(_("closed")) if one.closed_at else mark(_("open"), "accent")


def _count(name: str, one: Incident) -> str:
    return str(getattr(one, name))


INCIDENTS: RecordList[Incident] = RecordList(
    "incidents",
    gettext_lazy("Incidents"),
    (
        Column("title", gettext_lazy("What befell"), _title, lambda one: one.title, width=40),
        Column("state", gettext_lazy("State"), _state, width=8),
        Column(
            "happened",
            gettext_lazy("When it happened"),
            lambda one: moment(one.happened_at),
            lambda one: one.happened_at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column("place", gettext_lazy("Where"), lambda one: beside(one.place), lambda one: one.place, width=18),
        Column("cases", gettext_lazy("Cases"), lambda one: _count("cases", one), lambda one: _count("cases", one)),
        Column(
            "claims",
            gettext_lazy("Claims"),
            lambda one: _count("claim_count", one),
            lambda one: _count("claim_count", one),
        ),
        Column("community", gettext_lazy("Community"), lambda one: one.community.name, lambda one: one.community.name),
    ),
    ORDERS,
    lambda one: one.pk,
)
