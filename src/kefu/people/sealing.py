"""Personal numbers in the database: sealed, found by exact match alone, sealed anew when the keys have changed."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from kefu.lib.keyring import Keyring, KeyringError

_AT_ONCE = 500


@cache
def keyring() -> Keyring:
    """The keys of this installation."""
    return Keyring(Path(settings.HOME) / "secrets" / "personal-keys", _nothing_is_sealed)


def _nothing_is_sealed() -> bool:
    return not any(_sealed_by_others((), *column).exists() for column in sealed_columns())


def all_can_be_read() -> bool:
    """Whether the keys that sealed what stands in the database are all there."""
    try:
        numbers = [key.number for key in keyring().keys]
    except KeyringError:
        return False
    return not any(_sealed_by_others(numbers, *column).exists() for column in sealed_columns())


def _sealed_by_others(numbers: Sequence[int], model: type[models.Model], field: "SealedField") -> Any:
    """The rows that other keys than these have sealed."""
    found = model._default_manager.exclude(**{field.name: ""})
    for number in numbers:
        found = found.exclude(**{f"{field.name}__startswith": f"{number}:"})
    return found


class Sealed(str):
    """A text as it stands in the database; it is read only by asking for it. Blank stays blank."""

    __slots__ = ()

    @classmethod
    def of(cls, text: str) -> "Sealed":
        """Seal a text."""
        return cls(keyring().seal(text) if text else "")

    def opened(self) -> str:
        """What was sealed. Raises `KeyringError` where its key is gone."""
        return keyring().unseal(self) if self else ""


class SealedField(models.TextField):  # type: ignore[type-arg]  # it holds `Sealed`
    """A column of sealed texts. `index`: the column beside it by which the very same text is found."""

    def __init__(self, *arguments: Any, index: str = "", **named: Any) -> None:
        self.index = index
        super().__init__(*arguments, **named)

    def deconstruct(self) -> Any:
        name, path, arguments, named = super().deconstruct()
        return name, path, arguments, {**named, **({"index": self.index} if self.index else {})}

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Sealed | None:  # noqa: ARG002
        """What is read stays sealed."""
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        """Nothing is written that was not sealed."""
        if value is not None and value != "" and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes what was sealed")
        return None if value is None else str(value)


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedField]]:
    """All columns of sealed texts, of all domains."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedField):
                yield model, field


def count_by_key() -> dict[int, int]:
    """How many texts each key has sealed."""
    found = dict.fromkeys((key.number for key in keyring().keys), 0)
    for model, field in sealed_columns():
        rows = model._default_manager.exclude(**{field.name: ""}).annotate(
            of_key=models.Func(
                models.F(field.name),
                models.Value(":"),
                models.Value(1),
                function="split_part",
                output_field=models.TextField(),
            )
        )
        for number, count in rows.values_list("of_key").annotate(count=models.Count("pk")).order_by():
            found[int(number)] = found.get(int(number), 0) + count
    return found


class Resealed(NamedTuple):
    """How many texts were sealed anew, and which could not be read, as `table id`: they stay as they are."""

    done: int
    unread: Sequence[str]


def reseal_all(tell: Callable[[int], None] = lambda _: None) -> Resealed:
    """Seal with the newest key whatever an older one sealed, some rows at a time.

    Each part is a transaction of its own: interrupted, it goes on where it was. `tell` hears how many are done.
    """
    done, unread = 0, []
    for model, field in sealed_columns():
        last = 0
        while any(part := _reseal_some(model, field, last)):
            sealed, lost = part
            last = max(row.pk for row in (*sealed, *lost))
            unread += [f"{model._meta.db_table} {row.pk}" for row in lost]
            done += len(sealed)
            tell(done)
    return Resealed(done, unread)


@transaction.atomic
def _reseal_some(model: type[models.Model], field: SealedField, after: int) -> tuple[list[Any], list[Any]]:
    """The next rows that an older key sealed: those that are sealed anew, those that cannot be read."""
    newest = f"{keyring().newest}:"
    older = model._default_manager.exclude(**{field.name: ""}).exclude(**{f"{field.name}__startswith": newest})
    rows = older.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",)).only("pk", field.name)
    sealed, lost = [], []
    for row in rows[:_AT_ONCE]:
        try:
            text = getattr(row, field.name).opened()
        except KeyringError:
            lost.append(row)
            continue
        setattr(row, field.name, Sealed.of(text))
        if field.index:
            setattr(row, field.index, keyring().index(text))
        sealed.append(row)
    model._default_manager.bulk_update(sealed, [field.name, field.index] if field.index else [field.name])
    return sealed, lost
