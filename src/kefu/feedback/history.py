"""What happened to the opinions for a department, as their page tells it."""

from datetime import datetime
from typing import NamedTuple

from kefu.events import queries as event_queries
from kefu.feedback.models import Sheet
from kefu.people import queries as people_queries
from kefu.people.words import event_name
from kefu.rulebook.vocabulary import vocabulary


class Happened(NamedTuple):
    """An event: what, when, by whom ("" for the program), whether the program itself brought it, its words."""

    name: str
    at: datetime
    by: str
    is_engine: bool
    texts: tuple[str, ...]


def history(sheet: Sheet) -> list[Happened]:
    """What happened, the last first."""
    events = list(event_queries.history("survey", sheet.pk))
    names = people_queries.names({event.actor_id for event in events})
    words = vocabulary().events
    return [
        Happened(
            event_name(event.kind),
            event.happened_at,
            names.get(event.actor_id or 0, ""),
            event.kind in words and words[event.kind].engine,
            # The opinions themselves stand above.
            tuple(text.text for text in event.texts.all() if text.text and text.name != "opinions"),
        )
        for event in reversed(events)
    ]
