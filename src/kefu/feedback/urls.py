"""Addresses of surveys, opinions and voices outside."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.feedback.calc import SURVEY_VERBS
from kefu.feedback.views import homes, resident, sheets, surveys, voices
from kefu.people.views.choosing import of_each_community


class SurveyVerb(StringConverter):
    """A verb on a survey; any other word is no address."""

    regex = "|".join(SURVEY_VERBS)


class SheetVerb(StringConverter):
    """A verb on the opinions for a department, likewise."""

    regex = "|".join(sheets.OFFERS)


register_converter(SurveyVerb, "survey_verb")
register_converter(SheetVerb, "sheet_verb")
app_name = "feedback"
urlpatterns = [
    path("surveys", surveys.surveys, name="surveys"),
    path("surveys/plan", surveys.plan, name="plan"),
    path("surveys/<int:survey_id>", surveys.survey, name="survey"),
    path("surveys/<int:survey_id>/<survey_verb:verb>", surveys.act, name="act"),
    path("surveys/<int:survey_id>/answers", surveys.answers, name="answers"),
    path("surveys/<int:survey_id>/answers/export", surveys.export_answers, name="export-answers"),
    path("surveys/<int:survey_id>/papers", surveys.papers, name="papers"),
    path("surveys/<int:survey_id>/homes", homes.homes, name="homes"),
    path("surveys/<int:survey_id>/sum-up", sheets.sum_up, name="sum-up"),
    path("surveys/forms/<int:response_id>", surveys.response, name="response"),
    path("surveys/homes/<int:home_id>", homes.home, name="home"),
    path("surveys/homes/<int:home_id>/visit", homes.visit, name="visit"),
    path("surveys/homes/<int:home_id>/answers", homes.enter, name="enter"),
    path("surveys/opinions/<int:sheet_id>", sheets.sheet, name="sheet"),
    path("surveys/opinions/<int:sheet_id>/<sheet_verb:verb>", sheets.act, name="act-on-sheet"),
    path("surveys/opinion/<int:opinion_id>/revisit", sheets.revisit, name="revisit"),
    path("q/<str:token>", resident.resident, name="resident"),
    path("voices", voices.voices, name="voices"),
    path("voices/export", voices.export_voices, name="export-voices"),
    path("voices/note", of_each_community("feedback:note", _("Note a post")), name="note-where"),
    path("voices/note/<int:community_id>", voices.note, name="note"),
    path("voices/note/<int:community_id>/file", voices.bring_in, name="bring-in"),
    path("voices/note/<int:community_id>/feed", voices.add_feed, name="add-feed"),
    path("voices/feeds/<int:feed_id>/read", voices.read, name="read-feed"),
    path("voices/feeds/<int:feed_id>/drop", voices.drop_feed, name="drop-feed"),
    path("voices/<int:voice_id>", voices.voice, name="voice"),
    path("voices/<int:voice_id>/judge", voices.judge, name="judge"),
]
