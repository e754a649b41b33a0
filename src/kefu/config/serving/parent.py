"""How a process that `kefu up` started notices that its parent is no more.

The parent holds the other end of the standard input and never writes: when it ends, however it ends, the input closes.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

_GRACE = 10


def end_with_parent() -> None:
    """End this process in order when its standard input closes, and by force when that does not help."""
    _end_after(_input_closes)


def end_with_spawner() -> None:
    """The same for a process of `multiprocessing`, which ends with the process that made it."""
    spawner = multiprocessing.parent_process()
    if spawner is not None:
        _end_after(spawner.join)


def _end_after(wait: Callable[[], None]) -> None:
    threading.Thread(target=_end, args=(wait,), daemon=True).start()


def _input_closes() -> None:
    while os.read(0, 1):
        pass


def _end(wait: Callable[[], None]) -> None:
    wait()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
