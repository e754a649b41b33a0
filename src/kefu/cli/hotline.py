"""`kefu hotline import`: an exchange's call records from a file."""

from pathlib import Path
from typing import Annotated

import typer

from kefu import clock
from kefu.cli.adopting import community_named
from kefu.cli.audit import refused
from kefu.cli.importing import told
from kefu.cli.speaking import language, say
from kefu.config.site import open_site
from kefu.lib.text import Text

app = typer.Typer(no_args_is_help=True, help="The hotline.")
_SHOWN = 20


@app.callback()
def hotline() -> None:
    """The hotline."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Call records: CSV (also gzipped) or Excel.")],
    community: Annotated[str, typer.Option(help="The code of the community whose hotline it is.")],
    mapping: Annotated[Path | None, typer.Option(help="Which column holds which field, as YAML.")] = None,
) -> None:
    """Bring the calls of a file in: all or none; the same file again changes nothing."""
    open_site()
    community_id = community_named(community)
    from django.utils import translation

    from kefu.audit.moments import MomentReader
    from kefu.audit.tables import TableError
    from kefu.hotline import importing, queries
    from kefu.lib.worktime import get_zone
    from kefu.people import queries as people_queries

    reader = MomentReader(get_zone(people_queries.time_zone(community_id)), excel=True)
    office = importing.Office(reader, queries.staff(community_id), clock.now())
    try:
        with translation.override("zh-hans" if language() == "zh" else "en"):
            found = importing.import_calls(
                community_id, file, {} if mapping is None else importing.read_mapping(mapping), office
            )
    except TableError as error:
        raise refused("kefu hotline import", error.text) from None
    except importing.ImportFaultsError as error:
        for fault in error.faults[:_SHOWN]:
            say(told(file.name, fault), err=True)
        count = len(error.faults)
        raise refused(
            "kefu hotline import", Text(f"{count} 处有误，未导入任何来电", f"{count} faults: no call was imported")
        ) from None
    say(Text(f"新增 {found.new} 通来电，已有 {found.known} 通", f"{found.new} calls are new, {found.known} were known"))
