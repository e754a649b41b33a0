"""`kefu import`: an office's own register into the program, once."""

import csv
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kefu import clock
from kefu.cli import speaking
from kefu.cli.adopting import community_named, user_named
from kefu.cli.audit import chosen_log, refused, shown_progress, written
from kefu.cli.speaking import in_language, say
from kefu.config.site import open_site
from kefu.lib.text import Text

if TYPE_CHECKING:
    from kefu.audit.choosing import Chosen
    from kefu.audit.tables import Rejection
    from kefu.cases.importing.running import Imported

_SHOWN = 20


def import_(
    log: Annotated[list[Path] | None, typer.Argument(help="Registers: CSV (also gzipped) or Excel.")] = None,
    community: Annotated[
        str | None, typer.Option(help="The code of the community of all rows; else each row names its own.")
    ] = None,
    mapping: Annotated[
        list[Path] | None, typer.Option(help="Mapping files, as for the audit; the first that fits a log is used.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Who owns cases of which the register names nobody.")] = None,
    go_live: Annotated[
        str | None, typer.Option("--go-live", help="From this local time on imported cases ring as others do.")
    ] = None,
    rejects: Annotated[Path | None, typer.Option(help="Write the rows that were not used, with the reasons.")] = None,
) -> None:
    """Bring an existing register in: its cases with their histories and duties, once, quietly."""
    from kefu.audit import workers

    if any(map(workers.may_be_large, log or [])):
        workers.prepare("kefu.config.started", "kefu.cases.importing.running")
    open_site()
    community_id = community_named(community) if community is not None else None
    communities = set() if community_id is None else {community_id}
    if log:
        imported = _imported(log, mapping or [], community_id, owner)
        communities |= imported.communities
        _tell_rejections(imported, rejects)
        _make_searchable()
    elif go_live is None:
        raise refused("kefu import", Text("请给出登记簿", "name a register"))
    if go_live is not None:
        _go_live(communities, go_live)
    elif log:
        zh, en = "导入的事项暂不提醒任何人；开始使用时再说", "imported cases ring nobody yet; when they shall, say"
        say(
            Text(
                f"{zh}：kefu import --go-live 时间 --community 代码",
                f"{en}: kefu import --go-live TIME --community CODE",
            )
        )


def _imported(
    logs: Sequence[Path], mappings: Sequence[Path], community_id: int | None, owner: str | None
) -> "Imported":
    from django.conf import settings

    from kefu.audit.choosing import read_mappings
    from kefu.audit.tables import TableError
    from kefu.cases.importing.running import Aim, ImportRefusedError, import_logs
    from kefu.people import queries

    given = read_mappings(mappings)
    aim = Aim(
        community_id,
        settings.TIME_ZONE if community_id is None else queries.time_zone(community_id),
        clock.now(),
        None if owner is None else user_named("--owner", owner),
    )
    started = time.perf_counter()
    try:
        chosen = [chosen_log(path, given) for path in logs]
        for one in chosen:
            _tell_words_left_out(one)
        with shown_progress() as progress:
            imported = import_logs(chosen, aim, progress)
    except (TableError, ImportRefusedError) as error:
        raise refused("kefu import", error.text) from None
    seconds = time.perf_counter() - started
    _tell(imported, seconds)
    return imported


def _tell(imported: "Imported", seconds: float) -> None:
    cases, events, duties = f"{imported.cases:,}", f"{imported.events:,}", f"{imported.duties:,}"
    speed = f"{imported.cases / seconds:,.0f}"
    say(
        Text(
            f"导入 {cases} 件事项、{events} 个事件、{duties} 项职责，用时 {seconds:.1f} 秒（每秒 {speed} 件）",
            f"{cases} cases, {events} events, {duties} duties in {seconds:.1f} s ({speed} cases a second)",
        )
    )
    if imported.known:
        zh = f"{imported.known:,} 件早已在库，未作改动"
        say(Text(zh, f"{imported.known:,} were there before and stay as they are"))
    for clause, count in imported.against.most_common():
        zh = f"{clause}：{count:,} 次违反，照实导入"
        say(Text(zh, f"{clause}: violated {count:,} times; brought in as it happened"))


def _tell_rejections(imported: "Imported", rejects: Path | None) -> None:
    found = imported.rejections
    if not found:
        return
    say(Text(f"{len(found):,} 行未采用：", f"{len(found):,} rows were not used:"), err=True)
    for file, rejection in found[:_SHOWN]:
        say(told(file, rejection), err=True)
    if rejects is not None:
        written(_write_rejections, found, rejects)
    elif len(found) > _SHOWN:
        say(Text("其余可用 --rejects 文件 写出", "--rejects FILE writes them all"), err=True)


def _write_rejections(found: Sequence[tuple[str, "Rejection"]], out: Path) -> None:
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        rows = ((name, one.row, one.column or "", in_language(one.reason)) for name, one in found)
        csv.writer(file).writerows(rows)


def _tell_words_left_out(log: "Chosen") -> None:
    """A register that lacks columns of words comes in without them; whoever mistyped one must see it."""
    wanted = {column for columns in log.mapping.words.columns().values() for column in columns}
    absent = sorted(wanted - {*log.table.headings})
    if absent:
        name, columns = log.table.path.name, "、".join(absent)
        zh = f"{name}：没有这些列，其文字不导入：{columns}"
        say(Text(zh, f"{name}: no such columns, their words are left out: {', '.join(absent)}"), err=True)


def told(file: str, rejection: "Rejection") -> Text:
    """A row that is not used: where, and why."""
    column_zh = f"，{rejection.column}列" if rejection.column else ""
    column_en = f", column {rejection.column}" if rejection.column else ""
    return Text(
        f"  {file} 第 {rejection.row} 行{column_zh}：{rejection.reason.zh}",
        f"  {file}, row {rejection.row}{column_en}: {rejection.reason.en}",
    )


def _make_searchable() -> None:
    """Take the words of what came in into the index; the worker would do the same by and by."""
    from kefu.cases.search import index_cases

    say(Text("正在编入搜索……", "making them searchable …"))
    started = time.perf_counter()
    count = index_cases()
    seconds = time.perf_counter() - started
    say(Text(f"{count:,} 件已可搜索（{seconds:.1f} 秒）", f"{count:,} can be searched ({seconds:.1f} s)"))


def _go_live(communities: set[int], written: str) -> None:
    from kefu.duties.histories import go_live
    from kefu.lib.worktime import get_zone
    from kefu.people import queries

    if not communities:
        raise refused("--go-live", Text("请用 --community 指定小区", "name the community: --community"))
    for community_id in communities:
        at = speaking.moment(written, get_zone(queries.time_zone(community_id)), "--go-live")
        count = go_live([community_id], datetime.fromtimestamp(at, UTC))
        say(Text(f"{count:,} 件自 {written} 起照常提醒", f"{count:,} ring as others do from {written} on"))
