"""What is typed into surveys and about voices, read and checked for its shape."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.cases.models import Kind
from kefu.feedback.actions import Filled, NewQuestion, NewVoice, Revisit, Visit
from kefu.feedback.models import Answer, Channel, Judgment, Met, Question, QuestionKind
from kefu.feedback.queries import choices_of
from kefu.people.models import Department
from kefu.ui.fields import Line, Moment, Phone, ToCustomer, offer

_WORDS = 1_000
_ALL = [("", gettext_lazy("All"))]


class Lines(forms.CharField):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 3})


class PlanForm(forms.Form):
    """A survey to be."""

    department = forms.ModelChoiceField(Department.objects.none(), label=gettext_lazy("Which department holds it"))
    title = Line(label=gettext_lazy("Title of the survey"), max_length=120)
    intro = Lines(
        label=gettext_lazy("What residents read first"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("Why you ask, until when, and what comes of it."),
    )
    with_example = forms.BooleanField(
        label=gettext_lazy("Begin with example questions: reception, telephone repairs, revisits"),
        required=False,
        initial=True,
    )

    def __init__(self, *arguments: Any, departments: QuerySet[Department], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "department", departments.order_by("community__name", "name"))


class QuestionForm(forms.Form):
    """One more question."""

    aspect = Line(label=gettext_lazy("Aspect"), max_length=40)
    words = Line(label=gettext_lazy("Question"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Answered by"), choices=QuestionKind.choices)
    choices = Lines(
        label=gettext_lazy("Choices"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("One in a line, for a question with several."),
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        lines = [line.strip()[:60] for line in said.get("choices", "").splitlines() if line.strip()]
        is_choice = said.get("kind") == QuestionKind.CHOICE
        if is_choice and not 2 <= len(set(lines)) <= 12:
            self.add_error("choices", _("Name two to twelve different choices, one in a line."))
        said["choices"] = list(dict.fromkeys(lines)) if is_choice else []
        return said

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        named = {name: self.cleaned_data[name] for name in ("aspect", "kind", "words", "choices")}
        return {"new": NewQuestion(**named)}


class RemoveForm(forms.Form):
    """Which question goes."""

    question_id = forms.IntegerField(widget=forms.HiddenInput)


class DrawForm(forms.Form):
    """How many households are drawn."""

    size = forms.IntegerField(label=gettext_lazy("How many households"), min_value=1, max_value=100_000, initial=100)


class VisitForm(forms.Form):
    """What came of a visit."""

    met = forms.ChoiceField(label=gettext_lazy("What came of it"), choices=Met.choices, widget=forms.RadioSelect)
    is_handed = forms.BooleanField(label=gettext_lazy("A form was handed out"), required=False)

    def visit(self) -> Visit:
        """The visit."""
        return Visit(**self.cleaned_data)


class AnswersForm(forms.Form):
    """The questions of a survey; none must be answered, but one at least."""

    def __init__(self, *arguments: Any, questions: Sequence[Question], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._questions = questions
        for one in questions:
            self.fields[f"q{one.pk}"] = _field(one)
        self.fields["giver"] = Line(label=_("Your name"), max_length=60, required=False)
        self.fields["contact"] = Phone(
            label=_("Phone"),
            required=False,
            help_text=_("Only if you want us to tell you what came of it."),
            autocomplete="tel",
        )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.get(f"q{one.pk}") for one in self._questions):
            self.add_error(None, _("Nothing is answered yet. Answer one question at least."))
        return self.cleaned_data

    def filled(self) -> Filled:
        """The form as it was filled in."""
        said = {one: self.cleaned_data.get(f"q{one.pk}") for one in self._questions}
        given = {one: value for one, value in said.items() if value}
        values = {one.pk: int(value) for one, value in given.items() if one.kind != QuestionKind.TEXT}
        words = {one.pk: value for one, value in given.items() if one.kind == QuestionKind.TEXT}
        return Filled(values, words, self.cleaned_data["giver"], self.cleaned_data["contact"])


def _field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return Lines(label=question.words, max_length=_WORDS, required=False)
    choices = [(str(value), name) for value, name in choices_of(question).items()]
    if question.kind == QuestionKind.RATING:
        choices.reverse()
    return forms.ChoiceField(label=question.words, choices=choices, required=False, widget=forms.RadioSelect)


class EnterForm(AnswersForm):
    """What a household said, entered by staff."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[one for one in Channel.choices if one[0] != Channel.WEB]
    )


