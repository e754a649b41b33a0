"""Writes a register of many cases, one in a row: the sample's kinds of life, in all its columns or the usual ones.

    python -m bench.register 1000000

Twenty thousand lives are made; each comes again with another number, home and telephone. The file is kept in the folder
KEFU_BENCH (a folder for what passes, if it is not set), and not written twice.
"""

import argparse
import csv
import os
import tempfile
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from random import Random

from bench.lives import Office
from bench.sample import COLUMNS, SEED, written

LIVES = 20_000
USUAL = (
    *(
        "编号",
        "受理时间",
        "房号",
        "渠道",
        "类型",
        "等级",
        "类别",
        "事由",
        "报修类别",
        "是否急修",
        "部门",
        "接待人",
        "处理人",
    ),
    *("办结时间", "回访时间", "回访满意", "关闭时间"),
)
NUMBER, HOME, TELEPHONE = (COLUMNS.index(name) for name in ("编号", "房号", "电话"))


def register(cases: int, columns: Sequence[str] = COLUMNS) -> Path:
    """The file of a register with so many cases."""
    path = folder() / f"register-{cases}-{len(columns)}-{SEED}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        _write(part, cases, columns)
        part.replace(path)
    return path


def folder() -> Path:
    """Where files of benchmarks are kept."""
    path = Path(os.environ.get("KEFU_BENCH") or Path(tempfile.gettempdir()) / "kefu-bench")
    path.mkdir(parents=True, exist_ok=True)
    return path


def _write(path: Path, cases: int, columns: Sequence[str]) -> None:
    rng = Random(SEED)
    office = Office(rng)
    lives = [written(office.case(), rng) for _ in range(min(cases, LIVES))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        kept = itemgetter(*[COLUMNS.index(name) for name in columns])
        writer.writerow(columns)
        for start in range(0, cases, LIVES):
            for number, cells in enumerate(lives[: cases - start], start + 1):
                cells[NUMBER] = f"KF{number:08d}"
                cells[HOME] = f"{rng.randrange(1, 90)}-{rng.randrange(1, 5)}-{rng.randrange(101, 3305)}"
                cells[TELEPHONE] = f"0000-{number % 10_000_000:07d}"
            writer.writerows(map(kept, lives[: cases - start]))


def main() -> None:
    """Write one, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=int, nargs="?", default=1_000_000)
    print(register(parser.parse_args().cases))


if __name__ == "__main__":
    main()
