"""Bringing in what an office's files say: kept when they are read, written in one transaction once confirmed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.audit.tables import TableError
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.actions.refusing import (
    EstateRefused,
    community_subject,
    locked_community,
    person_subject,
    require_keeper,
)
from kefu.estate.calc import EstateRow
from kefu.estate.models import EstateImport, ImportPart, ImportProgress, Person
from kefu.estate.parts import forget, keep_file, keep_values, values
from kefu.estate.planning import Counts, Plan, parts_of
from kefu.estate.reading import known_to, read_kept
from kefu.estate.rows import ColumnsError
from kefu.estate.writing import write
from kefu.people import access as people_access
from kefu.ui.punctuation import listed

# What a file says of people is not kept for longer than it takes to look at it.
KEPT_FOR = timedelta(days=30)
# Hears how much of how much is done.
Tell = Callable[[int, int], None]
Kind, State = ImportPart.Kind, EstateImport.State


def _nobody(done: int, total: int) -> None:
    """Nobody waits."""


@transaction.atomic
def keep_read(community_id: int, *, by: Act, name: str, rows: Sequence[EstateRow], faults: Mapping[str, Any]) -> int:
    """Keep what was read of a file until it is confirmed; nothing of the estate is written."""
    kept = _new(community_id, by, name)
    kept.state, kept.headings = State.READ, list(faults["headings"])
    kept.rows_count, kept.faults_count = len(rows), len(faults["rows"])
    for number, part in enumerate(parts_of(rows)):
        keep_values(kept, Kind.ROWS, number, part)
    keep_values(kept, Kind.FAULTS, 0, faults["rows"])
    kept.communities = sorted({row.community or community_id for row in rows})
    kept.counts = _told(_would_bring(kept))
    kept.save()
    return kept.pk


@transaction.atomic
def keep_upload(community_id: int, *, by: Act, name: str, blocks: Iterable[bytes]) -> int:
    """Keep a large file as it was sent; a job reads it."""
    kept = _new(community_id, by, name)
    keep_file(kept, blocks)
    ImportProgress.objects.create(of=kept, at=by.at)
    return kept.pk


@transaction.atomic
def read_import(import_id: int, tell: Tell = _nobody) -> None:
    """Read a file that was kept as it was sent, and what it would bring. One that cannot be read says why."""
    found = _locked(import_id)
    if found.state != State.READING:
        return
    try:
        with transaction.atomic():
            uploader = people_access.actor(Act(found.uploaded_by_id, found.uploaded_at))
            read_kept(found, known_to(uploader, found.community_id), tell)
    except (TableError, ColumnsError) as error:
        found.state, found.why = State.UNREADABLE, list(_why(error))
    else:
        found.state, found.counts = State.READ, _told(_would_bring(found))
    forget(found, Kind.FILE)
    found.save()


@transaction.atomic
def begin_import(import_id: int, *, by: Act) -> EstateImport:
    """A large file is to be brought in; a job does it."""
    found = _locked(import_id)
    for community_id in {found.community_id, *found.communities}:
        require_keeper(community_id, by)
    _refuse_twice(found)
    found.state = State.IMPORTING
    found.save(update_fields=["state"])
    ImportProgress.objects.update_or_create(of=found, defaults={"done": 0, "total": 0, "at": by.at})
    return found


@transaction.atomic
def import_file(import_id: int, *, by: Act, tell: Tell = _nobody) -> Counts:
    """Import a file that was looked at, once: all of it or nothing."""
    found = _locked(import_id)
    _refuse_twice(found, is_begun=True)
    counts = _bring_in({id_: _rows(found, id_) for id_ in found.communities}, by, tell)
    found.imported_at, found.state, found.counts = by.at, State.IMPORTED, _told(counts)
    found.save()
    forget(found, Kind.FILE, Kind.ROWS)
    return counts


@transaction.atomic
def import_estate(community_id: int, rows: Sequence[EstateRow], *, by: Act) -> Counts:
    """Bring in buildings, units, residents. What is there already stays, so that a file may come again."""
    return _bring_in({community_id: rows}, by, _nobody)


def is_stuck(found: EstateImport, now: datetime) -> bool:
    """Whether a job that should be at work with a file has said nothing for a while."""
    at_work = found.state in (State.READING, State.IMPORTING)
    return at_work and now - found.progress.at > timedelta(seconds=60)


def _bring_in(rows: Mapping[int, Iterable[EstateRow]], by: Act, tell: Tell) -> Counts:
    """Write the rows of each community, one event of each; in the order of ids, so that two never wait in a ring."""
    total = Counts()
    acts = map(by.following, count())
    for community_id in sorted(rows):
        community = locked_community(community_id, by)
        plan = Plan(community_id, rows[community_id])
        had_left = Person.objects.filter(id__in=plan.housed_anew, residencies__until__isnull=False)
        returned = list(had_left.distinct().order_by("id"))
        _write(plan, tell)
        subject = community_subject(community)
        duty_actions.record("estate.imported", subject, by=next(acts), facts=plan.counts.facts())
        for person in returned:
            duty_actions.record("resident.returned", person_subject(person), by=next(acts))
        total += plan.counts
    return total


def delete_old_imports(now: datetime) -> None:
    """Delete the files that nobody looks at any more, with what they say of people."""
    EstateImport.objects.filter(uploaded_at__lt=now - KEPT_FOR).delete()


@transaction.atomic
def stop_import(import_id: int) -> None:
    """A file that was being brought in is not: whoever confirmed it may not, or no longer. It may be begun anew."""
    EstateImport.objects.filter(id=import_id, state=State.IMPORTING).update(state=State.READ)


def _write(plan: Plan, tell: Tell) -> None:
    kinds = (plan.buildings, plan.units, plan.persons, plan.persons, plan.residencies)
    whole, done = sum(len(kind.new) for kind in kinds), 0

    def further(count: int) -> None:
        nonlocal done
        done += count
        tell(done, whole)

    further(0)
    write(plan, further)


def _new(community_id: int, by: Act, name: str) -> EstateImport:
    require_keeper(community_id, by)
    return EstateImport.objects.create(
        community_id=community_id, file_name=name, uploaded_by_id=by.actor_id or 0, uploaded_at=by.at
    )


def _locked(import_id: int) -> EstateImport:
    """The file, locked; a job may still tell from outside how far it is."""
    return EstateImport.objects.select_for_update(no_key=True).get(id=import_id)


def _refuse_twice(found: EstateImport, *, is_begun: bool = False) -> None:
    if found.imported_at is not None:
        raise EstateRefused(_("This file was imported before."))
    if found.state != State.READ and not (is_begun and found.state == State.IMPORTING):
        raise EstateRefused(_("This file is at work already, or cannot be read."))


def _rows(found: EstateImport, community_id: int) -> Iterator[EstateRow]:
    """The rows of one community; those that name none are of the one that the file was sent for."""
    for one in values(found, Kind.ROWS):
        row = EstateRow(*one)
        if (row.community or found.community_id) == community_id:
            yield row


def _would_bring(found: EstateImport) -> Counts:
    return sum((Plan(id_, _rows(found, id_)).counts for id_ in found.communities), Counts())


def _told(counts: Counts) -> dict[str, Any]:
    return asdict(counts)


def _why(error: Exception) -> tuple[str, str]:
    """Why a file cannot be read, in Chinese and English. The path of the copy that was read says nothing to anybody."""
    if isinstance(error, ColumnsError):
        found = listed(error.headings[:12])
        zh = f"没有一列说明是哪套房，请将该列命名为“房号”。现有表头：{found}"
        return zh, f"No column says which unit it is. Head it “unit”. The headings found are: {found}."
    if isinstance(error, TableError):
        return error.text.zh.split("：", 1)[-1], error.text.en.split(": ", 1)[-1]
    raise error
