"""Processes of a benchmark: what they take of the processors and of memory, and a web server or worker to measure."""

import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 30


def family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def resident(pid: int) -> int:
    """The resident memory of a process, in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def private(pid: int) -> int:
    """What a process has in memory beside what it shares with others, in bytes: shared buffers are not in it."""
    try:
        said = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    kilobytes = {name: int(number) for name, number in re.findall(r"^(\w+):\s+(\d+) kB$", said, re.MULTILINE)}
    return 1024 * (kilobytes.get("Pss", 0) - kilobytes.get("Pss_Shmem", 0))


def processor_time(pid: int) -> float:
    """What a process has taken by now, in seconds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return 0


class Taken:
    """Processor time of families of processes from now on, those that have ended meanwhile as far as they were seen."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._roots = tuple(pids)
        self._before = self._now()
        self._last = dict(self._before)

    def _now(self) -> dict[int, float]:
        return {pid: processor_time(pid) for root in self._roots for pid in family(root)}

    def seconds(self) -> float:
        """What was taken until now."""
        self._last |= self._now()
        return sum(taken - self._before.get(pid, 0) for pid, taken in self._last.items())


def postmaster(folder: Path) -> int:
    """The first process of an embedded server."""
    return int((folder / "postmaster.pid").read_text("ascii").split()[0])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def running(*modules: Sequence[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes of these modules with their words, ended at the end; each in a group of its own."""
    started = [
        subprocess.Popen([sys.executable, "-m", *words], stdin=subprocess.PIPE, process_group=0) for words in modules
    ]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def answers(port: int) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nobody listens on port {port}")


class Proxy:
    """What stands before several web servers: each new connection goes to the next of them, and on if that is gone."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports, self._turn = list(ports), 0
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        for _ in self._ports:
            self._turn += 1
            with suppress(OSError):
                server = socket.create_connection(("127.0.0.1", self._ports[self._turn % len(self._ports)]), 5)
                server.settimeout(None)
                back = threading.Thread(target=_pour, args=(server, client), daemon=True)
                back.start()
                _pour(client, server)
                back.join()
                return
        client.close()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
