"""What was done on the spot when a repair was finished (R07)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kefu.cases.actions.files import add_file
from kefu.cases.actions.handling import resolve_case
from kefu.cases.models import Case, Material, RepairWork, Shows
from kefu.duties.acts import Act
from kefu.duties.binding import instant
from kefu.people.models import Community
from kefu.ui.storing import Kept


@dataclass(frozen=True)
class Worked:
    """What was used and charged (in yuan), how long it is under warranty, who signed, photos by what they show.

    `materials` are not saved yet.
    """

    materials: Sequence[Material] = ()
    charge: Decimal | None = None
    warranty_until: date | None = None
    signed_by: str = ""
    signature: Kept | None = None
    before: Sequence[Kept] = ()
    after: Sequence[Kept] = ()


@transaction.atomic
def finish_case(case_id: int, *, by: Act, result: str, facts: Mapping[str, Any], worked: Worked) -> Case:
    """Settle a repair with what was done on the spot: an event for it, and one for each photo; all or none."""
    zone = ZoneInfo(Community.objects.values_list("time_zone", flat=True).get(cases=case_id))
    case = resolve_case(case_id, by=by, result=result, facts={**facts, **_facts(worked, zone)})
    photos = [*((one, Shows.BEFORE) for one in worked.before), *((one, Shows.AFTER) for one in worked.after)]
    for number, (photo, shows) in enumerate(photos, 1):
        add_file(case_id, by.following(number), photo, shows)
    signed = by.following(len(photos) + 1)
    work = RepairWork.objects.create(
        case=case,
        done_by_id=by.actor_id or 0,
        done_at=by.at,
        charge=worked.charge,
        warranty_until=worked.warranty_until,
        signed_by=worked.signed_by,
        signature=add_file(case_id, signed, worked.signature, Shows.SIGNATURE) if worked.signature else None,
    )
    for material in worked.materials:
        material.work = work
    Material.objects.bulk_create(worked.materials)
    return case


def _facts(worked: Worked, zone: ZoneInfo) -> dict[str, Any]:
    """What clauses may ask about it; what is not said stays as it was told otherwise."""
    facts: dict[str, Any] = {"materials": len(worked.materials)}
    if worked.charge is not None:
        facts["charge.yuan"] = int(worked.charge) if worked.charge == int(worked.charge) else float(worked.charge)
    if worked.warranty_until is not None:
        facts["warranty.until"] = instant(datetime.combine(worked.warranty_until, time.min, zone))
    held = {"photo.before": worked.before, "photo.after": worked.after, "work.signed": worked.signature}
    return facts | {name: True for name, what in held.items() if what}
