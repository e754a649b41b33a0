"""Accounts: subjects with their state, their chains locked; decided in memory, written at once.

One act concerns one account; the clock takes hundreds in one transaction. Both load, decide and write the same way. No
model is made of a row on the way: the core has values of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from psycopg.sql import SQL

from kefu.duties.acts import Subject
from kefu.duties.binding import (
    AS_LIST,
    NEXT_AT,
    STANDING,
    changing_fields,
    duty_fields,
    duty_of,
    first_of,
    instant,
    moment_of,
    standing_fields,
    state_of,
    step_fields,
)
from kefu.duties.governing import rules_in
from kefu.duties.models import Duty as DutyRow
from kefu.duties.models import Standing
from kefu.duties.models import Step as StepRow
from kefu.events.actions import Chain, Fields, Happening, chain_of, free_chains, write_chains
from kefu.events.rows import insert_rows, update_rows
from kefu.lib.quick_json import read
from kefu.lib.worktime import Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Changes, Duty, State, Step
from kefu.rulebook.model import Event as RuleEvent
from kefu.rulebook.passing import advance
from kefu.rulebook.rules import Rules

Key = tuple[str, int]
# A duty among those of its subject: its clause and occurrence.
Place = tuple[str, str]


class Kept(NamedTuple):
    """What is kept of a subject: its standing (a row of `STANDING`), if it has one, and its open duties by their ids.

    Of duties of series that time has not reached yet only is known when it first does (`later_at`), and the first of
    their due times (`later_due_at`): nothing that happens before then depends on them.
    """

    standing_id: int | None = None
    community_id: int | None = None
    label: str = ""
    quiet_until: datetime | None = None
    standing: list[Any] | None = None
    duties: Mapping[int, Duty] = {}
    later_at: datetime | None = None
    later_due_at: datetime | None = None


NOTHING = Kept()


class Account:
    """One subject, its chain locked, with its state."""

    def __init__(self, subject: Subject, chain: Chain, rules: Rules | None, kept: Kept = NOTHING) -> None:
        self.subject, self.chain, self.rules = subject, chain, rules
        self.standing_id, self.quiet_until = kept.standing_id, kept.quiet_until
        self.later_at, self.later_due_at = kept.later_at, kept.later_due_at
        self.ids: dict[Place, int] = {(duty.clause, duty.occurrence): id_ for id_, duty in kept.duties.items()}
        self.state: State = state_of(subject, kept.standing, kept.duties.values(), chain.seq)
        self.changed: dict[Place, Duty] = {}
        self.steps: list[Step] = []

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

    def add(self, happening: Happening) -> tuple[Fields, Changes | None]:
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
        for what, duty in changes.duties:
            place = duty.clause, duty.occurrence
            if what != "open" and place not in self.ids and place not in self.changed:
                self.ids[place] = self._ended(place)
            self.changed[place] = duty

    def _ended(self, place: Place) -> int:
        """A duty missed before, which an act recorded late still mends."""
        about = DutyRow.objects.filter(subject_kind=self.subject.kind, subject_id=self.subject.id)
        return about.values_list("id", flat=True).get(clause=place[0], occurrence=place[1])

    def step_rows(self) -> list[Fields]:
        """The steps that came, each with whether it waits for somebody and whether it rings."""
        still_open = {(duty.clause, duty.occurrence) for duty in self.state.duties}
        rows = []
        for step in self.steps:
            fields = step_fields(step)
            is_quiet = self.quiet_until is not None and fields["at"] < self.quiet_until
            is_waiting = not is_quiet and (step.clause, step.occurrence) in still_open
            fields |= {"is_waiting": is_waiting, "is_imported": is_quiet}
            rows.append({"duty_id": self.ids[step.clause, step.occurrence], **fields})
        return rows

    def standing_fields(self) -> Fields:
        """What its standing says, as the fields of its row."""
        fields = standing_fields(self.state)
        if self.later_at is None:
            return fields
        for name, later in (("next_at", self.later_at), ("next_due_at", self.later_due_at)):
            fields[name] = min((at for at in (fields[name], later) if at is not None), default=None)
        return fields

    def named(self) -> Fields:
        """What all rows of the subject say of it."""
        subject = self.subject
        return {
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "community_id": subject.community_id,
            "label": subject.label,
        }


def account_of(subject: Subject) -> Account:
    """The account of one subject; waits for whoever has it."""
    key, community_id = (subject.kind, subject.id), subject.community_id
    chain = chain_of(*key)
    rules = None if community_id is None else rules_in([community_id]).get(community_id)
    return Account(subject, chain, rules, NOTHING if rules is None else kept_of([key]).get(key, NOTHING))


def free_accounts(keys: Sequence[Key], until: datetime) -> list[Account]:
    """The accounts of subjects that have a standing, but for those that somebody else is acting on just now.

    They know enough to let time pass until that moment, and no further.
    """
    chains = free_chains(keys)
    kept = kept_of([chain.subject for chain in chains], until)
    rules = rules_in({one.community_id for one in kept.values() if one.community_id is not None})
    accounts = []
    for chain in chains:
        known = kept.get(chain.subject, NOTHING)
        if known.community_id is not None:
            subject = Subject(*chain.subject, known.community_id, known.label)
            accounts.append(Account(subject, chain, rules.get(known.community_id), known))
    return accounts


def kept_of(keys: Sequence[Key], until: datetime | None = None) -> dict[Key, Kept]:
    """What is kept of these subjects, as far as anything is; `until`: of series only what time reaches by then."""
    kinds, ids = [kind for kind, _ in keys], [id_ for _, id_ in keys]
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [until or _NEVER, kinds, ids])
        found = cursor.fetchall()
    kept = {}
    for kind, subject_id, *said, standing, near in found:
        open_duties, *later = read(near)
        duties = {id_: duty_of(fields) for id_, fields in open_duties or ()}
        later_at, later_due_at = (None if at is None else moment_of(at) for at in later)
        kept[kind, subject_id] = Kept._make((*said, read(standing), duties, later_at, later_due_at))
    return kept


_NEVER = datetime.max.replace(tzinfo=UTC)
_KEPT = (
    SQL(
        """
    select subject_kind, subject_id, id, community_id, label, quiet_until, {standing}::text, (
      select json_build_array(
        json_agg(json_build_array(id, {fields}) order by id) filter (where is_near),
        {next_at} filter (where not is_near),
        {due_at} filter (where not is_near)
      )::text from (
        select duty.*, not is_series or {next} < %s as is_near from duties_duty duty
        where duty.subject_kind = standing.subject_kind and duty.subject_id = standing.subject_id and duty."end" = ''
      ) duty
    )
    from duties_standing standing
    where (subject_kind, subject_id) in (select * from unnest(%s::text[], %s::bigint[]))
