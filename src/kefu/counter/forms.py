"""Forms made of what the rulebook asks for in a step, and what is asked for lists of errands."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import LINE, Lines, asked_then, blank, shown_when
from kefu.counter import lists
from kefu.counter.actions import Said
from kefu.counter.calc import Values, asks_of, holds
from kefu.counter.held import held
from kefu.counter.models import Errand, State
from kefu.counter.words import name_of, words
from kefu.estate import queries as estate_queries
from kefu.estate.actions.looking import FOLDER
from kefu.estate.forms import ON_FILE
from kefu.estate.models import Unit
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.reception.models import Ticket
from kefu.rulebook.procedures import HELD, Ask, Paper, Procedure
from kefu.ui import storing
from kefu.ui.fields import (
    Day,
    Line,
    Moment,
    PaperFile,
    Phone,
    Signature,
    choose,
    offer,
    refuse_control_characters,
)

_LONG = 4000
_MOST_LINES = 200
_PAPER, _COPY = "paper-", "copy-"
_TOLD = "told"


class SeveralLines(forms.CharField):
    """Several entries, one a line; blank lines count nothing."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        """The entries."""
        found = [line.strip() for line in super().clean(value).splitlines()]
        lines = [line for line in found if line]
        if self.required and not lines:
            raise forms.ValidationError(self.error_messages["required"], "required")
        if len(lines) > _MOST_LINES or any(len(line) > LINE for line in lines):
            raise forms.ValidationError(_("At most 200 lines of at most 200 signs each."))
        for line in lines:
            refuse_control_characters(line)
        return lines


def _money(**named: Any) -> forms.Field:
    return forms.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"), **named)


def _yes_no(**named: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        **named,
    )


_FIELDS: Mapping[str, Callable[..., forms.Field]] = {
    "line": lambda **named: Line(max_length=LINE, **named),
    "text": lambda **named: Lines(max_length=_LONG, **named),
    "lines": SeveralLines,
    "number": lambda **named: forms.IntegerField(min_value=0, max_value=10**9, **named),
    "money": _money,
    "day": Day,
    "moment": Moment,
    "yes_no": _yes_no,
    "phone": Phone,
    "signature": lambda **named: Signature(**{name: said for name, said in named.items() if name != "help_text"}),
}


class StepForm(forms.Form):
    """What a step asks for: its fields, the papers to be seen, what the applicant is to be told.

    `known`: what the errand's fields hold by then.
    """

    def __init__(self, *arguments: Any, procedure: Procedure, step: str, unit: Unit | None, **named: Any) -> None:
        self._known: Values = named.pop("known", {})
        super().__init__(*arguments, **named)
        self.procedure, self._step = procedure, procedure.steps[step]
        for name, ask in asks_of(procedure, step).items():
            if not self._may_be_asked(ask):
                continue
            self.fields[name] = _field(name, ask, unit)
            if ask.where and not ask.optional:
                asked_then(self, name)
            for other, value in ask.where.items():
                if other in self.fields:
                    shown_when(self, name, other, _typed(value))
        for name in self._step.papers:
            paper = procedure.papers[name]
            self.fields[_PAPER + name] = _paper(name, paper)
            if paper.copy_:
                label = _("Copy of: %(paper)s") % {"paper": name_of(paper, name)}
                self.fields[_COPY + name] = PaperFile(label=label, required=False)
        if self._step.tells is not None:
            self.fields[_TOLD] = forms.BooleanField(label=words(self._step.tells))

    def clean(self) -> dict[str, Any]:
        """A field that another's value calls for counts only then."""
        found = super().clean() or {}
        for name in filter(self.fields.__contains__, self._step.asks):
            where = self.procedure.asks[name].where
            if where and not holds(where, {**self._known, **found}):
                found[name] = None
                self.errors.pop(name, None)
            elif where and not self.procedure.asks[name].optional and found.get(name) in (None, "", []):
                self.add_error(name, self.fields[name].error_messages["required"])
        return found

    def _may_be_asked(self, ask: Ask) -> bool:
        """Whether nothing that an earlier step was told speaks against it."""
        earlier = {field: value for field, value in ask.where.items() if field not in self._step.asks}
        return holds(earlier, self._known)

    def said(self) -> Said:
        """What was typed, for the action; signatures are on the disk by then."""
        values = {name: _value(self.cleaned_data.get(name)) for name in self._step.asks}
        papers = [name for name in self._step.papers if self.cleaned_data.get(_PAPER + name)]
        sent = {name: self.cleaned_data.get(_COPY + name) for name in self._step.papers}
        copies = {name: kept for name, file in sent.items() if file and (kept := storing.keep(file, FOLDER))}
        given = {name: value for name, value in values.items() if value not in (None, "", [])}
        return Said(given, papers, copies, is_told=bool(self.cleaned_data.get(_TOLD)))


