"""Looking at what is masked, taking it out of the house, and deleting it once it is not needed any more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate import access
from kefu.estate.actions.files import file_subject
from kefu.estate.actions.refusing import (
    EstateRefused,
    community_subject,
    locked_community,
    person_subject,
    require_keeper,
    words,
)
from kefu.estate.calc import Why
from kefu.estate.forgetting import Theirs, all_of, forget_in, still_open
from kefu.estate.models import FilePaper, HouseholdFile, Look, Person, PersonKey, Residency, Unit
from kefu.estate.queries import kept_until
from kefu.events import actions as event_actions
from kefu.events.models import EventText
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.sealing import Sealed
from kefu.ui.punctuation import listed
from kefu.ui.storing import path_of

FOLDER = "households"


@transaction.atomic
def show_person(person_id: int, *, by: Act, why: Why) -> Person:
    """Somebody looks at what is masked of a resident: who, when and why is on record."""
    person = Person.objects.get(id=person_id)
    _require_shower(person.community_id, by)
    _note(person, by, why, None)
    return person


@transaction.atomic
def show_unit(unit_id: int, *, by: Act, why: Why) -> Unit:
    """Somebody looks at what is masked of all who belong to a unit now, else of who did, and at the papers of its file:
    a look at each of them and of those whom papers are of; of papers that are of nobody it is on the file's record.
    """
    unit = Unit.objects.get(id=unit_id)
    _require_shower(unit.community_id, by)
    papers = FilePaper.objects.filter(file__unit=unit, removed_at=None)
    held = Residency.objects.filter(unit=unit, person__forgotten_at=None)
    live = held.filter(until=None)
    shown = Q(id__in=(live if live.exists() else held).values("person")) | Q(id__in=papers.values("person"))
    persons = list(Person.objects.filter(shown, forgotten_at=None).order_by("id"))
    for number, person in enumerate(persons):
        _note(person, by.following(number), why, unit)
    file = HouseholdFile.objects.filter(unit=unit).first()
    if file is not None and papers.filter(person=None).exists():
        facts, texts = {"show.reason": why.reason}, words(note=why.words)
        act = by.following(len(persons))
        duty_actions.record("file.shown", file_subject(file), by=act, facts=facts, texts=texts)
    elif not persons:
        raise EstateRefused(_("Nobody belongs or belonged to this unit."))
    return unit


@transaction.atomic
def note_estate_export(community_id: int, *, by: Act, why: Why, rows: int, shows_numbers: bool) -> None:
    """Somebody takes the estate out of the house as a file: how much of it, with which numbers, and why."""
    community = Community.objects.get(id=community_id)
    require_keeper(community_id, by)
    if shows_numbers:
        _require_shower(community_id, by)
    facts = {"rows": rows, "show.reason": why.reason, "numbers-shown": shows_numbers}
    subject = community_subject(community)
    # Each time is on record, whatever happened to the estate since the form was shown.
    by = replace(by, expect=None, request_key="")
    duty_actions.record("estate.exported", subject, by=by, facts=facts, texts=words(note=why.words))


@transaction.atomic
def forget_person(person_id: int, *, by: Act, asked: bool) -> Person:
    """Delete what is personal of somebody who belongs to no unit any more. That they did stays, without a name.

    Refused while the time of keeping runs, unless they `asked` for it themselves.
    """
    locked_community(Person.objects.values_list("community_id", flat=True).get(id=person_id), by)
    person = Person.objects.select_for_update().get(id=person_id)
    theirs = all_of(person)
    _refuse_to_forget(person, by.at, theirs, asked=asked)
    forget_in(theirs, person, by.at)
    _blank(person, by.at)
    _erase_texts(person, by.at)
    facts = {"reason": "asked" if asked else "time"}
    duty_actions.record("resident.forgotten", person_subject(person), by=by, facts=facts)
    duty_actions.relabel(person_subject(person))
    _remove_papers(person, by)
    return person


def _require_shower(community_id: int, by: Act) -> None:
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_show(actor, community_id))


def _note(person: Person, by: Act, why: Why, unit: Unit | None) -> None:
    if person.forgotten_at is not None:
        raise EstateRefused(_("Their personal data were deleted."))
    facts, texts = {"show.reason": why.reason}, words(note=why.words)
    duty_actions.record("resident.shown", person_subject(person), by=by, facts=facts, texts=texts)
    if by.actor_id is not None:
        Look.objects.create(
            person=person,
            community_id=person.community_id,
            unit=unit,
            by_id=by.actor_id,
            at=by.at,
            reason=why.reason,
            words=why.words,
        )


def _refuse_to_forget(person: Person, now: datetime, theirs: Iterable[Theirs], *, asked: bool) -> None:
    if person.forgotten_at is not None:
        raise EstateRefused(_("Their personal data were deleted before."))
    if person.residencies.filter(until=None).exists():
        raise EstateRefused(_("%(name)s still belongs to a unit.") % {"name": person.name})
    until = kept_until(person)
    if not asked and (until is None or until > now):
        raise EstateRefused(_("The time of keeping is not over yet, and they have not asked for it."))
    if unfinished := still_open(theirs):
        said = _("Something of theirs is not finished yet; finish it first: %(what)s")
        raise EstateRefused(said % {"what": listed(unfinished)})


def _blank(person: Person, at: datetime) -> None:
    PersonKey.objects.filter(person=person).delete()
    Look.objects.filter(person=person).update(words="")
    for name in ("phone", "sex", "id_kind", "id_index", "address", "preferences", "needs", "customer_class"):
        setattr(person, name, "")
    person.occupation = person.education = person.personality = ""
    person.name, person.other_phones, person.id_number = f"#{person.pk}", [], Sealed("")
    person.born_on, person.forgotten_at = None, at
    person.save()


def _erase_texts(person: Person, at: datetime) -> None:
    """What events say of them in words; the chains hold without it."""
    own = EventText.objects.filter(event__subject_kind="resident", event__subject_id=person.pk)
    units = list(person.residencies.values_list("unit_id", flat=True))
    moved = EventText.objects.filter(
        event__subject_kind="unit",
        event__subject_id__in=units,
        event__facts_text__contains=f'"resident":"{person.pk}"',
    )
    for text_id in {*own.values_list("id", flat=True), *moved.values_list("id", flat=True)}:
        event_actions.erase_text(text_id, why="resident.forgotten", at=at)


def _remove_papers(person: Person, by: Act) -> None:
    """Their papers, from the files and from the disk."""
    papers = FilePaper.objects.filter(person=person)
    for number, paper in enumerate(papers.filter(removed_at=None).select_related("file__unit").order_by("id"), 1):
        facts = {"paper": paper.item, "file.digest": paper.digest}
        duty_actions.record("file.paper-removed", file_subject(paper.file), by=by.following(number), facts=facts)
    digests = set(papers.values_list("digest", flat=True))
    papers.filter(removed_at=None).update(removed_at=by.at)
    papers.update(name="–")
    kept = set(FilePaper.objects.filter(digest__in=digests, removed_at=None).values_list("digest", flat=True))
    gone = [path_of(digest, FOLDER) for digest in digests - kept]
    transaction.on_commit(lambda: _unlink(gone))


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
