"""`kefu link`: a way in for somebody who lost theirs, made by whoever runs the machine."""

from typing import Annotated

import typer

from kefu import clock
from kefu.cli.adopting import user_named
from kefu.cli.audit import refused
from kefu.cli.speaking import say
from kefu.config.site import open_site
from kefu.lib.text import Text


def link(
    username: Annotated[str, typer.Argument(help="The name with which they sign in.")],
    without_second_factor: Annotated[
        bool, typer.Option("--without-second-factor", help="Take their second factor off: phone and paper are lost.")
    ] = False,
) -> None:
    """Make a link by which somebody sets a password; above all for an administrator whom nobody else can help."""
    open_site()
    from kefu.duties.acts import Act
    from kefu.people import actions, queries

    user_id, by = user_named("kefu link", username), Act(None, clock.now())
    try:
        if without_second_factor and queries.has_second_factor(user_id):
            actions.drop_second_factor(user_id, by=by)
        path = f"/link/{actions.make_link(user_id, by=by)}"
    except actions.PeopleRefused as reason:
        raise refused("kefu link", Text(str(reason), str(reason))) from None
    say(Text(f"在浏览器中打开本站地址加：{path}", f"open this behind the address of the site: {path}"))
    say(Text("可用一次，24 小时内有效", "it works once, for 24 hours"))
