"""Which mapping reads a register: those given, those that come with the program, or one guessed from the file."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from kefu.audit.mapping import FactColumn, Mapping, MappingError, MappingProblems, load_mapping
from kefu.audit.suggest import suggest_mapping
from kefu.audit.tables import Table, open_table
from kefu.lib.located import Loc, Problem, Problems, load_yaml, position
from kefu.lib.text import Text
from kefu.rulebook.vocabulary import Vocabulary, vocabulary


class Chosen(NamedTuple):
    """A log with the mapping that reads it; `is_guessed` when the mapping was proposed from the file itself."""

    table: Table
    mapping: Mapping
    is_guessed: bool = False


def shipped() -> list[Path]:
    """The mappings that come with the program."""
    return sorted((Path(str(files("kefu"))) / "audit" / "mappings").glob("*.yaml"))


def read_mappings(paths: Iterable[Path]) -> list[Mapping]:
    """Mapping files, fit for use. Raises `Problems` with all that is wrong in all of them."""
    mappings, problems = [], []
    for path in paths:
        try:
            mapping = load_mapping(path)
        except MappingProblems as error:
            problems += error.problems
        else:
            mappings.append(mapping)
            problems += list(_unknown_words(path, mapping, vocabulary()))
    if problems:
        raise Problems(problems)
    return mappings


def choose(log: Path, mappings: Sequence[Mapping]) -> Chosen:
    """Open a log with the first mapping whose columns it has; without any given, with a shipped or a guessed one.

    Raises `TableError` where the file cannot be read, `MappingError` where none of the given mappings fits.
    """
    refused: MappingError | None = None
    for mapping in mappings or read_mappings(shipped()):
        table = mapping.open(log)
        try:
            mapping.check_headings(table.headings)
        except MappingError as error:
            refused = refused or error
        else:
            return Chosen(table, mapping)
    if mappings and refused is not None:
        raise refused
    guessed = load_mapping(suggest_mapping(open_table(log)))
    return Chosen(guessed.open(log), guessed, is_guessed=True)


def _unknown_words(path: Path, mapping: Mapping, words: Vocabulary) -> Iterator[Problem]:
    """Events, facts and values that no rulebook could name."""
    _, positions = load_yaml(path)
    for loc, text in _wrong(mapping, words):
        line, column = position(positions, loc)
        yield Problem(str(path), line, column, text, mapping.mapping)


def _wrong(mapping: Mapping, words: Vocabulary) -> Iterator[tuple[Loc, Text]]:
    named: list[tuple[Loc, str]] = [(("events", name), name) for name in mapping.events]
    if mapping.log:
        named += [(("log", "values", word), kind) for word, kind in mapping.log.values.items()]
    if mapping.first:
        named.append((("first", "event"), mapping.first.event))
    for loc, kind in named:
        if kind not in words.events:
            yield loc, Text(f"没有名为“{kind}”的事件", f"no event named “{kind}”")
    for place, facts in _fact_tables(mapping):
        for name, fact in facts.items():
            yield from _wrong_fact((*place, name), name, fact, words)


def _fact_tables(mapping: Mapping) -> Iterator[tuple[Loc, dict[str, FactColumn]]]:
    yield ("facts",), mapping.facts
    for name, event in mapping.events.items():
        yield ("events", name, "facts"), event.facts


def _wrong_fact(loc: Loc, name: str, fact: FactColumn, words: Vocabulary) -> Iterator[tuple[Loc, Text]]:
    known = words.facts.get(name)
    if known is None:
        yield loc, Text(f"没有名为“{name}”的事实", f"no fact named “{name}”")
        return
    if known.type != "choice":
        return
    for value in (*(fact.values or {}).values(), fact.default, fact.value):
        if value is not None and value not in known.values:
            choices = ", ".join(known.values)
            yield (
                loc,
                Text(
                    f"“{name}”不能取值“{value}”，可取：{choices}",
                    f"“{name}” cannot be “{value}”; it is one of {choices}",
                ),
            )
