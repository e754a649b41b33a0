"""Why an act on an estate is not carried out, and what all verbs share."""

from collections.abc import Callable

from kefu.duties.acts import Act, Refused, Subject
from kefu.estate import access
from kefu.estate.models import Person, Unit
from kefu.people import access as people_access
from kefu.people.models import Community


class EstateRefused(Refused):
    """What is asked for would leave the estate in a wrong state."""


def require_keeper(community_id: int, by: Act) -> None:
    """Raise `PermissionDenied` unless the actor keeps the estate of this community."""
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_keep(actor, community_id))


def require_registrar(community_id: int, by: Act) -> None:
    """Raise `PermissionDenied` unless the actor writes down who belongs to the units of this community."""
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_register(actor, community_id))


def locked_community(community_id: int, by: Act, require: Callable[[int, Act], None] = require_keeper) -> Community:
    """The community, locked until the transaction ends, so that nothing is added to its estate twice.

    Whatever refers to the community, as a case does, is written meanwhile. `require`: what the actor must be allowed.
    """
    require(community_id, by)
    return Community.objects.select_for_update(no_key=True).get(id=community_id)


def community_subject(community: Community) -> Subject:
    """A community as the subject of events."""
    return Subject("community", community.pk, community.pk, community.name)


def unit_subject(unit: Unit) -> Subject:
    """A unit as the subject of events."""
    return Subject("unit", unit.pk, unit.community_id, unit.code)


def person_subject(person: Person) -> Subject:
    """A resident as the subject of events."""
    return Subject("resident", person.pk, person.community_id, person.name)


def words(**said: str) -> dict[str, str]:
    """The texts of an event, without blank ones."""
    return {name: text for name, text in said.items() if text}