class SumUpForm(forms.Form):
    """For each opinion the department responsible; or that it is none to pass on."""

    def __init__(
        self, *arguments: Any, answers: Sequence[Answer], departments: Sequence[Department], **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.answers = answers
        choices = [
            ("", _("decide later")),
            *((str(one.pk), one.name) for one in departments),
            ("none", _("no opinion to pass on")),
        ]
        for answer in answers:
            self.fields[f"a{answer.pk}"] = forms.ChoiceField(label=answer.words, choices=choices, required=False)

    def departments(self) -> dict[int, int | None]:
        """What was chosen, by the answer's id."""
        said = {answer.pk: self.cleaned_data.get(f"a{answer.pk}") for answer in self.answers}
        return {id_: None if value == "none" else int(value) for id_, value in said.items() if value}


class NoteForm(forms.Form):
    """A word about it."""

    note = Line(label=gettext_lazy("Note"), max_length=200, required=False)


class MeasuresForm(forms.Form):
    """What the department will do."""

    measures = Lines(label=gettext_lazy("Measures"), max_length=4_000)
    is_written = forms.BooleanField(label=gettext_lazy("Answered in writing"), required=False)


class ChangeForm(forms.Form):
    """What was done."""

    change = Lines(label=gettext_lazy("What was changed"), max_length=4_000)


class TellForm(forms.Form):
    """What those who gave the opinions are told."""

    text = Lines(
        label=gettext_lazy("What they are told"),
        max_length=70,
        widget=ToCustomer(),
        help_text=gettext_lazy("As a text message, to each who left a number; 70 signs at most."),
    )


class RevisitForm(forms.Form):
    """What somebody says after the change."""

    is_satisfied = forms.TypedChoiceField(
        label=gettext_lazy("Content with the change"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    is_recorded = forms.BooleanField(label=gettext_lazy("The revisit form is filled in"), required=False)
    is_signed = forms.BooleanField(label=gettext_lazy("Signed by the customer"), required=False)
    said = Lines(label=gettext_lazy("What they said"), max_length=1_000, required=False)

    def revisit(self) -> Revisit:
        """The revisit."""
        return Revisit(**self.cleaned_data)


class VoiceForm(forms.Form):
    """A post or review that somebody read."""

    place = Line(label=gettext_lazy("Where it stands"), max_length=60)
    address = Line(
        label=gettext_lazy("Address"),
        max_length=500,
        required=False,
        validators=[URLValidator(("http", "https"))],
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        help_text=gettext_lazy("By it a post is known: it is taken once."),
    )
    author = Line(label=gettext_lazy("Who wrote it"), max_length=80, required=False)
    words = Lines(label=gettext_lazy("What it says"), max_length=4_000)
    posted_at = Moment(label=gettext_lazy("When"), required=False)

    def new_voice(self) -> NewVoice:
        """The post."""
        return NewVoice(**self.cleaned_data)


class VoiceFileForm(forms.Form):
    """A file of posts."""

    file = forms.FileField(label=gettext_lazy("Excel or CSV file"))


class JudgeForm(forms.Form):
    """What a voice says of us, and what kind of case a negative one is."""

    judgment = forms.ChoiceField(
        label=gettext_lazy("What it says of us"), choices=Judgment.choices, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("A negative one becomes a case of the kind"),
        choices=[(one.value, one.label) for one in (Kind.COMPLAINT, Kind.ENQUIRY, Kind.SUGGESTION, Kind.REQUEST)],
    )


class FeedForm(forms.Form):
    """An address to be read."""

    name = Line(label=gettext_lazy("Where it stands"), max_length=60)
    url = Line(
        label=gettext_lazy("Address of the feed"), max_length=500, widget=forms.TextInput(attrs={"inputmode": "url"})
    )


class VoicesFilterForm(forms.Form):
    """Which voices to list; what is not among the choices counts as not chosen."""

    judgment = forms.ChoiceField(
        label=gettext_lazy("What it says of us"),
        choices=[*_ALL, ("unread", gettext_lazy("not read yet")), *Judgment.choices],
        required=False,
    )

    def chosen(self) -> str:
        """What was chosen; blank: all."""
        self.is_valid()
        said: str = getattr(self, "cleaned_data", {}).get("judgment") or ""
        return said
