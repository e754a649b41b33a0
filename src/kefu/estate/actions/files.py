"""The file of a household: opened, its papers added and removed, brought up to date."""

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.estate.actions.refusing import EstateRefused, locked_community, require_keeper, require_registrar, words
from kefu.estate.models import FilePaper, HouseholdFile, Person, Unit
from kefu.ui.storing import Kept


@transaction.atomic
def open_file(unit_id: int, *, by: Act) -> HouseholdFile:
    """A household has a file from now on; its yearly update begins."""
    unit = Unit.objects.get(id=unit_id)
    locked_community(unit.community_id, by, require_registrar)
    if HouseholdFile.objects.filter(unit=unit).exists():
        raise EstateRefused(_("This household has a file already."))
    made = HouseholdFile.objects.create(unit=unit, opened_at=by.at, updated_at=by.at)
    duty_actions.record("file.opened", file_subject(made), by=by)
    return made


@transaction.atomic
def update_file(file_id: int, *, by: Act, note: str = "") -> HouseholdFile:
    """Somebody went through a file with the household: what it says is so today."""
    found = _locked(file_id, by)
    found.updated_at = max(by.at, found.opened_at)
    found.save(update_fields=["updated_at"])
    duty_actions.record("file.updated", file_subject(found), by=by, texts=words(note=note))
    return found


@transaction.atomic
def add_paper(file_id: int, *, by: Act, item: str, origin: str, paper: Kept, person_id: int | None = None) -> FilePaper:
    """Put a paper that lies on the disk into a file."""
    found = _locked(file_id, by)
    if FilePaper.objects.filter(file=found, digest=paper.digest, removed_at=None).exists():
        raise EstateRefused(_("“%(name)s” is there already.") % {"name": paper.name}, "paper")
    known = Person.objects.filter(community=found.unit.community_id, forgotten_at=None)
    if person_id is not None and not known.filter(pk=person_id).exists():
        raise EstateRefused(_("This is nobody of this community."), "person")
    facts: dict[str, str | int] = {"paper": item, "origin": origin}
    facts |= {"file.digest": paper.digest, "file.size": paper.size, "file.type": paper.media_type}
    duty_actions.record("file.paper-added", file_subject(found), by=by, facts=facts)
    about = {"item": item, "origin": origin, "person_id": person_id}
    return FilePaper.objects.create(file=found, **paper._asdict(), **about, added_by_id=by.actor_id, added_at=by.at)


@transaction.atomic
def remove_paper(paper_id: int, *, by: Act, why: str) -> FilePaper:
    """Take a paper out of a file; that it was there stays on record."""
    paper = FilePaper.objects.select_related("file").get(id=paper_id)
    found = _locked(paper.file_id, by)
    require_keeper(found.unit.community_id, by)
    if not FilePaper.objects.filter(pk=paper_id, removed_at=None).update(removed_at=by.at):
        raise EstateRefused(_("This paper was removed before."))
    facts = {"paper": paper.item, "file.digest": paper.digest}
    duty_actions.record("file.paper-removed", file_subject(found), by=by, facts=facts, texts=words(reason=why))
    return paper


def _locked(file_id: int, by: Act) -> HouseholdFile:
    found = HouseholdFile.objects.select_for_update(of=("self",)).select_related("unit").get(id=file_id)
    locked_community(found.unit.community_id, by, require_registrar)
    return found


def file_subject(found: HouseholdFile) -> Subject:
    """A household's file as the subject of events."""
    return Subject("file", found.pk, found.unit.community_id, found.unit.code)
