"""What a file of an estate holds, between being sent and being brought in: sealed, in parts."""

import base64
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

import orjson

from kefu.estate.models import EstateImport, ImportPart
from kefu.people.sealing import Sealed

_BLOCK = 1 << 20


def keep_file(of: EstateImport, blocks: Iterable[bytes]) -> None:
    """Keep a file as it was sent."""
    for number, block in enumerate(blocks):
        _keep(of, ImportPart.Kind.FILE, number, block)


def write_file(of: EstateImport, to: IO[bytes]) -> None:
    """Write a kept file out, and keep it no longer once that is done."""
    for content in _opened(of, ImportPart.Kind.FILE):
        to.write(content)
    to.flush()


def keep_values(of: EstateImport, kind: ImportPart.Kind, number: int, values: Iterable[Any]) -> None:
    """Keep a part of the rows, or of those that cannot be used."""
    _keep(of, kind, number, orjson.dumps(list(values), default=list))


def values(of: EstateImport, kind: ImportPart.Kind) -> Iterator[list[Any]]:
    """All values of a kind, as lists, in order; a part is opened when it is needed."""
    for content in _opened(of, kind):
        yield from orjson.loads(content)


def forget(of: EstateImport, *kinds: ImportPart.Kind) -> None:
    """Keep these parts no longer."""
    of.parts.filter(kind__in=kinds).delete()


def _keep(of: EstateImport, kind: ImportPart.Kind, number: int, content: bytes) -> None:
    sealed = Sealed.of(base64.b64encode(zlib.compress(content, 3)).decode("ascii"))
    ImportPart.objects.create(of=of, kind=kind, number=number, content=sealed)


def _opened(of: EstateImport, kind: ImportPart.Kind) -> Iterator[bytes]:
    for number in of.parts.filter(kind=kind).order_by("number").values_list("id", flat=True):
        sealed = ImportPart.objects.only("content").get(id=number).content
        yield zlib.decompress(base64.b64decode(sealed.opened()))
