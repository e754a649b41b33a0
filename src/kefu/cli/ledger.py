"""`kefu ledger verify`, `kefu ledger seal`: prove that what happened stands as it was written."""

import typer

from kefu import clock
from kefu.cli.speaking import in_language, say
from kefu.config.site import open_site
from kefu.lib.text import Text

app = typer.Typer(no_args_is_help=True, help="The ledger of events.")


@app.command("verify")
def verify() -> None:
    """Recompute every hash; exit 1 and a line for each fault (subject, number, what) where something was altered."""
    open_site()
    from kefu.duties.tasks import seal_copy
    from kefu.events import queries

    count = 0
    for fault in queries.verify(seal_copy()):
        count += 1
        place = "" if fault.subject is None else f"{fault.subject[0]} {fault.subject[1]} #{fault.seq}: "
        typer.echo(place + in_language(fault.text))
    if count:
        raise typer.Exit(1)
    events = queries.count_events()
    say(Text(f"账本完整：{events} 个事件", f"the ledger is whole: {events} events"))


@app.command("books")
def books() -> None:
    """Add up every line of the money; exit 1 and a line for each entry, account or community that does not balance."""
    open_site()
    from kefu.fees import queries

    faults = queries.unbalanced()
    for fault in faults:
        typer.echo(f"{fault.what} {fault.id}: {fault.amount}")
    if faults:
        raise typer.Exit(1)
    say(Text("账目平衡", "the books balance"))


@app.command("seal")
def seal() -> None:
    """Seal the chains that have moved since the last seal; the program does so every hour."""
    open_site()
    from kefu.duties.tasks import seal_copy
    from kefu.events.actions import seal_all

    made = seal_all(clock.now(), seal_copy())
    if made is None:
        say(Text("没有新的事件需要封存", "nothing has happened since the last seal"))
    else:
        say(Text(f"封存 {made.pk}：{bytes(made.hash).hex()}", f"seal {made.pk}: {bytes(made.hash).hex()}"))
