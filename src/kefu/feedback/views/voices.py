"""Voices outside: the list, noting one, a file of them, judging, and the addresses that are read."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.audit.tables import TableError
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Subject
from kefu.duties.explaining import in_language
from kefu.feedback import access, actions
from kefu.feedback import voices as reading
from kefu.feedback.forms import FeedForm, JudgeForm, VoiceFileForm, VoiceForm, VoicesFilterForm
from kefu.feedback.models import Feed, Voice
from kefu.feedback.views.columns import VOICES
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.ui.lists import listed


@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    """What was said outside, the last first."""
    viewer = people_access.signed_in(request)
    form = VoicesFilterForm(request.GET)
    shown = {
        "form": form,
        "listed": listed(request, VOICES, reading.voices(viewer, form.chosen()), "newest"),
        "export": reverse("feedback:export-voices"),
        "communities": access.asks_in(viewer).order_by("name"),
    }
    return render(request, "feedback/voices.html", shown)


@require_POST
def export_voices(request: HttpRequest) -> FileResponse:
    """All of the list as an Excel file."""
    viewer = people_access.signed_in(request)
    chosen = VoicesFilterForm(request.GET).chosen()
    return exported(request, VOICES, reading.voices(viewer, chosen))


@once("feedback:voice")
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, community_id: int) -> HttpResponse:
    """A post is noted by hand; beside it a file of them, and the addresses that are read."""
    where = _asked(request, community_id)
    form = VoiceForm(request.POST or None)
    if form.is_valid():
        with refusals_on(request, form):
            noted = actions.note_voice(where.pk, form.new_voice(), by=people_access.act(request))
            return redirect("feedback:voice", noted.pk)
    return _sources(request, where, form, status=422 if form.is_bound else 200)


@require_POST
def bring_in(request: HttpRequest, community_id: int) -> HttpResponse:
    """The posts of a file are brought in; those that are known stay as they are."""
    where = _asked(request, community_id)
    form = VoiceFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _sources(request, where, VoiceForm(), file_form=form, status=422)
    upload = form.cleaned_data["file"]
    try:
        found, faults = reading.read_file(upload, (upload.name or "")[:60])
    except TableError as error:
        form.add_error("file", in_language(error.text))
        return _sources(request, where, VoiceForm(), file_form=form, status=422)
    count = actions.bring_in(where.pk, found, by=people_access.act(request))
    said = ngettext("%(n)d new post.", "%(n)d new posts.", count) % {"n": count}
    if faults:
        said += ngettext(
            " %(n)d row has no address or no words.", " %(n)d rows have no address or no words.", faults
        ) % {"n": faults}
    messages.success(request, said)
    return redirect("feedback:voices")


@require_GET
def voice(request: HttpRequest, voice_id: int) -> HttpResponse:
    """One post."""
    return _page(request, _visible(request, voice_id))


@once("feedback:voice")
@require_POST
def judge(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Somebody says what it says of us."""
    found = _visible(request, voice_id)
    people_access.require(access.may_ask(people_access.signed_in(request), found.community_id))
    form = JudgeForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            judged = actions.judge_voice(found.pk, by=people_access.act(request), **form.cleaned_data)
            return redirect("cases:case", judged.case_id) if judged.case_id else redirect("feedback:voice", found.pk)
    return _page(request, _visible(request, voice_id), form, status=422)


@once("feedback:note", of="community_id")
@require_POST
def add_feed(request: HttpRequest, community_id: int) -> HttpResponse:
    """An address is read from now on."""
    where = visible_community(request, community_id)
    people_access.require(access.may_lead(people_access.signed_in(request), where.pk))
    form = FeedForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.add_feed(where.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("It is read every quarter of an hour."))
            return redirect("feedback:note", where.pk)
    return _sources(request, where, VoiceForm(), feed_form=form, status=422)


@require_POST
def read(request: HttpRequest, feed_id: int) -> HttpResponse:
    """An address is read now."""
    found = _led(request, feed_id)
    count = actions.read_feed(found, clock.now())
    found.refresh_from_db()
    if found.trouble:
        messages.error(request, _("It could not be read: %(why)s") % {"why": found.trouble})
    else:
        messages.success(request, ngettext("%(n)d new post.", "%(n)d new posts.", count) % {"n": count})
    return redirect("feedback:note", found.community_id)


@once("feedback:note", of="community_id")
@require_POST
def drop_feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    """An address is read no longer."""
    found = _led(request, feed_id)
    with refusals_told(request, _("It is read no longer; what it brought stays.")):
        actions.drop_feed(found.pk, by=people_access.act(request))
    return redirect("feedback:note", found.community_id)


def _asked(request: HttpRequest, community_id: int) -> Community:
    where = visible_community(request, community_id)
    people_access.require(access.may_ask(people_access.signed_in(request), where.pk))
    return where


def _led(request: HttpRequest, feed_id: int) -> Feed:
    viewer = people_access.signed_in(request)
    found = get_object_or_404(access.feeds_visible_to(viewer), pk=feed_id)
    people_access.require(access.may_lead(viewer, found.community_id))
    return found


def _visible(request: HttpRequest, voice_id: int) -> Voice:
    visible = access.voices_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "case", "feed", "judged_by"), pk=voice_id)


def _page(request: HttpRequest, found: Voice, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    may = access.may_ask(people_access.signed_in(request), found.community_id) and found.case_id is None
    subject = Subject("voice", found.pk, found.community_id, "")
    shown = {"voice": found, "form": form or (JudgeForm() if may else None), "seq": duty_queries.seq_of(subject)}
    return render(request, "feedback/voice.html", shown, status=status)


def _sources(
    request: HttpRequest,
    where: Community,
    form: VoiceForm,
    *,
    file_form: VoiceFileForm | None = None,
    feed_form: FeedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_lead = access.may_lead(people_access.signed_in(request), where.pk)
    shown = {
        "community": where,
        "form": form,
        "file_form": file_form or VoiceFileForm(auto_id="id_file_%s"),
        "feed_form": feed_form or (FeedForm(auto_id="id_feed_%s") if may_lead else None),
        "feeds": reading.feeds(where),
        "may_lead": may_lead,
    }
    return render(request, "feedback/note.html", shown, status=status)
