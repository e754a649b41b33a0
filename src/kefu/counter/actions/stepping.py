"""How an errand begins and how its steps are taken, each with all that it brings about, or not at all."""

from django.core.exceptions import PermissionDenied
from django.db import DataError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kefu.counter import access, calc, rules
from kefu.counter.actions.acting import ErrandRefused, Said, facts_of, locked, refuse_missing, standing, subject
from kefu.counter.actions.ending import refuse_unsettled
from kefu.counter.effects import EFFECTS, Doing
from kefu.counter.models import Errand, ErrandCounter, Outcome, State, Taken
from kefu.counter.words import name_of, step_name
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, AlreadyDone, ForbiddenError, Refused, StaleError
from kefu.duties.explaining import refused
from kefu.duties.governing import book_on
from kefu.estate import actions as estate
from kefu.estate.models import FilePaper, HouseholdFile
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.numbering import next_of_year
from kefu.rulebook.procedures import Effect, Procedure
from kefu.ui.punctuation import listed

_ENDS = {"done": State.DONE, "refused": State.REFUSED}


@transaction.atomic
def begin_errand(errand: Errand, said: Said, *, by: Act) -> Errand:
    """Take an errand in by the first step of its procedure; `errand` is not saved yet: what it concerns is given."""
    actor = people_access.actor(by)
    day = errand.community.day(by.at)
    procedure = rules.procedures_on(errand.community_id, day).get(errand.procedure)
    if procedure is None:
        raise ErrandRefused(_("The rulebook in force has no such procedure. Choose another."))
    if actor is None or not access.may_begin(actor, errand.community_id, procedure):
        raise PermissionDenied
    if errand.ticket is not None:
        is_here = errand.ticket.community_id == errand.community_id
        people_access.require(is_here and errand.ticket.clerk_id == actor.pk)
    if procedure.about == "unit" and errand.unit is None:
        raise ErrandRefused(_("This concerns a household. Choose its unit."), field="unit")
    book = book_on(errand.community_id, day)
    errand.version, errand.opened_by, errand.opened_at = book.version.isoformat() if book else "", actor, by.at
    errand.number = calc.errand_number(*next_of_year(ErrandCounter, errand.community, by.at))
    errand.save(force_insert=True)
    facts = {"owner": str(actor.pk), "procedure": errand.procedure}
    if errand.ticket is not None:
        facts["ticket.number"] = str(errand.ticket)
    duty_actions.record("errand.opened", subject(errand), by=by, facts=facts, texts={"applicant": errand.applicant})
    return _take(errand, procedure, procedure.first, said, actor, by.following(1))


@transaction.atomic
def take_step(errand_id: int, step: str, said: Said, *, by: Act) -> Errand:
    """Take a step of an errand, with all that it brings about."""
    errand = locked(errand_id)
    actor, procedure = people_access.actor(by), rules.procedure_of(errand)
    if actor is None or not access.may_take(actor, errand.community_id, procedure.steps[step]):
        raise PermissionDenied
    if errand.state != State.OPEN:
        raise ErrandRefused(_("This errand is %(state)s.") % {"state": errand.get_state_display()})
    if step not in calc.open_steps(procedure, standing(errand)):
        raise ErrandRefused(_("This step cannot be taken now. See which are next."))
    if reasons := waits_for(errand, procedure, step, actor, by):
        raise ErrandRefused(*reasons)
    return _take(errand, procedure, step, said, actor, by)


def waits_for(errand: Errand, procedure: Procedure, name: str, actor: User, by: Act) -> list[str]:
    """What an open step waits for: another to take it, or its time."""
    step, reasons = procedure.steps[name], []
    if step.others_than is not None and errand.taken.filter(step=step.others_than, by=actor).exists():
        other = step_name(procedure, step.others_than)
        reasons.append(_("Who took the step “%(step)s” cannot take this one: ask a colleague.") % {"step": other})
    if step.waits_since is not None:
        last = errand.taken.filter(step=step.waits_since).order_by("-times").first()
        until = rules.waits_until(errand, step, last.at) if last else None
        if until is not None and by.at < until:
            until = timezone.localtime(until)
            reasons.append(_("This waits until %(day)s.") % {"day": f"{until:%Y-%m-%d %H:%M}"})
    return reasons


