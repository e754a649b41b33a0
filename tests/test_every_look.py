"""Every page that is looked at asks the same however much there is, and walks the indexes of what grows."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.sql import SQL, Identifier

from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.filling import fill_all
from tests.test_every_page import PAGES, furnished

pytestmark = pytest.mark.django_db
GROWING = (
    *("cases_case", "cases_caselink", "duties_duty", "duties_standing", "duties_step"),
    *("events_event", "events_eventtext", "events_ledgerhead", "notices_notice"),
    *("workorders_workorder", "workorders_signature"),
    *("feedback_home", "feedback_response", "feedback_answer", "feedback_opinion", "feedback_voice"),
    *("notices_message", "notices_delivery", "notices_attempt"),
    *("estate_unit", "estate_person", "estate_personkey", "estate_residency"),
)
LOOKED_AT = {name: page for name, page in PAGES.items() if not page.is_verb and not page.is_open and page.may}
# A file is compared with the whole estate of its community.
READS_ALL = {"estate:import"}


def viewer(cast: Cast, name: str) -> Client:
    """One who may look: as low in rank as may be."""
    return signed_in(cast, next(who for who in ("agent", "manager", "administrator") if who in LOOKED_AT[name].may))


def asked(cast: Cast, name: str) -> list[str]:
    """The statements of a page that was opened once before."""
    client, address = viewer(cast, name), LOOKED_AT[name].address(cast)
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        client.get(address).getvalue()
        with CaptureQueriesContext(connection) as queries:
            client.get(address).getvalue()
    return [one["sql"] for one in queries.captured_queries]


def scanned(statements: list[str]) -> list[str]:
    """The plans that read a table that grows from its beginning to its end."""
    plans = []
    with connection.cursor() as cursor:
        # What the planner knows must not hang on when the server last looked by itself.
        cursor.execute(SQL("analyze {}").format(SQL(", ").join(map(Identifier, GROWING))))
        # As if a table were ten times as long: at what a test can fill, the planner wavers between both ways.
        cursor.execute("set local seq_page_cost = 10")
        for sql in statements:
            if sql.lstrip().lower().startswith(("select", "with")):
                cursor.execute("explain " + sql.replace("%", "%%"))
                plans.append(sql + "\n" + "\n".join(line for (line,) in cursor.fetchall()))
    return [plan for plan in plans if any(f"Seq Scan on {table} " in f"{plan} " for table in GROWING)]


def test_every_page_asks_the_same_and_walks_indexes() -> None:
    cast = furnished()
    fill_all(cast, 6, elsewhere=6)
    few = {name: len(asked(cast, name)) for name in LOOKED_AT}
    fill_all(cast, 600, elsewhere=3_000, numbered=100)
    many = {name: asked(cast, name) for name in LOOKED_AT}
    more = {name: (few[name], len(many[name])) for name in LOOKED_AT if len(many[name]) > few[name]}
    assert more == {}
    through = {name: found for name in LOOKED_AT.keys() - READS_ALL if (found := scanned(many[name]))}
    assert through == {}, "\n\n".join(f"{name}: {plan}" for name, plans in through.items() for plan in plans)
