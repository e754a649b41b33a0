"""What is typed about an estate, read and checked for its shape."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.estate.models import AreaKind, Building, Capacity, Sex, Use
from kefu.estate.rows import MOST_PHONES
from kefu.ui.fields import PHONE_NUMBER, Line, offer

_BETWEEN_PHONES = re.compile(r"\s*[,;/、，；]\s*")
LARGEST = 50 * 1024 * 1024


class FindForm(forms.Form):
    """Which units to list."""

    q = Line(label=_("Unit, name, initials, phone"), max_length=60, required=False)


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
    phone = Line(label=_("Phone"), max_length=32, required=False, validators=[PHONE_NUMBER])
    capacity = forms.ChoiceField(label=_("As"), choices=Capacity.choices)


class PersonForm(forms.Form):
    """How somebody is called and reached; `phones` are all numbers, the one to call first at the head."""

    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=60)
    phone = Line(label=_("Phone"), max_length=32, required=False, validators=[PHONE_NUMBER])
    other_phones = Line(
        label=_("Other phones"), max_length=300, required=False, help_text=_("Several with commas between them")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("not said")), *Sex.choices], required=False)

    def clean_other_phones(self) -> list[str]:
        """Each number, checked by itself."""
        found = [phone for phone in _BETWEEN_PHONES.split(self.cleaned_data["other_phones"]) if phone]
        for phone in found:
            PHONE_NUMBER(phone)
        if len(found) >= MOST_PHONES:
            raise forms.ValidationError(_("That are too many numbers: %(most)s at most.") % {"most": MOST_PHONES})
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        said = [found.get("phone"), *found.get("other_phones", [])]
        found["phones"] = list(dict.fromkeys(filter(None, said)))
        return found


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
