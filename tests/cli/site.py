"""The site as a user runs it: `kefu up` in the foreground, in a data folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.processes import free_port
from kefu.config.postgres import Cluster
from tests.cli.running import Ran

KEFU = str(Path(sys.executable).with_name("kefu"))
PATIENCE = 60


def until(what: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `what` gives as soon as it is true."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and is not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Site:
    """An installation in a folder of its own."""

    def __init__(self, home: Path, url: str = "") -> None:
        self.home, self.port = home, free_port()
        self.cluster = Cluster(home / "postgres")
        self.url = url
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KEFU", "DJANGO", "PYTEST"))}
        named = {
            "KEFU_HOME": str(self.home),
            "KEFU_LANGUAGE": "en",
            "PORT": str(self.port),
            "DATABASE_URL": self.url,
        }
        return {**kept, **named, "COLUMNS": "200"}

    def run(self, *words: str, typed: str = "", **environment: str) -> Ran:
        """Run a command of kefu to its end."""
        done = subprocess.run(
            [KEFU, *words],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            env={**self.environment, **environment},
            timeout=PATIENCE,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def up(self) -> None:
        """Start, and wait until the site says that it runs."""
        with (self.home / "told").open("wb") as told:
            self.process = subprocess.Popen([KEFU, "up"], stdout=told, stderr=told, env=self.environment)
        # The first start makes every table.
        patience = 5 * PATIENCE
        until(lambda: "the site runs" in self.told or self.process is None or self.process.poll() is not None, patience)
        assert self.process.poll() is None, self.told

    def end(self, how: signal.Signals) -> int:
        """Send a signal to the parent and give its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    @property
    def told(self) -> str:
        return (self.home / "told").read_text("utf-8")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def children(self) -> dict[str, int]:
        """The processes that the parent started, by their modules: `web`, `worker`."""
        found = {}
        for entry in Path("/proc").iterdir():
            words = _words(entry)
            if entry.name.isdigit() and "-m" in words and _parent(entry) == self.pid:
                found[words[words.index("-m") + 1].rpartition(".")[2]] = int(entry.name)
        return found

    def answer(self) -> int:
        """The status of the first page; 0 when nobody answers."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            return int(opener.open(f"http://127.0.0.1:{self.port}/", timeout=10).status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def sql(self, words: str) -> list[Any]:
        """Say something to the database, which runs."""
        with psycopg.connect(self.url or self.cluster.url, autocommit=True) as connection:
            done = connection.execute(words)
            return done.fetchall() if done.description else []


@contextmanager
def fresh_site(url: str = "") -> Iterator[Site]:
    """An installation that is not started; whatever still runs at the end is ended."""
    home = Path(tempfile.mkdtemp(prefix="kefu-site-"))
    home.chmod(0o755)
    site = Site(home, url)
    try:
        yield site
    finally:
        if site.process is not None and site.process.poll() is None:
            site.end(signal.SIGTERM)
        if (site.cluster.folder / "PG_VERSION").exists():
            site.cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def _words(entry: Path) -> list[str]:
    try:
        return (entry / "cmdline").read_text("utf-8", "replace").split("\0")
    except (OSError, ValueError):
        return []


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0
