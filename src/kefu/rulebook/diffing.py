"""What a changed rulebook changes in effect."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from kefu.lib.text import Text
from kefu.rulebook.clauses import Phrase, Rulebook
from kefu.rulebook.labels import KEYS
from kefu.rulebook.showing import Field, called, fields, parts, value_of

BOOK_KEYS = ("time_zone", "count", "customer", "keeps")


class Difference(NamedTuple):
    """One change in effect. `was` or `is_` is None for what is added or dropped."""

    section: str
    id: str
    says: Text
    key: str
    name: Text
    was: Text | None
    is_: Text | None

    @property
    def text(self) -> Text:
        """The change as a line to read."""
        if self.was is None and self.is_ is None:
            return Text(f"{self.id}（{self.says.zh}）：{self.name.zh}", f"{self.id} ({self.says.en}): {self.name.en}")
        was = self.was or Text("无", "nothing")
        is_ = self.is_ or Text("无", "nothing")
        return Text(
            f"{self.id}（{self.says.zh}）：{self.name.zh} {was.zh} → {is_.zh}",
            f"{self.id} ({self.says.en}): {self.name.en} {was.en} → {is_.en}",
        )


def diff(old: Rulebook, new: Rulebook) -> list[Difference]:
    """The changes in effect from one rulebook to another, in the order of the new file; then what is dropped.

    Two files that differ only in comments, order or wording of the YAML differ in nothing.
    """
    before, after = parts(old), parts(new)
    found = [
        Difference("rulebook", key, Text(new.title.zh, new.title.en), key, KEYS[key], _as(old, key), _as(new, key))
        for key in BOOK_KEYS
        if getattr(old, key) != getattr(new, key)
    ]
    for (section, id_), part in after.items():
        if (section, id_) not in before:
            found.append(Difference(section, id_, _says(part), "", Text("新增", "added"), None, None))
        else:
            found += _changed(section, id_, before[section, id_], part)
    for (section, id_), part in before.items():
        if (section, id_) not in after:
            found.append(Difference(section, id_, _says(part), "", Text("取消", "dropped"), None, None))
    return found


def _as(book: Rulebook, key: str) -> Text | None:
    value = getattr(book, key)
    return value_of(key, value) if value else None


def _says(part: BaseModel) -> Text:
    if isinstance(part, Phrase):
        said = "、".join(part.zh)
        return Text(said, part.en or said)
    says = getattr(part, "says", None)
    return Text(says.zh, says.en) if says else Text("", "")


def _changed(section: str, id_: str, old: BaseModel, new: BaseModel) -> list[Difference]:
    before, after = _by_key(old), _by_key(new)
    changed = []
    for key in dict.fromkeys((*after, *before)):
        was, is_ = before.get(key), after.get(key)
        if was != is_:
            name = after[key].name if key in after else before[key].name
            says = _says(new)
            changed.append(
                Difference(section, id_, says, key, name, was.value if was else None, is_.value if is_ else None)
            )
    if getattr(old, "says", None) != getattr(new, "says", None):
        changed.append(Difference(section, id_, _says(new), "says", Text("表述", "wording"), _says(old), _says(new)))
    return changed


def _by_key(part: BaseModel) -> dict[str, Field]:
    return {field.key: field for field in (*fields(part), *_within(part))}


def _within(part: BaseModel) -> Iterator[Field]:
    """What the named things in a part say: the steps of a procedure, the consequences of a behaviour."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        things = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
        for id_, thing in things:
            if isinstance(thing, BaseModel) and hasattr(thing, "says"):
                prefix, title = f"{key}.{id_}.", called(thing, str(id_))
                for field in fields(thing, prefix):
                    name = Text(f"{title.zh} · {field.name.zh}", f"{title.en} · {field.name.en}")
                    yield Field(field.key, name, field.value)
