"""The database of an installation: the embedded cluster, or what DATABASE_URL names."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kefu.config.database_url import parse_database_url
from kefu.config.home import home
from kefu.config.postgres import DATABASE, Cluster
from kefu.config.serving.refusing import refused
from kefu.lib.located import Problems
from kefu.lib.text import Text

OLDEST = 15
_PATIENCE = 60
_BUSY = ("starting up", "shutting down", "not yet accepting", "in recovery mode")


@dataclass(frozen=True)
class Database:
    """Where the database is; `cluster` is there when the program runs the server itself."""

    url: str
    cluster: Cluster | None

    @classmethod
    def of_installation(cls) -> "Database":
        """What DATABASE_URL says, else the cluster of the data folder."""
        url = os.environ.get("DATABASE_URL")
        if url:
            return cls(url, None)
        cluster = Cluster(home() / "postgres")
        return cls(cluster.url, cluster)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The parameters of a connection, as libpq calls them. Raises `SettingError`."""
        django = parse_database_url(self.url)
        named = {key.lower(): django[key] for key in ("USER", "PASSWORD", "HOST", "PORT") if django[key]}
        return {"connect_timeout": 5, **named, "dbname": django["NAME"], **django["OPTIONS"]}

    @property
    def name(self) -> str:
        """The name of the database on its server."""
        return str(self.parameters["dbname"])

    @contextmanager
    def connected(self, dbname: str = "") -> Iterator["psycopg.Connection[Any]"]:
        """A connection that commits at once, to the database or to another one of its server."""
        parameters = {**self.parameters, **({"dbname": dbname} if dbname else {})}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            yield connection


def ready(about: str, database: Database) -> int:
    """Have the database run and be there; give its version (18). Raises `Problems` and `PostgresError`."""
    if database.cluster is not None:
        _run(about, database, database.cluster)
        _make(database)
    version = _patiently(about, database) // 10000
    if version < OLDEST:
        raise refused(
            about,
            f"数据库是 PostgreSQL {version}，需要 {OLDEST} 或更高版本",
            f"the database is PostgreSQL {version}; kefu needs {OLDEST} or later",
        )
    return version


def _run(about: str, database: Database, cluster: Cluster) -> None:
    """Start the cluster, or adopt the one that a killed process left running."""
    until = time.monotonic() + _PATIENCE
    while True:
        cluster.start()
        try:
            with database.connected("postgres"):
                return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise refused(about, *_why(database, error)) from error
            if not _is_busy(error):
                _forget_pid_of_another(cluster.folder / "postmaster.pid")
        time.sleep(0.1)


def _forget_pid_of_another(path: Path) -> None:
    """After a crash of the machine the number in the file may belong to another program: nothing runs there then."""
    try:
        pid = path.read_text("utf-8").split("\n")[0]
        name = Path("/proc", pid, "comm").read_text("utf-8").strip()
    except OSError:
        return
    if name not in ("postgres", "pg_ctl"):
        path.unlink(missing_ok=True)


def _make(database: Database) -> None:
    with database.connected("postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _patiently(about: str, database: Database) -> int:
    """The version of the server, once it is past its start."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with database.connected() as connection:
                return connection.info.server_version
        except psycopg.ProgrammingError as error:
            raise _unusable(about, str(error)) from error
        except psycopg.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise refused(about, *_why(database, error)) from error
        time.sleep(0.2)


def _unusable(about: str, said: str) -> Problems:
    said = said.strip().splitlines()[-1]
    return refused(about, f"DATABASE_URL 无法使用：{said}", f"DATABASE_URL cannot be used: {said}")


def _is_busy(error: psycopg.OperationalError) -> bool:
    return any(words in str(error) for words in _BUSY)


def _why(database: Database, error: psycopg.OperationalError) -> Text:
    """Why the server let nobody in. It says so in words only: libpq gives no code for it."""
    said, user, name = str(error), database.parameters.get("user", ""), database.name
    if "password" in said:
        return Text(
            f"数据库不接受 DATABASE_URL 中用户“{user}”的密码",
            f"the database does not accept the password of the user “{user}” in DATABASE_URL",
        )
    if f'database "{name}"' in said:
        return Text(
            f"服务器上没有 DATABASE_URL 所指的数据库“{name}”，请先建立（CREATE DATABASE {name}）",
            f"the server has no database “{name}”, which DATABASE_URL names; make it first (CREATE DATABASE {name})",
        )
    if f'role "{user}"' in said:
        return Text(
            f"服务器上没有 DATABASE_URL 所指的用户“{user}”",
            f"the server has no user “{user}”, whom DATABASE_URL names",
        )
    place = f"{database.parameters.get('host', 'localhost')}:{database.parameters.get('port', 5432)}"
    last = said.strip().splitlines()[-1].strip()
    return Text(f"无法连接数据库（{place}）：{last}", f"the database at {place} cannot be reached: {last}")
