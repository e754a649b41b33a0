"""Communities with a trial rulebook in force, to try the live engine on."""

from datetime import date, timedelta
from itertools import count

from kefu.duties import actions as duty_actions
from kefu.duties.binding import moment_of
from kefu.duties.models import Adoption
from tests.rulebook.story import HEAD
from tests.rulebook.test_deciding import SETTLE
from tests.rulebook.test_engine_properties import START
from tests.rulebook.test_recurring import SERIES

HOUR = 3600
COMMUNITIES, SUBJECTS = count(1), count(1)
STRICTER = (
    ("within: 1 working day", "within: 4 working hours"),
    ("within: 3 working days", "within: 2 days"),
    ("within: 1 week", "within: 2 weeks"),
)


def adopted(versions: int) -> int:
    """A community in which so many versions came into force, ten days apart; two of its three posts are held."""
    community_id, source = next(COMMUNITIES), HEAD + SETTLE + SERIES
    for number in range(versions):
        if number:
            source = source.replace(*STRICTER[number - 1])
        version = (date(2026, 1, 1) if not number else date(2026, 2, 5) + timedelta(days=10 * number)).isoformat()
        Adoption.objects.create(
            community_id=community_id, rulebook="trial", version=version, source=source, adopted_at=moment_of(START)
        )
    since = moment_of(START - 100 * HOUR)
    duty_actions.appoint_holder(community_id, "supervisor", 21, since)
    duty_actions.appoint_holder(community_id, "cleaning-supervisor", 22, since)
    return community_id
