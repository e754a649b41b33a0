"""`kefu rulebook …`: check, show, diff, assumed, graph, schema."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from kefu import clock
from kefu.cli.speaking import print_problems, say
from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text

if TYPE_CHECKING:
    from kefu.rulebook.checking import Finding

app = typer.Typer(no_args_is_help=True, help="Rulebooks: check, show, diff, assumed, graph, schema.")
RulebookName = Annotated[str, typer.Argument(help="A shipped name (property, broadcast, water, ecommerce) or a path.")]


@app.command()
def check(
    rulebook: Annotated[list[str], typer.Argument(help="Shipped names or paths.")],
    notes: Annotated[bool, typer.Option("--notes", help="Also what is left to the department, line by line.")] = False,
) -> None:
    """Report every error (exit 1) and warning (exit 0), each with its line, clause and what would be right.

    What is assumed, and what the program does not record yet, is counted, and listed on demand.
    """
    from kefu.rulebook import checking, reading
    from kefu.rulebook.checking.said import Weight

    failed = False
    for name in rulebook:
        year = clock.now().year
        _, findings = checking.check(reading.path_of(name), years=(year, year + 1))
        counts = Counter(finding.weight for finding in findings)
        errors, warnings, noted = (counts[weight] for weight in Weight)
        failed = failed or bool(errors)
        print_problems(_marked(finding) for finding in findings if notes or finding.weight < Weight.NOTE)
        hint = Text("", "") if notes or not noted else Text("（--notes 列出）", " (--notes lists them)")
        zh = f"{name}：{errors} 个错误，{warnings} 个警告，{noted} 条提示{hint.zh}"
        say(Text(zh, f"{name}: {errors} errors, {warnings} warnings, {noted} notes{hint.en}"), err=True)
    if failed:
        raise typer.Exit(1)


def _marked(finding: "Finding") -> Problem:
    """The problem, marked if it is a warning or a note."""
    problem = finding.problem
    if finding.is_error:
        return problem
    from kefu.rulebook.checking.said import Weight

    mark = Text("警告", "warning") if finding.weight is Weight.WARNING else Text("提示", "note")
    return problem._replace(text=Text(f"{mark.zh}：{problem.text.zh}", f"{mark.en}: {problem.text.en}"))


@app.command()
def show(
    rulebook: RulebookName, clause: Annotated[str | None, typer.Argument(help="Only this clause.")] = None
) -> None:
    """Print the clauses in words: what each says, what it does, where it comes from."""
    from kefu.rulebook import checking, showing

    book = checking.load(rulebook)
    found = [entry for entry in showing.parts(book).items() if clause in (None, entry[0][1])]
    if not found:
        raise Problems([Problem.plain(rulebook, f"没有条款 {clause}", f"no clause {clause}")])
    for (section, id_), part in found:
        say(showing.paragraph(section, id_, part))


@app.command()
def diff(old: RulebookName, new: RulebookName) -> None:
    """Say what changes in effect from one rulebook to another."""
    from kefu.rulebook import checking, diffing

    differences = diffing.diff(checking.load(old), checking.load(new))
    for difference in differences:
        say(difference.text)
    if not differences:
        say(Text("效果上没有变化", "nothing changes in effect"), err=True)


@app.command()
def assumed(rulebook: RulebookName) -> None:
    """List every assumed value, so that a department can set its own."""
    from kefu.rulebook import checking, showing

    for section, id_, text in showing.assumed(checking.load(rulebook)):
        say(Text(f"{section}.{id_}: {text.zh}", f"{section}.{id_}: {text.en}"))


@app.command()
def graph(rulebook: RulebookName) -> None:
    """Draw what leads to what, as a Mermaid flow chart."""
    from kefu.rulebook import checking, showing

    typer.echo(showing.graph(checking.load(rulebook)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a rulebook file, for editors."""
    from kefu.rulebook.schema import rulebook_schema

    typer.echo(rulebook_schema(), nl=False)
