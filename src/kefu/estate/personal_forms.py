"""What is typed about a person, why what is masked is shown, and the papers of a household's file."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kefu.duties.explaining import in_language
from kefu.estate.actions.residents import ABOUT, Called, Paper
from kefu.estate.calc import Why
from kefu.estate.household import said
from kefu.estate.models import FilePaper, IdKind, Person, Sex
from kefu.estate.rows import MOST_PHONES
from kefu.lib import identity
from kefu.rulebook.clauses import CustomerClass, FileItem
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.fields import PHONE_NUMBER, Day, Line, PaperFile, Phone, choose

_BETWEEN_PHONES = re.compile(r"\s*[,;/、，；]\s*")
_OPTIONAL = ("occupation", "education", "personality")
# What a person's page masks, as it does their numbers.
_UNSHOWN = ("born_on", "address")
# Where the words must say what the choice does not.
_WORDED = ("law", "other")


class PersonForm(forms.Form):
    """How somebody is called and reached, who they are, and what is good to know of them.

    Numbers, the address and the birthday that are known stand masked or not at all in the form: a blank field leaves
    them as they are. `keeps`: what the rulebook keeps beyond that.
    """

    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=60)
    phone = Phone(label=_("Phone"), required=False)
    other_phones = Line(
        label=_("Other phones"), max_length=300, required=False, help_text=_("Several with commas between them")
    )
    drop = forms.MultipleChoiceField(
        label=_("Numbers that hold no more"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("not said")), *Sex.choices], required=False)
    id_kind = forms.ChoiceField(label=_("Kind of paper"), choices=IdKind.choices, required=False)
    id_number = Line(label=_("ID number"), max_length=40, required=False)
    drop_id = forms.BooleanField(label=_("Delete the ID number"), required=False)
    drop_about = forms.MultipleChoiceField(
        label=_("What holds no more"), required=False, widget=forms.CheckboxSelectMultiple
    )
    born_on = Day(label=_("Born on"), required=False)
    address = Line(label=_("Address"), max_length=200, required=False)
    customer_class = forms.ChoiceField(label=_("Class of customer"), required=False)
    preferences = Line(label=_("Preferences"), max_length=500, required=False)
    needs = Line(label=_("Needs"), max_length=500, required=False)
    occupation = Line(label=_("Occupation"), max_length=80, required=False)
    education = Line(label=_("Education"), max_length=40, required=False)
    personality = Line(label=_("Personality"), max_length=200, required=False)

    def __init__(
        self,
        *arguments: Any,
        classes: Mapping[str, CustomerClass],
        keeps: Iterable[str] = (),
        person: Person | None = None,
        **named: Any,
    ) -> None:
        self._person = person
        named.setdefault("initial", _initial(person) if person else None)
        super().__init__(*arguments, **named)
        for name in set(_OPTIONAL) - set(keeps):
            del self.fields[name]
        choices = [("", gettext("none")), *((id_, said(clause)) for id_, clause in classes.items())]
        if person and person.customer_class not in classes and person.customer_class:
            choices.append((person.customer_class, person.customer_class))
        choose(self, "customer_class", choices)
        if not classes:
            del self.fields["customer_class"]
        self._leave_numbers()
        self._leave_unshown()

    def clean_other_phones(self) -> list[str]:
        """Each number, checked by itself."""
        found = [phone for phone in _BETWEEN_PHONES.split(self.cleaned_data["other_phones"]) if phone]
        for phone in found:
            PHONE_NUMBER(phone)
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        kept = [phone for key, phone in self._known.items() if key not in found.get("drop", ())]
        told = [found.get("phone"), *kept, *found.get("other_phones", [])]
        found["phones"] = list(dict.fromkeys(filter(None, told)))
        if len(found["phones"]) > MOST_PHONES:
            self.add_error("other_phones", _("That are too many numbers: %(most)s at most.") % {"most": MOST_PHONES})
        kind = found.get("id_kind") or IdKind.CARD.value
        number = identity.normal(found.get("id_number") or "", kind)
        if found.get("id_number") and not number:
            self.add_error("id_number", _("A number of a paper has letters and digits."))
        elif number and kind == IdKind.CARD and not identity.is_card(number):
            self.add_error("id_number", _("This is no number of an identity card: check each digit."))
        elif number and not identity.is_paper(number):
            self.add_error("id_number", _("A number of a paper has letters and digits."))
        return found

    def called(self) -> Called:
        """What was typed, as the action takes it."""
        found = self.cleaned_data
        paper = Paper(found.get("id_kind") or IdKind.CARD.value, found["id_number"]) if found["id_number"] else None
        if found.get("drop_id") and paper is None:
            paper = Paper()
        # The card says the day of birth, and is right.
        skipped = {"born_on"} if paper and paper.number and paper.kind == IdKind.CARD else set()
        # What is not shown stays as it is unless something else is typed, or it is to be dropped.
        skipped |= {name for name in _UNSHOWN if not found.get(name) and name not in found.get("drop_about", ())}
        about = {name: found[name] for name in ABOUT if name in self.fields and name not in skipped}
        return Called(found["name"], found["phones"], found["sex"], paper, about)

    @property
    def _known(self) -> dict[str, str]:
        """The numbers that are there, each by its place and what is shown of it: others are refused."""
        phones = self._person.phones if self._person else []
        return {f"{place} {identity.masked_phone(phone)}": phone for place, phone in enumerate(phones)}

    def _leave_numbers(self) -> None:
        """Say which numbers are there, masked; let them be dropped."""
        masked = [(key, identity.masked_phone(phone)) for key, phone in self._known.items()]
        choose(self, "drop", masked)
        if masked:
            self.fields["phone"].help_text = gettext("A new number to call first; blank, it stays %(number)s.") % {
                "number": masked[0][1]
            }
        else:
            del self.fields["drop"]
        if self._person and self._person.id_number:
            self.fields["id_number"].help_text = gettext("Blank, it stays %(number)s.") % {
                "number": self._person.masked_number
            }
        else:
            del self.fields["drop_id"]

    def _leave_unshown(self) -> None:
        """Say what else is there without showing it; let it be dropped."""
        held = [name for name in _UNSHOWN if self._person and getattr(self._person, name)]
        choose(self, "drop_about", [(name, str(self.fields[name].label)) for name in held])
        for name in held:
            self.fields[name].help_text = gettext("Blank, it stays as it is.")
        if not held:
            del self.fields["drop_about"]


def _initial(person: Person) -> dict[str, Any]:
    """What stands in the form of somebody: nothing that their page masks."""
    names = ("name", "sex", *(name for name in ABOUT if name not in _UNSHOWN))
    return {**{name: getattr(person, name) for name in names}, "id_kind": person.id_kind or IdKind.CARD}


class WhyForm(forms.Form):
    """Why what is masked is shown."""

    reason = forms.ChoiceField(label=_("Why"))
    words = Line(label=_("In words"), max_length=200, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("Choose …")), *reasons().items()]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("reason") in _WORDED and not found.get("words"):
            self.add_error("words", _("Say it in words."))
        return found

    def why(self) -> Why:
        """What was typed."""
        return Why(self.cleaned_data["reason"], self.cleaned_data["words"])


class ExportForm(WhyForm):
    """Why the estate is taken out, and with which numbers."""

    shows_numbers = forms.BooleanField(label=_("With telephone and ID numbers in clear"), required=False)

    def __init__(self, *arguments: Any, may_show: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not may_show:
            del self.fields["shows_numbers"]


def reasons() -> dict[str, str]:
    """Why what is masked may be shown, by the vocabulary."""
    values = vocabulary().facts["show.reason"].values
    return {id_: in_language(word.text) for id_, word in values.items()}


class UpdateForm(forms.Form):
    """The file was gone through."""

    note = Line(label=_("What has changed"), max_length=200, required=False)


class PaperForm(forms.Form):
    """A paper for the file of a household."""

    item = forms.ChoiceField(label=_("Which paper"), required=False)
    origin = forms.ChoiceField(label=_("Where it comes from"), choices=FilePaper.Origin.choices)
    of = forms.ChoiceField(label=_("Whose it is"), required=False)
    paper = PaperFile(label=_("File"))

    def __init__(self, *arguments: Any, items: Mapping[str, FileItem], persons: Iterable[Person], **named: Any) -> None:
        super().__init__(*arguments, **named)
        papers = [(id_, said(clause)) for id_, clause in items.items() if clause.field is None]
        choose(self, "item", [*papers, ("", gettext("another paper"))])
        self.fields["item"].initial = next((id_ for id_, _said in papers), "")
        people = [(str(one.pk), one.name) for one in persons]
        choose(self, "of", [("", gettext("the unit's")), *people])


class RemovePaperForm(forms.Form):
    """Why a paper is taken out."""

    why = Line(label=_("Why"), max_length=200)


class ForgetForm(forms.Form):
    """Personal data are to be deleted."""

    asked = forms.BooleanField(label=_("They have asked for it themselves"), required=False)
    confirm = forms.BooleanField(label=_("Delete it; this cannot be undone"))
