"""Making a backup, while the site runs or when it is stopped."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from kefu.config.backing_up.archive import DUMP, FOLDERS, PERSONAL_KEYS, Manifest, writing
from kefu.config.backing_up.tools import tools_for
from kefu.config.home import home
from kefu.config.serving.locking import HomeInUseError, held
from kefu.config.serving.reaching import Database, ready
from kefu.config.serving.refusing import in_one_sentence, refused

_ABOUT = "kefu backup"


def make_backup(path: Path | None, now: datetime, *, with_keys: bool = True) -> Path:
    """Back up this installation and say where to; one elsewhere is noted among the backups. Raises `Problems`.

    Without the keys of identity numbers nobody who gets at the backup can read those, nor can a restore elsewhere.
    """
    folder = home()
    with in_one_sentence(_ABOUT, folder), _reachable(folder) as database:
        target = path.absolute() if path else backup_path(folder, now)
        back_up(target, database, folder, now, with_keys=with_keys)
        if target.parent != folder / "backups":
            note = folder / "backups" / "last.txt"
            note.parent.mkdir(exist_ok=True)
            note.write_text(f"{now.isoformat(timespec='seconds')} {target}\n", "utf-8")
    return target


def back_up(path: Path, database: Database, folder: Path, now: datetime, *, with_keys: bool = True) -> None:
    """Write the database, which is reachable, and the files of this data folder into one file. Raises `Problems`."""
    with in_one_sentence(_ABOUT, path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        server = ready(_ABOUT, Database(database.url, None))
        tools = tools_for(server, _ABOUT)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".kefu-") as beside, writing(path) as writer:
            # The database first: a file that it names is there before it is named.
            dump = Path(beside) / DUMP
            tools.dump(database, dump)
            writer.add(DUMP, dump)
            for name in FOLDERS:
                writer.add_folder(name, folder / name, without="" if with_keys else PERSONAL_KEYS)
            manifest = Manifest(version("kefu"), now.isoformat(timespec="seconds"), server, writer.parts)
            writer.finish(manifest, dump.with_suffix(".json"))


def backup_path(folder: Path, now: datetime, ending: str = "") -> Path:
    """Where a backup goes unless somebody says otherwise; the name has the time of the site."""
    from kefu.config.settings import TIME_ZONE

    return folder / "backups" / f"kefu-{now.astimezone(ZoneInfo(TIME_ZONE)):%Y%m%d-%H%M%S}{ending}.tar"


@contextmanager
def running(about: str, database: Database) -> Iterator[int]:
    """Have the database run for the block, and give its version; whoever ran it before keeps it."""
    was_running = database.cluster is None or database.cluster.is_running()
    try:
        yield ready(about, database)
    finally:
        if database.cluster is not None and not was_running:
            database.cluster.stop()


@contextmanager
def _reachable(folder: Path) -> Iterator[Database]:
    """The database: that of the running site, else started for the block."""
    database = Database.of_installation()
    if database.cluster is not None and not (database.cluster.folder / "PG_VERSION").exists():
        raise refused(_ABOUT, f"{folder} 中没有可备份的内容", f"there is nothing to back up in {folder}")
    with ExitStack() as stack:
        try:
            stack.enter_context(held(folder, "backup"))
        except HomeInUseError as error:
            if error.holder is None or error.holder.work != "up":
                raise
        else:
            stack.enter_context(running(_ABOUT, database))
        yield database
