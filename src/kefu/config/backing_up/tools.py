"""PostgreSQL's own programs that write and read dumps."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from psycopg.conninfo import make_conninfo

from kefu.config.postgres import binaries
from kefu.config.serving.reaching import Database
from kefu.config.serving.refusing import full_disk, refused

_VERSION = re.compile(rb"\(PostgreSQL\) (\d+)")
# What a later pg_restore says to the server first; an older server does not know it.
_LATER_SETTING = b"SET transaction_timeout"
_HEADER = 40
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Tools:
    """The programs in one folder; `about` is the command that needs them."""

    folder: Path
    about: str

    def dump(self, database: Database, path: Path) -> None:
        """Write the database to a file. Raises `Problems`."""
        words = ["--format=custom", "--no-password", f"--file={path}"]
        done = subprocess.run(  # noqa: S603
            [self.folder / "pg_dump", *words, f"--dbname={_address(database)}"],
            env=_environment(database),
            capture_output=True,
            process_group=0,
            check=False,
        )
        if done.returncode:
            self._fail("数据库备份失败", "the database cannot be dumped", done.stderr, path)

    def restore(self, path: Path, database: Database, dbname: str) -> None:
        """Fill an empty database of the server from a file. Raises `Problems`; the database is then of no use."""
        read: list[str | Path] = [self.folder / "pg_restore", "--no-owner", "--no-privileges", "--file=-", path]
        write: list[str | Path] = [
            self.folder / "psql",
            "-X",
            "-q",
            "-1",
            "-w",
            "-v",
            "ON_ERROR_STOP=1",
            "-o",
            os.devnull,
        ]
        to = f"--dbname={_address(database, dbname)}"
        environment = {**_environment(database), "PGOPTIONS": "-c client_min_messages=error"}
        with tempfile.TemporaryFile() as said:
            reader = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said, process_group=0)  # noqa: S603
            writer = subprocess.Popen(  # noqa: S603
                [*write, to], env=environment, stdin=subprocess.PIPE, stderr=said, process_group=0
            )
            _pour(reader, writer)
            if reader.wait() | writer.wait():
                said.seek(0)
                self._fail("数据库恢复失败", "the database cannot be restored", said.read(), path)

    def _fail(self, zh: str, en: str, said: bytes, path: Path) -> None:
        lines = said.decode("utf-8", "replace").strip().splitlines() or [""]
        if b"No space left" in said:
            raise full_disk(self.about, path.parent)
        raise refused(self.about, f"{zh}：{lines[0]}", f"{en}: {lines[0]}")


def tools_for(version: int, about: str) -> Tools:
    """Programs that are no older than the server: those that come along, else those of the system."""
    on_path = shutil.which("pg_dump")
    found = [binaries(), *([Path(on_path).parent] if on_path else [])]
    for folder in found:
        if all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")) and _version(folder) >= version:
            return Tools(folder, about)
    raise refused(
        about,
        f"服务器是 PostgreSQL {version}，请安装同版本的客户端程序（pg_dump、pg_restore、psql）",
        f"the server is PostgreSQL {version}: install its client programs (pg_dump, pg_restore, psql)",
    )


def _pour(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes]) -> None:
    """Give one program what the other writes, but for a setting among the first lines."""
    assert reader.stdout is not None  # noqa: S101  (pipes were asked for)
    assert writer.stdin is not None  # noqa: S101
    # A program that ended early has said why; its code is looked at by the caller.
    with suppress(BrokenPipeError), reader.stdout as script, writer.stdin as to:
        for line in islice(script, _HEADER):
            if not line.startswith(_LATER_SETTING):
                to.write(line)
        shutil.copyfileobj(script, to, _BLOCK)


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, check=False).stdout  # noqa: S603
    found = _VERSION.search(said)
    return int(found[1]) if found else 0


def _address(database: Database, dbname: str = "") -> str:
    """How to connect, without the password: others can read the command line."""
    parameters = {name: value for name, value in database.parameters.items() if name != "password"}
    return make_conninfo(**{**parameters, **({"dbname": dbname} if dbname else {})})


def _environment(database: Database) -> dict[str, str]:
    password = database.parameters.get("password")
    return {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}
