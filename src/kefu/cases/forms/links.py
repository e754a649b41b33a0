"""What is typed about what cases have to do with each other."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case, CaseLink, LinkKind
from kefu.ui.fields import Line, offer


class OtherForm(forms.Form):
    """Which other case of the community it is."""

    other = Line(label=_("Number of the other case"), max_length=16)

    def __init__(self, *arguments: Any, case: Case, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._case = case

    def clean_other(self) -> Case:
        """The case of that number in the same community."""
        # Whoever sees one case of a community sees them all.
        there = Case.objects.filter(community=self._case.community_id).exclude(pk=self._case.pk)
        found = there.filter(number=self.cleaned_data["other"]).first()
        if found is None:
            raise forms.ValidationError(_("No other case of this community has this number."))
        return found


class LinkForm(OtherForm):
    """Which other case it is, and what this one is to it."""

    field_order = ("kind", "other")
    kind = forms.ChoiceField(
        label=_("This case is"),
        # What a case was split from is said by splitting it.
        choices=[(kind, label) for kind, label in LinkKind.choices if kind != LinkKind.SPLIT_FROM],
    )


class UnlinkForm(forms.Form):
    """Which link is taken away."""

    link = forms.ModelChoiceField(CaseLink.objects.none(), label=_("Link"))

    def __init__(self, *arguments: Any, case: Case, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "link", CaseLink.objects.filter(Q(case=case) | Q(other=case)).select_related("case", "other"))
