"""Whole histories as rows: what a subject has lived through elsewhere, decided by the same account as any act.

`write` asks the database for ids as it goes; a history has its ids beforehand, so that all its rows are made at once
and copied in with thousands of others.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from kefu.duties.accounts import Account
from kefu.duties.acts import Subject
from kefu.duties.binding import duty_fields, instant
from kefu.duties.models import Duty, Standing, Step
from kefu.events.actions import Chain, Fields, Happening
from kefu.events.models import Event, EventText, LedgerHead
from kefu.lib.worktime import Instant
from kefu.rulebook.refusing import demands
from kefu.rulebook.rules import Demands, Rules

# Until somebody says when a subject goes live.
NOT_YET = datetime(9000, 1, 1, tzinfo=UTC)
# What time brought is recorded as it came.
_AT_ONCE = datetime.min.replace(tzinfo=UTC)
TABLES: tuple[type[Model], ...] = (LedgerHead, Event, EventText, Standing, Duty, Step)
Rows = dict[type[Model], list[Fields]]


class History:
    """A subject that is not in the ledger yet, quiet until it goes live; its events in the order of recording."""

    def __init__(self, subject: Subject, rules: Rules) -> None:
        self._account = Account(subject, Chain(0, (subject.kind, subject.id), 0, b""), rules)
        self._account.quiet_until = NOT_YET

    @property
    def facts(self) -> Any:
        """What is known of the subject by now."""
        return self._account.state.facts

    def demands(self, verb: str, happening: Happening) -> Demands:
        """The requirement clauses that this must meet if it happens next, each with whether it does."""
        account = self._account
        if account.rules is None:
            return ()
        return demands(account.state, verb, happening.facts, account.rules, instant(happening.happened_at))

    def add(self, happening: Happening) -> None:
        """The next event, after what time had brought by the moment at which it was recorded."""
        self._account.let_pass(instant(happening.recorded_at), _AT_ONCE)
        self._account.add(happening)

    def let_pass(self, until: Instant) -> None:
        """What time has brought since the last event."""
        self._account.let_pass(until, _AT_ONCE)

    @property
    def size(self) -> tuple[int, int]:
        """How many events and duties there are: so many ids are needed."""
        return len(self._account.chain.events), len(self._account.changed)

    def rows(self, event_ids: Iterator[int], duty_ids: Iterator[int]) -> Rows:
        """All its rows, by table."""
        account, chain = self._account, self._account.chain
        for event in chain.events:
            event["id"] = next(event_ids)
        account.ids = {place: next(duty_ids) for place in account.changed}
        named = account.named()
        kind, id_ = chain.subject
        head = {"subject_kind": kind, "subject_id": id_, "seq": chain.seq, "hash": chain.hash, "is_sealed": False}
        duties = [{"id": account.ids[place], **named, **duty_fields(duty)} for place, duty in account.changed.items()]
        return {
            LedgerHead: [head],
            Event: chain.events,
            EventText: [{**text, "event_id": event["id"]} for event, text in chain.texts],
            Standing: [{**named, **account.standing_fields(), "quiet_until": account.quiet_until}],
            Duty: duties,
            Step: account.step_rows(),
        }


def go_live(community_ids: Iterable[int], at: datetime) -> int:
    """From this moment on the imported subjects of these communities ring as all others do; how many those are."""
    quiet = Standing.objects.filter(community_id__in=list(community_ids), quiet_until__gt=at)
    return quiet.update(quiet_until=at)
