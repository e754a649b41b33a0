"""Putting a backup in place of what is there: all of it, or nothing."""

import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kefu.config.backing_up.archive import DUMP, FOLDERS, PERSONAL_KEYS, Manifest, extract, reading
from kefu.config.backing_up.making import running
from kefu.config.backing_up.tools import tools_for
from kefu.config.home import home
from kefu.config.serving.locking import held
from kefu.config.serving.reaching import Database
from kefu.config.serving.refusing import in_one_sentence, refused
from kefu.events.outside import SEALS, set_aside

_ABOUT = "kefu restore"
_TRIES = 20


def restore_backup(path: Path, is_wanted: Callable[[Manifest, Path], bool]) -> bool:
    """Put a backup in place, if the user, told what it is, wants that. Raises `Problems`; nothing is changed then."""
    folder = home()
    with in_one_sentence(_ABOUT, folder), held(folder, "restore"), reading(path) as (manifest, tar):
        if not is_wanted(manifest, folder):
            return False
        database = Database.of_installation()
        with running(_ABOUT, database) as version, _staging(folder) as staging, _told(database):
            _unpack(tar, manifest, staging)
            _keep_keys(staging, folder)
            with _fresh(database) as restored:
                tools_for(version, _ABOUT).restore(staging / DUMP, database, restored)
                _analyse(database, restored)
                last = _last_seal(database, restored)
                with _folders_in_place(staging, folder):
                    _swap(database, restored)
                set_aside(folder / SEALS, last)
            _drop(database, _before(database))
    return True


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, gone at the end with what is left in it."""
    path = Path(tempfile.mkdtemp(dir=folder, prefix=".restore-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _told(database: Database) -> Iterator[None]:
    """What an outside server may not allow, in one sentence."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        user = database.parameters.get("user", "")
        raise refused(
            _ABOUT,
            f"恢复需要建立数据库的权限，请先执行：ALTER ROLE {user} CREATEDB",
            f"a restore makes a database, which the user may not; say first: ALTER ROLE {user} CREATEDB",
        ) from error
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        raise refused(_ABOUT, f"数据库无法恢复：{said}", f"the database cannot be restored: {said}") from error


def _unpack(tar: tarfile.TarFile, manifest: Manifest, staging: Path) -> None:
    for name in FOLDERS:
        (staging / name).mkdir(mode=0o700)
    for name in manifest.parts:
        extract(tar, name, staging / name)


def _keep_keys(staging: Path, folder: Path) -> None:
    """A backup without the keys of identity numbers takes none away: those that are here stay."""
    if (folder / PERSONAL_KEYS).exists() and not (staging / PERSONAL_KEYS).exists():
        shutil.copy2(folder / PERSONAL_KEYS, staging / PERSONAL_KEYS)


@contextmanager
def _fresh(database: Database) -> Iterator[str]:
    """A new empty database beside the old one, gone again unless it was renamed."""
    name = f"{database.name}_restored"
    for left in (name, _before(database)):
        _drop(database, left)
    with database.connected("postgres") as connection:
        found = connection.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = %s", [database.name]
        ).fetchone()
        make = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}"
        collate, ctype = found or ("C", "C")
        connection.execute(sql.SQL(make).format(sql.Identifier(name), sql.Literal(collate), sql.Literal(ctype)))
    try:
        yield name
    finally:
        _drop(database, name)


def _analyse(database: Database, restored: str) -> None:
    """Without figures about its tables the first hours would be slow."""
    with database.connected(restored) as connection:
        connection.execute("ANALYZE")


def _last_seal(database: Database, restored: str) -> int:
    """The number of the last seal that the backup has."""
    with database.connected(restored) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM events_seal").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def _folders_in_place(staging: Path, folder: Path) -> Iterator[None]:
    """Files and secrets of the backup stand in place; the old ones come back if the block fails."""
    with ExitStack() as undo:
        for name in FOLDERS:
            current, old = folder / name, staging / f"{name}.before"
            if current.exists():
                current.rename(old)
                undo.callback(old.rename, current)
            (staging / name).rename(current)
            undo.callback(current.rename, staging / name)
        yield
        undo.pop_all()


def _swap(database: Database, restored: str) -> None:
    """Give both databases their new names at one stroke."""
    with database.connected("postgres") as connection:
        for tried in range(_TRIES):
            try:
                _rename(database, restored, connection)
            except psycopg.errors.ObjectInUse:
                if tried == _TRIES - 1:
                    raise
                time.sleep(0.2)
            else:
                return


def _rename(database: Database, restored: str, connection: "psycopg.Connection[Any]") -> None:
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    old, new, before = (sql.Identifier(name) for name in (database.name, restored, _before(database)))
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s) AND pid <> pg_backend_pid()"
    connection.execute(end, [[database.name, restored]])
    with connection.transaction():
        connection.execute(rename.format(old, before))
        connection.execute(rename.format(new, old))


def _drop(database: Database, name: str) -> None:
    with database.connected("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _before(database: Database) -> str:
    """What the old database is called until all has succeeded."""
    return f"{database.name}_before"
