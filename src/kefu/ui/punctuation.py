"""What stands between words in the reader's language: 、；： or their like in English."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(parts: Iterable[object]) -> str:
    """Things of one list."""
    return pgettext("between things of a list", ", ").join(map(str, parts))


def strung(parts: Iterable[object]) -> str:
    """Sayings one after the other."""
    return pgettext("between sayings", "; ").join(map(str, parts))


def headed(name: object, said: object) -> str:
    """What is said of a thing, behind its name."""
    return pgettext("between a name and what is said of it", "%(name)s: %(said)s") % {"name": name, "said": said}
