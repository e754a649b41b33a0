"""Cases that were one matter, and a case that was several."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases.actions.acting import CaseRefused, Doing, act, subject
from kefu.cases.actions.receiving import write_receipt
from kefu.cases.calc import CLOSED
from kefu.cases.models import Case, CaseLink, LinkKind
from kefu.duties import actions as duty_actions
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act
from kefu.duties.binding import instant


@transaction.atomic
def merge_case(case_id: int, *, by: Act, other: Case) -> Case:
    """Let another case of the community go on for this one, too: what was promised earlier for either holds."""
    # In one order, so that two who merge the same two cases into each other never wait for each other.
    held = {one.pk: one for one in Case.objects.select_for_update().filter(pk__in=[case_id, other.pk]).order_by("pk")}
    case, other = held[case_id], held[other.pk]
    if other.pk == case.pk or other.community_id != case.community_id:
        raise CaseRefused(_("A case is merged into another one of its community."))
    if other.state == CLOSED:
        raise CaseRefused(_("%(number)s is closed. Reopen it first.") % {"number": other.number})
    promises = _promises(case)
    merged = act(
        "merge",
        case_id,
        by,
        Doing({"link.to": str(other.pk)}, {"number": other.number}, {"merged_into": other, "closed_at": by.at}),
    )
    facts = {"promises": promises, "link.to": str(case.pk)}
    texts = {"number": case.number}
    duty_actions.record("case.absorbed", subject(other), by=by.following(1), facts=facts, texts=texts)
    return merged


def _promises(case: Case) -> Sequence[tuple[str, int]]:
    """By when what is open of a case had to be done, by clause."""
    found = duty_queries.duties_on(subject(case)).filter(end="", is_series=False, due_at__isnull=False)
    return [(clause, instant(due_at)) for clause, due_at in found.values_list("clause", "due_at") if due_at]


@transaction.atomic
def split_case(case_id: int, *, by: Act, part: Case) -> Case:
    """Make a part of what a case says a case of its own, which came in when the first one did.

    `part` says what it is about and of what kind it is, and is not saved yet.
    """
    case = act("split", case_id, by, Doing(texts={"matter": part.matter}))
    for name in _OF_BOTH:
        setattr(part, name, getattr(case, name))
    since = replace(by.following(1), at=case.received_at, recorded_at=by.recorded_at or by.at)
    write_receipt(part, since, {}, is_late=False)
    CaseLink.objects.create(case=part, other=case, kind=LinkKind.SPLIT_FROM)
    return part


# What a part has from the case that it was split from.
_OF_BOTH = (
    *("community", "unit", "person", "channel", "place", "happened", "people", "caller", "contact"),
    *("convenient_time", "owner", "received_at"),
)
