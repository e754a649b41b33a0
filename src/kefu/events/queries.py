"""Reading the ledger, and proving it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from kefu.events import outside
from kefu.events.calc import Entry, event_hash, seal_hash, text_digest
from kefu.events.models import Event, EventText, LedgerHead, Seal
from kefu.lib.text import Text

Subject = tuple[str, int]


class Fault(NamedTuple):
    """What is wrong with the ledger, at which event of which subject (both None for a seal)."""

    subject: Subject | None
    seq: int | None
    text: Text


def history(subject_kind: str, subject_id: int) -> QuerySet[Event]:
    """All events of a subject, oldest first, with their texts."""
    found = Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return found.order_by("seq").prefetch_related("texts")


def answered(request_key: str) -> Event | None:
    """The event that this request has brought before."""
    return Event.objects.filter(request_key=request_key).first() if request_key else None


def verify(copy: Path | None = None) -> Iterator[Fault]:
    """Everything that is not as it was written; nothing when the ledger is whole. `copy`: the file of seals outside.

    All of it as it was at one moment: others may write meanwhile.
    """
    # First: what stands there is in the database before.
    copied = list(outside.written_down(copy)) if copy is not None else []
    with _at_one_moment():
        yield from _faults(copied)


@contextmanager
def _at_one_moment() -> Iterator[None]:
    is_within = connection.in_atomic_block
    with transaction.atomic():
        if not is_within:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read read only")
        yield


def _faults(copied: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    heads = {(kind, id_): (seq, bytes(hash_)) for kind, id_, seq, hash_ in _heads()}
    seals = list(Seal.objects.order_by("id"))
    sealed = _sealed(seals)
    seen: dict[Subject, int] = {}
    for chain in _chains():
        subject = (chain[0].subject_kind, chain[0].subject_id)
        seen[subject] = chain[-1].seq
        yield from _chain_faults(subject, chain, heads.get(subject), sealed.get(subject, {}))
    for subject, (seq, _) in heads.items():
        if seq and subject not in seen:
            yield Fault(subject, 1, Text("所有事件都不见了", "all its events are missing"))
    yield from _seal_faults(seals, sealed, seen, copied)


def _heads() -> Iterator[tuple[str, int, int, bytes]]:
    fields = ("subject_kind", "subject_id", "seq", "hash")
    return LedgerHead.objects.order_by("subject_kind", "subject_id").values_list(*fields).iterator(chunk_size=5_000)


def _chains() -> Iterator[list[Event]]:
    """The events of one subject after the other."""
    chain: list[Event] = []
    events = Event.objects.order_by("subject_kind", "subject_id", "seq").prefetch_related("texts")
    for event in events.iterator(chunk_size=2_000):
        if chain and (chain[0].subject_kind, chain[0].subject_id) != (event.subject_kind, event.subject_id):
            yield chain
            chain = []
        chain.append(event)
    if chain:
        yield chain


def _chain_faults(
    subject: Subject, chain: list[Event], head: tuple[int, bytes] | None, sealed: dict[int, str]
) -> Iterator[Fault]:
    before, expected = b"", 1
    for event in chain:
        texts = list(event.texts.all())
        if event.seq != expected:
            yield Fault(subject, expected, Text("缺少这一事件", "the event is missing"))
        elif bytes(event.hash) != event_hash(before, _entry(event, texts)):
            yield Fault(subject, event.seq, Text("事件已被改动", "the event was altered"))
        elif sealed.get(event.seq, bytes(event.hash).hex()) != bytes(event.hash).hex():
            yield Fault(subject, event.seq, Text("与封存时不同", "the event differs from what was sealed"))
        for text in texts:
            if text.text is not None and text_digest(bytes(text.salt or b""), text.text) != bytes(text.digest):
                yield Fault(
                    subject, event.seq, Text(f"文字“{text.name}”已被改动", f"the text “{text.name}” was altered")
                )
        before, expected = bytes(event.hash), event.seq + 1
    if head is None or head[0] != chain[-1].seq or head[1] != before:
        is_missing = head is not None and head[0] > chain[-1].seq
        words = Text("缺少这一事件", "the event is missing") if is_missing else Text("链尾不符", "the end differs")
        yield Fault(subject, expected if is_missing else chain[-1].seq, words)


def _entry(event: Event, texts: list[EventText]) -> Entry:
    return Entry(
        event.subject_kind,
        event.subject_id,
        event.seq,
        event.kind,
        event.happened_at,
        event.recorded_at,
        event.actor_id,
        event.is_staff,
        event.community_id,
        event.facts_text,
        event.request_key,
        {text.name: bytes(text.digest) for text in texts},
    )


def _sealed(seals: list[Seal]) -> dict[Subject, dict[int, str]]:
    """What each event's hash was when it was the end of its chain at a seal."""
    found: dict[Subject, dict[int, str]] = {}
    for seal in seals:
        for kind, id_, seq, hash_ in json.loads(seal.heads):
            found.setdefault((kind, id_), {})[seq] = hash_
    return found


def _seal_faults(
    seals: list[Seal],
    sealed: dict[Subject, dict[int, str]],
    seen: dict[Subject, int],
    copied: Sequence[tuple[str, str]],
) -> Iterator[Fault]:
    before = b""
    for seal in seals:
        if bytes(seal.hash) != seal_hash(before, seal.made_at, seal.heads):
            yield Fault(None, None, Text(f"封存 {seal.pk} 已被改动", f"seal {seal.pk} was altered"))
        before = bytes(seal.hash)
    for subject, by_seq in sealed.items():
        last = max(by_seq)
        if seen.get(subject, 0) < last:
            yield Fault(subject, last, Text("封存过的事件不见了", "an event that was sealed is missing"))
    kept = {str(seal.pk): bytes(seal.hash).hex() for seal in seals}
    for number, hash_ in copied:
        if kept.get(number) != hash_:
            words = Text(f"封存 {number} 与库外副本不符", f"seal {number} differs from its copy outside")
            yield Fault(None, None, words)


def count_events() -> int:
    """How many events the ledger has."""
    return Event.objects.count()
