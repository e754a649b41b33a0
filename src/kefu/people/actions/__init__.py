"""Every change of who the staff are, one function per verb.

Each locks the row, asks whether the actor may (`PermissionDenied`), refuses what would be wrong (`PeopleRefused`),
changes, and records what happened; in one transaction. The actor None is the program itself, run by the
owner of the machine.
"""

from kefu.people.actions.accounts import change_password, first_link, make_link, note_export, set_language, use_link
from kefu.people.actions.appointments import appoint_user, relieve_user
from kefu.people.actions.filters import forget_filter, save_filter
from kefu.people.actions.places import (
    change_post,
    close_department,
    close_post,
    found_community,
    found_department,
    found_post,
    found_posts,
    rename_department,
)
from kefu.people.actions.refusing import PeopleRefused
from kefu.people.actions.second_factor import (
    Tried,
    begin_second_factor,
    drop_second_factor,
    renew_codes,
    set_second_factor,
    try_second_factor,
)
from kefu.people.actions.users import former_user, join_user, leave_user, rename_user, return_user

__all__ = [
    "PeopleRefused",
    "Tried",
    "appoint_user",
    "begin_second_factor",
    "change_password",
    "change_post",
    "close_department",
    "close_post",
    "drop_second_factor",
    "first_link",
    "forget_filter",
    "former_user",
    "found_community",
    "found_department",
    "found_post",
    "found_posts",
    "join_user",
    "leave_user",
    "make_link",
    "note_export",
    "relieve_user",
    "rename_department",
    "rename_user",
    "renew_codes",
    "return_user",
    "save_filter",
    "set_language",
    "set_second_factor",
    "try_second_factor",
    "use_link",
]