"""
    )
    .format(
        standing=SQL(STANDING),
        fields=SQL(AS_LIST),
        next=SQL(NEXT_AT),
        next_at=SQL(first_of(NEXT_AT)),
        due_at=SQL(first_of("due_at")),
    )
    .as_string(None)
)


def write(accounts: Sequence[Account]) -> None:
    """Write events, duties, steps and standings of all accounts."""
    write_chains([account.chain for account in accounts])
    ruled = [account for account in accounts if account.rules is not None]
    _write_duties(ruled)
    insert_rows(StepRow, [row for account in ruled for row in account.step_rows()])
    standings = [(account, account.standing_fields()) for account in ruled]
    known = [(one, fields) for one, fields in standings if one.standing_id is not None]
    update_rows(Standing, [{"id": one.standing_id, "label": one.subject.label, **fields} for one, fields in known])
    insert_rows(Standing, [{**one.named(), **fields} for one, fields in standings if one.standing_id is None])


def _write_duties(accounts: Sequence[Account]) -> None:
    changed = [(account, place, duty) for account in accounts for place, duty in account.changed.items()]
    known = [(account.ids[place], duty) for account, place, duty in changed if place in account.ids]
    # Known ones first: one that ended makes room for the next of its clause.
    update_rows(DutyRow, [{"id": id_, **changing_fields(duty)} for id_, duty in known])
    escalated = [id_ for id_, duty in known if duty.end is not None and duty.level]
    if escalated:
        StepRow.objects.filter(duty_id__in=escalated, is_waiting=True).update(is_waiting=False)
    fresh = [(account, place, duty) for account, place, duty in changed if place not in account.ids]
    ids = insert_rows(DutyRow, [{**account.named(), **duty_fields(duty)} for account, _, duty in fresh])
    for (account, place, _), id_ in zip(fresh, ids, strict=True):
        account.ids[place] = id_
