"""What came of revisits, and what cases are about, in words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kefu.duties.explaining import in_language
from kefu.events.models import Event
from kefu.lib.xlsx import Kind
from kefu.registers.calc import outcome_of
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.showing import called
from kefu.rulebook.vocabulary import vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from kefu.registers.figures import Group

OUTCOMES: dict[str, "StrOrPromise"] = {
    "satisfied": _("is satisfied"),
    "not-satisfied": _("is not satisfied"),
    "reached": _("reached"),
    "refused": _("refused to say anything"),
    "unreachable": _("not reached"),
}


def category_called(book: Rulebook | None, id_: str) -> str:
    """What a category of cases is called; by its id where the rulebook has none of this name."""
    return in_language(called(book.categories.get(id_) if book else None, id_))


def fact_of(event: Event, name: str) -> str:
    """A choice among the facts of an event, in words; blank where it is not known."""
    word = vocabulary().facts[name].values.get(str(event.facts.get(name)))
    return "" if word is None else in_language(word.text)


def outcome_said(event: Event) -> str:
    """What an attempt came to; why, where nobody was reached."""
    outcome = outcome_of(event.facts)
    failure = fact_of(event, "revisit.failure") if outcome == "unreachable" else ""
    return " · ".join(filter(None, (str(OUTCOMES[outcome]), failure)))


# The figures of a group of cases, in the order of tables: what each is called, and how a file shows it.
FIGURES: dict[str, tuple["StrOrPromise", Kind]] = {
    "received": (_("were received"), "number"),
    "settled": (_("were settled"), "number"),
    "to_ask": (_("to be revisited"), "number"),
    "revisited": (_("revisited"), "number"),
    "waiting": (_("not asked yet"), "number"),
    "refused": (_("refused to answer"), "number"),
    "unreachable": (_("not reached"), "number"),
    "satisfied": (_("is satisfied"), "number"),
    "not_satisfied": (_("is not satisfied"), "number"),
    "revisit_rate": (_("Revisit rate"), "share"),
    "satisfaction_rate": (_("Satisfaction rate"), "share"),
}


def figures_said(group: "Group") -> dict[str, float | None]:
    """The figures of a group by the names of `FIGURES`; None for what it has not."""
    said: dict[str, float | None] = {name: getattr(group.figures, name) for name in FIGURES}
    return said | ({"received": None} if group.is_person else {})
