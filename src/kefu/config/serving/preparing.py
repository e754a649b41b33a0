"""What is done before the site serves: tables brought up to date, static files collected."""

import hashlib
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kefu import clock
from kefu.config.backing_up.making import back_up, backup_path
from kefu.config.serving.reaching import Database
from kefu.config.serving.refusing import full_disk, refused
from kefu.lib.text import Text

if TYPE_CHECKING:
    # Django is imported inside functions only.
    from django.db.migrations.loader import MigrationLoader

Say = Callable[[Text], None]
# Any number will do, as long as nothing else in the database takes it.
_MIGRATING = 7_305_941


def set_up_django() -> None:
    """Load the settings and the apps."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.config.settings")
    django.setup()


def migrate(database: Database, home: Path, say: Say) -> None:
    """Bring the tables up to date, one process at a time; what is there is backed up first. Raises `Problems`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with database.connected() as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        executor = MigrationExecutor(connection)
        _refuse_later_tables(executor.loader)
        _refuse_half_made_tables(executor.loader)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _back_up_tables(database, home, say)
            _apply(home)
    connection.close()


def _refuse_later_tables(loader: "MigrationLoader") -> None:
    """Tables that a later kefu made are not for this one."""
    from django.apps import apps

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("kefu.")}
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    later = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and (app, name) not in known
    )
    if later:
        raise refused(
            "kefu up",
            f"数据库出自更新版本的 kefu（{later[-1]}），请升级程序，或恢复旧的备份",
            f"a later kefu made this database ({later[-1]}); install that one, or restore an older backup",
        )


def _refuse_half_made_tables(loader: "MigrationLoader") -> None:
    """Of migrations that were made one, all were done or none: Django passes over what is in between."""
    done = set(loader.applied_migrations)
    begun = (one for key, one in loader.disk_migrations.items() if key not in done and done & set(one.replaces))
    missing = sorted(f"{app}.{name}" for one in begun for app, name in set(one.replaces) - done)
    if missing:
        raise refused(
            "kefu up",
            f"数据库出自过早版本的 kefu（缺 {missing[-1]}），请先用本版本之前的一版启动一次",
            f"too early a kefu made this database ({missing[-1]} is missing); start the version before this one once",
        )


def _back_up_tables(database: Database, home: Path, say: Say) -> None:
    from django.db import connection

    if not connection.introspection.table_names():
        return
    path = backup_path(home, clock.now(), "-before-upgrade")
    say(Text(f"升级数据库之前先备份到 {path}", f"backing up to {path} before the tables are brought up to date"))
    back_up(path, database, home, clock.now())


def _apply(home: Path) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        said = str(error).strip().splitlines()[0]
        if "No space left" in said:
            raise full_disk("kefu up", home) from error
        raise refused(
            "kefu up",
            f"数据库升级失败，未作改动：{said}",
            f"the tables could not be brought up to date, and the failed step was undone: {said}",
        ) from error


def collect_static() -> None:
    """Copy the static files to where they are served from, unless what is there came from the same files."""
    from django.conf import settings
    from django.core.management import call_command

    mark = Path(settings.STATIC_ROOT).with_suffix(".source")
    found = _fingerprint()
    if mark.exists() and mark.read_text("ascii") == found and Path(settings.STATIC_ROOT).is_dir():
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(found, "ascii")


def _fingerprint() -> str:
    """Of names, sizes and times of the static files, and of the libraries that compress them."""
    marks = [f"{name} {version(name)}" for name in ("django", "whitenoise")]
    for name, path in sorted(_static_files()):
        stat = path.stat()
        marks.append(f"{name} {path} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


def _static_files() -> Iterator[tuple[str, Path]]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list(None):
            yield name, Path(storage.path(name))


def first_link(address: str) -> str | None:
    """Where the first administrator of a fresh installation sets a password; None once there is one."""
    from django.apps import apps
    from django.db import OperationalError, connection

    if not apps.is_installed("kefu.people"):
        return None
    make = getattr(import_module("kefu.people.actions"), "first_link", None)
    if make is None:
        return None
    try:
        link = make(address, now=clock.now())
    except OperationalError:
        # The database has just gone: it is started again, and the next start gives a link.
        return None
    finally:
        connection.close()
    return None if link is None else str(link)


def begin_sample() -> bool:
    """Whether there is a sample to fill: in a fresh installation, or one that was cut off."""
    from django.db import connection

    from kefu.sample.actions import begin_sample as begin

    sample = begin(clock.now())
    connection.close()
    return sample is not None and not sample.is_full
