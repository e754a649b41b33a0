"""The example directory that comes along: the inside departments and outside bodies of a large estate (S3)."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kefu.lib.located import load_yaml

_FILE = Path(__file__).with_name("directory.yaml")


class Listed(NamedTuple):
    """A receiver of the example: its name, its side, the post (by its word) that answers for it, who has it listed."""

    name: str
    side: str
    post: str
    is_for_superiors: bool


@lru_cache(maxsize=1)
def example() -> tuple[Listed, ...]:
    """The receivers in the order of the document."""
    rows = load_yaml(_FILE)[0]["receivers"]
    return tuple(Listed(row["name"], row["side"], row.get("post", ""), row.get("for_superiors", False)) for row in rows)
