"""Appending to the ledger, erasing a text by law, sealing."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from kefu.events import outside
from kefu.events.calc import Entry, event_hash, facts_text, heads_text, seal_hash, text_digest
from kefu.events.models import Event, EventText, LedgerHead, Seal
from kefu.events.rows import insert_rows, update_rows

# Of PostgreSQL's advisory locks, whose key is any number.
_SEALING = 7_205_001
# Writers wait while so many heads are read and marked: a tenth to a fifth of a second.
_SEALED_AT_ONCE = 5_000
# What an event's row says: all that its hash covers, but for the digests, which stand in the texts' rows.
_COLUMNS = Entry._fields[:-1]
# A row to be written, by the names of its columns.
Fields = dict[str, Any]


class Happening(NamedTuple):
    """An event to be appended. `facts` hold ids, codes, numbers, times; words and personal data are `texts`."""

    kind: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: int | None = None
    is_staff: bool = True
    facts: Mapping[str, Any] = {}
    texts: Mapping[str, str] = {}
    request_key: str = ""


class Chain:
    """One subject's chain, its head locked until the transaction ends. `write_chains` writes what was appended."""

    def __init__(self, head_id: int, subject: tuple[str, int], seq: int, last: bytes) -> None:
        self.head_id, self.subject, self.seq, self.hash = head_id, subject, seq, last
        self.events: list[Fields] = []
        self.texts: list[tuple[Fields, Fields]] = []

    def append(self, community_id: int | None, happening: Happening) -> Fields:
        """The next event of the subject, as a row; it has no id before it is written."""
        texts = [_salted(name, text) for name, text in happening.texts.items()]
        kind, happened_at, recorded_at, actor_id, is_staff, facts, _, request_key = happening
        entry = Entry(
            *self.subject,
            self.seq + 1,
            kind,
            happened_at,
            recorded_at,
            actor_id,
            is_staff,
            community_id,
            facts_text(facts) if facts else "{}",
            request_key,
            {text["name"]: text["digest"] for text in texts},
        )
        self.seq, self.hash = entry.seq, event_hash(self.hash, entry)
        event: Fields = dict(zip(_COLUMNS, entry, strict=False))
        event["hash"] = self.hash
        self.events.append(event)
        self.texts += [(event, text) for text in texts]
        return event


def chain_of(subject_kind: str, subject_id: int) -> Chain:
    """A subject's chain, begun if there is none; waits for whoever has it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [subject_kind, subject_id])
        head_id, seq, last = cursor.fetchone()
    return Chain(head_id, (subject_kind, subject_id), seq, bytes(last))


def free_chains(subjects: Iterable[tuple[str, int]]) -> list[Chain]:
    """The chains of these subjects but for those that somebody else is writing to just now."""
    kinds, ids = zip(*subjects, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FREE, [list(kinds), list(ids)])
        return [Chain(head_id, (kind, id_), seq, bytes(last)) for head_id, kind, id_, seq, last in cursor.fetchall()]


def write_chains(chains: Iterable[Chain]) -> None:
    """Write what was appended, and move the heads; the events know their ids then."""
    moved = [chain for chain in chains if chain.events]
    events = [event for chain in moved for event in chain.events]
    for event, id_ in zip(events, insert_rows(Event, events), strict=True):
        event["id"] = id_
    insert_rows(EventText, [{**text, "event_id": event["id"]} for chain in moved for event, text in chain.texts])
    heads = [{"id": chain.head_id, "seq": chain.seq, "hash": chain.hash, "is_sealed": False} for chain in moved]
    update_rows(LedgerHead, heads)
    for chain in moved:
        chain.events, chain.texts = [], []


_LOCK = """
    insert into events_ledgerhead as head (subject_kind, subject_id, seq, hash, is_sealed)
    values (%s, %s, 0, ''::bytea, false)
    on conflict (subject_kind, subject_id) do update set is_sealed = false
    returning head.id, head.seq, head.hash
"""
# In one order, so that two who lock several never wait for each other.
_LOCK_FREE = """
    select head.id, head.subject_kind, head.subject_id, head.seq, head.hash
    from events_ledgerhead head
    join unnest(%s::text[], %s::bigint[]) as wanted(kind, id)
      on head.subject_kind = wanted.kind and head.subject_id = wanted.id
    order by head.id for update of head skip locked
"""


def _salted(name: str, text: str) -> Fields:
    salt = secrets.token_bytes(16)
    return {"name": name, "digest": text_digest(salt, text), "salt": salt, "text": text, "erased_why": ""}


def erase_text(text_id: int, *, why: str, at: datetime) -> EventText:
    """Erase a text by law; when and why stands with it. The chain holds: it covers the digest alone."""
    text = EventText.objects.select_for_update().get(id=text_id)
    text.text, text.salt, text.erased_at, text.erased_why = None, None, at, why
    text.save(update_fields=("text", "salt", "erased_at", "erased_why"))
    return text


def seal_all(now: datetime, copy: Path | None = None) -> Seal | None:
    """Seal all heads that moved since they were sealed last, some thousands at a time; the last seal, if one was made.

    `copy`: a file outside the database to which each seal's hash is added.
    """
    last, is_all = None, False
    while not is_all:
        seal, is_all = _make_seal(now, copy)
        last = seal or last
    return last


def _make_seal(now: datetime, copy: Path | None) -> tuple[Seal | None, bool]:
    """Hash the next heads that moved, if any did, and whether those were all; writers wait for that moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_SEALING])
            cursor.execute("lock table events_ledgerhead in share mode")
        moved = list(LedgerHead.objects.filter(is_sealed=False).order_by("id")[:_SEALED_AT_ONCE])
        if not moved:
            return None, True
        before = Seal.objects.order_by("-id").first()
        text = heads_text((head.subject_kind, head.subject_id, head.seq, bytes(head.hash)) for head in moved)
        sealed = seal_hash(bytes(before.hash) if before else b"", now, text)
        seal = Seal.objects.create(made_at=now, heads=text, hash=sealed)
        LedgerHead.objects.filter(id__in=[head.pk for head in moved]).update(is_sealed=True)
    if copy is not None:
        outside.write_down(copy, seal.pk, seal.made_at, bytes(seal.hash))
    return seal, len(moved) < _SEALED_AT_ONCE
