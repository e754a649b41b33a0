"""What else is personal of somebody whose personal data are deleted (PIPL, art. 47): each model says it of itself.

A model in any domain has `forgets`, some `Forgets`; whatever points at a resident must have it (a test asks it).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.apps import apps
from django.db.models import ManyToOneRel, Model, Q, QuerySet

from kefu.estate.calc import number_key
from kefu.estate.models import Person
from kefu.events import actions as event_actions
from kefu.events.models import EventText


@dataclass(frozen=True)
class Forgets:
    """What of a model's rows is personal of one human in them: `name` becomes a number, `blank` and `empty` nothing.

    A row is somebody's where `person` says so, or where their name stands beside one of their units or numbers; of a
    model without a name, where a number is theirs alone. `numbered`: columns that become the number, too.
    `relation__column`, of what is emptied, names a column of rows that belong to it. `open`: rows that are still
    needed, for which one is not forgotten. `subject`: the vocabulary's word for the rows, in whose events the same
    words are erased, with all texts of the names `texts`, and `subject_id` its column. `stale`: columns that then are
    false.
    """

    name: str = ""
    blank: Sequence[str] = ()
    empty: Sequence[str] = ()
    numbered: Sequence[str] = ()
    person: str = "person"
    unit: str = "unit"
    phone: str = ""
    open: Q | None = None
    subject: str = ""
    subject_id: str = "pk"
    texts: Sequence[str] = ()
    stale: Sequence[str] = ()


class Theirs(NamedTuple):
    """The rows of a model that are somebody's, and what of them is personal."""

    model: type[Model]
    forgets: Forgets
    ids: Sequence[int]

    @property
    def rows(self) -> "QuerySet[Model]":
        """The rows."""
        return self.model._default_manager.filter(pk__in=self.ids)


def all_of(person: Person) -> list[Theirs]:
    """The rows of all domains in which somebody stands, who is still called as they call them."""
    found = (
        Theirs(model, forgets, _ids(model, forgets, person))
        for model in apps.get_models()
        for forgets in getattr(model, "forgets", ())
    )
    return [one for one in found if one.ids]


def still_open(theirs: Iterable[Theirs]) -> list[str]:
    """What of it is still needed, as its rows call themselves."""
    return [str(row) for one in theirs if one.forgets.open is not None for row in one.rows.filter(one.forgets.open)[:3]]


def forget_in(theirs: Iterable[Theirs], person: Person, at: datetime) -> None:
    """Delete what these rows, and the words of their events, say of somebody."""
    for one in theirs:
        _erase_words(one, at)
        _clear(one, f"#{person.pk}")


def _ids(model: type[Model], forgets: Forgets, person: Person) -> list[int]:
    phones = [number for number in (person.phone, *person.other_phones) if number]
    whose = [Q(**{forgets.person: person})] if forgets.person else []
    if forgets.name:
        named = Q(**{forgets.name: person.name})
        if forgets.unit:
            units = list(person.residencies.values_list("unit_id", flat=True))
            whose.append(named & Q(**{f"{forgets.unit}__in": units}))
        if forgets.phone:
            whose.append(named & Q(**{f"{forgets.phone}__in": _as_written(phones)}))
    elif forgets.phone:
        whose.append(Q(**{f"{forgets.phone}__in": _as_written(_theirs_alone(person, phones))}))
    return list(model._default_manager.filter(reduce(or_, whose)).values_list("pk", flat=True).distinct())


def _as_written(numbers: Iterable[str]) -> list[str]:
    """Numbers in the ways in which a desk or an exchange writes them: with the country's before, or a 0."""
    numbers = list(numbers)
    keys = {number_key(number)[-11:] for number in numbers}
    return sorted({*numbers, *(f"{before}{key}" for key in keys for before in ("", "0", "86", "+86", "+86 ", "0086"))})


def _theirs_alone(person: Person, phones: Iterable[str]) -> list[str]:
    others = Person.objects.filter(forgotten_at=None).exclude(pk=person.pk)
    return [one for one in phones if not others.filter(Q(phone=one) | Q(other_phones__contains=[one])).exists()]


def _erase_words(theirs: Theirs, at: datetime) -> None:
    """What events say of the rows in the same words; the chains hold without it."""
    forgets = theirs.forgets
    if not forgets.subject:
        return
    columns = (*filter(None, (forgets.name,)), *forgets.blank)
    for subject_id, *values in theirs.rows.values_list(forgets.subject_id, *columns):
        of_subject = EventText.objects.filter(event__subject_kind=forgets.subject, event__subject_id=subject_id)
        same = Q(text__in={value for value in values if value})
        said = of_subject.filter(same | Q(name__in=forgets.texts), erased_at=None)
        for text_id in said.values_list("id", flat=True):
            event_actions.erase_text(text_id, why="resident.forgotten", at=at)


def _clear(theirs: Theirs, number: str) -> None:
    forgets = theirs.forgets
    named = filter(None, (forgets.name, *forgets.numbered))
    changed = {
        **dict.fromkeys(named, number),
        **dict.fromkeys(forgets.blank, ""),
        **dict.fromkeys(forgets.stale, False),
    }
    if changed:
        theirs.rows.update(**changed)
    for path in forgets.empty:
        rows, column = _at(theirs, path)
        rows.update(**{column: {}})


def _at(theirs: Theirs, path: str) -> "tuple[QuerySet[Model], str]":
    """The rows that hold a column: the model's own, or those that belong to them."""
    relation, _, column = path.rpartition("__")
    if not relation:
        return theirs.rows, column
    there = theirs.model._meta.get_field(relation)
    if not isinstance(there, ManyToOneRel):
        raise TypeError(f"{theirs.model.__name__}: {path} names no rows that belong to it")
    return there.related_model._default_manager.filter(**{f"{there.field.name}__in": theirs.ids}), column
