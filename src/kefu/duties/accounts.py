"""Accounts: subjects with their state, their chains locked; decided in memory, written at once.

One act concerns one account; the clock takes hundreds in one transaction. Both load, decide and write the same way.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from kefu.duties.acts import Subject
from kefu.duties.binding import CHANGEABLE, STATE, duty_fields, instant, moment_of, standing_fields, state_of, step_row
from kefu.duties.governing import rules_of
from kefu.duties.models import Duty, Standing, Step
from kefu.events.actions import Chain, Happening, chain_of, free_chains, write_chains
from kefu.events.models import Event
from kefu.events.rows import update_rows
from kefu.lib.worktime import Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Changes
from kefu.rulebook.model import Event as RuleEvent
from kefu.rulebook.model import Step as RuleStep
from kefu.rulebook.passing import advance
from kefu.rulebook.rules import Rules

Key = tuple[str, int]


class Account:
    """One subject, its chain locked, with its state."""

    def __init__(
        self, subject: Subject, chain: Chain, rules: Rules | None, standing: Standing | None, rows: Iterable[Duty]
    ) -> None:
        self.subject, self.chain, self.rules, self.standing = subject, chain, rules, standing
        self.rows = {(row.clause, row.occurrence): row for row in rows}
        self.changed: dict[tuple[str, str], Duty] = {}
        self.steps: list[RuleStep] = []
        self.state = state_of(subject, standing, list(self.rows.values()), chain.seq)

    def let_pass(self, until: Instant, now: datetime) -> int:
        """Record what the passing of time has brought before a moment; how many events that were."""
        if self.rules is None or self.state.next_at is None:
            return 0
        count = 0
        for event, changes in advance(self.state, until, self.rules):
            at = moment_of(event.at)
            self.chain.append(self.subject.community_id, Happening(event.kind, at, max(now, at), facts=event.facts))
            self._carry_out(changes)
            count += 1
        return count

    def add(self, happening: Happening) -> tuple[Event, Changes | None]:
        """Record one event that happened, and what the rulebook makes of it."""
        event = self.chain.append(self.subject.community_id, happening)
        if self.rules is None:
            return event, None
        actor = None if happening.actor_id is None else str(happening.actor_id)
        at, recorded_at = instant(happening.happened_at), instant(happening.recorded_at)
        told = RuleEvent(happening.kind, at, happening.facts, actor, happening.is_staff, recorded_at)
        changes = decide(self.state, told, self.rules)
        self._carry_out(changes)
        return event, changes

    def _carry_out(self, changes: Changes) -> None:
        self.state = changes.after
        self.steps += changes.steps
        for change in changes.duties:
            key, fields = (change.duty.clause, change.duty.occurrence), duty_fields(change.duty)
            row = self.rows.get(key)
            if row is None:
                row = Duty(**self._named()) if change.what == "open" else self._ended(key)
            for name, value in fields.items():
                setattr(row, name, value)
            self.rows[key] = self.changed[key] = row

    def _ended(self, key: tuple[str, str]) -> Duty:
        """A duty missed before, which an act recorded late still mends."""
        subject = self.subject
        return Duty.objects.get(subject_kind=subject.kind, subject_id=subject.id, clause=key[0], occurrence=key[1])

    def _named(self) -> dict[str, Any]:
        subject = self.subject
        return {
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "community_id": subject.community_id,
            "label": subject.label,
        }

    def moved_standing(self) -> Standing:
        """The subject's standing as the state is now."""
        standing = self.standing or Standing(**self._named())
        for name, value in {**standing_fields(self.state), "label": self.subject.label}.items():
            setattr(standing, name, value)
        return standing


def account_of(subject: Subject) -> Account:
    """The account of one subject; waits for whoever has it."""
    chain = chain_of(subject.kind, subject.id)
    standing = Standing.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()
    rows = [] if standing is None else _open_duties([(subject.kind, subject.id)])
    return Account(subject, chain, rules_of(subject.community_id), standing, rows)


def free_accounts(keys: Sequence[Key]) -> list[Account]:
    """The accounts of subjects that have a standing, but for those that somebody else is acting on just now."""
    chains = free_chains(keys)
    if not chains:
        return []
    held = {(chain.head.subject_kind, chain.head.subject_id): chain for chain in chains}
    duties: dict[Key, list[Duty]] = {key: [] for key in held}
    for duty in _open_duties(list(held)):
        duties[duty.subject_kind, duty.subject_id].append(duty)
    standings = list(_standings(list(held)))
    rules = {id_: rules_of(id_) for id_ in {standing.community_id for standing in standings}}
    accounts = []
    for standing in standings:
        subject = Subject(standing.subject_kind, standing.subject_id, standing.community_id, standing.label)
        key = subject.kind, subject.id
        accounts.append(Account(subject, held[key], rules[standing.community_id], standing, duties[key]))
    return accounts


def write(accounts: Sequence[Account]) -> None:
    """Write events, duties, steps and standings of all accounts."""
    write_chains(account.chain for account in accounts)
    ruled = [account for account in accounts if account.rules is not None]
    changed = [row for account in ruled for row in account.changed.values()]
    # Known ones first: one that ended makes room for the next of its clause.
    update_rows([row for row in changed if row.pk is not None], CHANGEABLE)
    Duty.objects.bulk_create([row for row in changed if row.pk is None])
    steps = [
        step_row(step, account.rows[step.clause, step.occurrence].pk) for account in ruled for step in account.steps
    ]
    Step.objects.bulk_create(steps)
    standings = [account.moved_standing() for account in ruled]
    update_rows([standing for standing in standings if standing.pk is not None], STATE)
    Standing.objects.bulk_create([standing for standing in standings if standing.pk is None])


_STANDINGS = """
    select * from duties_standing
    where (subject_kind, subject_id) in (select * from unnest(%s::text[], %s::bigint[]))
"""
_OPEN_DUTIES = """
    select * from duties_duty
    where "end" = '' and (subject_kind, subject_id) in (select * from unnest(%s::text[], %s::bigint[])) order by id
"""


def _standings(keys: Sequence[Key]) -> Iterable[Standing]:
    return Standing.objects.raw(_STANDINGS, _arrays(keys))


def _open_duties(keys: Sequence[Key]) -> Iterable[Duty]:
    return Duty.objects.raw(_OPEN_DUTIES, _arrays(keys))


def _arrays(keys: Sequence[Key]) -> list[list[Any]]:
    return [[kind for kind, _ in keys], [id_ for _, id_ in keys]]