class BeginForm(StepForm):
    """The first step, with who comes and for which household.

    `errand`: what is known before anything is typed: community, procedure, the number called at the clerk's window.
    """

    place = Line(label=_("Unit"), max_length=40, required=False)
    applicant = Line(label=_("Who comes"), max_length=60)
    phone = Phone(label=_("Phone number"), required=False, help_text=ON_FILE)

    def __init__(self, *arguments: Any, errand: Errand, procedure: Procedure, **named: Any) -> None:
        typed = arguments[0] if arguments else named.get("initial", {})
        unit, _person = estate_queries.home_called(errand.community_id, typed.get("place", ""), "", "")
        super().__init__(*arguments, procedure=procedure, step=procedure.first, unit=unit, **named)
        self._errand = errand
        if errand.ticket is not None:
            self.fields["ticket"] = _called(errand.ticket)
            self.order_fields(["ticket"])
        self.fields["place"].required = procedure.about == "unit"
        self.fields["place" if not self.initial.get("place") else "applicant"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """The household that is meant, if one is."""
        found = super().clean()
        place = found.get("place", "")
        who = found.get("applicant", ""), found.get("phone", "")
        errand = self._errand
        errand.unit, errand.person = estate_queries.home_called(errand.community_id, place, *who)
        if place and errand.unit is None:
            self.add_error("place", _("No unit of this community is written so. Type it as 3-2-1201."))
        if not found.get("phone"):
            known = errand.person, errand.ticket if found.get("ticket") else None
            found["phone"] = next((one.phone for one in known if one and one.phone), "")
        return found

    def errand(self) -> Errand:
        """The errand that the form describes, not saved."""
        said, errand = self.cleaned_data, self._errand
        errand.applicant, errand.phone = said["applicant"], said["phone"]
        if not said.get("ticket"):
            errand.ticket = None
        return errand


class WhoForm(forms.Form):
    """For which household somebody comes, asked first where the step chooses among what it holds."""

    place = Line(label=_("Unit"), max_length=40)

    def __init__(self, *arguments: Any, community: Community, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._community = community
        self.fields["place"].widget.attrs["autofocus"] = True

    def clean_place(self) -> str:
        """A unit that is there."""
        place: str = self.cleaned_data["place"]
        if estate_queries.home_called(self._community.pk, place, "", "")[0] is None:
            raise forms.ValidationError(_("No unit of this community is written so. Type it as 3-2-1201."))
        return place


class WhyForm(forms.Form):
    """Why."""

    why = Line(label=_("Reason"), max_length=LINE)


class CorrectForm(StepForm):
    """The fields of a step as they stand, to be put right."""

    why = Line(label=_("Reason"), max_length=LINE)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in list(self.fields):
            if name == _TOLD or name.startswith((_PAPER, _COPY)) or isinstance(self.fields[name], Signature):
                del self.fields[name]
        for name in filter(self.fields.__contains__, self._step.asks):
            kind = self.procedure.asks[name].kind
            if kind in HELD:
                # The step that was taken may have ended that it is held.
                choose(self, name, [("", "–"), *held(kind, named["unit"], self._known.get(name))])


class ErrandsForm(forms.Form):
    """Which errands a list shows."""

    show = forms.ChoiceField(choices=list(lists.VIEWS.items()), required=False, widget=forms.HiddenInput)
    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), required=False, empty_label="–")
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=blank(State.choices), required=False)
    q = Line(label=_("Number, unit or name"), max_length=60, required=False)
    sort = forms.ChoiceField(
        choices=[(name, one.label) for name, one in lists.ORDERS.items()], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, viewer: User, procedures: Mapping[str, Procedure], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", people_access.communities_visible_to(viewer).order_by("name"))
        names = [(name, name_of(one, name)) for name, one in procedures.items()]
        choose(self, "procedure", blank(names))
        self.is_valid()

    def chosen(self) -> lists.Chosen:
        """What was chosen; what cannot be, counts as not chosen."""
        said = self.cleaned_data
        community = said.get("community")
        return lists.Chosen(
            show=said.get("show") or "open",
            sort=said.get("sort") or "newest",
            community_id=community.pk if community else None,
            procedure=said.get("procedure") or "",
            state=said.get("state") or "",
            q=said.get("q") or "",
        )


def _field(name: str, ask: Ask, unit: Unit | None) -> forms.Field:
    said: dict[str, Any] = {
        "label": name_of(ask, name),
        "required": not ask.optional and not ask.where,
        "help_text": words(ask.help),
    }
    if ask.kind in HELD:
        return forms.TypedChoiceField(choices=[("", "–"), *held(ask.kind, unit)], coerce=int, empty_value=None, **said)
    if ask.kind == "choice":
        values = [(id_, words(one)) for id_, one in ask.values.items()]
        return forms.ChoiceField(choices=blank(values), **said)
    return _FIELDS[ask.kind](**said)


def _called(ticket: Ticket) -> forms.Field:
    """Whether this is for who was called."""
    choices = [(str(ticket.pk), f"{ticket} {ticket.name}".strip()), ("", "–")]
    gone = {"invalid_choice": _("This number is not at your window any more.")}
    return forms.ChoiceField(label=_("Number at the window"), choices=choices, required=False, error_messages=gone)


def _paper(name: str, paper: Paper) -> forms.Field:
    return forms.BooleanField(label=name_of(paper, name), required=not paper.optional)


def _value(value: Any) -> Any:
    if hasattr(value, "chunks"):
        kept = storing.keep(value)
        return None if kept is None else {"digest": kept.digest, "type": kept.media_type, "size": kept.size}
    return value


def _typed(value: Any) -> list[str]:
    """The values of another field as its form sends them."""
    values = value if isinstance(value, list) else [value]
    return [{True: "yes", False: "no"}.get(one, str(one)) if isinstance(one, bool) else str(one) for one in values]
