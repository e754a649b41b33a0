"""What is typed about what was done."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import LINE, Lines, blank, shown_when
from kefu.cases.models import Case, Kind
from kefu.duties.explaining import in_language
from kefu.people.models import User
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.fields import Line, Moment, Signature, ToCustomer, offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class AssignForm(forms.Form):
    """Whom the case is given to."""

    handler = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label="–")
    note = Line(label=_("Note"), max_length=LINE, required=False)

    def __init__(self, *arguments: Any, colleagues: QuerySet[User], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "handler", colleagues)


class ForwardForm(forms.Form):
    """Which department the case is passed on to."""

    to = Line(label=_("Department"), max_length=80)
    note = Line(label=_("Note"), max_length=LINE, required=False)


class AnswerForm(forms.Form):
    """What the customer was told."""

    answer = Lines(label=_("What the customer was told"), max_length=4000, widget=ToCustomer())


class PromiseForm(forms.Form):
    """By when the answer will come."""

    at = Moment(label=_("By when"))
    note = Line(label=_("Note"), max_length=LINE, required=False)


class AppointForm(forms.Form):
    """When somebody comes to repair."""

    at = Moment(label=_("When"))
    is_phoned = forms.BooleanField(label=_("Agreed by phone"), required=False)


class ArriveForm(forms.Form):
    """Who is on site."""

    people = forms.IntegerField(label=_("How many came"), min_value=1, max_value=20, initial=2)
    is_let_in = forms.BooleanField(label=_("The resident let them in"), required=False)
    reason = Line(label=_("Why only one"), max_length=LINE, required=False)


class ReportForm(forms.Form):
    """What the next level is told."""

    note = Line(label=_("What the next level is told"), max_length=LINE)


class NoteForm(forms.Form):
    """A word about it."""

    note = Line(label=_("Note"), max_length=LINE, required=False)


class WhyForm(forms.Form):
    """Why it is done."""

    why = Line(label=_("Why"), max_length=LINE)


class AssessForm(forms.Form):
    """What becomes of a suggestion."""

    assessment = forms.ChoiceField(
        label=_("It is"), choices=blank([("accepted", _("accepted")), ("declined", _("declined"))])
    )
    why = Line(label=_("Why"), max_length=LINE, required=False, help_text=_("Needed where it is declined"))


class VerifyForm(forms.Form):
    """What engineering found."""

    is_sound = forms.TypedChoiceField(
        label=_("The repair is"),
        choices=blank([("yes", _("sound")), ("no", _("not sound"))]),
        coerce=lambda said: said == "yes",
    )
    note = Line(label=_("Note"), max_length=LINE, required=False)


class SummaryForm(forms.Form):
    """What a contact taught."""

    summary = Lines(label=_("What the customer says of it, what went wrong, what is to change"), max_length=4000)


class PauseForm(forms.Form):
    """What is awaited."""

    reason = forms.ChoiceField(
        label=_("What is awaited"), choices=[("customer", _("the customer")), ("parts", _("parts"))]
    )
    note = Line(label=_("Note"), max_length=LINE, required=False)


# What clauses may ask about the work done, by the kind of case; the words are the vocabulary's.
_ASKED_OF_RESULTS = {
    Kind.COMPLAINT: ("opinion-asked", "facts-checked"),
    Kind.REPAIR: ("slip.returned", "work.signed", "photo.before", "photo.after"),
}


class ResolveForm(forms.Form):
    """How it was settled, and what of the things that clauses ask for was done."""

    result = Lines(label=_("How it was settled"), max_length=4000)

    def __init__(self, *arguments: Any, kinds: Collection[str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        for fact in (fact for kind, facts in _ASKED_OF_RESULTS.items() if kind in kinds for fact in facts):
            word = vocabulary().facts[fact]
            self.fields[fact] = forms.BooleanField(label=in_language(word.text), required=False)

    def facts(self, kind: str) -> dict[str, Any]:
        """What was done about a case of this kind, by the vocabulary's names; what is not ticked was not.

        Of a repair it is only not said yet: its slip comes back, and it is signed for, by acts of their own too.
        """
        said = {fact: bool(self.cleaned_data.get(fact)) for fact in _ASKED_OF_RESULTS.get(Kind(kind), ())}
        return {fact: is_so for fact, is_so in said.items() if is_so or kind != Kind.REPAIR}


# What came of a revisit, and what that is by the vocabulary's names; who says whether he is satisfied was asked.
_OUTCOMES: dict[str, tuple["StrOrPromise", dict[str, Any]]] = {
    "satisfied": (
        _("reached, satisfied"),
        {"revisit.reached": True, "revisit.satisfied": True, "opinion-asked": True},
    ),
    "not-satisfied": (
        _("reached, not satisfied"),
        {"revisit.reached": True, "revisit.satisfied": False, "opinion-asked": True},
    ),
    "nobody": (_("not reached: nobody there"), {"revisit.reached": False, "revisit.failure": "nobody"}),
    "wrong-number": (_("not reached: wrong number"), {"revisit.reached": False, "revisit.failure": "wrong-number"}),
    "refused": (_("refused to say anything"), {"revisit.reached": False, "revisit.failure": "refused"}),
}
_WAYS = [("phone", _("phone")), ("visit", _("visit")), ("message", _("message"))]


class RevisitForm(forms.Form):
    """What the customer says of it; `kind`: of the case."""

    way = forms.ChoiceField(label=_("Asked by"), choices=_WAYS)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=blank([(name, said) for name, (said, _facts) in _OUTCOMES.items()])
    )
    within_rules = forms.TypedChoiceField(
        label=_("Was the work within the rules?"),
        choices=[("", _("not looked into yet")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
    )
    signed = forms.BooleanField(label=_("Signed by the customer"), required=False)
    call = Line(label=_("Call reference"), max_length=80, required=False)
    payment_notice = forms.BooleanField(label=_("The payment notice was delivered"), required=False)
    opinion = Lines(label=_("What the customer said"), max_length=4000, required=False)
    picture = Signature(label=_("The customer's signature"), required=False)

    def __init__(self, *arguments: Any, case: Case, **named: Any) -> None:
        super().__init__(*arguments, **named)
        shown_when(self, "within_rules", "outcome", ["not-satisfied"])
        shown_when(self, "call", "way", ["phone"])
        shown_when(self, "picture", "way", ["visit"])
        if case.kind != Kind.COMMISSION:
            del self.fields["payment_notice"]

    def facts(self) -> dict[str, Any]:
        """What was found, by the vocabulary's names."""
        said = self.cleaned_data
        _said, facts = _OUTCOMES[said["outcome"]]
        facts = {**facts, "revisit.by": said["way"], "revisit.signed": said["signed"] or bool(said["picture"])}
        if said["outcome"] == "not-satisfied" and said["within_rules"] is not None:
            facts["within-rules"] = said["within_rules"]
        return facts | ({"payment-notice": said["payment_notice"]} if "payment_notice" in said else {})

    def words(self) -> dict[str, str]:
        """What was said, and under which reference the call is kept."""
        said = {name: self.cleaned_data[name] for name in ("opinion", "call")}
        return {name: text for name, text in said.items() if text}
