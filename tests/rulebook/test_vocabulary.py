"""The vocabulary holds together, and whatever the program records can be read by a mapping that comes along."""

import ast
from collections.abc import Iterator
from pathlib import Path

import kefu
from kefu.audit.choosing import read_mappings, shipped
from kefu.rulebook.checking import load
from kefu.rulebook.reading import shipped as shipped_rulebooks
from kefu.rulebook.vocabulary import EventWord, Word, vocabulary

SOURCE = Path(kefu.__file__).parent
WORDS = vocabulary()
EVENTS = WORDS.events


def own_events() -> dict[str, EventWord]:
    """Events that a domain records, the engine's apart."""
    return {name: event for name, event in EVENTS.items() if not event.engine}


def all_words() -> Iterator[tuple[str, Word]]:
    for section in (WORDS.subjects, WORDS.facts, WORDS.events, WORDS.verbs, WORDS.posts, WORDS.measures):
        yield from section.items()
    for name, fact in WORDS.facts.items():
        yield from ((f"{name}.{value}", word) for value, word in fact.values.items())


def recorded_kinds() -> set[str]:
    """The kinds of event that the program's code names where it calls `record`."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if (
                name in ("record", "_act_on", "Verb")
                and isinstance(node, ast.Call)
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found


def steps_record() -> set[str]:
    """What the steps of the procedures that come along record."""
    books = [load(name) for name in shipped_rulebooks()]
    return {step.records for book in books for one in book.procedures.values() for step in one.steps.values()}


def test_every_event_that_is_not_later_is_recorded_or_read_by_a_mapping_that_comes_along() -> None:
    read = {name for mapping in read_mappings(shipped()) for name in mapping.event_names()}
    now = {name for name, event in own_events().items() if not event.later}
    assert now - read - recorded_kinds() - steps_record() == set()


def test_whatever_the_code_records_is_a_word_and_does_not_come_later() -> None:
    recorded = recorded_kinds()
    assert "staff.joined" in recorded
    assert recorded - EVENTS.keys() == set()
    assert [name for name in recorded if EVENTS[name].later] == []


def test_mappings_that_come_along_use_words_of_the_vocabulary() -> None:
    for mapping in read_mappings(shipped()):
        assert set(mapping.event_names()) <= EVENTS.keys()
        assert set(mapping.fact_names()) <= WORDS.facts.keys()


def test_what_an_event_names_exists() -> None:
    for name, event in EVENTS.items():
        assert event.domain in WORDS.domains, name
        assert event.engine or event.subject in WORDS.subjects, name
        assert {*event.facts, *event.clears} - WORDS.facts.keys() == set(), name


def test_an_event_is_named_by_its_subject_and_what_happened() -> None:
    for name in own_events():
        subject, dot, happened = name.partition(".")
        assert subject and dot and happened, name  # noqa: PT018


def test_every_verb_records_an_event_or_comes_later() -> None:
    for name, verb in WORDS.verbs.items():
        assert (verb.event in EVENTS) if verb.event else verb.later, name


def test_every_subject_has_an_event_that_starts_it() -> None:
    started = {event.subject for event in EVENTS.values() if event.starts}
    assert not EVENTS["case.closed"].starts
    without = WORDS.subjects.keys() - started - {"community", "rulebook"}
    assert without == set()


def test_choices_and_only_they_list_their_values() -> None:
    for name, fact in WORDS.facts.items():
        assert fact.values if fact.type == "choice" else not fact.values, name


def test_every_word_has_both_languages() -> None:
    for name, word in all_words():
        assert word.zh.strip(), name
        assert word.en.strip(), name
        assert not any("\u3400" <= sign <= "\u9fff" for sign in word.en), name
