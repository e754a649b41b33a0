"""What a command of the site refuses, in one sentence each."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from kefu.config.choosing import SettingError
from kefu.config.postgres import PostgresError
from kefu.lib.located import Problem, Problems

_LEAST_FREE = 64 << 20


def refused(about: str, zh: str, en: str) -> Problems:
    """The exception that ends a command with this sentence."""
    return Problems([Problem.plain(about, zh, en)])


@contextmanager
def in_one_sentence(about: str, folder: Path) -> Iterator[None]:
    """Turn what an installation can suffer (a full disk, a folder that may not be written) into `Problems`."""
    try:
        yield
    except (PostgresError, SettingError) as error:
        # The server's programs often die of a full disk without a word about it.
        if isinstance(error, PostgresError) and shutil.disk_usage(folder).free < _LEAST_FREE:
            raise full_disk(about, folder) from error
        raise refused(about, *error.text) from error
    except psycopg.errors.DiskFull as error:
        raise full_disk(about, folder) from error
    except OSError as error:
        raise of_system(about, folder, error) from error


def full_disk(about: str, folder: Path) -> Problems:
    """The disk of this folder is full."""
    return refused(
        about, f"磁盘已满（{folder}），请腾出空间后再试", f"the disk of {folder} is full; make room and try again"
    )


def of_system(about: str, folder: Path, error: OSError) -> Problems:
    """What the operating system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk(about, folder)
    named, why = error.filename or folder, error.strerror or str(error)
    return refused(about, f"无法读写 {named}：{why}", f"cannot use {named}: {why}")
