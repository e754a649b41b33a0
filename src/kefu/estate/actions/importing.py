"""Bringing in what an office's files say: kept when they are read, written in one transaction once confirmed."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.estate.actions.refusing import EstateRefused, locked_community, require_keeper
from kefu.estate.actions.residents import keys_of, rewrite_keys
from kefu.estate.calc import EstateRow
from kefu.estate.models import Building, EstateImport, Person, PersonKey, Residency, Unit
from kefu.estate.planning import Counts, Plan

# What a file says of people is not kept for longer than it takes to look at it.
KEPT_FOR = timedelta(days=30)
_AT_ONCE = 2000


def keep_file(community_id: int, *, by: Act, name: str, rows: Sequence[EstateRow], faults: Any) -> int:
    """Keep what was read of a file until it is confirmed; nothing of the estate is written."""
    require_keeper(community_id, by)
    EstateImport.objects.filter(community=community_id, uploaded_at__lt=by.at - KEPT_FOR).delete()
    kept = EstateImport.objects.create(
        community_id=community_id,
        file_name=name,
        rows=json.loads(json.dumps(rows)),
        faults=json.loads(json.dumps(faults)),
        uploaded_by_id=by.actor_id or 0,
        uploaded_at=by.at,
    )
    return kept.pk


@transaction.atomic
def import_file(import_id: int, *, by: Act) -> Counts:
    """Import a file that was looked at, once."""
    found = EstateImport.objects.select_for_update().get(id=import_id)
    if found.imported_at is not None:
        raise EstateRefused(_("This file was imported before."))
    counts = import_estate(found.community_id, [EstateRow(*row) for row in found.rows], by=by)
    found.imported_at, found.rows = by.at, []
    found.save(update_fields=["imported_at", "rows"])
    return counts


@transaction.atomic
def import_estate(community_id: int, rows: Sequence[EstateRow], *, by: Act) -> Counts:
    """Bring in buildings, units, residents. What is there already stays, so that a file may come again."""
    community = locked_community(community_id, by)
    plan = Plan(community_id, rows)
    _write(plan)
    subject = Subject("community", community.pk, community.pk, community.name)
    duty_actions.record("estate.imported", subject, by=by, facts=plan.counts.facts())
    return plan.counts


def _write(plan: Plan) -> None:
    Building.objects.bulk_create(plan.buildings.new)
    _create(Unit, plan.units.new, "building")
    Unit.objects.bulk_update(plan.units.changed, ["entrance", "floor", "use"], batch_size=_AT_ONCE)
    Person.objects.bulk_create(plan.persons.new, batch_size=_AT_ONCE)
    PersonKey.objects.bulk_create(keys_of(plan.persons.new), batch_size=_AT_ONCE)
    changed = plan.persons.changed
    Person.objects.bulk_update(changed, ["phone", "other_phones", "sex"], batch_size=_AT_ONCE)
    for start in range(0, len(changed), _AT_ONCE):
        rewrite_keys(changed[start : start + _AT_ONCE], _AT_ONCE)
    _create(Residency, plan.residencies.new, "person", "unit")


def _create(model: Any, rows: Sequence[Any], *relations: str) -> None:
    """Write rows whose relations have got their ids meanwhile."""
    for row in rows:
        for name in relations:
            setattr(row, name, getattr(row, name))
    model.objects.bulk_create(rows, batch_size=_AT_ONCE)
