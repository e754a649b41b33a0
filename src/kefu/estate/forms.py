"""What is typed about an estate, read and checked for its shape."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.estate.models import AreaKind, Building, Capacity, Use
from kefu.ui.fields import Line, Phone, offer

# Beside a telephone number that need not be typed: who takes something down does not see it.
ON_FILE = _("Blank: the number on file")

LARGEST = 100 * 1024 * 1024


class FindForm(forms.Form):
    """Which units to list."""

    q = Line(label=_("Unit, name, initials, phone, ID number"), max_length=60, required=False)


class BuildingForm(forms.Form):
    """A building to add."""

    name = Line(label=_("Building"), max_length=40)


class UnitForm(forms.Form):
    """A unit to add."""

    building = forms.ModelChoiceField(Building.objects.none(), label=_("Building"), empty_label=None)
    entrance = Line(label=_("Entrance"), max_length=20, required=False)
    floor = forms.IntegerField(label=_("Floor"), min_value=-99, max_value=999, required=False)
    room = Line(label=_("Unit number"), max_length=20)
    use = forms.ChoiceField(label=_("Use"), choices=Use.choices)
    square_metres = forms.DecimalField(
        label=_("Floor area in m²"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2, required=False
    )

    def __init__(self, *arguments: Any, buildings: QuerySet[Building], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "building", buildings)


class AreaForm(forms.Form):
    """An area to look after."""

    name = Line(label=_("Area"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=AreaKind.choices)


class MoveInForm(forms.Form):
    """Somebody who belongs to a unit from now on."""

    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=60)
    phone = Phone(label=_("Phone"), required=False)
    capacity = forms.ChoiceField(label=_("As"), choices=Capacity.choices)


class FileForm(forms.Form):
    """A file of units and residents."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_(
            "A row for each resident, or one for a unit without any. Columns: building, entrance, floor, unit, floor "
            "area, name, phone, ID number, capacity, in English or Chinese; the unit alone is enough. With a column "
            "“community” one file may speak of several."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )

    def clean_file(self) -> object:
        """Not too large to be read while one waits."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 100 MB. Split it by building."))
        return file
