"""`kefu import` as a user runs it: killed at random moments and run again, the ledger is as after one run."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench.register import register
from tests.cli.site import KEFU, Site, fresh_site, until

# `make soak` kills it ten times in a longer register.
ROWS = int(os.environ.get("KEFU_ROWS", "4000"))
KILLS = int(os.environ.get("KEFU_KILLS", "1"))
# All that the ledger says of each case, but for ids, salts and what hangs on them.
SAID = """
    select c.number, c.state, c.matter, e.seq, e.kind, e.happened_at, e.recorded_at, e.actor_id,
      e.facts_text::jsonb, (select string_agg(name || text, ',' order by name) from events_eventtext where event_id = e.id)
    from cases_case c join events_event e on e.subject_kind = 'case' and e.subject_id = c.id order by c.number, e.seq
"""
DUTIES = """
    select c.number, d.clause, d.occurrence, d.bearer_id, d.start_at, d.due_at, d.breached_at, d.level, d."end",
      (select count(*) from duties_step where duty_id = d.id)
    from cases_case c join duties_duty d on d.subject_kind = 'case' and d.subject_id = c.id order by 1, 2, 3
"""
COMMUNITIES = ("云栖花园", "望湖里", "梧桐公馆")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with fresh_site() as site:
        site.up()
        for number, name in enumerate(COMMUNITIES):
            found = f"""
from kefu.config.site import open_site
open_site()
from datetime import UTC, datetime
from kefu.duties.acts import Act
from kefu.people.actions import found_community
from kefu.people.actions.places import NewCommunity
found_community(NewCommunity("{name}", "C{number}", "property"), by=Act(None, datetime(2024, 12, 1, tzinfo=UTC)))
"""
            python = str(Path(KEFU).with_name("python"))
            subprocess.run([python, "-c", found], env=site.environment, check=True)
        yield site


def wiped(site: Site) -> None:
    """All cases gone, and who had left, as if nothing had come in yet."""
    site.sql("delete from events_eventtext where event_id in (select id from events_event where subject_kind = 'case')")
    site.sql("truncate cases_case, duties_step, duties_duty, cases_casecounter cascade")
    for table in ("events_event", "events_ledgerhead", "duties_standing"):
        site.sql(f"delete from {table} where subject_kind = 'case'")


def begun(site: Site, log: Path) -> "subprocess.Popen[bytes]":
    """The import, begun once nobody imports; in a session of its own, to be killed with all that it starts."""
    until(lambda: not site.sql("select 1 from pg_locks where locktype = 'advisory' and objid = 7205003"))
    command = [KEFU, "import", str(log)]
    return subprocess.Popen(command, env=site.environment, stdout=subprocess.DEVNULL, start_new_session=True)


def killed(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def count(site: Site) -> int:
    return int(site.sql("select count(*) from cases_case")[0][0])


def is_done_in(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether it was done within so many seconds; else it is killed."""
    try:
        assert process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        killed(process)
        return False
    return True


def test_killed_at_random_it_is_as_run_once(site: Site) -> None:
    log = register(ROWS)
    began = time.monotonic()
    done = site.run("import", str(log))
    whole = time.monotonic() - began
    assert done.code == 0, done.err
    assert f"{ROWS:,} cases" in done.out
    assert "can be searched" in done.out
    once, duties = site.sql(SAID), site.sql(DUTIES)
    assert len({row[0] for row in once}) == ROWS
    wiped(site)
    # One finds some cases in and some not, for certain; the others whatever they find.
    process = begun(site, log)
    until(lambda: count(site))
    killed(process)
    assert 0 < count(site) < ROWS
    rng, kills = random.Random(4), 1  # noqa: S311  (moments to be killed at)
    while kills < KILLS:
        kills += not is_done_in(begun(site, log), rng.uniform(0.3, 0.9) * whole)
        if count(site) == ROWS:
            wiped(site)
    assert is_done_in(begun(site, log), 60)
    assert site.sql(SAID) == once
    assert site.sql(DUTIES) == duties
    assert site.run("ledger", "verify").code == 0


def test_options_that_are_wrong_say_so(site: Site) -> None:
    log = str(register(ROWS))
    assert "no community with the code" in site.run("import", log, "--community", "XX").out
    assert "nobody signs in as “x”" in site.run("import", log, "--owner", "x").out
    assert "name the community" in site.run("import", "--go-live", "2026-12-01T08:00").out


def test_it_goes_live_when_told(site: Site) -> None:
    log = str(register(ROWS))
    done = site.run("import", log, "--go-live", "2999-01-01T08:00")
    assert done.code == 0, done.err + done.out
    assert "from 2999-01-01T08:00 on" in done.out
    assert "ring nobody" in site.run("import", log).out
    assert site.sql("select count(*) from duties_standing where quiet_until = '2999-01-01 08:00+08'")[0][0] > 0


def test_another_import_waits_its_turn(site: Site) -> None:
    with psycopg.connect(site.cluster.url, autocommit=True) as other:
        other.execute("select pg_advisory_lock(7205003)")
        assert "another import is under way" in site.run("import", str(register(ROWS))).out
