"""What is said to all."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.people.models import Community
from kefu.ui.fields import Line, offer


class AnnouncementForm(forms.Form):
    """Something said to all staff of a community."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), empty_label=None)
    title = Line(label=_("Title"), max_length=120)
    words = forms.CharField(label=_("Words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    must_acknowledge = forms.BooleanField(label=_("Each reader confirms having read it"), required=False)

    def __init__(self, *arguments: Any, communities: QuerySet[Community], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", communities)
