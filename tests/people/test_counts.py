"""How much the pages ask of the database: as much for many rows as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.duties.acts import Act
from kefu.people import actions
from kefu.people.actions.users import NewUser
from tests.cast import BEGAN, Cast
from tests.people.conftest import SignIn

PAGES = ("/people", "/people?q=zhang", "/people/{agent}", "/communities", "/communities/{community}", "/")


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
def test_more_rows_ask_no_more_questions(page: str, cast: Cast, as_: SignIn) -> None:
    client = as_("keeper")
    address = page.format(agent=cast.agent.pk, community=cast.community.pk)
    few = count(client, address)
    by = Act(cast.administrator.pk, BEGAN)
    for number in range(12):
        one = actions.join_user(NewUser(f"zhang{number}", f"张{number}", cast.community.pk), by=by)
        actions.appoint_user(one.pk, by=by, post_id=cast.posts["agent"].pk)
    assert count(client, address) == few <= 16
