"""What goes wrong under load: processes killed, the database stopped, the disk full, a backup meanwhile.

`KEFU_SOAK` is how many seconds each goes on: a few in `make test`, more in `make soak`. After each the ledger is whole,
nothing acknowledged is lost, nothing is there twice.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.cli.site import fresh_site, is_alive, until
from tests.soak.desk import PATIENCE, Desk

SECONDS = float(os.environ.get("KEFU_SOAK", "3"))
NOTHING = dict.fromkeys(
    ("acknowledged and lost", "at another address", "doubled", "without duties", "without an event"), 0
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with fresh_site() as site:
        site.up()
        yield Desk(site)


def told(what: str, desk: Desk, **thrown: int) -> None:
    """The counts, for whoever looks (`pytest -s`)."""
    counts = {**thrown, **desk.thrown, "cases": len(desk.answered), **desk.lost_and_doubled()}
    print(f"\n{what}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


def whole(desk: Desk) -> None:
    """Nothing lost, nothing doubled, nothing altered."""
    assert desk.faults == []
    assert len(desk.answered) > SECONDS, "there was no load"
    until(lambda: desk.site.answer() == 200, PATIENCE)
    assert desk.lost_and_doubled() == NOTHING
    verified = desk.site.run("ledger", "verify")
    assert verified.code == 0, verified.out


def test_web_and_worker_killed_at_random(desk: Desk) -> None:
    site, rng, killed = desk.site, Random(1), 0  # noqa: S311  (moments to be killed at)
    desk.open()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(rng.uniform(0.5, 2))
        pid = site.children().get(rng.choice(("web", "worker")))
        if pid is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
                killed += 1
    desk.close()
    whole(desk)
    assert killed
    told("web and worker killed", desk, killed=killed)


def test_the_database_stopped_at_once(desk: Desk) -> None:
    site, rng, stopped = desk.site, Random(2), 0  # noqa: S311
    desk.open()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end or not stopped:
        time.sleep(rng.uniform(1, 3))
        # An answer that was under way does not mean that the server is there again.
        until(site.cluster.is_running, PATIENCE)
        postmaster = int((site.cluster.folder / "postmaster.pid").read_text("ascii").split()[0])
        # SIGQUIT: the server ends at once, as when the power goes, and recovers at its next start.
        os.kill(postmaster, signal.SIGQUIT)
        until(lambda postmaster=postmaster: not is_alive(postmaster), PATIENCE)  # type: ignore[misc]
        stopped += 1
        count = len(desk.answered)
        until(lambda count=count: len(desk.answered) > count, PATIENCE)  # type: ignore[misc]
    desk.close()
    whole(desk)
    told("database stopped", desk, stopped=stopped)


def test_a_backup_under_load_is_whole(desk: Desk, tmp_path: Path) -> None:
    site, count = desk.site, len(desk.answered)
    desk.open()
    until(lambda: len(desk.answered) > count + SECONDS)
    before = dict(desk.answered)
    file = tmp_path / "under-load.kefu"
    done = site.run("backup", str(file))
    assert done.code == 0, done.err
    desk.close()
    whole(desk)
    told("backup under load", desk)
    with fresh_site() as other:
        restored = other.run("restore", str(file), "--yes")
        assert restored.code == 0, restored.out + restored.err
        other.up()
        assert other.run("ledger", "verify").code == 0
        lost = desk.lost_and_doubled(other, before)
        assert lost == NOTHING


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own needs the right to mount one")
def test_the_disk_full(tmp_path: Path) -> None:
    """What cannot be kept is not acknowledged; with room again work goes on."""
    with fresh_site() as site:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "kefu", str(site.home)], check=False
        )
        if mounted.returncode:
            pytest.skip("nothing can be mounted here")
        try:
            site.up()
            desk = Desk(site)
            desk.open()
            until(lambda: len(desk.answered) > SECONDS)
            with suppress(OSError), (site.home / "filler").open("wb") as filler:
                while True:
                    filler.write(b"\0" * 65_536)
                    filler.flush()
            refused = until(lambda: desk.thrown["requests refused while something was down"], PATIENCE)
            (site.home / "filler").unlink()
            count = len(desk.answered)
            until(lambda: len(desk.answered) > count + 3, PATIENCE)
            desk.close()
            whole(desk)
            told("disk full", desk, refused=refused)
            site.end(signal.SIGINT)
        finally:
            if site.process is not None and site.process.poll() is None:
                site.end(signal.SIGTERM)
            site.cluster.stop()
            subprocess.run(["umount", "-l", str(site.home)], check=False)
