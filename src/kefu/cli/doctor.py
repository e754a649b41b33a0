"""`kefu doctor`: what is wrong with the installation, and what to do."""

from typing import TYPE_CHECKING

import typer

from kefu import clock
from kefu.cli.speaking import in_language, language
from kefu.config.choosing import SettingError
from kefu.config.site import open_site
from kefu.lib.located import Problem, Problems

if TYPE_CHECKING:
    from kefu.desk.health.checking import Finding

_SIGNS = ("✓", "!", "✗")


def doctor() -> None:
    """Look at everything that can be wrong with this installation; exit 1 where something fails."""
    silent: list[Problem] = []
    try:
        open_site()
    except Problems as error:
        silent = error.problems
    try:
        from kefu.desk.health.checking import Level, findings, of_the_machine, worst
    except SettingError:
        # Without settings nothing else can be looked at.
        raise Problems(silent) from None
    now = clock.now()
    for problem in silent:
        typer.echo(f"{_SIGNS[Level.FAILING]} {problem.shown(language())}")
    found = of_the_machine(now) if silent else findings(now)
    for one in found:
        typer.echo(_line(one))
    if silent or worst(found) is Level.FAILING:
        raise typer.Exit(1)


def _line(one: "Finding") -> str:
    mend = f"\n    {in_language(one.mend)}" if one.mend.en else ""
    return f"{_SIGNS[one.level]} {in_language(one.about)}: {in_language(one.says)}{mend}"
