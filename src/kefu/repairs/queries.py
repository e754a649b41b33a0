"""What an engineer has to do."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.timezone import localtime

from kefu.cases import access
from kefu.cases.calc import OPEN
from kefu.cases.models import Case, Kind
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import told_briefly
from kefu.duties.models import Duty
from kefu.estate.models import Building
from kefu.people.models import User

# More than anybody carries about.
MOST = 200


def slips(viewer: User, now: datetime) -> list[dict[str, Any]]:
    """The open repairs that were given to somebody, what is due first at the top, as plain values.

    `due`: the earliest due time in words, `clause`: which clause sets it; `seq`: the last event that is shown so.
    """
    mine = access.visible_to(viewer).filter(handler=viewer, kind=Kind.REPAIR, state__in=OPEN)
    found = list(mine.select_related("unit__building").order_by(F("next_due_at").asc(nulls_last=True), "id")[:MOST])
    ids = [case.pk for case in found]
    duties = Duty.objects.filter(subject_kind="case", subject_id__in=ids, end="", due_at__isnull=False)
    first = {one.duty.subject_id: one for one in told_briefly(list(duties.order_by("-due_at", "-id")))}
    seqs = duty_queries.seqs_of("case", ids)
    known = []
    for case in found:
        told = first.get(case.pk)
        due_at = told.duty.due_at if told else None
        known.append(
            {
                **_said(case),
                "seq": seqs.get(case.pk, 0),
                "due": f"{localtime(due_at):%m-%d %H:%M}" if due_at else "",
                "clause": f"{told.says}（{told.duty.clause}）" if told else "",
                "isLate": due_at is not None and due_at < now,
            }
        )
    return known


def buildings(viewer: User) -> list[str]:
    """The buildings of the communities in which somebody has repairs, by name."""
    mine = access.visible_to(viewer).filter(handler=viewer, kind=Kind.REPAIR, state__in=OPEN)
    found = Building.objects.filter(community__in=mine.values("community"))
    return list(found.order_by("community", "id").values_list("name", flat=True)[:MOST])


def _said(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "number": case.number,
        "place": case.place,
        "building": case.unit.building.name if case.unit else "",
        "caller": case.caller,
        "contact": case.contact,
        "matter": case.matter,
        "way": str(case.get_repair_way_display()) if case.repair_way else "",
        "isUrgent": case.is_urgent,
        "suits": case.convenient_time,
    }
