"""Reading a rulebook file, with the place of everything that is wrong in it; writing one back."""

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from kefu.lib.located import Loc, Positions, Problem, Problems, problems_of, read_yaml
from kefu.rulebook.clauses import CLAUSE_SECTIONS, Rulebook

NAMED_SECTIONS = (*CLAUSE_SECTIONS, "calendars", "ladders", "phrases", "purposes")


@dataclass(frozen=True)
class Reading:
    """A rulebook file as read: `book` is None where its shape is wrong; `problems` says what is.

    `sound` is the rulebook without the clauses whose shape is wrong, so that the others can be checked all the same.
    """

    path: str
    positions: Positions
    book: Rulebook | None
    sound: Rulebook | None
    problems: tuple[Problem, ...]


def shipped() -> dict[str, Path]:
    """The rulebooks that come with the program, by name."""
    folder = Path(str(files("kefu"))) / "rulebooks"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def path_of(rulebook: str) -> Path:
    """The file of a rulebook given as a shipped name or as a path. Raises `Problems` when there is neither."""
    path = shipped().get(rulebook) or Path(rulebook)
    if not path.is_file():
        names = ", ".join(shipped())
        raise Problems(
            [
                Problem.plain(
                    rulebook,
                    f"没有这个文件，也不是随附的制度（{names}）",
                    f"no such file, nor a shipped rulebook ({names})",
                )
            ]
        )
    return path


def about(loc: Loc) -> str:
    """The clause that a place in the file belongs to; outside the clauses, its section."""
    if len(loc) > 1 and loc[0] in NAMED_SECTIONS:
        return str(loc[1])
    return str(loc[0]) if loc else "rulebook"


def read(source: Path | str, name: str | None = None) -> Reading:
    """Read a file (a `Path`) or text (a `str`) and check its shape. Raises `Problems` where it is not even YAML."""
    try:
        plain, positions, found = read_yaml(source, name=name)
    except Problems as error:
        raise Problems([problem._replace(about="rulebook") for problem in error.problems]) from error
    path = name or str(source)
    problems = [problem._replace(about=_key_at(positions, plain, problem)) for problem in found]
    book = sound = None
    try:
        book = sound = Rulebook.model_validate(plain)
    except ValidationError as error:
        problems += problems_of(error, path, positions, about)
        sound = _sound(plain, [detail["loc"] for detail in error.errors(include_url=False)])
    return Reading(path, positions, book, sound, tuple(problems))


def _sound(plain: Any, wrong: list[tuple[int | str, ...]]) -> Rulebook | None:
    """The rulebook without its wrong clauses; None where something else is wrong, on which the rest may depend."""
    if not all(len(loc) > 1 and loc[0] in CLAUSE_SECTIONS for loc in wrong):
        return None
    left_out = {loc[:2] for loc in wrong}
    kept = {
        section: {id_: clause for id_, clause in clauses.items() if (section, id_) not in left_out}
        if section in CLAUSE_SECTIONS
        else clauses
        for section, clauses in plain.items()
    }
    return Rulebook.model_validate(kept)


def _key_at(positions: Positions, plain: Any, problem: Problem) -> str:
    """The clause whose lines hold the problem."""
    nearest = ((0, 0), "rulebook")
    for section, entries in plain.items() if isinstance(plain, dict) else ():
        for entry in entries if isinstance(entries, dict) else ():
            place = positions.find((section, entry))
            if nearest[0] < place <= (problem.line, problem.column):
                nearest = (place, entry)
    return nearest[1]


@cache
def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    return yaml


def change(text: str, clause: str, key: str, value: Any) -> str:
    """The same rulebook text with one value of one clause changed; comments and order stay.

    Raises KeyError when the clause is not there.
    """
    yaml = _round_trip()
    document = yaml.load(text)
    for section in NAMED_SECTIONS:
        if clause in (document.get(section) or {}):
            document[section][clause][key] = value
            return _written(document)
    raise KeyError(clause)


def rewrite(text: str) -> str:
    """The text read and written back: the same meaning, the same comments."""
    return _written(_round_trip().load(text))


def _written(document: Any) -> str:
    out = io.StringIO()
    _round_trip().dump(document, out)
    return out.getvalue()
