"""The file of a backup: a tar with a manifest that names each part and its checksum."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from kefu.config.serving.refusing import refused
from kefu.lib.located import Problems

MANIFEST = "manifest.json"
DUMP = "database.dump"
FOLDERS = ("files", "secrets")
# What reads the identity numbers of the database. Whoever has it and the dump reads them.
PERSONAL_KEYS = "secrets/personal-keys"
_FORMAT = 1
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `parts` gives the SHA-256 of each part by its name."""

    kefu: str
    created_at: str
    postgresql: int
    parts: dict[str, str]
    format: int = _FORMAT


class Writer:
    """Puts parts into a backup."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: dict[str, str] = {}

    def add(self, name: str, path: Path) -> None:
        """Put in a file, as long as it is when it is opened. A file that is gone by then is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            described = self._tar.gettarinfo(arcname=name, fileobj=file)
            hashing = _Hashing(file)
            self._tar.addfile(described, hashing)
        self.parts[name] = hashing.sum

    def add_folder(self, name: str, folder: Path, without: str = "") -> None:
        """Put in all files of a folder, but for the one left out and what is half written; links are not followed."""
        for path in sorted(folder.rglob("*")):
            part = f"{name}/{path.relative_to(folder).as_posix()}"
            is_whole = not path.name.startswith(".")
            if part != without and is_whole and path.is_file() and not path.is_symlink():
                self.add(part, path)

    def finish(self, manifest: Manifest, beside: Path) -> None:
        """Put in the manifest, the last part."""
        beside.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=2), "utf-8")
        self._tar.add(beside, MANIFEST)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a backup that is at `path` when it is whole, and not before. It holds secrets: nobody else may read it."""
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            part.chmod(0o600)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """A backup of which every part is there and has its checksum. Raises `Problems`."""
    try:
        with tarfile.open(path, "r:") as tar:
            manifest = _manifest(path, tar)
            for name, expected in manifest.parts.items():
                if not _is_safe(name) or _sum(tar, name) != expected:
                    raise _damaged(path, name)
            yield manifest, tar
    except tarfile.TarError as error:
        raise _damaged(path, "tar") from error


def extract(tar: tarfile.TarFile, name: str, to: Path) -> None:
    """Write one part to a path; only its owner may read it."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for block in _blocks(_opened(tar, name)):
            file.write(block)


class _Hashing:
    """A file that sums up what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    @property
    def sum(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int = -1, /) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        return block


def _manifest(path: Path, tar: tarfile.TarFile) -> Manifest:
    try:
        manifest = Manifest(**json.loads(_opened(tar, MANIFEST).read()))
    except (KeyError, ValueError, TypeError) as error:
        raise refused(str(path), "不是完整的 kefu 备份", "is not a whole backup of kefu") from error
    if manifest.format != _FORMAT or DUMP not in manifest.parts:
        raise refused(
            str(path),
            f"由另一版本的 kefu（{manifest.kefu}）备份，此版本无法读取",
            f"was made by another kefu ({manifest.kefu}), which this one cannot read",
        )
    return manifest


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name == DUMP or (len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts)


def _sum(tar: tarfile.TarFile, name: str) -> str:
    found = hashlib.sha256()
    try:
        for block in _blocks(_opened(tar, name)):
            found.update(block)
    except KeyError:
        return ""
    return found.hexdigest()


def _opened(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _damaged(path: Path, name: str) -> Problems:
    return refused(
        str(path), f"备份已损坏（{name}），未作任何改动", f"the backup is damaged ({name}); nothing was changed"
    )