def _take(errand: Errand, procedure: Procedure, name: str, said: Said, actor: User, by: Act) -> Errand:
    step = procedure.steps[name]
    typed = {key: calc.kept(value) for key, value in said.values.items() if key in step.asks}
    # What is left out this time is not what was said the last time.
    values = {key: value for key, value in errand.values.items() if key not in step.asks} | typed
    refuse_missing(procedure, name, values, said)
    times = errand.taken.filter(step=name).count() + 1
    errand.values = values
    errand.is_stopped = (errand.is_stopped or step.stops) and not step.resumes
    if step.ends is not None:
        errand.state, errand.ended_at = _ENDS[step.ends], by.at
    errand.save(update_fields=["values", "is_stopped", "state", "ended_at"])
    Taken.objects.create(
        errand=errand, step=name, times=times, by=actor, at=by.at, values=typed, papers=list(said.papers)
    )
    facts = {
        "owner": str(actor.pk),
        "procedure": errand.procedure,
        "step": name,
        **facts_of(procedure, step.asks, values),
    }
    try:
        duty_actions.record(step.records, subject(errand), by=by, facts=facts, texts={}, verb="take_step")
    except ForbiddenError as forbidden:
        raise ErrandRefused(*(refused(one) for one in forbidden.refusals)) from forbidden
    for number, effect in enumerate(step.does):
        told = calc.told(effect, procedure, errand.values)
        _bring_about(effect, procedure, Doing(errand, name, actor, by.following(number + 1), told))
    _file_copies(errand, procedure, said, by.following(len(step.does) + 1))
    end = by.following(len(step.does) + 2)
    if step.ends == "done":
        duty_actions.record("errand.finished", subject(errand), by=end, facts={"procedure": errand.procedure})
    elif step.ends == "refused":
        # What came of an entry that was put right since is not settled by turning it down.
        refuse_unsettled(errand, by.at)
        duty_actions.record("errand.refused", subject(errand), by=end, facts={"procedure": errand.procedure})
    return errand


def _file_copies(errand: Errand, procedure: Procedure, said: Said, by: Act) -> None:
    """Copies of papers go into the household's file, which is opened by the first of them."""
    if not said.copies or errand.unit is None:
        return
    file = HouseholdFile.objects.filter(unit=errand.unit).first() or estate.open_file(errand.unit.pk, by=by)
    there = set(file.papers.filter(removed_at=None).values_list("digest", flat=True))
    new = [(name, kept) for name, kept in said.copies.items() if kept.digest not in there]
    for number, (name, kept) in enumerate(new, 1):
        item, origin = procedure.papers[name].files or "", FilePaper.Origin.OFFICE
        estate.add_paper(file.pk, by=by.following(number), item=item, origin=origin, paper=kept)


def _bring_about(effect: Effect, procedure: Procedure, doing: Doing) -> None:
    if not calc.holds(effect.where, doing.errand.values):
        return
    try:
        came = EFFECTS[effect.do](doing)
    except (AlreadyDone, StaleError):
        raise
    except Refused as reason:
        raise ErrandRefused(*reason.messages, field=effect.with_.get(reason.field, "")) from reason
    except DataError as reason:
        # A field of the form holds more than the column that it goes into.
        names = listed(name_of(procedure.asks[field], field) for field in effect.with_.values())
        said = _("Longer or larger than what comes of it can hold: %(names)s. Shorten it.") % {"names": names}
        raise ErrandRefused(said) from reason
    at = {"errand": doing.errand, "step": doing.step}
    Outcome.objects.bulk_create(
        Outcome(**at, kind=made.kind, subject_id=made.subject_id, label=made.label[:200]) for made in came
    )
