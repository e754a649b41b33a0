"""What is done with an estate: one function per verb, each recording one event.

Each locks what it changes, asks whether the actor may (`PermissionDenied`), refuses what would be wrong
(`EstateRefused`), changes, and records; in one transaction. The actor None is the program itself.
"""

from kefu.estate.actions.files import add_paper, open_file, remove_paper, update_file
from kefu.estate.actions.importing import (
    begin_import,
    delete_old_imports,
    import_estate,
    import_file,
    keep_read,
    keep_upload,
    read_import,
    stop_import,
)
from kefu.estate.actions.looking import forget_person, note_estate_export, show_person, show_unit
from kefu.estate.actions.places import NewUnit, add_building, add_unit, open_area, retire_area
from kefu.estate.actions.refusing import EstateRefused
from kefu.estate.actions.residents import add_person, change_person, move_in, move_out

__all__ = [
    "EstateRefused",
    "NewUnit",
    "add_building",
    "add_paper",
    "add_person",
    "add_unit",
    "begin_import",
    "change_person",
    "delete_old_imports",
    "forget_person",
    "import_estate",
    "import_file",
    "keep_read",
    "keep_upload",
    "move_in",
    "move_out",
    "note_estate_export",
    "open_area",
    "open_file",
    "read_import",
    "remove_paper",
    "retire_area",
    "show_person",
    "show_unit",
    "stop_import",
    "update_file",
]
