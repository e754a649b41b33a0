"""What cases have to do with each other."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kefu.cases.actions.acting import CaseRefused, Doing, act
from kefu.cases.models import Case, CaseLink, LinkKind
from kefu.duties.acts import Act


@transaction.atomic
def link_case(case_id: int, *, by: Act, other: Case, kind: str) -> Case:
    """Say what a case has to do with another of its community; two cases are linked once."""
    # In one order, so that two who link the same two cases from either side never wait for each other.
    list(Case.objects.select_for_update().filter(pk__in=[case_id, other.pk]).order_by("pk"))
    case = act("link", case_id, by, Doing({"link.kind": kind, "link.to": str(other.pk)}, {"number": other.number}))
    if other.pk == case.pk or other.community_id != case.community_id:
        raise CaseRefused(_("A case is linked with another one of its community."))
    if CaseLink.objects.filter(Q(case=case, other=other) | Q(case=other, other=case)).exists():
        raise CaseRefused(_("%(number)s is linked already.") % {"number": other.number})
    CaseLink.objects.create(case=case, other=other, kind=kind)
    return case


@transaction.atomic
def unlink_case(case_id: int, *, by: Act, link: CaseLink) -> Case:
    """Take a link away, from either of its ends."""
    if link.kind == LinkKind.SPLIT_FROM:
        raise CaseRefused(_("A part stays a part of the case that it was split from."))
    other = link.other if link.case_id == case_id else link.case
    facts = {"link.kind": link.kind, "link.to": str(other.pk)}
    case = act("unlink", case_id, by, Doing(facts, {"number": other.number}))
    deleted, _rows = CaseLink.objects.filter(pk=link.pk).delete()
    if not deleted:
        raise CaseRefused(_("This link is gone already."))
    return case
