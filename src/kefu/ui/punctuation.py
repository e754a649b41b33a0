"""What stands between words in the reader's language: 、；： or their like in English; nothing or a blank."""

from collections.abc import Iterable
from functools import reduce

from django.utils.translation import pgettext


def listed(parts: Iterable[object]) -> str:
    """Things of one list."""
    return pgettext("between things of a list", ", ").join(map(str, parts))


def strung(parts: Iterable[object]) -> str:
    """Sayings one after the other."""
    return pgettext("between sayings", "; ").join(map(str, parts))


def spoken(sentences: Iterable[object]) -> str:
    """Sentences one after the other."""
    together = pgettext("one sentence and the next", "%(one)s %(next)s")
    return reduce(lambda one, next_: together % {"one": one, "next": next_}, map(str, sentences))


def headed(name: object, said: object) -> str:
    """What is said of a thing, behind its name."""
    return pgettext("between a name and what is said of it", "%(name)s: %(said)s") % {"name": name, "said": said}
