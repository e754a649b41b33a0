"""One embedded PostgreSQL for a run of the tests, in a folder of its own; loaded before Django's settings are (`-p`)."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from kefu.config.postgres import Cluster

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not IS_WORKER:
    os.environ["KEFU_HOME"] = tempfile.mkdtemp(prefix="kefu-tests-")
    Path(os.environ["KEFU_HOME"]).chmod(0o755)
    (Path(os.environ["KEFU_HOME"]) / "static").mkdir()
# What is lost in a crash of the machine is made anew by the next run.
CLUSTER = Cluster(Path(os.environ["KEFU_HOME"]) / "pg", {"fsync": "off", "synchronous_commit": "off"})
os.environ["DATABASE_URL"] = CLUSTER.url_of("postgres")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Start the server before the first test asks for it."""
    if not IS_WORKER:
        CLUSTER.start()


def pytest_unconfigure() -> None:
    """Stop the server and remove all that it kept."""
    if not IS_WORKER:
        CLUSTER.stop()
        shutil.rmtree(os.environ["KEFU_HOME"], ignore_errors=True)
