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
from tests.test_every_page import PAGES, furnished, ids

pytestmark = pytest.mark.django_db
GROWING = (
    *("cases_case", "cases_caselink", "duties_duty", "duties_standing", "duties_step"),
    *("events_event", "events_eventtext", "events_ledgerhead", "notices_notice"),
    *("repairs_defect", "workorders_workorder", "workorders_signature"),
    *("gate_pass", "gate_passage"),
    *("custody_thing", "custody_handout", "custody_load", "custody_registration"),
    *("hotline_call", "hotline_slip", "hotline_draw", "hotline_hearing"),
    *("reception_ticket", "counter_errand", "counter_taken", "counter_outcome"),
    *("incidents_incident", "incidents_incidentcase", "incidents_claim"),
    *("fees_account", "fees_entry", "fees_line", "fees_receipt", "fees_deposit", "fees_deduction", "fees_charge"),
    *("feedback_home", "feedback_response", "feedback_answer", "feedback_opinion", "feedback_voice"),
    *("notices_message", "notices_delivery", "notices_attempt"),
    *("estate_unit", "estate_person", "estate_personkey", "estate_residency"),
    *("estate_look", "estate_householdfile", "estate_filepaper"),
)
LOOKED_AT = {name: page for name, page in PAGES.items() if not page.is_verb and not page.is_open and page.may}
# What stands in an estate is counted whole, through an index.
READS_ALL = {"estate:estate", "estate:building"}


RANKS = ("agent", "cashier", "lead", "manager", "administrator")


def viewer(cast: Cast, name: str) -> Client:
    """One who may look: as low in rank as may be."""
    return signed_in(cast, next(who for who in RANKS if who in LOOKED_AT[name].may))


@time_machine.travel(MORNING + timedelta(hours=1), tick=False)
def asked(cast: Cast) -> dict[str, list[str]]:
    """The statements of each page."""
    known, statements = ids(cast), {}
    for name, page in LOOKED_AT.items():
        client = viewer(cast, name)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.address(known)).getvalue()
        statements[name] = [one["sql"] for one in queries.captured_queries]
    return statements


def scanned(statements: list[str]) -> list[str]:
    """The plans that read a table that grows from its beginning to its end."""
    plans = []
    with connection.cursor() as cursor:
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
    asked(cast)  # what processes keep in mind is there from the second time on
    few = asked(cast)
    fill_all(cast, 600, elsewhere=3_000, numbered=100)
    many = asked(cast)
    more = {name: (len(few[name]), len(many[name])) for name in LOOKED_AT if len(many[name]) > len(few[name])}
    assert more == {}
    with connection.cursor() as cursor:
        # What the planner knows must not hang on when the server last looked by itself.
        cursor.execute(SQL("analyze {}").format(SQL(", ").join(map(Identifier, GROWING))))
    through = {name: found for name in LOOKED_AT.keys() - READS_ALL if (found := scanned(many[name]))}
    assert through == {}, "\n\n".join(f"{name}: {plan}" for name, plans in through.items() for plan in plans)
