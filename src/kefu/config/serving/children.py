"""The processes that the parent starts, starts again, and ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from kefu.lib.text import Text

_FIRST_DELAY, _LONGEST_DELAY = 0.5, 30.0
_STEADY = 60


class Child:
    """A module that runs as a process in a group of its own, so that Ctrl-C on the terminal is the parent's alone.

    One that does its work `is_once` is done when it ends in order.
    """

    def __init__(
        self, name: Text, words: Sequence[str], environment: Mapping[str, str], *, is_once: bool = False
    ) -> None:
        self.name, self._is_once = name, is_once
        self._command = [sys.executable, "-m", *words]
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._delay = _FIRST_DELAY
        self._due: float | None = None

    def start(self) -> None:
        """Start it. Its standard input is what tells it that the parent lives (see `parent`)."""
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            self._command, stdin=subprocess.PIPE, env=self._environment, process_group=0
        )
        self._started = time.monotonic()
        self._due = None

    def start_in(self, seconds: float) -> None:
        """Have it started by `mend`, not before so many seconds."""
        self._due = time.monotonic() + seconds

    def mend(self) -> Text | None:
        """Start it again if it ended, after a delay that doubles; say so when it has just ended."""
        if self._due is not None:
            if time.monotonic() >= self._due:
                self.start()
            return None
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        self._forget()
        if self._is_once and code == 0:
            return None
        if time.monotonic() - self._started > _STEADY:
            self._delay = _FIRST_DELAY
        delay, self._delay = self._delay, min(self._delay * 2, _LONGEST_DELAY)
        self._due = time.monotonic() + delay
        return Text(
            f"{self.name.zh}意外结束（{code}），{delay:g} 秒后重新启动",
            f"the {self.name.en} ended by itself ({code}); it starts again in {delay:g} s",
        )

    def stop(self, seconds: float) -> None:
        """End it: in order within so many seconds, else by force."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._forget()

    def _forget(self) -> None:
        """Leave nothing of its group behind: a process of its own would keep the port."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
