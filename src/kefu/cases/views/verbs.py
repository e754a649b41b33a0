"""What the form of each verb on a case asks, and which action it calls; for one case or for many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from kefu.cases import access, actions, queries
from kefu.cases import forms as asked
from kefu.cases.models import Case
from kefu.cases.storing import keep

# Makes a verb's form for these cases: bound to what was sent, or as it is shown first.
Maker = Callable[[HttpRequest, Sequence[Case], bool], forms.Form]


def _plain(form: type[forms.Form]) -> Maker:
    def make(request: HttpRequest, _cases: Sequence[Case], is_bound: bool) -> forms.Form:
        posted, files = (request.POST, request.FILES) if is_bound else (None, None)
        return form(posted, files)

    return make


def _correct(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    return asked.CorrectForm(request.POST if is_bound else None, initial=_as_it_is(asked.CorrectForm, cases))


def _classify(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    return asked.ClassifyForm(
        request.POST if is_bound else None,
        initial=_as_it_is(asked.ClassifyForm, cases),
        categories=queries.categories({case.community_id for case in cases}),
    )


def _split(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    return asked.SplitForm(
        request.POST if is_bound else None,
        initial={"kind": cases[0].kind},
        categories=queries.categories({case.community_id for case in cases}),
    )


def _as_it_is(form: type[forms.Form], cases: Sequence[Case]) -> dict[str, Any]:
    """What stands in the row, if the form is about one case."""
    known = [name for name in form.base_fields if hasattr(cases[0], name)] if len(cases) == 1 else []
    return {name: getattr(cases[0], name) for name in known}


def _assign(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    colleagues = access.colleagues_in({case.community_id for case in cases})
    return asked.AssignForm(request.POST if is_bound else None, colleagues=colleagues)


def _resolve(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    kinds = {case.kind for case in cases}
    return asked.ResolveForm(request.POST if is_bound else None, kinds=kinds)


def _of_case(form: Callable[..., forms.Form]) -> Maker:
    """A form whose choices belong to the case."""

    def make(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
        return form(request.POST if is_bound else None, case=cases[0])

    return make


_BARE = _plain(forms.Form)


def _said(form: Any, _case: Case) -> Mapping[str, Any]:
    said: Mapping[str, Any] = form.cleaned_data
    return said


@dataclass(frozen=True)
class Offer:
    """A verb as a page offers it. `said` gives what the action is told of a valid form."""

    action: Callable[..., Case]
    form: Maker = _BARE
    said: Callable[[Any, Case], Mapping[str, Any]] = _said


OFFERS = {
    "accept": Offer(actions.accept_case),
    "classify": Offer(actions.classify_case, _classify),
    "assign": Offer(actions.assign_case, _assign),
    "forward": Offer(actions.forward_case, _plain(asked.ForwardForm)),
    "acknowledge": Offer(actions.acknowledge_case, _plain(asked.NoteForm)),
    "answer": Offer(actions.answer_case, _plain(asked.AnswerForm)),
    "promise": Offer(actions.promise_case, _plain(asked.PromiseForm)),
    "appoint": Offer(actions.appoint_case, _plain(asked.AppointForm)),
    "arrive": Offer(actions.arrive_case, _plain(asked.ArriveForm)),
    "report": Offer(actions.report_case, _plain(asked.ReportForm)),
    "take-over": Offer(actions.take_over_case, _plain(asked.NoteForm)),
    "pause": Offer(actions.pause_case, _plain(asked.PauseForm)),
    "resume": Offer(actions.resume_case),
    "resolve": Offer(
        actions.resolve_case,
        _resolve,
        lambda form, case: {"result": form.cleaned_data["result"], "facts": form.facts(case.kind)},
    ),
    "revisit": Offer(
        actions.revisit_case,
        _of_case(asked.RevisitForm),
        lambda form, _case: {"facts": form.facts(), "opinion": form.cleaned_data["opinion"]},
    ),
    "assess": Offer(actions.assess_case, _plain(asked.AssessForm)),
    "thank": Offer(actions.thank_case, _plain(asked.NoteForm)),
    "verify": Offer(actions.verify_case, _plain(asked.VerifyForm)),
    "return-slip": Offer(actions.return_slip_case, _plain(asked.NoteForm)),
    "explain": Offer(actions.explain_case, _plain(asked.WhyForm)),
    "end-revisit": Offer(actions.end_revisit_case, _plain(asked.WhyForm)),
    "check-entry": Offer(actions.check_entry_case, _plain(asked.WhyForm)),
    "sum-up": Offer(actions.sum_up_case, _plain(asked.SummaryForm)),
    "reopen": Offer(actions.reopen_case, _plain(asked.WhyForm)),
    "close": Offer(actions.close_case),
    "correct": Offer(actions.correct_case, _correct),
    "withdraw": Offer(actions.withdraw_case, _plain(asked.WhyForm)),
    "add-file": Offer(
        actions.add_files,
        _plain(asked.FilesForm),
        lambda form, _case: {"files": [keep(upload) for upload in form.cleaned_data["papers"]]},
    ),
    "remove-file": Offer(actions.remove_file, _of_case(asked.RemoveFileForm)),
    "link": Offer(actions.link_case, _of_case(asked.LinkForm)),
    "unlink": Offer(actions.unlink_case, _of_case(asked.UnlinkForm)),
    "merge": Offer(actions.merge_case, _of_case(asked.OtherForm)),
    "split": Offer(actions.split_case, _split, lambda form, _case: {"part": form.case()}),
}


def form_of(verb: str, request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    """The form of a verb, told apart from those of the others on the page."""
    form = OFFERS[verb].form(request, cases, is_bound)
    form.auto_id = f"id_{verb}_%s"
    return form


# What stands beside what it is about, not among what may be done.
BESIDE = frozenset({"add-file", "remove-file", "link", "unlink"})
# What leads on in a case's life, and what was refused just now, is offered first; the rest under "more".
NEXT = frozenset({"accept", "assign", "answer", "arrive", "resume", "resolve", "revisit", "reopen", "close"})
# What may be done to many at once.
BULK = ("accept", "assign", "classify", "forward", "arrive", "answer", "resolve", "close")
