"""The processes that judge a large register.

They are forked from a process that has imported what they need, and which can be started before it is known what they
are to judge. Never from the parent itself: it draws its progress from a thread of its own.
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import TypeVar

from kefu.audit.tables import Table

# Below this size, in bytes, a register is judged sooner than worker processes start.
SMALL = 2_000_000
# So many parts for each worker are cut before the first one's result is taken.
AHEAD = 2
# By how much a file may be packed: gzipped, a workbook.
_PACKED = 8


Part = TypeVar("Part")
Result = TypeVar("Result")


def may_be_large(log: Path) -> bool:
    """Whether a file may turn out to be worth worker processes."""
    return log.is_file() and log.stat().st_size * _PACKED >= SMALL


def prepare(*modules: str) -> None:
    """Start importing, beside the caller, what workers need: these modules as well."""
    get_context("forkserver").set_forkserver_preload(["kefu.audit.running", *modules])
    forkserver.ensure_running()


def pool(count: int, begin: Callable[..., None], arguments: Sequence[object]) -> ProcessPoolExecutor:
    """So many workers, each of which begins by this call."""
    return ProcessPoolExecutor(count, get_context("forkserver"), begin, tuple(arguments))


def workers_for(table: Table, wanted: int | None) -> int:
    """How many processes a register is worth; 0: none but the caller's."""
    is_small = table.size < SMALL and not table.is_excel and table.path.suffix != ".gz"
    return wanted if wanted is not None else 0 if is_small else os.cpu_count() or 1


def settle() -> None:
    """What a worker does once it has what it needs: what it makes later never refers to itself, no need to look."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    gc.disable()


def in_turn(
    pool: ProcessPoolExecutor, count: int, work: Callable[[Part], Result], parts: Iterable[Part]
) -> Iterator[tuple[Part, Result]]:
    """The result of each part, in the order of the parts, of which only a few are cut beforehand."""
    waiting: deque[tuple[Part, Future[Result]]] = deque()
    for part in parts:
        waiting.append((part, pool.submit(work, part)))
        if len(waiting) > count * AHEAD:
            first, future = waiting.popleft()
            yield first, future.result()
    for part, future in waiting:
        yield part, future.result()
