"""What else is personal of somebody whose personal data are deleted (PIPL, art. 47): each model says it of itself.

A model in any domain has `forgets`, some `Forgets`; whatever points at a resident must have it (a test asks it).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import ManyToOneRel, Model, Q, QuerySet

from kefu.estate.models import Person
from kefu.events import actions as event_actions
from kefu.events.models import EventText

Rows = QuerySet[Model]


@dataclass(frozen=True)
class Forgets:
    """What of a model's rows is personal, and whose they are. `names` become a number; `blank` and `empty` nothing.

    A row is somebody's where `person` says so, or where their name stands beside one of their units or numbers; of a
    model without names, where a number is theirs alone. `relation__column` names a column of rows that belong to it.
    `open`: rows that are still needed, for which one is not forgotten. `subject`: the vocabulary's word for the
    rows, in whose events the same words are erased, and `subject_id` its column. `stale`: columns that then are false.
    """

    names: Sequence[str] = ()
    blank: Sequence[str] = ()
    empty: Sequence[str] = ()
    person: str = "person"
    unit: str = "unit"
    phone: str = ""
    open: Q | None = None
    subject: str = ""
    subject_id: str = "pk"
    stale: Sequence[str] = ()


def still_open(person: Person) -> list[str]:
    """What is still needed with their name on it, as its rows call themselves."""
    return [
        str(row)
        for model, forgets in _declared()
        if forgets.open is not None and forgets.person
        for row in model._default_manager.filter(forgets.open, **{forgets.person: person})[:3]
    ]


def forget_elsewhere(person: Person, at: datetime) -> None:
    """Delete what the rows of all domains say of somebody, who is still named as the rows name them."""
    theirs = [(model, forgets, _ids(model, forgets, person)) for model, forgets in _declared()]
    for model, forgets, ids in theirs:
        if ids:
            _erase_words(model, forgets, ids, at)
            _clear(model, forgets, ids, f"#{person.pk}")


def _declared() -> Iterator[tuple[type[Model], Forgets]]:
    for model in apps.get_models():
        for forgets in getattr(model, "forgets", ()):
            yield model, forgets


def _ids(model: type[Model], forgets: Forgets, person: Person) -> list[int]:
    phones = [number for number in (person.phone, *person.other_phones) if number]
    whose = [Q(**{forgets.person: person})] if forgets.person else []
    if forgets.names:
        named = reduce(or_, (Q(**{column: person.name}) for column in forgets.names))
        if forgets.unit:
            units = list(person.residencies.values_list("unit_id", flat=True))
            whose.append(named & Q(**{f"{forgets.unit}__in": units}))
        if forgets.phone:
            whose.append(named & Q(**{f"{forgets.phone}__in": phones}))
    elif forgets.phone:
        whose.append(Q(**{f"{forgets.phone}__in": _theirs_alone(person, phones)}))
    return list(model._default_manager.filter(reduce(or_, whose)).values_list("pk", flat=True).distinct())


def _theirs_alone(person: Person, phones: Iterable[str]) -> list[str]:
    others = Person.objects.filter(forgotten_at=None).exclude(pk=person.pk)
    return [one for one in phones if not others.filter(Q(phone=one) | Q(other_phones__contains=[one])).exists()]


def _erase_words(model: type[Model], forgets: Forgets, ids: list[int], at: datetime) -> None:
    """What events say of the rows in the same words; the chains hold without it."""
    if not forgets.subject:
        return
    columns = (*forgets.names, *forgets.blank)
    for subject_id, *values in _rows(model, ids).values_list(forgets.subject_id, *columns):
        said = {value for value in values if value}
        found = EventText.objects.filter(
            event__subject_kind=forgets.subject, event__subject_id=subject_id, text__in=said
        )
        for text_id in found.values_list("id", flat=True):
            event_actions.erase_text(text_id, why="resident.forgotten", at=at)


def _clear(model: type[Model], forgets: Forgets, ids: list[int], number: str) -> None:
    for value, paths in ((number, forgets.names), ("", forgets.blank), ({}, forgets.empty), (False, forgets.stale)):
        for path in paths:
            rows, column = _at(model, ids, path)
            rows.exclude(**{column: ""} if value == number else {}).update(**{column: value})


def _at(model: type[Model], ids: list[int], path: str) -> tuple[Rows, str]:
    """The rows that hold a column: the model's own, or those that belong to them."""
    relation, _, column = path.rpartition("__")
    if not relation:
        return _rows(model, ids), column
    there = model._meta.get_field(relation)
    if not isinstance(there, ManyToOneRel):
        raise TypeError(f"{model.__name__}: {path} names no rows that belong to it")
    return there.related_model._default_manager.filter(**{f"{there.field.name}__in": ids}), column


def _rows(model: type[Model], ids: list[int]) -> Rows:
    return model._default_manager.filter(pk__in=ids)
