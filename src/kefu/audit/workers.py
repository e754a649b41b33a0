"""The processes that judge a large register.

They are forked from a process that has imported what they need, and which can be started before it is known what they
are to judge. Never from the parent itself: it draws its progress from a thread of its own.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver, get_context
from pathlib import Path

# Below this size, in bytes, a register is judged sooner than worker processes start.
SMALL = 2_000_000
# By how much a file may be packed: gzipped, a workbook.
_PACKED = 8


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
