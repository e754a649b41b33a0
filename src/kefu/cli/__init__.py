"""The command line: `kefu due`, `rulebook …`, `calendar …`, `audit`, `import`, `up`, `ledger …`, `keys …` and more.

What a command needs is imported inside it, so that the quick ones start quickly.
"""

import os
import sys

import typer

from kefu.cli import adopting, audit, backup, doctor, due, hotline, importing, keys, ledger, link, rulebook, up
from kefu.cli.speaking import print_problems
from kefu.lib.located import Problems

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("due")(due.due)
app.command("audit")(audit.audit)
app.command("import")(importing.import_)
app.command("up")(up.up)
app.command("link")(link.link)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(rulebook.app, name="rulebook")
app.add_typer(adopting.calendar_app, name="calendar")
app.add_typer(ledger.app, name="ledger")
app.add_typer(hotline.app, name="hotline")
app.add_typer(keys.app, name="keys")
rulebook.app.command("adopt")(adopting.adopt)
rulebook.app.command("reissue")(adopting.reissue)


def main() -> None:
    """Run a command; whatever is wrong with the input ends it with a clear message for each problem and exit code 1."""
    try:
        app()
    except Problems as error:
        print_problems(error.problems)
        raise SystemExit(1) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
