"""An office's register into the group: alone, and while clerks take cases at the desk."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench import processes
from bench.figures import Row, percentiles
from bench.register import USUAL, register

if TYPE_CHECKING:
    from kefu.people.models import Appointment

CASES = 100_000
# A busy morning: so many clerks, each with a case every so many seconds.
CLERKS, EVERY = 4, 0.5
_TOLD = re.compile(r"([\d,]+) cases, ([\d,]+) events, ([\d,]+) duties in ([\d.]+) s")
_SEARCHED = re.compile(r"can be searched \(([\d.]+) s\)")


class Came(NamedTuple):
    """What the command said of an import: cases, events, duties, seconds, and after how many more all was found."""

    cases: int
    events: int
    duties: int
    seconds: float
    searched: float

    @property
    def told(self) -> str:
        """It all in words."""
        return (
            f"cases a second: {self.cases:,} with {len(USUAL)} columns in {self.seconds:.1f} s, {self.events:,} events,"
            f" {self.duties:,} duties; searchable {self.searched:.1f} s later"
        )


def imports(cases: int) -> Iterator[Row]:
    """`kefu import` of a register as a user runs it; then of another community's while the desk goes on."""
    from bench.intake import Taken, take_cases
    from kefu.people.models import Appointment

    held = Appointment.objects.select_related("user", "post__community").order_by("id")
    agents = [one.user for one in held.filter(post__word="agent")]
    # The smallest communities are the last.
    first, second = held.filter(post__word="manager").order_by("-id")[:2]
    alone = came(first)
    yield f"{cases:,} cases: an import", f"{alone.cases / alone.seconds:,.0f}", alone.told
    port = processes.free_port()
    with processes.running(["kefu.config.serving.web", "127.0.0.1", str(port)]), ThreadPoolExecutor(1) as other:
        processes.answers(port)
        take_cases([port], agents, 3, CLERKS, EVERY)
        before = take_cases([port], agents, 15, CLERKS, EVERY)
        running = other.submit(came, second)
        meanwhile = Taken([], [], [], 0)
        while not running.done():
            meanwhile = meanwhile.and_(take_cases([port], agents, 3, CLERKS, EVERY))
    beside = running.result()
    yield f"{cases:,} cases: an import while the desk works", f"{beside.cases / beside.seconds:,.0f}", beside.told
    for when, taken in (("before an import", before), ("while it runs", meanwhile)):
        said = f"ms: median / 95 % / longest; {len(taken.addresses)} taken, {len(taken.faults)} faults"
        yield f"{cases:,} cases: taking one, {when}", percentiles(taken.seconds), said


def came(where: "Appointment") -> Came:
    """Run the command: into the community of somebody, to whom belongs what names nobody else."""
    mapping = Path(__file__).parent / "usual-columns.yaml"
    log = register(CASES, USUAL)
    command = [str(Path(sys.executable).parent / "kefu"), "import", str(log), "--mapping", str(mapping)]
    command += ["--community", where.post.community.code, "--owner", where.user.username]
    english = {**os.environ, "KEFU_LANGUAGE": "en"}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=english).stdout
    told, searched = _TOLD.search(said), _SEARCHED.search(said)
    assert told is not None, said
    assert searched is not None, said
    cases, events, duties = (int(number.replace(",", "")) for number in told.groups()[:3])
    return Came(cases, events, duties, float(told[4]), float(searched[1]))
