"""What is typed into the outbox: a message by hand, and which deliveries to list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.notices.models import Delivery, Purpose, Way
from kefu.notices.outbox.actions import NewMessage, Recipient
from kefu.notices.outbox.channels import rooms
from kefu.notices.outbox.queries import ORDERS, Chosen
from kefu.people.models import Community
from kefu.ui.fields import PHONE_NUMBER, Line, ToCustomer, offer

_MOST = 200
_ALL = [("", gettext_lazy("All"))]


class MessageForm(forms.Form):
    """A message by hand: one way, the addresses, one in a line, what it says."""

    way = forms.ChoiceField(label=gettext_lazy("Way"), choices=Way.choices)
    addresses = forms.CharField(
        label=gettext_lazy("Addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One in a line: e-mail addresses, mobile numbers, or the names of chat rooms."),
    )
    subject = Line(label=gettext_lazy("Heading"), max_length=120)
    text = forms.CharField(label=gettext_lazy("Words"), max_length=4000, widget=ToCustomer(rows=6))
    short = Line(
        label=gettext_lazy("As a text message"),
        max_length=70,
        required=False,
        help_text=gettext_lazy("What a text message says instead of the words; without it the heading."),
    )
    is_urgent = forms.BooleanField(label=gettext_lazy("Urgent: also in quiet hours"), required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "way" in said and "addresses" in said:
            lines = [line.strip() for line in said["addresses"].splitlines() if line.strip()]
            if len(lines) > _MOST:
                self.add_error("addresses", _("At most %(most)s addresses at once.") % {"most": _MOST})
            elif wrong := [line for line in lines if not _is_address(said["way"], line)]:
                self.add_error("addresses", _("No address of this kind: %(wrong)s") % {"wrong": wrong[0][:80]})
            said["to"] = [Recipient(said["way"], line) for line in lines]
        return said

    def new_message(self, community_id: int) -> NewMessage:
        """The message that the form describes."""
        said = self.cleaned_data
        named = {name: said[name] for name in ("subject", "text", "to", "short", "is_urgent")}
        return NewMessage(community_id, Purpose.WORD, **named)


class OutboxFilterForm(forms.Form):
    """Which deliveries to list; what is not among the choices counts as not chosen."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[*_ALL, *Delivery.State.choices], required=False)
    way = forms.ChoiceField(label=gettext_lazy("Way"), choices=[*_ALL, *Way.choices], required=False)
    community = forms.ModelChoiceField(
        Community.objects.none(), label=gettext_lazy("Community"), required=False, empty_label=gettext_lazy("All")
    )
    sort = forms.ChoiceField(
        choices=[(name, order.label) for name, order in ORDERS.items()], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, communities: QuerySet[Community], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", communities.order_by("name"))

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        community = said.pop("community", None)
        return Chosen(**said, community_id=community.pk if community else None)


def _is_address(way: str, line: str) -> bool:
    if way == Way.CHAT:
        return line in rooms()
    try:
        (validate_email if way == Way.EMAIL else PHONE_NUMBER)(line)
    except ValidationError:
        return False
    return line.isascii()
