"""Writing many rows at once: they travel as one JSON text, which the server takes apart.

Django's `bulk_create` and `bulk_update` prepare every field of every row by itself: with the engine's rows that takes
longer than deciding what stands in them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg.sql import SQL, Composable, Identifier

Row = Mapping[str, Any]


def insert_rows(model: type[Model], rows: Sequence[Row]) -> list[int]:
    """Insert rows that all have the same columns; their ids, in the same order."""
    if not rows:
        return []
    names = SQL(", ").join(map(Identifier, rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(_filled(_INSERT, model, names=names), [_ENCODE(rows)])
        return [id_ for (id_,) in cursor.fetchall()]


def update_rows(model: type[Model], rows: Sequence[Row]) -> None:
    """Write rows that all have the same columns, among them their `id`."""
    if not rows:
        return
    assigned = SQL(", ").join(SQL("{0} = new.{0}").format(Identifier(name)) for name in rows[0] if name != "id")
    with connection.cursor() as cursor:
        cursor.execute(_filled(_UPDATE, model, assigned=assigned), [_ENCODE(rows)])


_INSERT = SQL(
    "insert into {table} ({names}) select {names} from json_populate_recordset(null::{table}, %s) returning id"
)
_UPDATE = SQL(
    "update {table} old set {assigned} from json_populate_recordset(null::{table}, %s) new where old.id = new.id"
)


def _filled(statement: SQL, model: type[Model], **parts: Composable) -> str:
    return statement.format(table=Identifier(model._meta.db_table), **parts).as_string(None)


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(value)


_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_written).encode
