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
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.cli.site import fresh_site, is_alive, until
from tests.soak.desk import PATIENCE, REFUSED, Desk

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


def whole(desk: Desk, cases: int = 0) -> None:
    """Nothing lost, nothing doubled, nothing altered, of what came since there were so many cases."""
    assert desk.faults == []
    assert len(desk.answered) > cases + SECONDS / 3, "there was no load"
    until(lambda: desk.site.answer() == 200, PATIENCE)
    assert desk.lost_and_doubled() == NOTHING
    verified = desk.site.run("ledger", "verify")
    assert verified.code == 0, verified.out


def test_web_and_worker_killed_at_random(desk: Desk) -> None:
    site, rng, killed, cases = desk.site, Random(1), 0, len(desk.answered)  # noqa: S311  (moments to be killed at)
    desk.open()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(rng.uniform(0.5, 2))
        pid = site.children().get(rng.choice(("web", "worker")))
        if pid is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
                killed += 1
        # Else a slow machine would do nothing but start.
        desk.wait_for_more(1)
    desk.close()
    whole(desk, cases)
    assert killed
    assert desk.thrown["requests cut off"], "nobody felt it"
    told("web and worker killed", desk, killed=killed)


def test_the_database_stopped_at_once(desk: Desk) -> None:
    site, rng, stopped, cases = desk.site, Random(2), 0, len(desk.answered)  # noqa: S311
    refused = desk.thrown[REFUSED]
    desk.open()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end or not stopped:
        time.sleep(rng.uniform(1, 3))
        # An answer that was under way does not mean that the server is there again.
        until(site.cluster.is_running, PATIENCE)
        postmaster = int((site.cluster.folder / "postmaster.pid").read_text("ascii").split()[0])
        # SIGQUIT: the server ends at once, as when the power goes, and recovers at its next start.
        os.kill(postmaster, signal.SIGQUIT)
        until(partial(has_ended, postmaster), PATIENCE)
        stopped += 1
        desk.wait_for_more(1)
    desk.close()
    whole(desk, cases)
    assert desk.thrown[REFUSED] > refused, "nobody felt it"
    told("database stopped", desk, stopped=stopped)


def has_ended(pid: int) -> bool:
    return not is_alive(pid)


def test_a_backup_under_load_is_whole(desk: Desk, tmp_path: Path) -> None:
    site, cases = desk.site, len(desk.answered)
    desk.open()
    desk.wait_for_more(SECONDS)
    before = dict(desk.answered)
    file = tmp_path / "under-load.kefu"
    done = site.run("backup", str(file))
    assert done.code == 0, done.err
    desk.close()
    whole(desk, cases)
    told("backup under load", desk)
    with fresh_site() as other:
        restored = other.run("restore", str(file), "--yes")
        assert restored.code == 0, restored.out + restored.err
        other.up()
        assert other.run("ledger", "verify").code == 0
        lost = desk.lost_and_doubled(other, before)
        assert lost == NOTHING


def test_the_disk_full() -> None:
    """What cannot be kept is not acknowledged; with room again work goes on."""
    with fresh_site() as site:
        disk = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "kefu", str(site.home)]
        if subprocess.run(disk, capture_output=True, check=False).returncode:
            pytest.skip("a disk of its own cannot be mounted here: run this as root")
        try:
            site.up()
            desk = Desk(site)
            desk.open()
            desk.wait_for_more(SECONDS)
            with suppress(OSError), (site.home / "filler").open("wb") as filler:
                while True:
                    filler.write(b"\0" * 65_536)
                    filler.flush()
            until(lambda: desk.thrown[REFUSED], PATIENCE)
            (site.home / "filler").unlink()
            desk.wait_for_more(3)
            desk.close()
            whole(desk)
            assert desk.thrown[REFUSED]
            told("disk full", desk)
            site.end(signal.SIGINT)
        finally:
            if site.process is not None and site.process.poll() is None:
                site.end(signal.SIGTERM)
            site.cluster.stop()
            subprocess.run(["umount", "-l", str(site.home)], check=False)
