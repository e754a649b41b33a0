"""What is said of recordings and of words out of place."""

from django import forms
from django.utils.translation import gettext_lazy

from kefu.cases.forms.fields import Lines
from kefu.hotline.forms.calls import LONGEST_SUMMARY
from kefu.hotline.queries import SLIP_VIEWS
from kefu.ui.fields import Line


class NoteForm(forms.Form):
    """A word about it."""

    note = Line(label=gettext_lazy("Note"), max_length=200, required=False)


class HearForm(forms.Form):
    """What somebody heard in a recording."""

    mark = forms.TypedChoiceField(
        label=gettext_lazy("Mark"),
        choices=[(n, str(n)) for n in range(5, 0, -1)],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("5 is the best"),
    )
    note = Lines(label=gettext_lazy("What you heard"), max_length=LONGEST_SUMMARY, required=False)


class SampleForm(forms.Form):
    """How many of the last answers are looked through."""

    size = forms.IntegerField(
        label=gettext_lazy("How many of the last answers"), min_value=1, max_value=500, initial=50
    )


class SlipsFilterForm(forms.Form):
    """Which slips to list; what is not among the choices counts as not chosen."""

    show = forms.ChoiceField(choices=list(SLIP_VIEWS.items()), required=False, widget=forms.HiddenInput)

    def chosen(self) -> str:
        """What was chosen."""
        self.is_valid()
        said: str = getattr(self, "cleaned_data", {}).get("show") or "found"
        return said
