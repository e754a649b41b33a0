"""What is done about revisits besides making them: cases are drawn for them."""

import secrets
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import actions as case_actions
from kefu.cases.models import Case
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.registers import access
from kefu.registers.drawing import drawn, population, shares
from kefu.registers.models import Draw


class DrawRefused(Refused):
    """Nothing can be drawn so."""


@transaction.atomic
def draw_revisits(community_id: int, clause: str, *, by: Act) -> Draw:
    """Draw the share that a clause names from the cases settled in the period that ended last, each to be revisited.

    A period is drawn once: asked again, the draw that there is comes back.
    """
    community = Community.objects.select_for_update(no_key=True).get(id=community_id)
    actor = people_access.actor(by)
    if actor is None or not access.may_draw(actor, community_id):
        raise PermissionDenied
    share = next((one for one in shares(community, by.at) if one.id == clause), None)
    if share is None:
        raise DrawRefused(_("The rulebook in force has nothing drawn by this clause."))
    if share.draw is not None:
        return share.draw
    numbers, seed = population(community, share), secrets.token_hex(8)
    made = Draw.objects.create(
        community=community,
        clause=clause,
        since=share.since,
        until=share.until,
        per_cent=share.per_cent,
        seed=seed,
        population=numbers,
        drawn=drawn(numbers, share.per_cent, seed),
        drawn_by=actor,
        drawn_at=by.at,
    )
    _record(made, by)
    return made


def _record(made: Draw, by: Act) -> None:
    """That the department has drawn, how, and for each case that it was."""
    # A request's key stands for its first event only; whoever drew saw none of these cases.
    alone = replace(by, expect=None, request_key="")
    facts = {"sample.size": len(made.drawn), "sample.of": len(made.population), "sample.seed": made.seed}
    for department in made.community.departments.order_by("id"):
        subject = Subject("department", department.pk, department.community_id, department.name)
        duty_actions.record("department.revisits-drawn", subject, by=alone, facts=facts)
    cases = Case.objects.select_for_update(of=("self",)).filter(id__in=made.drawn).order_by("id")
    for case in cases:
        duty_actions.record("case.drawn", case_actions.subject(case), by=alone, facts={"revisit.drawn": True})
