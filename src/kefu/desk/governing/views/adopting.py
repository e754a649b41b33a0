"""Bringing a rulebook into force, and giving open duties the due times that the rules in force would give."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kefu import clock
from kefu.desk import actions
from kefu.desk.governing import books
from kefu.desk.governing.forms import AdoptForm, ConfirmAdoptForm, WhyForm, digest_of
from kefu.desk.governing.views.rulebook import governed
from kefu.duties import adopting
from kefu.duties.adopting import AdoptionRefused, Reissue
from kefu.duties.explaining import in_language
from kefu.duties.governing import books_of
from kefu.lib.located import Problem, Problems
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, raise_if_done, refusals_on
from kefu.rulebook.diffing import diff
from kefu.rulebook.showing import clause_called

SHOWN = 200


@once("governing:rulebook", of=None)
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, community_id: int) -> HttpResponse:
    """A file is read and shown in its effect; once confirmed, it comes into force."""
    where = governed(request, community_id)
    if "digest" in request.POST:
        return _confirmed(request, where)
    form = AdoptForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        typed = form.cleaned_data
        return _previewed(request, where, typed["file"], typed["since"])
    return _page(request, where, form, status=422 if form.is_bound else 200)


def _confirmed(request: HttpRequest, where: Community) -> HttpResponse:
    raise_if_done(request)
    form = ConfirmAdoptForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        if typed["before"] != _last_version(where):
            messages.warning(request, _("Another version has come into force meanwhile. Look at the effect once more."))
            return _previewed(request, where, typed["source"], typed["since"])
        try:
            with refusals_on(request, form):
                by = people_access.act(request)
                actions.adopt_rulebook(where.pk, typed["source"], since=typed["since"], by=by)
                messages.success(request, _("Adopted. What was promised stays; open duties keep their due times."))
                return redirect("governing:rulebook", where.pk)
        except Problems as wrong:
            return _page(request, where, AdoptForm(), wrong.problems, status=422)
    return _page(request, where, AdoptForm(), errors=list(map(str, form.non_field_errors())), status=422)


def _previewed(request: HttpRequest, where: Community, source: str, since: date) -> HttpResponse:
    """The effect that the file would have; or all that is wrong with it."""
    try:
        found = adopting.preview_adoption(where.pk, source, since=since)
    except Problems as wrong:
        return _page(request, where, AdoptForm(initial={"since": since}), wrong.problems, status=422)
    except AdoptionRefused as refused:
        said = in_language(refused.text)
        return _page(request, where, AdoptForm(initial={"since": since}), errors=[said], status=422)
    back = {"source": source, "digest": digest_of(source), "since": since, "before": _last_version(where)}
    shown = {
        "community": where,
        "after": found.after,
        "title": in_language(books.title_of(found.after)),
        "before": found.before,
        "differences": [in_language(one.text) for one in diff(found.before, found.after)] if found.before else [],
        "touched": [
            (id_, in_language(clause_called([found.after], id_)), count) for id_, count in found.touched.items()
        ],
        "form": ConfirmAdoptForm(initial=back),
    }
    return render(request, "desk/governing/adopt_preview.html", shown)


def _last_version(where: Community) -> str:
    found = books_of(where.pk)
    return found[-1].version.isoformat() if found else ""


def _page(
    request: HttpRequest,
    where: Community,
    form: AdoptForm,
    problems: Sequence[Problem] = (),
    errors: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    shown = {"community": where, "form": form, "problems": problems, "errors": errors}
    return render(request, "desk/governing/adopt.html", shown, status=status)


@once("governing:reissue", of=None)
@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: HttpRequest, community_id: int) -> HttpResponse:
    """The open duties that would be due at another time now; those chosen are re-issued, with the reason."""
    where, now = governed(request, community_id), clock.now()
    clause = request.GET.get("clause", "").replace("\0", "")
    found = adopting.preview_reissue(where.pk, now=now, clause=clause or None)
    form = WhyForm(request.POST or None)
    if request.method == "POST":
        chosen = _chosen(request, found)
        if not chosen:
            form.add_error(None, _("Choose the duties that get their new due times."))
        if form.is_valid():
            with refusals_on(request, form):
                by, why = people_access.act(request), form.cleaned_data["why"]
                count = actions.reissue_duties(where.pk, chosen, by=by, why=why)
                done = ngettext("%(count)d duty is re-issued.", "%(count)d duties are re-issued.", count)
                messages.success(request, done % {"count": count})
                return redirect(request.get_full_path())
    newest_first = books_of(where.pk)[::-1]
    shown = {
        "community": where,
        "clause": clause,
        "clause_says": in_language(clause_called(newest_first, clause)),
        "found": [
            (one, key_of(one), in_language(clause_called(newest_first, one.duty.clause))) for one in found[:SHOWN]
        ],
        "more": max(0, len(found) - SHOWN),
        "chosen": set(request.POST.getlist("duty")),
        "form": form,
    }
    return render(request, "desk/governing/reissue.html", shown, status=422 if form.is_bound else 200)


def key_of(one: Reissue) -> str:
    """By which a line of the preview is known again: the duty with its old and its new time."""
    return f"{one.duty.pk}:{_seconds(one.old)}:{_seconds(one.new)}"


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _chosen(request: HttpRequest, found: list[Reissue]) -> list[Reissue]:
    """The lines that were ticked and are still as they were shown; none where one is not."""
    keys = set(request.POST.getlist("duty"))
    by_key = {key_of(one): one for one in found[:SHOWN]}
    return [one for key, one in by_key.items() if key in keys] if keys <= by_key.keys() else []
