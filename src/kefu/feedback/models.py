"""Surveys with their questions, sample and answers; opinions on their way to a department; voices outside."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.estate.forgetting import Forgets
from kefu.estate.models import Building, Unit
from kefu.people.models import Community, Department, User


class SurveyState(models.TextChoices):
    """Where a survey stands."""

    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("under way")
    CLOSED = "closed", _("closed")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    RATING = "rating", _("rating, 1 to 5")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of several")
    TEXT = "text", _("in words")


class Channel(models.TextChoices):
    """How a form came back; the values are the vocabulary's."""

    VISIT = "visit", _("home visit")
    PHONE = "phone", _("phone")
    WEB = "web", _("web page")
    LETTER = "letter", _("paper form")


class Met(models.TextChoices):
    """What came of a visit."""

    ANSWERED = "answered", _("somebody answered")
    LATER = "later", _("keeps the form and answers later")
    NOBODY = "nobody", _("nobody at home")
    REFUSED = "refused", _("does not want to")


class Survey(models.Model):
    """A survey of a community's households, held by a department.

    `seed` draws the sample; `households`: from how many it was drawn, or would be.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="surveys", db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="surveys")
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=SurveyState, default=SurveyState.DRAFT)
    seed = models.CharField(max_length=32, blank=True)
    households = models.IntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="survey_has_a_title"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="survey_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None) | (~Q(state="draft") & Q(opened_at__isnull=False)),
                name="survey_is_open_from_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-id"], name="surveys_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_drawn(self) -> bool:
        """Whether households were drawn at random, so that their answers say something of all."""
        return bool(self.seed)


class Question(models.Model):
    """A question of a survey; `aspect` is what it is about: reception, telephone repairs, revisits."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="questions", db_index=False)
    number = models.SmallIntegerField()
    aspect = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=QuestionKind)
    words = models.CharField(max_length=200)
    choices = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="question_has_a_number_of_its_own"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(aspect=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=Q(kind="choice", choices__len__gte=2) | (~Q(kind="choice") & Q(choices=[])),
                name="choices_are_of_choice_questions",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Home(models.Model):
    """A household that was drawn: whether it was visited, a form was handed out, what came of the last visit."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="homes", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, related_name="+", db_index=False)
    # The unit's order, for lists.
    sorts_as = models.CharField(max_length=120, db_collation="C")
    visits = models.SmallIntegerField(default=0)
    visited_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    met = models.CharField(max_length=8, choices=Met, blank=True)
    is_answered = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "unit"], name="home_is_drawn_once")]
        indexes: ClassVar = [
            models.Index(fields=["survey", "sorts_as", "id"], name="homes_in_order"),
            models.Index(fields=["survey", "is_answered", "sorts_as", "id"], name="homes_to_visit"),
            models.Index(fields=["building", "survey"], name="homes_of_building"),
        ]

    def __str__(self) -> str:
        return self.unit.code


class Response(models.Model):
    """A form that was filled in: by a household that was drawn, or by anybody of a building (then `home` is none).

    `sender` is a digest that tells apart where forms of an open page came from, and nothing else.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses", db_index=False)
    home = models.OneToOneField(Home, models.PROTECT, null=True, blank=True, related_name="response")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    answered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    giver = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=32, blank=True)
    sender = models.CharField(max_length=64, blank=True)

    forgets: ClassVar = (Forgets(name="giver", blank=("contact",), person="", unit="home__unit", phone="contact"),)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survey", "-id"], name="responses_newest"),
            models.Index(
                fields=["survey", "building", "answered_at"], condition=Q(home=None), name="responses_of_open_pages"
            ),
        ]


class Answer(models.Model):
    """An answer: a rating, 1 or 0 for yes and no, the place of a choice from 0 on, or words.

    `is_set_aside`: of words, that they are no opinion to pass on.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_index=False)
    value = models.SmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    is_set_aside = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "question"], name="answered_once"),
            models.CheckConstraint(
                condition=Q(value=None) & ~Q(words="") | Q(value__isnull=False, words=""), name="answer_says_one_thing"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["question", "value", "response"], name="answers_by_value")]


class SheetState(models.TextChoices):
    """How far the opinions for a department are."""

    SUMMED_UP = "summed-up", _("summed up")
    SENT = "sent", _("sent")
    RECEIVED = "received", _("received by the department")
    ANSWERED = "answered", _("answered")
    CHANGED = "changed", _("changed")
    REVISITED = "revisited", _("revisited")


class Sheet(models.Model):
    """The opinions of a survey for one department: what clauses call a survey runs over it, from summing up to the
    revisit of those who gave them.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="sheets")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=SheetState, default=SheetState.SUMMED_UP)
    summed_up_at = models.DateTimeField()
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    measures = models.TextField(blank=True)
    change = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.survey.title} · {self.department.name}"


class Opinion(models.Model):
    """What somebody said in words, passed on to a department; and what they say after the change."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="opinions")
    answer = models.OneToOneField(Answer, models.PROTECT, related_name="opinion")
    revisited_at = models.DateTimeField(null=True, blank=True)
    revisited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    is_signed = models.BooleanField(default=False)
    is_satisfied = models.BooleanField(null=True, blank=True)
    said = models.TextField(blank=True)


class Feed(models.Model):
    """An address that is read for posts: Atom or RSS. `read_at`, `trouble`: when last, and why it could not be."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "url"], condition=Q(dropped_at=None), name="feed_is_read_once"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(dropped_at__gte=F("added_at")), name="feed_is_dropped_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Judgment(models.TextChoices):
    """What a voice says of us; blank: nobody has read it yet."""

    NEGATIVE = "negative", _("negative")
    NEUTRAL = "neutral", _("neither")
    POSITIVE = "positive", _("positive")


class Voice(models.Model):
    """A post or review somewhere outside. It is known by its address; a negative one becomes a case."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="voices", db_index=False)
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, blank=True, related_name="voices")
    place = models.CharField(max_length=60)
    address = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=80, blank=True)
    words = models.TextField()
    posted_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField()
    judgment = models.CharField(max_length=8, choices=Judgment, blank=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="voice")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "address"], condition=~Q(address=""), name="voice_is_known_by_its_address"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="voice_says_something"),
            models.CheckConstraint(
                condition=Q(case=None) | Q(judgment="negative"), name="negative_voices_become_cases"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-id"], name="voices_newest"),
            models.Index(fields=["community", "judgment", "-id"], name="voices_by_judgment"),
        ]

    def __str__(self) -> str:
        return self.words[:40]
