"""What all tests share."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings

# The same examples in every run; `KEFU_EXAMPLES=30 make test` tries thirty times as many, drawn anew.
FACTOR = int(os.environ.get("KEFU_EXAMPLES", "1"))
settings.register_profile("kefu", max_examples=60 * FACTOR, deadline=None, derandomize=FACTOR == 1)
settings.load_profile("kefu")


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    """After a test that commits, only the tables that hold something are emptied: most of a hundred never do."""

    def deletes(_: Any, style: Any, tables: Sequence[str], **__: Any) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(f"(select '{table}' from \"{table}\" limit 1)" for table in tables))
            filled = [table for (table,) in cursor.fetchall()]
        # As `truncate` would: no key and no trigger is asked.
        role = "set local session_replication_role = "
        return [f"{role}replica", *(f'delete from "{table}"' for table in filled), f"{role}origin"]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatabaseOperations, "sql_flush", deletes)
        # It would make permissions and types of content anew, for which nothing of kefu asks.
        patched.setattr(flush, "emit_post_migrate_signal", lambda *_, **__: None)
        yield
