"""What is typed about an estate, read and checked for its shape."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kefu.estate.models import AreaKind, Capacity
from kefu.ui.fields import PHONE_NUMBER, Line

LARGEST = 50 * 1024 * 1024


class FindForm(forms.Form):
    """Which units to list."""

    q = Line(label=_("Unit, name, phone"), max_length=60, required=False)


class AreaForm(forms.Form):
    """An area to look after."""

    name = Line(label=_("Area"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=AreaKind.choices)


class PersonForm(forms.Form):
    """How somebody is called and reached."""

    name = Line(label=_("Name"), max_length=60)
    phone = Line(label=_("Phone"), max_length=32, required=False, validators=[PHONE_NUMBER])


class MoveInForm(PersonForm):
    """Somebody who belongs to a unit from now on."""

    capacity = forms.ChoiceField(label=_("As"), choices=Capacity.choices)


class FileForm(forms.Form):
    """A file of units and residents."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_(
            "A row for each resident, or one for a unit without any. Columns: building, entrance, floor, unit, name, "
            "phone, capacity, in English or Chinese; the unit alone is enough."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )

    def clean_file(self) -> object:
        """Not too large to be read while one waits."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 50 MB. Split it by building."))
        return file
