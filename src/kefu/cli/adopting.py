"""`kefu rulebook adopt | reissue`, `kefu calendar adopt`: what brings rules into force in a running installation."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kefu import clock
from kefu.cli.speaking import language, say
from kefu.config.site import open_site
from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text

if TYPE_CHECKING:
    from kefu.duties.adopting import Preview, Reissue

calendar_app = typer.Typer(no_args_is_help=True, help="Calendar years in force.")
CommunityCode = Annotated[str, typer.Option("--community", help="The community's code.")]
IsSure = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def adopt(
    file: Annotated[str, typer.Argument(help="A shipped name or a path.")],
    since: Annotated[str, typer.Option("--from", help="The day from which it holds, e.g. 2026-03-01.")],
    community: CommunityCode,
    yes: IsSure = False,
) -> None:
    """Bring a rulebook into force: shows what changes in effect and the open duties touched, which stay as promised."""
    from kefu.rulebook import reading

    source = reading.path_of(file).read_text("utf-8")
    first_day = _day(since)
    community_id = community_named(community)
    from kefu.duties import adopting
    from kefu.duties.acts import Act

    try:
        _show(adopting.preview_adoption(community_id, source, since=first_day))
        _ask(yes)
        adopting.adopt_rulebook(community_id, source, since=first_day, by=Act(None, clock.now()))
    except adopting.AdoptionRefused as refused:
        raise Problems([Problem(file, 0, 0, refused.text)]) from None
    say(Text(f"自 {first_day} 起施行", f"in force from {first_day}"))


def reissue(
    community: CommunityCode,
    clause: Annotated[str | None, typer.Option("--clause", help="Only duties of this clause.")] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, kept with each act.")] = "",
    yes: IsSure = False,
) -> None:
    """Give open duties the due times that the rules in force now would give; each by a recorded act."""
    community_id = community_named(community)
    from kefu.duties import adopting
    from kefu.duties.acts import Act

    now = clock.now()
    found = adopting.preview_reissue(community_id, now=now, clause=clause)
    for one in found:
        _show_reissue(one)
    if not found:
        say(Text("没有应改期的职责", "no open duty would be due at another time"))
        return
    if not why:
        raise Problems([Problem("--why", 0, 0, Text("请写明改期的理由", "say why the duties are re-issued"))])
    _ask(yes)
    count = adopting.reissue_duties(found, by=Act(None, now), why=why)
    say(Text(f"已重新签发 {count} 项职责", f"{count} duties re-issued"))


@calendar_app.command("adopt")
def adopt_calendar(
    year: Annotated[int, typer.Argument(help="The year.")],
    file: Annotated[
        Path, typer.Argument(help="YAML with the lists `closed` and `opened`, and the name of `calendar`.")
    ],
    community: CommunityCode,
) -> None:
    """Bring a year's arrangement into force, and list the open duties that would now be due at another time."""
    community_id = community_named(community)
    from kefu.duties import adopting, arranging
    from kefu.duties.acts import Act

    now = clock.now()
    arrangement = arranging.read_arrangement(year, file)
    before = arranging.arrangement_of(community_id, arrangement.calendar, year)
    try:
        arranging.adopt_calendar_year(community_id, arranging.with_own_days(before, arrangement), by=Act(None, now))
    except adopting.AdoptionRefused as refused:
        raise Problems([Problem(str(file), 0, 0, refused.text)]) from None
    say(Text(f"{year} 年放假安排已生效", f"the arrangement of {year} is in force"))
    touched = adopting.preview_reissue(community_id, now=now)
    for one in touched:
        _show_reissue(one)
    if touched:
        say(
            Text(
                f"以上 {len(touched)} 项职责仍按原期限；可用 kefu rulebook reissue 重新签发",
                f"these {len(touched)} duties keep their due times; kefu rulebook reissue gives them the new ones",
            )
        )


def user_named(about: str, username: str) -> int:
    """The id of who signs in by a name. Raises `Problems`."""
    from kefu.people import queries

    found = queries.user_id(username)
    if found is None:
        zh, en = f"没有用户“{username}”", f"nobody signs in as “{username}”"
        raise Problems([Problem.plain(about, zh, en)])
    return found


def community_named(code: str) -> int:
    """The id of a community. Raises `Problems` with the codes that there are."""
    open_site()
    from kefu.people import queries

    codes = queries.community_codes()
    if code not in codes:
        known = "、".join(codes) or "-"
        text = Text(
            f"没有代码为“{code}”的小区，有：{known}", f"no community with the code “{code}”; there are: {known}"
        )
        raise Problems([Problem("--community", 0, 0, text)])
    return codes[code]


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        text = Text(f"看不懂“{written}”，应写作 2026-03-01", f"“{written}” is no day; write it as 2026-03-01")
        raise Problems([Problem("--from", 0, 0, text)]) from None


def _show(preview: "Preview") -> None:
    from kefu.rulebook.diffing import diff

    if preview.before is not None:
        for difference in diff(preview.before, preview.after):
            say(difference.text)
    for clause, count in preview.touched.items():
        say(Text(f"{clause}：{count} 项未了职责按原期限不变", f"{clause}: {count} open duties keep what was promised"))


def _show_reissue(one: "Reissue") -> None:
    label, clause = one.duty.label, one.duty.clause
    typer.echo(f"{label} {clause}: {_shown(one.old)} → {_shown(one.new)}")


def _shown(at: datetime) -> str:
    return at.astimezone().isoformat(" ", "minutes")


def _ask(is_sure: bool) -> None:
    if not is_sure and not typer.confirm("施行？" if language() == "zh" else "Go on?"):
        raise typer.Exit(1)
