"""Addresses of the hotline; none of them holds a phone number."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.hotline.views import calls, exchanges, figures, recordings, staffing, words
from kefu.people.views.choosing import of_each_community


class SlipVerb(StringConverter):
    """What may be said of a slip; any other word is no address."""

    regex = "|".join(words.VERBS)


register_converter(SlipVerb, "slip_verb")
app_name = "hotline"
urlpatterns = [
    path("calls", calls.calls, name="calls"),
    path("calls/export", calls.export, name="export"),
    path("calls/note", calls.note, name="note"),
    path("calls/ringing", calls.ringing, name="ringing"),
    path("calls/reports", exchanges.report, name="report"),
    path("calls/answers", of_each_community("hotline:answers", _("Calls answered")), name="answers-where"),
    path("calls/answers/<int:community_id>", figures.answers, name="answers"),
    path("calls/answers/<int:community_id>/export", figures.export_answers, name="export-answers"),
    path("calls/staffing", of_each_community("hotline:staffing", _("Agents needed")), name="staffing-where"),
    path("calls/staffing/<int:community_id>", staffing.needed, name="staffing"),
    path("calls/recordings", of_each_community("hotline:draws", _("Recordings drawn")), name="draws-where"),
    path("calls/recordings/<int:community_id>", recordings.draws, name="draws"),
    path("calls/recordings/<int:community_id>/draw", recordings.draw, name="draw"),
    path("calls/draws/<int:draw_id>", recordings.hearings, name="hearings"),
    path("calls/hearings/<int:hearing_id>", recordings.hearing, name="hearing"),
    path("calls/hearings/<int:hearing_id>/hear", recordings.hear, name="hear"),
    path("calls/exchanges", of_each_community("hotline:exchanges", _("Exchanges")), name="exchanges-where"),
    path("calls/exchanges/<int:community_id>", exchanges.exchanges, name="exchanges"),
    path("calls/exchanges/<int:community_id>/add", exchanges.add, name="add-exchange"),
    path("calls/exchange/<int:exchange_id>/drop", exchanges.drop, name="drop-exchange"),
    path("calls/<int:call_id>", calls.call, name="call"),
    path("calls/<int:call_id>/log", calls.log, name="log"),
    path("calls/<int:call_id>/no-charge", calls.no_charge, name="no-charge"),
    path("calls/words", words.slips, name="slips"),
    path("calls/words/check", words.check, name="check"),
    path("calls/words/sample/<int:community_id>", words.sample, name="sample"),
    path("calls/words/<int:slip_id>", words.slip, name="slip"),
    path("calls/words/<int:slip_id>/<slip_verb:verb>", words.judge, name="judge"),
]
