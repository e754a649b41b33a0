"""Who works with the data folder: one process at a time, which says what it does and where."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text

Work = Literal["up", "backup", "restore"]


@dataclass(frozen=True)
class Holder:
    """The process that holds the folder; `address` is where its site is."""

    work: Work
    pid: int
    address: str = ""

    def told(self, folder: Path) -> Text:
        """Why nobody else may work with the folder now."""
        if self.work == "up":
            return Text(
                f"{folder} 的站点已在运行：进程 {self.pid}，{self.address}",
                f"the site of {folder} runs already: process {self.pid}, {self.address}",
            )
        zh, en = {"backup": ("备份", "a backup"), "restore": ("恢复", "a restore")}[self.work]
        return Text(
            f"{folder} 正在{zh}（进程 {self.pid}），请等它结束",
            f"{en} of {folder} is under way (process {self.pid}); wait until it ends",
        )


class HomeInUseError(Problems):
    """Another process works with the folder."""

    def __init__(self, about: str, folder: Path, holder: Holder | None) -> None:
        self.holder = holder
        starting = Text(f"{folder} 正被另一进程使用", f"another process begins to work with {folder}; try again")
        super().__init__([Problem(about, 0, 0, holder.told(folder) if holder else starting)])


@contextmanager
def held(folder: Path, work: Work, address: str = "") -> Iterator[bool]:
    """Hold the folder while the block runs, and say whether its last holder was killed. Raises `HomeInUseError`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "kefu.lock"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeInUseError(f"kefu {work}", folder, _holder(file.read())) from None
        was_killed = bool(file.read())
        _write(file.fileno(), json.dumps(asdict(Holder(work, os.getpid(), address))))
        try:
            yield was_killed
        finally:
            _write(file.fileno(), "")


def _holder(text: str) -> Holder | None:
    try:
        return Holder(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _write(file: int, text: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, text.encode(), 0)
