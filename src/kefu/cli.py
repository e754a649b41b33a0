"""The command line: `kefu due`, `kefu rulebook …`, `kefu audit`. No Django is loaded here."""

import json
import locale
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kefu import clock
from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
rulebooks = typer.Typer(no_args_is_help=True, help="Rulebooks: check, show, diff, assumed, graph, schema.")
app.add_typer(rulebooks, name="rulebook")

RulebookName = Annotated[str, typer.Argument(help="A shipped name (property, broadcast, water, ecommerce) or a path.")]


def language() -> str:
    """`zh` or `en`: KEFU_LANGUAGE, else the terminal's locale, else English."""
    wanted = os.environ.get("KEFU_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


def say(text: Text, *, err: bool = False) -> None:
    """Print a text in the user's language."""
    typer.echo(text.zh if language() == "zh" else text.en, err=err)


def main() -> None:
    """Run a command; whatever is wrong with the input ends it with one clear message and exit code 1."""
    try:
        app()
    except Problems as error:
        _print_problems(error.problems)
        raise SystemExit(1) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _print_problems(problems: list[Problem]) -> None:
    for problem in problems:
        typer.echo(problem.shown(language()))


@rulebooks.command()
def check(rulebook: Annotated[list[str], typer.Argument(help="Shipped names or paths.")]) -> None:
    """Report every error (exit 1) and warning (exit 0) of rulebooks, each with its line, clause and what would be right."""
    from kefu.rulebook import checking, reading

    failed = False
    for name in rulebook:
        year = clock.now().year
        _, findings = checking.check(reading.path_of(name), years=(year, year + 1))
        errors = sum(not finding.is_warning for finding in findings)
        failed = failed or bool(errors)
        for finding in findings:
            word = Text("警告:", "warning: ") if finding.is_warning else Text("", "")
            problem = finding.problem
            typer.echo(
                problem._replace(text=Text(word.zh + problem.text.zh, word.en + problem.text.en)).shown(language())
            )
        warnings = len(findings) - errors
        say(
            Text(f"{name}:{errors} 个错误,{warnings} 个警告", f"{name}: {errors} errors, {warnings} warnings"), err=True
        )
    if failed:
        raise typer.Exit(1)


_ = (json, locale, datetime, Path)
