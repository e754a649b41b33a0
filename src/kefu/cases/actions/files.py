"""Photos and papers of a case."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases.actions.acting import CaseRefused, Doing, act, subject
from kefu.cases.models import Case, CaseFile
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.ui.storing import Kept


@transaction.atomic
def add_files(case_id: int, *, by: Act, files: Sequence[Kept]) -> Case:
    """Add files that lie on the disk: an event for each, all or none."""
    if not files:
        raise CaseRefused(_("Choose a file first."))
    return [add_file(case_id, by.following(number), file) for number, file in enumerate(files)][-1].case


@transaction.atomic
def remove_file(case_id: int, *, by: Act, file: CaseFile, why: str) -> Case:
    """Take a file off a case: it is shown no more; that it was there stays on record."""
    case = act("remove-file", case_id, by, Doing({"file.digest": file.digest}, {"name": file.name, "reason": why}))
    removed = CaseFile.objects.filter(pk=file.pk, case=case, removed_at=None).update(removed_at=by.at)
    if not removed:
        raise CaseRefused(_("This file was removed before."))
    return case


def write_file(case: Case, by: Act, file: Kept) -> None:
    """Write down a file of a case that was taken just now by whoever sent it."""
    duty_actions.record("case.file-added", subject(case), by=by, facts=file_facts(file), texts={"name": file.name})
    put_beside(case, by, file)


def put_beside(case: Case, by: Act, file: Kept, shows: str = "") -> CaseFile:
    """A file of which an event tells already stands beside the case; `shows`: what of a repair it shows."""
    return CaseFile.objects.create(
        case=case, **file._asdict(), shows=shows, added_by_id=by.actor_id or 0, added_at=by.at
    )


def add_file(case_id: int, by: Act, file: Kept, shows: str = "") -> CaseFile:
    """Add one file; `shows`: what of a repair it shows."""
    case = act("add-file", case_id, by, Doing(file_facts(file), {"name": file.name}))
    if CaseFile.objects.filter(case=case, digest=file.digest, removed_at=None).exists():
        raise CaseRefused(_("“%(name)s” is there already.") % {"name": file.name})
    return put_beside(case, by, file, shows)


def file_facts(file: Kept) -> dict[str, str | int]:
    """A file as an event tells of it."""
    return {"file.digest": file.digest, "file.size": file.size, "file.type": file.media_type}
