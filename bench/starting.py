"""Installing the program and starting it, as a user does: how long it takes and what lies on the disk then."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Row
from bench.processes import family, free_port, private
from bench.register import folder

ROOT = Path(__file__).parents[1]
PATIENCE = 180
MEGABYTE = 1 << 20


def starting() -> Iterator[Row]:
    """From a clone with nothing prepared to the desk in the browser; then once more, with its data there."""
    with tempfile.TemporaryDirectory(dir=folder()) as place:
        installed, home = Path(place) / "venv", Path(place) / "home"
        seconds = _install(installed)
        yield "installation", f"{seconds:.1f}", f"s, {_size(installed) / MEGABYTE:,.0f} MB"
        for what in ("first start", "second start"):
            yield _start(what, installed / "bin" / "kefu", home)


def _install(where: Path) -> float:
    began = time.perf_counter()
    make = shutil.which("make") or sys.exit("make is missing")
    subprocess.run([make, "--silent", "-C", str(ROOT), f"VENV={where}", "install"], check=True)
    return time.perf_counter() - began


def _start(what: str, program: Path, home: Path) -> Row:
    port = free_port()
    environ = {**os.environ, "KEFU_HOME": str(home), "PORT": str(port)}
    environ.pop("DATABASE_URL", None)
    began = time.perf_counter()
    site = subprocess.Popen([str(program), "up"], env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _answers(port, site)
        seconds = time.perf_counter() - began
        everyone = list(family(site.pid))
        megabytes = sum(map(private, everyone)) / MEGABYTE
        database = _size(home) / MEGABYTE
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(PATIENCE)
    return (
        what,
        f"{seconds:.1f}",
        f"s to the first page; {megabytes:,.0f} MiB without the database; data {database:,.0f} MB",
    )


def _answers(port: int, site: subprocess.Popen[bytes]) -> None:
    """Wait for a page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and site.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except urllib.error.URLError:
            time.sleep(0.02)
    raise SystemExit("kefu up: no page came")


def _size(of: Path) -> int:
    """What a folder holds, in bytes."""
    return sum(path.lstat().st_size for path in of.rglob("*") if not path.is_symlink() and path.is_file())
