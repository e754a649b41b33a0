"""The migration of series from objects to lists keeps what they say."""

from importlib import import_module

import pytest
from django.db import connection

from kefu.duties.binding import moment_of
from kefu.duties.models import Standing

AS_LISTS = import_module("kefu.duties.migrations.0008_runs_as_lists").AS_LISTS


@pytest.mark.django_db
def test_runs_keep_their_order_and_their_missed_duties() -> None:
    missed = ["a", "2026-01-01", "2026-03-06#1", 2, ["post:lead", "lead", "1"], 5, 6, 6]
    runs = [
        {"clause": "b", "since": 1, "next_at": 2, "last_act_at": None, "missed": [missed]},
        {"clause": "a", "since": 3, "next_at": 4, "last_act_at": 5, "missed": []},
    ]
    said = {"subject_kind": "area", "community_id": 1, "label": "一区", "version": "2026-01-01", "seq": 1}
    running = Standing.objects.create(subject_id=1, runs=runs, next_at=moment_of(2), **said)
    none = Standing.objects.create(subject_id=2, **said)
    with connection.cursor() as cursor:
        cursor.execute(AS_LISTS)
    running.refresh_from_db()
    none.refresh_from_db()
    assert running.runs == [["b", 1, 2, None, [missed]], ["a", 3, 4, 5, []]]
    assert (none.runs, running.next_at) == ([], moment_of(2))
