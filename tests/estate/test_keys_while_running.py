"""The keys change while another process of the site goes on reading, finding and writing personal numbers."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from typer.testing import CliRunner

from kefu.cli.keys import app
from kefu.duties.acts import Act
from kefu.estate import actions
from kefu.estate.models import Person
from kefu.people.sealing import count_by_key, keyring
from tests.cast import BEGAN, Cast
from tests.estate.homes import row
from tests.postgres import CLUSTER

PERSONS, NEW = 400, 60
# Reads and finds everybody again and again and brings in others, until it is told to stop; each number must be right.
AT_WORK = """
import select, sys
import django
django.setup()
from kefu.duties.acts import Act
from kefu.estate import actions, queries
from kefu.estate.models import Person
from kefu.people.models import User
from tests.cast import BEGAN
from tests.estate.homes import row

community_id, manager_id = int(sys.argv[1]), int(sys.argv[2])
agent = User.objects.get(username="zhangxm")
print("ready", flush=True)
rounds = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    new = row(f"7-1-{rounds % NEW + 1:03d}", f"新{rounds}")._replace(id_kind="passport", id_number=f"N{rounds:08d}")
    actions.import_estate(community_id, [new], by=Act(manager_id, BEGAN))
    for person in Person.objects.filter(id_kind="passport").order_by("?")[:20]:
        number = person.id_number.opened()
        assert number[0] in "EN", number
        found = {one.first.pk for one in queries.households(agent, number) if one.first}
        assert person.pk in found, (person.pk, number, found)
    rounds += 1
print(rounds, flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_keys_are_changed_under_a_process_at_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row(f"8-1-{n:03d}", f"业主{n}")._replace(id_kind="passport", id_number=f"E{n:08d}")
        for n in range(1, PERSONS + 1)
    ]
    actions.import_estate(cast.community.pk, rows, by=Act(cast.manager.pk, BEGAN))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": CLUSTER.url_of(connection.settings_dict["NAME"]),
        "PYTEST_XDIST_WORKER": "keys",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    said = [sys.executable, "-c", AT_WORK.replace("NEW", str(NEW)), str(cast.community.pk), str(cast.manager.pk)]
    at_work = subprocess.Popen(said, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert at_work.stdout is not None
    assert at_work.stdout.readline() == "ready\n"
    monkeypatch.setattr("kefu.cli.keys.open_site", lambda: None)
    before = keyring().newest
    try:
        for _ in range(3):
            told = CliRunner().invoke(app, ["rotate"])
            assert told.exit_code == 0, told.output
        rounds, _ = at_work.communicate("stop\n", timeout=600)
        assert at_work.returncode == 0
        assert int(rounds) > 0
        # What it wrote in the very moment of the last change is sealed anew by going on.
        assert CliRunner().invoke(app, ["rotate", "--go-on"]).exit_code == 0
        assert {key for key, count in count_by_key().items() if count} == {before + 3}
        persons = Person.objects.filter(id_kind="passport")
        assert persons.count() == PERSONS + Person.objects.filter(name__startswith="新").count()
        assert all(one.id_number.opened()[0] in "EN" for one in persons)
    finally:
        at_work.kill()
        for number in range(before + 1, before + 4):
            keyring().drop(number)
