"""Appending to the ledger, erasing a text by law, sealing."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from kefu.events.calc import Entry, canonical, event_hash, heads_text, seal_hash, text_digest
from kefu.events.models import Event, EventText, LedgerHead, Seal
from kefu.events.rows import update_rows

# Of PostgreSQL's advisory locks, whose key is any number.
_SEALING = 7_205_001


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

    def __init__(self, head: LedgerHead) -> None:
        self.head, self.events, self.texts = head, list[Event](), list[EventText]()

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return self.head.seq

    def append(self, community_id: int | None, happening: Happening) -> Event:
        """The next event of the subject; it has no id before it is written."""
        head = self.head
        texts = [_salted(name, text) for name, text in happening.texts.items()]
        kind, happened_at, recorded_at, actor_id, is_staff, facts, _, request_key = happening
        entry = Entry(
            head.subject_kind,
            head.subject_id,
            head.seq + 1,
            kind,
            happened_at,
            recorded_at,
            actor_id,
            is_staff,
            community_id,
            canonical(facts),
            request_key,
            {text.name: bytes(text.digest) for text in texts},
        )
        fields = entry._asdict()
        del fields["digests"]
        event = Event(**fields, hash=event_hash(bytes(head.hash), entry))
        head.seq, head.hash = event.seq, event.hash
        self.events.append(event)
        for text in texts:
            text.event = event
        self.texts += texts
        return event


def chain_of(subject_kind: str, subject_id: int) -> Chain:
    """A subject's chain, begun if there is none; waits for whoever has it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [subject_kind, subject_id])
        id_, seq, hash_ = cursor.fetchone()
    return Chain(LedgerHead(id_, subject_kind, subject_id, seq, bytes(hash_)))


def free_chains(subjects: Iterable[tuple[str, int]]) -> list[Chain]:
    """The chains of these subjects but for those that somebody else is writing to just now."""
    kinds, ids = zip(*subjects, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FREE, [list(kinds), list(ids)])
        return [Chain(LedgerHead(id_, kind, about, seq, bytes(hash_))) for id_, kind, about, seq, hash_ in cursor]


def write_chains(chains: Iterable[Chain]) -> None:
    """Write what was appended, and move the heads."""
    moved = [chain for chain in chains if chain.events]
    Event.objects.bulk_create([event for chain in moved for event in chain.events])
    texts = [text for chain in moved for text in chain.texts]
    if texts:
        for text in texts:
            text.event_id = text.event.pk
        EventText.objects.bulk_create(texts)
    update_rows([chain.head for chain in moved], ("seq", "hash", "is_sealed"))
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


def _salted(name: str, text: str) -> EventText:
    salt = secrets.token_bytes(16)
    return EventText(name=name, digest=text_digest(salt, text), salt=salt, text=text)


def erase_text(text_id: int, *, why: str, at: datetime) -> EventText:
    """Erase a text by law; when and why stands with it. The chain holds: it covers the digest alone."""
    text = EventText.objects.select_for_update().get(id=text_id)
    text.text, text.salt, text.erased_at, text.erased_why = None, None, at, why
    text.save(update_fields=("text", "salt", "erased_at", "erased_why"))
    return text


def make_seal(now: datetime, copy: Path | None = None) -> Seal | None:
    """Hash the heads that moved since the seal before; None when none did.

    The table of heads is locked against writers for the moment of reading it. `copy`: a file outside the database to
    which the seal's hash is added.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_SEALING])
            cursor.execute("lock table events_ledgerhead in share mode")
        moved = LedgerHead.objects.filter(is_sealed=False)
        heads = list(moved.values_list("subject_kind", "subject_id", "seq", "hash"))
        if not heads:
            return None
        before = Seal.objects.order_by("-id").first()
        text = heads_text((kind, id_, seq, bytes(hash_)) for kind, id_, seq, hash_ in heads)
        sealed = seal_hash(bytes(before.hash) if before else b"", now, text)
        seal = Seal.objects.create(made_at=now, heads=text, hash=sealed)
        moved.update(is_sealed=True)
        if copy is not None:
            _write_copy(copy, seal)
    return seal


def _write_copy(copy: Path, seal: Seal) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    with copy.open("a", encoding="ascii") as file:
        file.write(f"{seal.pk} {seal.made_at.isoformat()} {bytes(seal.hash).hex()}\n")
