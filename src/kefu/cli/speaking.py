"""How the command line speaks: in the user's language, one line for each thing that is wrong."""

import os
from collections.abc import Iterable
from datetime import datetime

import typer

from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text
from kefu.lib.worktime import Instant, Zone, wall_seconds


def language() -> str:
    """`zh` or `en`: KEFU_LANGUAGE, else the terminal's locale, else English."""
    wanted = os.environ.get("KEFU_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


def in_language(text: Text) -> str:
    """The text in the user's language."""
    return text.zh if language() == "zh" else text.en


def say(text: Text, *, err: bool = False) -> None:
    """Print a text in the user's language."""
    typer.echo(in_language(text), err=err)


def print_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print problems, a line each."""
    for problem in problems:
        typer.echo(problem.shown(language()), err=err)


def moment(written: str, zone: Zone, option: str) -> Instant:
    """A time as written on the command line: local to the zone unless it has an offset. Raises `Problems`."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        zh, en = f"看不懂“{written}”，应写作 2026-02-13T16:40", f"“{written}” is no time; write it as 2026-02-13T16:40"
        raise Problems([Problem.plain(option, zh, en)]) from None
    if found.tzinfo is not None:
        return int(found.timestamp())
    return zone.instant(wall_seconds(found))
