"""One embedded PostgreSQL for a run of the tests, in a folder of its own; loaded before Django's settings are (`-p`)."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from kefu.config.postgres import Cluster

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:
    os.environ["KEFU_TESTS"] = tempfile.mkdtemp(prefix="kefu-tests-")
    Path(os.environ["KEFU_TESTS"]).chmod(0o755)
# Files, and the keys of personal numbers, which some tests change, are each process's own.
FOLDER = Path(os.environ["KEFU_TESTS"])
HOME = FOLDER / (WORKER or "alone")
(HOME / "static").mkdir(parents=True, exist_ok=True)
os.environ["KEFU_HOME"] = str(HOME)
# What is lost in a crash of the machine is made anew by the next run.
CLUSTER = Cluster(FOLDER / "pg", {"fsync": "off", "synchronous_commit": "off"})
os.environ["DATABASE_URL"] = CLUSTER.url_of("postgres")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Start the server before the first test asks for it."""
    if not WORKER:
        CLUSTER.start()


def pytest_unconfigure() -> None:
    """Stop the server and remove all that it kept."""
    if not WORKER:
        CLUSTER.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)
