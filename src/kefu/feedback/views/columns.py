"""The lists of surveys, households, forms and voices: their columns, on the page and in a file."""

from collections.abc import Sequence
from functools import partial

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.feedback.models import Home, Question, Response, Survey, SurveyState, Voice
from kefu.feedback.queries import IN_ORDER, NEWEST, answered
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment

# So many questions stand on the page unless somebody wants more; a file has all.
_FEW = 4
_WORDS = 60


def _survey(row: Survey) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("feedback:survey", args=[row.pk]), row.title)


def _survey_state(row: Survey) -> SafeString:
    return mark(row.get_state_display(), "accent" if row.state == SurveyState.OPEN else "")


SURVEYS: RecordList[Survey] = RecordList(
    "surveys",
    gettext_lazy("Surveys"),
    (
        Column("title", gettext_lazy("Survey"), _survey, width=40),
        Column("state", gettext_lazy("State"), _survey_state),
        Column("department", gettext_lazy("Department"), lambda row: row.department.name),
        Column("opened", gettext_lazy("Open since"), lambda row: beside(moment(row.opened_at)), width=17),
        Column("closed", gettext_lazy("Closed"), lambda row: beside(moment(row.closed_at)), width=17),
        Column("community", gettext_lazy("Community"), lambda row: row.community.name, is_default=False),
    ),
    NEWEST,
    lambda row: row.pk,
)


def _home(row: Home) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("feedback:home", args=[row.pk]), row.unit.code)


def _met(row: Home) -> SafeString:
    done = mark(_("has answered"), "accent") if row.is_answered else ""
    return beside(done or (row.get_met_display() if row.met else ""))


HOMES: RecordList[Home] = RecordList(
    "homes",
    gettext_lazy("Households drawn"),
    (
        Column("unit", gettext_lazy("Unit"), _home, lambda row: row.unit.code, width=14),
        Column("building", gettext_lazy("Building"), lambda row: row.building.name, lambda row: row.building.name),
        Column("met", gettext_lazy("State"), _met, lambda row: row.get_met_display() if row.met else "", width=17),
        Column("visits", gettext_lazy("Visits"), lambda row: str(row.visits), lambda row: row.visits, kind="number"),
        Column(
            "visited",
            gettext_lazy("Last visit"),
            lambda row: beside(moment(row.visited_at)),
            lambda row: row.visited_at,
            kind="moment",
            width=17,
        ),
        Column(
            "handed",
            gettext_lazy("Form handed out"),
            lambda row: beside(moment(row.handed_at)),
            lambda row: row.handed_at,
            kind="moment",
            width=17,
        ),
        Column("answered", gettext_lazy("Form came in"), None, lambda row: _("yes") if row.is_answered else ""),
    ),
    IN_ORDER,
    lambda row: row.pk,
)


def responses(questions: Sequence[Question]) -> RecordList[Response]:
    """The list of forms: a column for each question."""

    def said(question: Question, row: Response) -> str:
        return answered(row, questions).get(question.pk, "")

    def shown(question: Question, row: Response) -> SafeString:
        return beside(Truncator(said(question, row)).chars(_WORDS))

    asked = (
        Column(
            f"q{one.number}",
            f"{one.number}. {one.words}",
            partial(shown, one),
            partial(said, one),
            is_default=one.number <= _FEW,
            width=24,
        )
        for one in questions
    )
    return RecordList(
        "answers",
        gettext_lazy("Filled-in forms"),
        (
            Column("at", gettext_lazy("Answered at"), _response, lambda row: row.answered_at, kind="moment", width=17),
            Column(
                "channel",
                gettext_lazy("How"),
                lambda row: row.get_channel_display(),
                lambda row: row.get_channel_display(),
            ),
            Column("place", gettext_lazy("Where"), lambda row: beside(_place(row)), _place),
            *asked,
            Column("giver", pgettext_lazy("a person's", "Name"), None, lambda row: row.giver),
            Column("contact", gettext_lazy("Phone"), None, lambda row: row.contact, width=16),
        ),
        NEWEST,
        lambda row: row.pk,
    )


def _response(row: Response) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("feedback:response", args=[row.pk]), moment(row.answered_at))


def _place(row: Response) -> str:
    return row.home.unit.code if row.home else row.building.name if row.building else ""


def _voice(row: Voice) -> SafeString:
    words = Truncator(row.words).chars(_WORDS)
    return format_html('<a href="{}">{}</a>', reverse("feedback:voice", args=[row.pk]), words)


_JUDGED = {"negative": "warn", "positive": "accent"}


def _judgment(row: Voice) -> SafeString:
    return mark(row.get_judgment_display() if row.judgment else _("not read yet"), _JUDGED.get(row.judgment, ""))


def _case(row: Voice) -> SafeString:
    if row.case is None:
        return beside()
    return format_html('<a href="{}">{}</a>', reverse("cases:case", args=[row.case.pk]), row.case.number)


VOICES: RecordList[Voice] = RecordList(
    "voices",
    gettext_lazy("Outside voice"),
    (
        Column("words", gettext_lazy("What it says"), _voice, lambda row: row.words, width=60),
        Column("place", gettext_lazy("Where it stands"), lambda row: row.place, lambda row: row.place),
        Column("author", gettext_lazy("Who wrote it"), lambda row: beside(row.author), lambda row: row.author),
        Column("judgment", gettext_lazy("What it says of us"), _judgment, lambda row: row.get_judgment_display()),
        Column("case", gettext_lazy("Case"), _case, lambda row: row.case.number if row.case else "", width=14),
        Column(
            "noted",
            gettext_lazy("Noted"),
            lambda row: moment(row.noted_at),
            lambda row: row.noted_at,
            kind="moment",
            width=17,
        ),
        Column("address", gettext_lazy("Address"), None, lambda row: row.address, width=40),
        Column("community", gettext_lazy("Community"), lambda row: row.community.name, is_default=False),
    ),
    NEWEST,
    lambda row: row.pk,
)
