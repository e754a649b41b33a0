"""`kefu audit`: an existing register through a rulebook."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from kefu import clock
from kefu.cli import speaking
from kefu.cli.speaking import in_language, say
from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text


def audit(  # noqa: PLR0913  (each is an option of the command line)
    log: Annotated[list[Path], typer.Argument(help="Registers: CSV (also gzipped) or Excel.")],
    rulebook: Annotated[str, typer.Option(help="A shipped name or a path.")] = "property",
    mapping: Annotated[
        list[Path] | None, typer.Option(help="Mapping files; the first that fits a log is used.")
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Propose a mapping for the first log, and stop.")] = False,
    now: Annotated[str | None, typer.Option(help="The moment to judge at, local time.")] = None,
    what_if: Annotated[str | None, typer.Option("--what-if", help="A second rulebook, side by side.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the report as JSON.")] = None,
    xlsx_out: Annotated[Path | None, typer.Option("--xlsx", help="Write the report as Excel.")] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write the page to look at and print.")] = None,
) -> None:
    """Judge an existing register by a rulebook: what was kept, what was late, what is still open."""
    from kefu.audit.summary import summary

    if suggest:
        typer.echo(_suggestion(log[0]), nl=False)
        return
    report = _report(log, [name for name in (rulebook, what_if) if name], mapping or [], now)
    for write, out in ((_write_json, json_out), (_write_xlsx, xlsx_out), (_write_html, html_out)):
        if out is not None:
            written(write, report, out)
    for line in summary(report):
        say(line)


def _suggestion(log: Path) -> str:
    from kefu.audit.suggest import suggest_mapping
    from kefu.audit.tables import TableError, open_table

    try:
        return suggest_mapping(open_table(log))
    except TableError as error:
        raise refused("kefu audit", error.text) from None


def _report(
    logs: Sequence[Path], rulebooks: Sequence[str], mappings: Sequence[Path], now: str | None
) -> dict[str, Any]:
    from kefu.audit import workers

    if any(map(workers.may_be_large, logs)):
        workers.prepare("kefu.cli")
    from kefu.audit.choosing import read_mappings
    from kefu.audit.reporting import Reporter
    from kefu.audit.running import audit as judge
    from kefu.audit.tables import TableError
    from kefu.rulebook.checking import load

    books = [load(name) for name in rulebooks]
    given = read_mappings(mappings)
    try:
        chosen = [chosen_log(path, given) for path in logs]
        moment = _moment(now, chosen, books[0].time_zone)
        with shown_progress() as progress:
            judged = judge([(one.table, one.mapping) for one in chosen], books, moment, progress)
    except TableError as error:
        raise refused("kefu audit", error.text) from None
    return Reporter(judged).report()


def chosen_log(path: Path, given: Sequence[Any]) -> Any:
    """A log with the mapping that reads it; a guessed mapping is said to be one."""
    from kefu.audit.choosing import choose
    from kefu.audit.mapping import MappingError

    try:
        chosen = choose(path, given)
    except MappingError as error:
        raise refused(path, error.text) from None
    if chosen.is_guessed:
        zh = f"{path.name}：没有现成的映射，按表头猜测；请用 --suggest 查看并改正"
        en = f"{path.name}: no mapping fits, one was guessed from the headings; see and mend it with --suggest"
        say(Text(zh, en), err=True)
    return chosen


def _moment(written: str | None, chosen: Sequence[Any], time_zone: str) -> int:
    """The moment to judge at: as asked, else as a mapping says, else this moment."""
    from kefu.lib.worktime import get_zone

    zone = get_zone(time_zone)
    if written is None:
        named = [moment for one in chosen if (moment := one.mapping.now_in(zone)) is not None]
        return max(named, default=int(clock.now().timestamp()))
    return speaking.moment(written, zone, "--now")


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int, int], None]]:
    """A bar on a terminal; nothing where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def show(file: str, done: int, size: int, rows: int) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, rows="")
            counted = in_language(Text(f"{rows} 行", f"{rows} rows"))
            bar.update(tasks[file], completed=done, total=size, rows=counted)

        yield show


def written(write: Callable[[Any, Path], None], what: Any, out: Path) -> None:
    """Write a file whole or not at all."""
    part = out.with_name(out.name + ".part")
    try:
        write(what, part)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise refused(out, Text(f"无法写入：{error.strerror}", f"cannot be written: {error.strerror}")) from None


def _write_json(report: dict[str, Any], out: Path) -> None:
    out.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")


def _write_xlsx(report: dict[str, Any], out: Path) -> None:
    from kefu.audit.sheets import write_xlsx

    write_xlsx(report, out)


def _write_html(report: dict[str, Any], out: Path) -> None:
    from kefu.audit.page import write_html

    write_html(report, out)


def refused(about: Path | str, text: Text) -> Problems:
    """What cannot go on, and what it is about."""
    return Problems([Problem(str(about), 0, 0, text)])
