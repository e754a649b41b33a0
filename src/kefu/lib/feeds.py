"""Posts from Atom and RSS, read from bytes that anybody may have written: no entity is expanded, nothing is fetched."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"[ \t]*\n\s*")
# RSS 1.0 and 2.0 name them without and with a namespace.
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_HIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


class FeedError(ValueError):
    """What was read is no feed; in few words."""


class Post(NamedTuple):
    """A post: its address, who wrote it, what it says, and when; blank and None where it does not say."""

    address: str
    author: str
    words: str
    at: datetime | None


def read_posts(raw: bytes, base: str = "") -> list[Post]:
    """The posts of a feed that have an address and say something. `base`: what their addresses are relative to.

    Raises `FeedError`.
    """
    root = _parsed(raw)
    items = [one for one in root.iter() if _local(one) in ("entry", "item")]
    if not items and _local(root) not in ("feed", "rss", "RDF"):
        raise FeedError("neither Atom nor RSS")
    return [post for post in (_post(item, base) for item in items) if post.address and post.words]


def _parsed(raw: bytes) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda tag, said: builder.start(_named(tag), {_named(k): v for k, v in said.items()})
    parser.EndElementHandler = lambda tag: builder.end(_named(tag))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(raw, True)
        root: Element | None = builder.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        raise FeedError(str(error)) from error
    if root is None:
        raise FeedError("empty")
    return root


def _refuse_doctype(*_: object) -> None:
    # A feed needs none, and entities are declared there.
    raise FeedError("DOCTYPE")


def _named(tag: str) -> str:
    return f"{{{tag}" if "}" in tag else tag


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _post(item: Element, base: str) -> Post:
    link = _link(item)
    address = _absolute(base, link)
    title, body = _first(item, "title"), _first(item, _CONTENT, "content", "description", "summary")
    words = "\n".join(dict.fromkeys(filter(None, (_plain(title), _plain(body)))))
    at = _moment(_first(item, "published", "pubDate", f"{_DC}date", "updated"))
    author = next((_first(one, "name") for one in _children(item, "author") if len(one)), "")
    author = author or _first(item, f"{_DC}creator", "author")
    return Post(address if address.startswith(("http://", "https://")) else "", _plain(author), words, at)


def _absolute(base: str, link: str) -> str:
    """The address without its fragment; blank where it is none."""
    try:
        return urldefrag(urljoin(base, link)).url if link else ""
    except ValueError:
        return ""


def _link(item: Element) -> str:
    for link in _children(item, "link"):
        if link.get("rel", "alternate") == "alternate":
            return (link.get("href") or link.text or "").strip()
    return _first(item, "guid", "id")


def _children(item: Element, name: str) -> Iterator[Element]:
    """Those of this name; a name without a namespace is found in any but Dublin Core's and content's."""
    for child in item:
        if child.tag == name if name.startswith("{") else _local(child) == name:
            yield child


def _first(item: Element, *names: str) -> str:
    found = ("".join(child.itertext()).strip() for name in names for child in _children(item, name))
    return next(filter(None, found), "")


def _plain(text: str) -> str:
    """Without tags and signs that cannot be seen."""
    return _BLANKS.sub("\n", unescape(_TAG.sub("", unescape(text)))).translate(_HIDDEN).strip()


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said) if said[:4].isdigit() else parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # What lies outside was never posted, and some of it no database can keep.
    is_likely = _FIRST_YEAR <= found.year <= _LAST_YEAR
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) if is_likely else None
