"""What is read about errands, by the page that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.cases.timeline import Happened, history
from kefu.counter import access, calc
from kefu.counter.actions.acting import standing, subject
from kefu.counter.models import Errand, Outcome, State, Taken
from kefu.counter.words import name_of, shown, step_name
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, in_language, told
from kefu.estate.models import Unit
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.reception.models import Ticket
from kefu.rulebook.procedures import Procedure
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.slots import subject_page

SHOWN = 10


@dataclass(frozen=True)
class Done:
    """A step that was taken: its name, how it is called, by whom, when, what was typed, which papers were seen.

    `is_own`: the reader has a role that takes it, and so puts right what was typed the last time.
    """

    id: str
    name: str
    by: str
    at: datetime
    values: Sequence[tuple[str, str]]
    papers: Sequence[str]
    is_own: bool


@dataclass(frozen=True)
class Thing:
    """What came of a step, with its page if it has one."""

    name: str
    label: str
    address: str


def duties(errand: Errand) -> list[Told]:
    """An errand's duties with their clauses and how each due time came about."""
    return told(list(duty_queries.duties_on(subject(errand))), people_queries.names)


def events(errand: Errand, procedure: Procedure, duties: Sequence[Told]) -> list[Happened]:
    """What happened to an errand, the last first, each step by its name."""
    steps = {name: step_name(procedure, name) for name in procedure.steps}
    return history("errand", errand.pk, frozenset(), duties, steps)


def open_steps(errand: Errand, procedure: Procedure) -> tuple[str | None, list[str]]:
    """The step that leads on, and the others that may be taken now."""
    if errand.state != State.OPEN:
        return None, []
    at = standing(errand)
    following = calc.next_step(procedure, at)
    return following, [name for name in calc.open_steps(procedure, at) if name != following]


def was_taken(errand: Errand, step: str) -> bool:
    """Whether a step was taken at least once."""
    return errand.taken.filter(step=step).exists()


def taken(errand: Errand, procedure: Procedure, viewer: User) -> list[Done]:
    """The steps that were taken, in order, each with what was typed by the names of its fields.

    Of a step that was taken several times the last time is put right.
    """
    own = access.takers(viewer, errand.community_id, procedure, procedure.steps)
    may_call = access.may_call(viewer, errand)
    found = list(Taken.objects.filter(errand=errand).select_related("by").order_by("id"))
    last = {one.step: one for one in found}

    def done(one: Taken) -> Done:
        asks = ((name, ask) for name, ask in procedure.asks.items() if name in one.values)
        said = [(name_of(ask, name), shown(ask, one.values[name], may_call=may_call)) for name, ask in asks]
        papers = [name_of(procedure.papers.get(name), name) for name in one.papers]
        is_own = one.step in own and one is last[one.step]
        return Done(one.step, step_name(procedure, one.step), one.by.name, one.at, said, papers, is_own)

    return [done(one) for one in found]


def outcomes(errand: Errand, viewer: User) -> list[Thing]:
    """What came of it, in order, with the pages that the viewer may read."""
    found = Outcome.objects.filter(errand=errand).order_by("id")
    subjects = vocabulary().subjects
    return [
        Thing(
            in_language(subjects[one.kind].text),
            one.label,
            subject_page(one.kind, one.subject_id, viewer, errand.community_id),
        )
        for one in found
    ]


def errands_of(unit: Unit) -> list[Errand]:
    """The errands of a household, the last first; one more than is shown."""
    return list(Errand.objects.filter(unit=unit).order_by("-id")[: SHOWN + 1])


def errands_with(ticket: Ticket) -> list[Errand]:
    """The errands of who came with a number, in order."""
    return list(Errand.objects.filter(ticket=ticket).order_by("id"))
