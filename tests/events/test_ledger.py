"""The ledger proves itself: whatever SQL changes, `verify` names the subject and the number."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from kefu.events import actions, queries
from kefu.events.actions import Happening
from kefu.events.calc import canonical, event_hash
from kefu.events.models import Event, EventText, LedgerHead, Seal
from kefu.events.queries import Fault

AT = datetime(2026, 2, 10, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> None:
    """Three subjects with four events each, with texts; sealed after all but the last event of each."""
    for number in range(4):
        if number == 3:
            actions.seal_all(AT + timedelta(hours=1))
        for subject in (1, 2, 3):
            with transaction.atomic():
                chain = actions.chain_of("case", subject)
                texts = {"matter": f"第 {number} 次来电", "caller": "王先生"}
                at = AT + timedelta(minutes=number, microseconds=137)
                chain.append(1, Happening("case.received", at, at, 7, facts={"kind": "complaint"}, texts=texts))
                actions.write_chains([chain])


def faults(copy: Path | None = None) -> list[tuple[tuple[str, int] | None, int | None]]:
    return [(fault.subject, fault.seq) for fault in queries.verify(copy)]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1


@pytest.mark.usefixtures("ledger")
def test_a_whole_ledger_has_no_fault() -> None:
    assert faults() == []
    assert [event.seq for event in queries.history("case", 2)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "column", ["kind", "facts_text", "actor_id", "happened_at", "recorded_at", "community_id", "hash"]
)
@pytest.mark.usefixtures("ledger")
def test_one_changed_value_is_named(column: str) -> None:
    value = {
        "kind": "'case.received2'",
        "facts_text": """'{"kind":"enquiry"}'""",
        "hash": "set_byte(hash, 3, (get_byte(hash, 3) + 1) %% 256)".replace("%%", "%"),
        "happened_at": "happened_at - interval '1 microsecond'",
        "recorded_at": "recorded_at + interval '1 second'",
    }.get(column, "8")
    sql(f"update events_event set {column} = {value} where subject_id = 2 and seq = 2")
    assert (("case", 2), 2) in faults()
    assert all(subject == ("case", 2) for subject, _ in faults())


@pytest.mark.parametrize("seq", [1, 2, 4])
@pytest.mark.usefixtures("ledger")
def test_a_deleted_row_is_named(seq: int) -> None:
    sql(
        f"with gone as (delete from events_eventtext where name = 'matter' and event_id = (select id from events_event where subject_id = 3 and seq = {seq}) returning 1) select * from gone"
    )
    sql(
        f"with gone as (delete from events_eventtext where name = 'caller' and event_id = (select id from events_event where subject_id = 3 and seq = {seq}) returning 1) select * from gone"
    )
    sql(f"delete from events_event where subject_id = 3 and seq = {seq}")
    assert faults()[0] == (("case", 3), seq)


@pytest.mark.parametrize("seq", [5, 9])
@pytest.mark.usefixtures("ledger")
def test_an_inserted_row_is_named(seq: int) -> None:
    columns = "subject_kind, subject_id, kind, happened_at, recorded_at, actor_id, is_staff, community_id, facts_text, request_key, hash"
    sql(
        f"insert into events_event ({columns}, seq) select {columns}, {seq} from events_event where subject_id = 1 and seq = 2"
    )
    assert faults()[0] == (("case", 1), 5)


@pytest.mark.usefixtures("ledger")
def test_a_forged_end_of_a_chain_is_found_by_the_seal() -> None:
    """Who rewrites a whole chain, hashes and all, cannot rewrite the seal."""
    events = list(queries.history("case", 1))
    before = b""
    for event in events:
        event.actor_id = 99
        event.hash = event_hash(before, queries._entry(event, list(event.texts.all())))
        event.save()
        before = event.hash
    sql(f"update events_ledgerhead set hash = decode('{before.hex()}', 'hex') where subject_id = 1")
    assert faults() == [(("case", 1), 3)]


@pytest.mark.usefixtures("ledger")
def test_a_text_erased_by_law_still_verifies_and_a_changed_one_does_not() -> None:
    text = EventText.objects.filter(event__subject_id=2, event__seq=3, name="caller").get()
    actions.erase_text(text.pk, why="个人信息保护法第四十七条", at=AT)
    assert faults() == []
    text.refresh_from_db()
    assert (text.text, text.salt) == (None, None)
    sql(
        "update events_eventtext set text = '李先生' where name = 'caller' and event_id = (select id from events_event where subject_id = 2 and seq = 4)"
    )
    assert faults() == [(("case", 2), 4)]


@pytest.mark.usefixtures("ledger")
def test_many_chains_are_sealed_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_SEALED_AT_ONCE", 1)
    copy, before = tmp_path / "seals.txt", Seal.objects.count()
    moved = LedgerHead.objects.filter(is_sealed=False).count()
    assert moved > 1
    last = actions.seal_all(AT + timedelta(hours=2), copy)
    assert last == Seal.objects.latest("id")
    assert Seal.objects.count() - before == moved == len(copy.read_text().splitlines())
    assert not LedgerHead.objects.filter(is_sealed=False).exists()
    assert faults(copy) == []


@pytest.mark.usefixtures("ledger")
def test_seals_follow_one_another_and_their_copy_outside_is_compared(tmp_path: Path) -> None:
    copy = tmp_path / "seals.txt"
    actions.seal_all(AT + timedelta(hours=2), copy)
    assert actions.seal_all(AT + timedelta(hours=3), copy) is None
    assert faults(copy) == []
    sql("update events_seal set made_at = made_at + interval '1 second' where id = (select max(id) from events_seal)")
    assert (None, None) in faults(copy)
    Seal.objects.all().delete()
    assert [fault.text.en for fault in queries.verify(copy)] == [
        f"seal {copy.read_text().split()[0]} differs from its copy outside"
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("ledger")
def test_what_is_written_meanwhile_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, chains = tmp_path / "seals.txt", queries._chains

    def somebody_acts() -> None:
        with transaction.atomic():
            chain = actions.chain_of("case", 1)
            chain.append(1, Happening("case.resolved", AT, AT, 7))
            actions.write_chains([chain])
        actions.seal_all(AT + timedelta(hours=2), copy)
        connection.close()

    def while_read() -> Iterator[list[Event]]:
        with ThreadPoolExecutor(1) as beside:
            beside.submit(somebody_acts).result()
        return chains()

    monkeypatch.setattr(queries, "_chains", while_read)
    assert faults(copy) == []
    monkeypatch.undo()
    assert copy.read_text()
    assert faults(copy) == []


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("line", ["", "7", "7 2026-03-02T10:00:00+00:00", "x y z", "\xff"])
def test_a_line_of_the_copy_that_says_no_seal_is_told(tmp_path: Path, line: str) -> None:
    copy = tmp_path / "seals.txt"
    actions.seal_all(AT + timedelta(hours=2), copy)
    copy.write_bytes(copy.read_bytes() + f"{line}\n".encode("latin-1"))
    assert faults(copy) == [(None, None)]


@pytest.mark.usefixtures("ledger")
def test_a_subject_whose_events_are_all_gone_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from events_eventtext where event_id in (select id from events_event where subject_id = 2)"
        )
        cursor.execute("delete from events_event where subject_id = 2")
    assert faults() == [(("case", 2), 1), (("case", 2), 3)]


def test_a_request_comes_once_and_facts_are_plain() -> None:
    happening = Happening("case.received", AT, AT, request_key="k1")
    for subject in (1, 2):
        chain = actions.chain_of("case", subject)
        chain.append(1, happening)
        if subject == 1:
            actions.write_chains([chain])
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.write_chains([chain])
    answered = queries.answered("k1")
    assert answered is not None
    assert answered.subject_id == 1
    assert Event.objects.count() == 1
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"minutes": float("nan")})


def test_faults_speak_both_languages(ledger: None) -> None:
    sql("update events_event set actor_id = 1 where subject_id = 1 and seq = 1")
    (fault,) = queries.verify()
    assert isinstance(fault, Fault)
    assert (fault.text.zh, fault.text.en) == ("事件已被改动", "the event was altered")
