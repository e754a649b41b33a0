"""The keys by which personal numbers are sealed, in a file outside the database: one to a line, the newest first.

A number is sealed with the newest key and read with whichever sealed it, so keys can be changed while the program runs:
each use looks whether the file has changed. A sealed number cannot be compared; beside it stands an index, by which the
very same number is found again and which tells nothing of it without the key.
"""

import base64
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_INDEX_LENGTH = 24


class Key(NamedTuple):
    """A key: its number, when it was made, and the secret itself."""

    number: int
    made_at: str
    secret: str


class KeyringError(Exception):
    """What was sealed cannot be read: its key is not in the file, or it was changed."""


class Keyring:
    """The keys of an installation. The first is made when it is needed, if `may_make`: nothing may be sealed yet."""

    def __init__(self, path: Path, may_make: Callable[[], bool] = lambda: True) -> None:
        self._path, self._may_make = path, may_make
        self._loaded: _Loaded | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, the newest first."""
        return self._now().keys

    @property
    def newest(self) -> int:
        """The number of the key by which is sealed now."""
        return self._now().keys[0].number

    def seal(self, text: str) -> str:
        """A text that only the keys can read, headed by the number of its key."""
        held = self._now()
        return f"{held.keys[0].number}:{held.fernet.encrypt(text.encode()).decode('ascii')}"

    def unseal(self, sealed: str) -> str:
        """What was sealed. Raises `KeyringError`."""
        try:
            return self._now().fernet.decrypt(sealed.partition(":")[2].encode("ascii")).decode()
        except (InvalidToken, UnicodeError) as error:
            raise KeyringError(sealed.partition(":")[0]) from error

    def index(self, text: str) -> str:
        """By what a text is found again, under the newest key."""
        return _index(self._now().finding[0], text)

    def indexes(self, text: str) -> list[str]:
        """By what a text is found under each key: it may have been sealed before the last change."""
        return [_index(secret, text) for secret in self._now().finding]

    def add(self, now: datetime) -> Key:
        """Make a new key, by which is sealed from now on."""
        with self._alone():
            before = self.keys
            key = _new(before[0].number + 1, now)
            self._write((key, *before))
        return key

    def drop(self, number: int) -> None:
        """Forget a key. What it sealed cannot be read any more."""
        with self._alone():
            kept = tuple(key for key in self.keys if key.number != number)
            if not kept:
                raise KeyringError(str(number))
            self._write(kept)

    def _now(self) -> "_Loaded":
        """The keys as the file holds them now."""
        try:
            stamp = _stamp(self._path)
        except FileNotFoundError:
            if self._loaded is not None or not self._may_make():
                raise KeyringError(f"{self._path} is gone: put it back from a copy") from None
            self._make()
            stamp = _stamp(self._path)
        held = self._loaded
        if held is None or held.stamp != stamp:
            held = self._loaded = _read(self._path, stamp)
        return held

    def _make(self) -> None:
        """The first key. Of two processes at the first start whoever links first wins; both read the same."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._part((_new(1, None),))
        try:
            self._path.hardlink_to(part)
        except FileExistsError:
            pass
        finally:
            part.unlink()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two who change the keys at once do it one after the other."""
        self._now()
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _write(self, keys: tuple[Key, ...]) -> None:
        self._part(keys).replace(self._path)

    def _part(self, keys: tuple[Key, ...]) -> Path:
        """The keys in a file beside, on the disk, that nobody else may read."""
        part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.writelines(" ".join(map(str, key)) + "\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        return part


class _Loaded(NamedTuple):
    stamp: tuple[int, int, int]
    keys: tuple[Key, ...]
    fernet: MultiFernet
    finding: tuple[bytes, ...]


def _read(path: Path, stamp: tuple[int, int, int]) -> _Loaded:
    lines = [line.split() for line in path.read_text("ascii").splitlines() if line.strip()]
    keys = tuple(Key(int(number), made_at, secret) for number, made_at, secret in lines)
    # The index must not be made by the very key that seals.
    finding = tuple(hmac.digest(base64.urlsafe_b64decode(key.secret), b"kefu index", "sha256") for key in keys)
    return _Loaded(stamp, keys, MultiFernet([Fernet(key.secret) for key in keys]), finding)


def _new(number: int, now: datetime | None) -> Key:
    return Key(number, now.isoformat(timespec="seconds") if now else "-", Fernet.generate_key().decode("ascii"))


def _stamp(path: Path) -> tuple[int, int, int]:
    """By what a changed file is known: each change is another file."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _index(secret: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(secret, text.encode(), hashlib.sha256))[:_INDEX_LENGTH].decode("ascii")
