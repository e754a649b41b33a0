"""`kefu up`: run the site."""

from typing import Annotated

import typer

from kefu.cli.speaking import say


def up(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65_535, help="Where the site listens.")] = 8000,
    host: Annotated[
        str, typer.Option(help="0.0.0.0 lets other machines in; name the site in KEFU_HOSTS then.")
    ] = "127.0.0.1",
    sample: Annotated[
        bool, typer.Option("--sample", help="Fill a fresh installation with an office to try things in.")
    ] = False,
) -> None:
    """Run the site until Ctrl-C: database, web server, worker."""
    from kefu.config.serving.supervising import serve

    serve(host, port, say, has_sample=sample)
