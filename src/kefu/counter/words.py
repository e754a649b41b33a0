"""What the rulebook says of procedures, in the language of who reads."""

from kefu.duties.explaining import in_language
from kefu.lib.text import Text
from kefu.rulebook.procedures import Procedure
from kefu.rulebook.shapes import Says
from kefu.rulebook.showing import called


def words(says: Says | None) -> str:
    """What something says; blank where it says nothing."""
    return "" if says is None else in_language(Text(says.zh, says.en))


def name_of(part: object, id_: str) -> str:
    """How a part of a procedure is called; by its id where it is not there."""
    return in_language(called(part, id_))


def step_name(procedure: Procedure, step: str) -> str:
    """How a step is called."""
    return name_of(procedure.steps.get(step), step)
