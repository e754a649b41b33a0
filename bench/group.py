"""A group of 200 communities to measure on: `make bench-data` builds it once in KEFU_BENCH, `make bench` works on it.

    python -m bench.group [--cases 1000000]

Of N cases, thirty in a hundred are open; there is a household for every ten cases, and some ten open duties for every
case: those of the cases, and series of households, areas and equipment. The lives of the cases are the sample
register's, told anew at other times; their histories are decided as an import decides them. All rows come in by COPY,
with the indexes made afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
import time

import psycopg

from bench.register import folder
from kefu.audit import workers as worker_processes
from kefu.config.postgres import Cluster

COMMUNITIES = 200
OPEN = 0.3
# So many lives are told anew.
LIVES = 8_000
SEED = 4
# So many households for a case, and series subjects for each with ten duties.
HOUSEHOLDS, SERIES = 0.1, 0.84
CHUNK = 2_000


def database(cases: int) -> str:
    """The name of the database with so many cases."""
    return f"kefu_{cases}"


def cluster() -> Cluster:
    """The server of the benchmarks, with its data in KEFU_BENCH."""
    return Cluster(folder() / "home" / "postgres")


def use(cases: int) -> None:
    """Have this process, and those that it starts, work on the group with so many cases."""
    os.environ["KEFU_HOME"] = str(folder() / "home")
    os.environ["DATABASE_URL"] = cluster().url_of(database(cases))
    os.environ["DJANGO_SETTINGS_MODULE"] = "kefu.config.settings"


def is_built(cases: int) -> bool:
    """Whether the group is there, whole."""
    return (folder() / "home" / f"{database(cases)}.json").exists()


def main() -> None:
    """Build what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="*", default=[100_000, 1_000_000])
    wanted = parser.parse_args().cases
    if len(wanted) == 1:
        build(wanted[0])
        return
    for cases in wanted:
        # Each in a process of its own: settings and workers are for one database.
        subprocess.run([sys.executable, "-m", "bench.group", "--cases", str(cases)], check=True)


def build(cases: int) -> None:
    """Build the group with so many cases, unless it is there."""
    (folder() / "home").mkdir(parents=True, exist_ok=True)
    cluster().start()
    if is_built(cases):
        print(f"the group of {cases:,} cases is there")
        return
    with psycopg.connect(cluster().url_of("postgres"), autocommit=True) as server:
        server.execute(f"drop database if exists {database(cases)} with (force)")
        server.execute(f"create database {database(cases)}")
    use(cases)
    worker_processes.prepare("kefu.config.started")
    from kefu.config.serving.preparing import migrate, set_up_django
    from kefu.config.serving.reaching import Database

    started = time.perf_counter()
    set_up_django()
    migrate(Database(os.environ["DATABASE_URL"], None), folder() / "home", lambda _: None)
    from bench import filling

    steps = {}
    for name, step in filling.STEPS:
        began = time.perf_counter()
        step(cases)
        steps[name] = round(time.perf_counter() - began, 1)
        print(f"  {name}: {steps[name]} s", flush=True)
    steps["all"] = round(time.perf_counter() - started, 1)
    (folder() / "home" / f"{database(cases)}.json").write_text(json.dumps({"built_at": time.time(), "steps": steps}))


if __name__ == "__main__":
    main()
