"""Writing many rows at once: they travel as one JSON text, which the server takes apart.

Django's `bulk_create` and `bulk_update` prepare every field of every row by itself: with the engine's rows that takes
longer than deciding what stands in them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg.sql import SQL, Composable, Identifier

from kefu.lib.quick_json import written

Row = Mapping[str, Any]


def insert_rows(model: type[Model], rows: Sequence[Row]) -> list[int]:
    """Insert rows that all have the same columns; their ids, in the same order."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_insert(model._meta.db_table, tuple(rows[0])), [written(rows)])
        return [id_ for (id_,) in cursor.fetchall()]


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """So many ids that no other row of the table will have."""
    with connection.cursor() as cursor:
        # Materialized: else the sequence is looked up by its name for every single id.
        sequence = (
            "with sequence as materialized (select pg_get_serial_sequence(%s, 'id')::regclass as name)"
            " select string_agg(nextval(name)::text, ' ') from sequence, generate_series(1, %s)"
        )
        cursor.execute(sequence, [model._meta.db_table, count])
        return [int(id_) for id_ in (cursor.fetchone()[0] or "").split()]


def copy_rows(model: type[Model], names: Sequence[str], text: str) -> None:
    """Insert rows that are written as COPY reads them (lines of `lib.copying`), with these columns."""
    table, columns = Identifier(model._meta.db_table), SQL(", ").join(map(Identifier, names))
    statement = SQL("copy {} ({}) from stdin").format(table, columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def update_rows(model: type[Model], rows: Sequence[Row]) -> None:
    """Write rows that all have the same columns, among them their `id`."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_update(model._meta.db_table, tuple(rows[0])), [written(rows)])


@lru_cache
def _insert(table: str, names: tuple[str, ...]) -> str:
    columns = SQL(", ").join(map(Identifier, names))
    statement = SQL("insert into {table} ({columns}) select {columns} from {rows} returning id")
    return statement.format(table=Identifier(table), columns=columns, rows=_recordset(table)).as_string(None)


@lru_cache
def _update(table: str, names: tuple[str, ...]) -> str:
    assigned = SQL(", ").join(SQL("{0} = new.{0}").format(Identifier(name)) for name in names if name != "id")
    statement = SQL("update {table} old set {assigned} from {rows} new where old.id = new.id")
    return statement.format(table=Identifier(table), assigned=assigned, rows=_recordset(table)).as_string(None)


def _recordset(table: str) -> Composable:
    return SQL("json_populate_recordset(null::{}, %s)").format(Identifier(table))
