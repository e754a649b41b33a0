"""The list of looks at what is masked: its columns, on the page and in a file."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kefu.estate.models import Look
from kefu.estate.personal_forms import reasons
from kefu.ui.lists import NOTHING, Column, RecordList, Sorting
from kefu.ui.templatetags.ui import moment


def _whom(look: Look) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("estate:person", args=[look.person_id]), look.person.name)


def _unit(look: Look) -> SafeString:
    if look.unit is None:
        return NOTHING
    return format_html('<a href="{}">{}</a>', reverse("estate:unit", args=[look.unit_id]), look.unit.code)


def _why(look: Look) -> str:
    return reasons().get(look.reason, look.reason)


LOOKS: RecordList[Look] = RecordList(
    "looks",
    _("Who looked at personal data"),
    (
        Column("whom", _("Whom"), _whom, lambda look: look.person.name, width=14),
        Column("at", _("When"), lambda look: moment(look.at), lambda look: look.at, kind="moment", width=16),
        Column("by", _("By whom"), lambda look: look.by.name, lambda look: look.by.name, width=14),
        Column("why", _("Why"), _why, _why, width=20),
        Column("words", _("In words"), lambda look: look.words or NOTHING, lambda look: look.words, width=40),
        Column("unit", _("Unit"), _unit, lambda look: look.unit.code if look.unit else "", width=14),
    ),
    {"newest": Sorting(_("newest first"), is_descending=True)},
    lambda look: look.pk,
)
