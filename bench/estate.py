"""An estate of 100,000 units and 260,000 persons from an Excel file, as the jobs of the site read it and bring it in.

    python -m bench.estate [--units 100000] [--wrong 500]

Works in an installation of its own, made anew in KEFU_BENCH. Then households are looked up by unit, telephone, name,
initials and ID number.
"""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table as Shown

from bench.figures import Row, percentiles, timed
from bench.processes import resident
from bench.register import folder
from kefu.config.postgres import Cluster
from kefu.lib.identity import check_sign
from kefu.lib.xlsx import Column, Sheet, write_xlsx

HEADINGS = ("楼栋", "单元", "楼层", "房号", "建筑面积", "业主姓名", "性别", "联系电话", "身份证号", "身份")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海燕春晓宇浩欣怡梓涵子轩雨泽思远佳琪"
PERSONS_A_UNIT = 2.6
MEGABYTE = 1 << 20
LOOK_UPS = 100


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--wrong", type=int, default=500, help="rows that cannot be used")
    said = parser.parse_args()
    home = folder() / "estate-home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    cluster = Cluster(home / "postgres")
    cluster.start()
    try:
        os.environ |= {"KEFU_HOME": str(home), "DATABASE_URL": cluster.url_of("postgres")}
        shown = Shown("what", "figure", "unit", title="kefu bench: an estate", show_edge=False)
        for row in measured(said.units, said.wrong):
            shown.add_row(*row)
        Console(width=120).print(shown)
    finally:
        cluster.stop()


def measured(units: int, wrong: int) -> Iterator[Row]:
    """Reading, bringing in, again, looking up."""
    import kefu.config.started  # noqa: F401 - sets Django up

    yield "load before", f"{os.getloadavg()[0]:.1f}", "runnable, last minute"
    path = folder() / f"estate-{units}-{wrong}.xlsx"
    rows = register(units, wrong)
    write_xlsx([Sheet("业主名册", [Column(name) for name in HEADINGS], rows)], path)
    yield "rows of the file", f"{len(rows):,}", f"{units:,} units, {path.stat().st_size / MEGABYTE:.0f} MB"
    community_id, user_id = _founded()
    yield from _imported(path, community_id, user_id, "first")
    yield from _imported(path, community_id, user_id, "again")
    yield from _looked_up(rows, user_id)


def register(units: int, wrong: int) -> list[tuple[str, ...]]:
    """The rows, the same each time; the wrong ones have a telephone number that is none."""
    rng, rows = Random(6), list[tuple[str, ...]]()
    for n in range(units):
        place = f"{n // 200 + 1}栋", str(n // 100 % 2 + 1), str(n // 4 % 25 + 1), f"{n // 4 % 25 + 1}{n % 4 + 1:02d}"
        people = 2 + (rng.random() < PERSONS_A_UNIT - 2)
        for number in range(people):
            name = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
            # Each number once: a day of birth and a serial for each row.
            serial, month, year = len(rows) // 21_840, len(rows) // 65 % 12 + 1, 1940 + len(rows) % 65
            body = f"110101{year}{month:02d}{len(rows) // 780 % 28 + 1:02d}{serial:03d}"
            phone = f"13{rng.randrange(10**9):09d}"
            capacity = "业主" if number == 0 else "家属"
            sex = "男" if int(body[16]) % 2 else "女"
            rows.append((*place, "89.50", name, sex, phone, body + check_sign(body), capacity))
    for n in range(wrong):
        at = n * (len(rows) // wrong)
        rows[at] = (*rows[at][:7], "见档案", *rows[at][8:])
    return rows


def _founded() -> tuple[int, int]:
    from django.core.management import call_command

    from kefu import clock
    from kefu.duties.acts import Act
    from kefu.people import actions
    from kefu.people.actions.places import NewCommunity
    from kefu.people.actions.users import NewUser

    call_command("migrate", verbosity=0)
    user = actions.join_user(NewUser("root", "主任", None, is_administrator=True), by=Act(None, clock.now()))
    by = Act(user.pk, clock.now())
    return actions.found_community(NewCommunity("翠湖苑", "CH", "property"), by=by).pk, user.pk


def _imported(path: Path, community_id: int, user_id: int, when: str) -> Iterator[Row]:
    from kefu import clock
    from kefu.duties.acts import Act
    from kefu.estate import actions, tasks
    from kefu.estate.models import EstateImport

    by = Act(user_id, clock.now())
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(MEGABYTE), b"")
        sent = _took(lambda: kept.append(actions.keep_upload(community_id, by=by, name=path.name, blocks=blocks)))
    read = _took(lambda: tasks.read_file(import_id=kept[-1]))
    found = EstateImport.objects.get(id=kept[-1])
    brought = _took(lambda: tasks.bring_in(import_id=kept[-1], actor_id=user_id))
    yield f"{when}: keeping the file", *sent
    yield f"{when}: reading and comparing", read[0], f"{read[1]}; {found.rows_count:,} of use, {found.faults_count} not"
    yield f"{when}: bringing in", *brought
    counts = EstateImport.objects.get(id=kept[-1]).counts
    yield f"{when}: new units, persons", f"{counts['units']['new']:,}", f"{counts['persons']['new']:,}"


kept: list[int] = []


def _took(what: Callable[[], object]) -> tuple[str, str]:
    """Seconds on the clock; of the processor, and the memory afterwards."""
    began, worked = time.perf_counter(), time.process_time()
    what()
    wall, worked = time.perf_counter() - began, time.process_time() - worked
    return f"{wall:.1f}", f"s; {worked:.1f} s of the processor here, {resident(os.getpid()) / MEGABYTE:,.0f} MB"


def _looked_up(rows: list[tuple[str, ...]], user_id: int) -> Iterator[Row]:
    from django.db import connection
    from pypinyin import Style, lazy_pinyin

    from kefu.estate.queries import households
    from kefu.people.models import User

    with connection.cursor() as cursor:
        cursor.execute("analyze")
    viewer, rng = User.objects.get(id=user_id), Random(7)
    chosen = rng.sample([row for row in rows if row[7].isdigit()], LOOK_UPS)
    ways: dict[str, Callable[[tuple[str, ...]], str]] = {
        "unit": lambda row: f"{row[0][:-1]}-{row[1]}-{row[3]}",
        "telephone": lambda row: row[7],
        "its last four digits": lambda row: row[7][-4:],
        "name": lambda row: row[5],
        "initials": lambda row: "".join(lazy_pinyin(row[5], style=Style.FIRST_LETTER)),
        "ID number": lambda row: row[8],
    }
    for way, typed in ways.items():
        households(viewer, typed(chosen[0]))
        seconds = [timed(partial(households, viewer, typed(row))) for row in chosen]
        yield f"look-up by {way}", percentiles(seconds), f"ms: median / 95 % / longest of {LOOK_UPS}"


if __name__ == "__main__":
    main()
