"""Whether a rulebook makes sense: every error at once, each with its line, its clause and what would be right."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kefu.lib.located import Problem, Problems, position
from kefu.lib.text import Text
from kefu.rulebook.checking.calendars import check_calendars
from kefu.rulebook.checking.duties import check_duties
from kefu.rulebook.checking.others import check_others
from kefu.rulebook.checking.procedures import check_procedures
from kefu.rulebook.checking.said import Said, Weight
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.reading import Reading, about, path_of, read


class Finding(NamedTuple):
    """A problem of a rulebook, or what else is to be said of it."""

    problem: Problem
    weight: Weight = Weight.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the rulebook cannot be used so."""
        return self.weight is Weight.ERROR


def check(source: Path | str, years: Iterable[int] = (), name: str | None = None) -> tuple[Reading, list[Finding]]:
    """Read and check a rulebook file (a `Path`) or text; `years` are those whose holidays should be known.

    Errors come first, each kind in the order of lines. Raises `Problems` where the file is not YAML at all.
    """
    reading = read(source, name)
    findings = [Finding(problem) for problem in reading.problems]
    if reading.sound is not None:
        book = reading.sound
        said = [*check_calendars(book, tuple(years)), *check_duties(book), *check_others(book), *check_procedures(book)]
        findings += [_finding(reading, one) for one in said]
    return reading, sorted(findings, key=lambda finding: (finding.weight, *finding.problem[1:3]))


def load(rulebook: str) -> Rulebook:
    """A shipped rulebook or a file, fit for use. Raises `Problems` with everything that is wrong in it."""
    reading, findings = check(path_of(rulebook))
    errors = [finding.problem for finding in findings if finding.is_error]
    if errors or reading.book is None:
        raise Problems(errors)
    return reading.book


def _finding(reading: Reading, said: Said) -> Finding:
    line, column = position(reading.positions, said.loc)
    return Finding(Problem(reading.path, line, column, Text(said.zh, said.en), about(said.loc)), said.weight)
