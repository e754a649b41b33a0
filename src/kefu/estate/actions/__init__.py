"""What is done with an estate: one function per verb, each recording one event.

Each locks what it changes, asks whether the actor may (`PermissionDenied`), refuses what would be wrong
(`EstateRefused`), changes, and records; in one transaction. The actor None is the program itself.
"""

from kefu.estate.actions.importing import import_estate, import_file, keep_file
from kefu.estate.actions.places import add_building, add_unit, open_area, retire_area
from kefu.estate.actions.refusing import EstateRefused
from kefu.estate.actions.residents import add_person, change_person, move_in, move_out

__all__ = [
    "EstateRefused",
    "add_building",
    "add_person",
    "add_unit",
    "change_person",
    "import_estate",
    "import_file",
    "keep_file",
    "move_in",
    "move_out",
    "open_area",
    "retire_area",
]
