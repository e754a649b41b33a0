"""What the form of each verb on a case asks, and which action it calls; for one case or for many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.timezone import localtime

from kefu import clock
from kefu.cases import access, actions, queries
from kefu.cases import forms as asked
from kefu.cases.actions import Worked
from kefu.cases.models import Case, Kind
from kefu.people import access as people_access
from kefu.rulebook.clauses import Category
from kefu.ui.storing import keep

# Makes a verb's form for these cases: bound to what was sent, or as it is shown first.
Maker = Callable[[HttpRequest, Sequence[Case], bool], forms.Form]


def _plain(form: type[forms.Form]) -> Maker:
    def make(request: HttpRequest, _cases: Sequence[Case], is_bound: bool) -> forms.Form:
        posted, files = (request.POST, request.FILES) if is_bound else (None, None)
        return form(posted, files)

    return make


def _correct(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    form = asked.CorrectForm(request.POST if is_bound else None, initial=_as_it_is(asked.CorrectForm, cases))
    if not all(access.may_call(people_access.signed_in(request), case) for case in cases):
        # Whoever may not read it leaves it as it is.
        del form.fields["contact"]
    return form


def _classify(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    return asked.ClassifyForm(
        request.POST if is_bound else None,
        initial=_as_it_is(asked.ClassifyForm, cases),
        categories=_categories(cases),
    )


def _split(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    return asked.SplitForm(
        request.POST if is_bound else None,
        initial={"kind": cases[0].kind},
        categories=_categories(cases),
    )


def _categories(cases: Sequence[Case]) -> Mapping[str, Category]:
    return queries.categories({case.community_id for case in cases}, localtime(clock.now()).date())


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


def _revisit(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    posted, files = (request.POST, request.FILES) if is_bound else (None, None)
    return asked.RevisitForm(posted, files, case=cases[0])


def _finish(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
    if cases[0].kind != Kind.REPAIR:
        return _resolve(request, cases, is_bound)
    posted, files = (request.POST, request.FILES) if is_bound else (None, None)
    return asked.FinishForm(posted, files, kinds=[Kind.REPAIR])


def _of_case(form: Callable[..., forms.Form]) -> Maker:
    """A form whose choices belong to the case."""

    def make(request: HttpRequest, cases: Sequence[Case], is_bound: bool) -> forms.Form:
        return form(request.POST if is_bound else None, case=cases[0])

    return make


_BARE = _plain(forms.Form)


def _said(form: Any, _case: Case) -> Mapping[str, Any]:
    said: Mapping[str, Any] = form.cleaned_data
    return said


def _resolve_or_finish(case_id: int, *, worked: Worked | None = None, **named: Any) -> Case:
    if worked is None:
        return actions.resolve_case(case_id, **named)
    return actions.finish_case(case_id, worked=worked, **named)


def _how_resolved(form: Any, case: Case) -> Mapping[str, Any]:
    said: dict[str, Any] = {"result": form.cleaned_data["result"], "facts": form.facts(case.kind)}
    return said | ({"worked": worked(form)} if isinstance(form, asked.FinishForm) else {})


def worked(form: asked.FinishForm) -> Worked:
    """What was done on the spot, its photos and the signature kept on the disk."""
    said = form.cleaned_data
    photos: dict[str, Any] = {name: [held for one in said[name] if (held := keep(one))] for name in ("before", "after")}
    same: dict[str, Any] = {name: said[name] for name in ("materials", "charge", "warranty_until", "signed_by")}
    return Worked(**same, **photos, signature=keep(said["picture"]) if said["picture"] else None)


@dataclass(frozen=True)
class Offer:
    """A verb as a page offers it. `said` gives what the action is told of a valid form.

    `alone`: the form where it is done to one case, if that asks more.
    """

    action: Callable[..., Case]
    form: Maker = _BARE
    said: Callable[[Any, Case], Mapping[str, Any]] = _said
    alone: Maker | None = None


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
    "miss": Offer(actions.miss_case, _plain(asked.MissForm)),
    "report": Offer(actions.report_case, _plain(asked.ReportForm)),
    "take-over": Offer(actions.take_over_case, _plain(asked.NoteForm)),
    "pause": Offer(actions.pause_case, _plain(asked.PauseForm)),
    "resume": Offer(actions.resume_case),
    "resolve": Offer(_resolve_or_finish, _resolve, _how_resolved, _finish),
    "revisit": Offer(
        actions.revisit_case,
        _revisit,
        lambda form, _case: {
            "facts": form.facts(),
            "words": form.words(),
            "signature": keep(form.cleaned_data["picture"]) if form.cleaned_data["picture"] else None,
        },
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


def form_of(
    verb: str, request: HttpRequest, cases: Sequence[Case], is_bound: bool, *, is_alone: bool = False
) -> forms.Form:
    """The form of a verb, told apart from those of the others on the page; `is_alone`: for one case on its own page."""
    offer = OFFERS[verb]
    form = (offer.alone or offer.form if is_alone else offer.form)(request, cases, is_bound)
    form.auto_id = f"id_{verb}_%s"
    return form


# What stands beside what it is about, not among what may be done.
BESIDE = frozenset({"add-file", "remove-file", "link", "unlink"})
# What leads on in a case's life, and what was refused just now, is offered first; the rest under "more".
NEXT = frozenset({"accept", "assign", "answer", "arrive", "miss", "resume", "resolve", "revisit", "reopen", "close"})
# What may be done to many at once.
BULK = ("accept", "assign", "classify", "forward", "arrive", "answer", "resolve", "close")
