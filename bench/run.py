"""What `make bench` runs first: installing and starting, an audit of a million cases, reading alone, due times.

    python -m bench.run [--cases N]

Figures depend on the machine and on what else it does, so both stand at the top; ratios are of the same run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from bench.processes import family, processor_time, resident
from bench.register import USUAL, folder, register
from bench.sample import COLUMNS
from bench.starting import starting
from kefu.audit.choosing import choose
from kefu.audit.records import Binding, Record
from kefu.audit.tables import Rejection, block_rows
from kefu.lib.periods import parse_period
from kefu.lib.worktime import compile_calendar, due_function
from kefu.lib.worktime.bulk import due_in_bulk
from kefu.rulebook.checking import load
from kefu.rulebook.compiling import calendar

PERIODS = ("30 minutes", "4 working hours", "same day", "1 working day", "3 days", "2 weeks", "1 month", "by the 5th")
NOW = "2026-01-01T00:00"
MEGABYTE = 1 << 20
EVERY = 0.05
# A register with all columns takes long; so many cases tell enough.
WIDE = 200_000


class Run(NamedTuple):
    """What a command took. `peak` is the resident memory of all its processes together, in bytes."""

    wall: float
    cpu: float
    peak: int


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases of the register, and due times")
    cases = parser.parse_args().cases
    shown = Shown("what", "figure", "unit", title="kefu bench", show_edge=False)
    for row in (*machine(), *starting(), *reading(cases), *audit(cases), *due_times(cases)):
        shown.add_row(*row)
    Console(width=120).print(shown)


def machine() -> Iterator[tuple[str, str, str]]:
    """The machine, and what else it does."""
    load_1, load_5, _ = os.getloadavg()
    yield "machine", _processor(), f"{os.cpu_count()} cores, Python {platform.python_version()}"
    yield "load before", f"{load_1:.2f} {load_5:.2f}", "runnable, last 1 and 5 minutes"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def reading(cases: int) -> Iterator[tuple[str, str, str]]:
    """Cells into records, in one process, no more than 200,000 rows."""
    chosen = choose(register(min(cases, 200_000)), [])
    book = load("property")
    binding = Binding(chosen.mapping, chosen.table.headings, book.time_zone)
    started = time.perf_counter()
    records = events = 0
    for block in chosen.table.blocks():
        for row, cells in block_rows(block, binding.columns):
            record = cells if isinstance(cells, Rejection) else binding.record(row, cells)
            if isinstance(record, Record):
                records += 1
                events += len(record.events)
    seconds = time.perf_counter() - started
    yield "reading alone, one process", f"{records / seconds:,.0f}", "rows/s"
    yield (
        "events in a case, columns of the register",
        f"{events / records:.1f}",
        f"{len(chosen.table.headings)} columns",
    )


def audit(cases: int) -> Iterator[tuple[str, str, str]]:
    """`kefu audit` of a whole register as a user runs it: one with the usual columns, one with all."""
    usual = ("--mapping", str(Path(__file__).parent / "usual-columns.yaml"))
    yield from _audited(register(cases, USUAL), len(USUAL), usual)
    yield from _audited(register(min(cases, WIDE)), len(COLUMNS), ())


def _audited(log: Path, columns: int, options: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    out = folder() / "bench.json"
    program = Path(sys.executable).parent / "kefu"
    run = _measured([str(program), "audit", str(log), "--now", NOW, "--json", str(out), *options])
    report = json.loads(out.read_text("utf-8"))
    cases, duties = report["log"]["cases"], sum(clause["duties"] for clause in report["clauses"])
    what = f"audit, {columns} columns:"
    yield f"{what} cases", f"{cases:,}", f"{duties:,} duties, {log.stat().st_size / MEGABYTE:,.0f} MB"
    yield f"{what} wall time", f"{run.wall:.1f}", "s"
    yield f"{what} speed", f"{cases / run.wall:,.0f}", "cases/s"
    yield f"{what} processor time", f"{run.cpu:.1f}", f"s, {run.cpu / run.wall:.2f} cores busy"
    yield f"{what} highest memory, all processes", f"{run.peak / MEGABYTE:,.0f}", "MB"


def _measured(command: list[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak, cpu = 0, dict[int, float]()
    while process.poll() is None:
        all_of_it = list(family(process.pid))
        peak = max(peak, sum(map(resident, all_of_it)))
        # Looked at while they run: workers are not this process's children to ask after.
        cpu.update({pid: max(processor_time(pid), cpu.get(pid, 0)) for pid in all_of_it})
        time.sleep(EVERY)
    wall = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
    return Run(wall, sum(cpu.values()), peak)


def due_times(count: int) -> Iterator[tuple[str, str, str]]:
    """Due times of many starts at once, and the same one at a time: equal, and how much slower."""
    timeline = compile_calendar(calendar(load("broadcast"), "office"))
    rng = Random(2026)
    first = 1_735_660_800
    starts = [rng.randrange(first, first + 365 * 86400) for _ in range(count)]
    array = np.array(starts, dtype=np.int64)
    for written in PERIODS:
        period = parse_period(written)
        due_in_bulk(timeline, period, "civil-code", array[:2])
        started = time.perf_counter()
        bulk = due_in_bulk(timeline, period, "civil-code", array)
        between = time.perf_counter()
        due = due_function(timeline, period, "civil-code")
        scalar = [due(start) for start in starts]
        ended = time.perf_counter()
        is_equal = bool((bulk == np.array(scalar, dtype=np.int64)).all())
        ratio = (ended - between) / (between - started)
        yield (
            f"{count:,} due times in bulk: {written}",
            f"{between - started:.3f}",
            (f"s; one at a time {ended - between:.2f} s, {ratio:.0f} times; {'equal' if is_equal else 'NOT EQUAL'}"),
        )


if __name__ == "__main__":
    main()
