"""Photos and papers of a case."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases.actions.acting import CaseRefused, Doing, act, subject
from kefu.cases.models import Case, CaseFile
from kefu.cases.storing import Kept
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act


@transaction.atomic
def add_files(case_id: int, *, by: Act, files: Sequence[Kept]) -> Case:
    """Add files that lie on the disk: an event for each, all or none."""
    if not files:
        raise CaseRefused(_("Choose a file first."))
    return [_add_file(case_id, act_on(by, number), file) for number, file in enumerate(files)][-1]


@transaction.atomic
def remove_file(case_id: int, *, by: Act, file: CaseFile, why: str) -> Case:
    """Take a file off a case: it is shown no more; that it was there stays on record."""
    case = act("remove-file", case_id, by, Doing({"file.digest": file.digest}, {"name": file.name, "reason": why}))
    removed = CaseFile.objects.filter(pk=file.pk, case=case, removed_at=None).update(removed_at=by.at)
    if not removed:
        raise CaseRefused(_("This file was removed before."))
    return case


def act_on(by: Act, number: int) -> Act:
    """The act as the `number`th of those that one form asks for: only the first looks at what the form had shown."""
    if not number:
        return by
    return replace(by, expect=None, request_key=f"{by.request_key}-{number}" if by.request_key else "")


def write_file(case: Case, by: Act, file: Kept) -> None:
    """Write down a file of a case that was taken just now by whoever sent it."""
    duty_actions.record("case.file-added", subject(case), by=by, facts=_facts(file), texts={"name": file.name})
    _create(case, by, file)


def _add_file(case_id: int, by: Act, file: Kept) -> Case:
    case = act("add-file", case_id, by, Doing(_facts(file), {"name": file.name}))
    if CaseFile.objects.filter(case=case, digest=file.digest, removed_at=None).exists():
        raise CaseRefused(_("“%(name)s” is there already.") % {"name": file.name})
    _create(case, by, file)
    return case


def _create(case: Case, by: Act, file: Kept) -> None:
    CaseFile.objects.create(case=case, **file._asdict(), added_by_id=by.actor_id or 0, added_at=by.at)


def _facts(file: Kept) -> dict[str, str | int]:
    return {"file.digest": file.digest, "file.size": file.size, "file.type": file.media_type}
