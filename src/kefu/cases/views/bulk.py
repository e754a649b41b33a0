"""One verb on many cases: tried out first, then done to each in a transaction of its own, with a result for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kefu.cases import access
from kefu.cases.actions import CaseRefused
from kefu.cases.models import Case
from kefu.cases.views.verbs import BULK, OFFERS, form_of
from kefu.cases.words import LABELS
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act, AlreadyDone, StaleError
from kefu.events import queries as event_queries
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.views.answering import stale

MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What came, or would come, of it for a case: how it stood, how it stands then, or why it is refused."""

    case: Case
    seq: int
    before: str
    after: str = ""
    refused: Sequence[str] = ()


@require_POST
def bulk(request: HttpRequest, verb: str) -> HttpResponse:
    """Show what a verb asks, try it on each case, do it: by `step`."""
    if verb not in BULK:
        raise Http404
    cases = _chosen(request)
    if not cases:
        messages.warning(request, _("Choose cases first, by the boxes before their numbers."))
        return redirect("cases:cases")
    offer, step = OFFERS[verb], request.POST.get("step", "")
    is_asked = bool(form_of(verb, request, cases, False).fields)
    form = form_of(verb, request, cases, bool(step) or not is_asked)
    seen, is_done = duty_queries.seqs_of("case", [case.pk for case in cases]), step == "do"
    shown: dict[str, Any] = {"verb": verb, "label": LABELS[verb], "form": form}
    if not form.is_valid():
        waiting = [Outcome(case, seen.get(case.pk, 0), case.get_state_display()) for case in cases]
        return render(request, "cases/bulk.html", {**shown, "outcomes": waiting}, status=422 if step else 200)

    def act(case: Case, by: Act) -> Case:
        return offer.action(case.pk, by=by, **offer.said(form, case))

    outcomes = [_outcome(case, _act(request, case, is_done), act, is_trial=not is_done) for case in cases]
    if not is_done:
        outcomes = [replace(one, seq=seen.get(one.case.pk, 0)) for one in outcomes]
    refused = sum(bool(one.refused) for one in outcomes)
    shown |= {"is_tried": not is_done, "is_done": is_done, "refused": refused, "able": len(outcomes) - refused}
    return render(request, "cases/bulk.html", {**shown, "outcomes": outcomes})


def _chosen(request: HttpRequest) -> list[Case]:
    """The cases that were chosen; 404 when one of them is none that the viewer may see."""
    sent = {said for said in request.POST.getlist("case") if whole(said) is not None}
    if len(sent) > MOST:
        raise Http404
    cases = list(access.visible_to(people_access.signed_in(request)).filter(pk__in=sent).order_by("-pk"))
    if len(cases) != len(sent):
        raise Http404
    return cases


def _act(request: HttpRequest, case: Case, is_done: bool) -> Act:
    """The act on one of many: its key follows from the page's, so that a second click counts once."""
    by = people_access.act(request)
    said = request.POST.get(f"seq-{case.pk}", "")
    seq = whole(said) if is_done else None
    return replace(by, expect=seq, request_key=f"{by.request_key}-{case.pk}" if is_done and by.request_key else "")


def _outcome(case: Case, by: Act, act: Callable[[Case, Act], Case], *, is_trial: bool) -> Outcome:
    """Do it, for good or as a trial of which nothing stays."""
    known = Outcome(case, 0, case.get_state_display())
    try:
        with transaction.atomic():
            after = act(case, by)
            transaction.set_rollback(is_trial)
    except StaleError as error:
        return replace(known, refused=[stale(error)])
    except PermissionDenied:
        return replace(known, refused=[_("You may not do this here.")])
    except (CaseRefused, AlreadyDone, IntegrityError) as error:
        if event_queries.answered(by.request_key) is not None:
            # The first click, or the other one of the same moment, did it.
            case.refresh_from_db(fields=["state"])
            return replace(known, after=case.get_state_display())
        if isinstance(error, CaseRefused):
            return replace(known, refused=error.messages)
        raise
    return replace(known, after=after.get_state_display())
