"""Makes the register that comes along: a property office's year 2025 in 2,000 rows. All of it invented.

    python -m bench.sample [--check]

The same every time. Most things are done in time; the order department is weak, and so are the days after a storm in
August and those of the Spring Festival. Some rows are bad and a few stand twice, as in any office's register.
"""

import argparse
import csv
import io
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from bench.lives import DAY, HOUR, MINUTE, ZONE, Case, Office
from bench.staff import CLERKS

SAMPLE = Path(__file__).parent.parent / "src/kefu/audit/sample/register-2025.csv"
ROWS, SEED = 2000, 2025
HEADINGS = """
编号 受理时间 小区 房号 业主 电话 渠道 类型 等级 投诉对象 类别 事由 报修类别 维修项目 是否急修 特殊事件 可当场答复
接待人 承诺时间 上报时间 转办部门 转办时间 部门 派单时间 处理人 接手时间 约定时间 约定上门 到场时间 上门人数
单人原因 暂停时间 暂停原因 恢复时间 办结时间 征询意见 验收 维修单收回 回访时间 回访表 回访满意 回访签字 回访次数
处理合规 答复时间 重开时间 关闭时间
"""
COLUMNS = tuple(HEADINGS.split())


def written(case: Case, rng: Random) -> list[str]:
    """The case as its clerk types it: two of the five write dates with strokes and without leading noughts."""
    with_strokes = case["接待人"] in CLERKS[3:]
    cells = []
    for column in COLUMNS:
        value = case.get(column, "")
        cells.append(value if isinstance(value, str) else _written_time(value, with_strokes=with_strokes))
    if rng.random() < 0.006:
        place = COLUMNS.index("受理时间")
        cells[place] = cells[place].translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    return cells


def _written_time(at: int, *, with_strokes: bool) -> str:
    days, seconds = divmod(at + ZONE, DAY)
    day = _written_day(days, with_strokes)
    return (
        f"{day} {seconds // HOUR}:{seconds % HOUR // MINUTE:02d}"
        if with_strokes
        else (f"{day} {seconds // HOUR:02d}:{seconds % HOUR // MINUTE:02d}")
    )


@cache
def _written_day(days: int, with_strokes: bool) -> str:
    day = date.fromordinal(date(1970, 1, 1).toordinal() + days)
    return f"{day.year}/{day.month}/{day.day}" if with_strokes else day.isoformat()


def cases(count: int, seed: int) -> list[Case]:
    """So many cases by the time they came in, no two in the same words of the same home."""
    office = Office(Random(seed))
    found: dict[tuple[str | int, str | int], Case] = {}
    while len(found) < count:
        case = office.case()
        found.setdefault((case["房号"], case["事由"]), case)
    return sorted(found.values(), key=lambda case: int(case["受理时间"]))


def _repeated(rows: list[list[str]], rng: Random) -> None:
    """Six residents who had to say the same thing again some days later: the same home, the same words."""
    home = [
        COLUMNS.index(name)
        for name in ("小区", "房号", "业主", "电话", "类型", "等级", "投诉对象", "类别", "事由", "部门")
    ]
    for _ in range(6):
        place = rng.randrange(200, len(rows) - 40)
        again = rows[place + rng.randrange(8, 30)]
        for column in home:
            again[column] = rows[place][column]


def _spoiled(rows: list[list[str]], rng: Random) -> None:
    """The bad rows that every register has."""
    spoil = (
        ("受理时间", "2025-02-30 09:10"),
        ("受理时间", ""),
        ("受理时间", "25-6-3 10:20"),
        ("受理时间", "上午来电"),
        ("办结时间", "2024-12-30 16:00"),
        ("办结时间", "2025-13-05 10:00"),
        ("回访时间", "2025-05-06 25:10"),
        ("派单时间", "见微信群"),
        ("类型", "退款"),
        ("渠道", "飞鸽传书"),
        ("回访次数", "两三次"),
        ("编号", ""),
        ("编号", "KF2025-0007"),
        ("是否急修", "看情况"),
    )
    for (column, cell), place in zip(spoil, rng.sample(range(100, len(rows)), len(spoil)), strict=True):
        rows[place][COLUMNS.index(column)] = cell


def register(count: int = ROWS, seed: int = SEED) -> str:
    """The register as CSV."""
    rng = Random(seed)
    rows = [written(case, rng) for case in cases(count, seed)]
    _repeated(rows, rng)
    for number, row in enumerate(rows, 1):
        row[0] = f"KF2025-{number:04d}"
    _spoiled(rows, rng)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    return out.getvalue()


def main() -> None:
    """Write the register, or say whether it is what this would write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file differs")
    text = register()
    if parser.parse_args().check:
        raise SystemExit(SAMPLE.read_text("utf-8-sig") != text)
    SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    SAMPLE.write_text(text, "utf-8-sig")


if __name__ == "__main__":
    main()
