"""The command line as a user runs it: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*words: str, language: str = "en") -> Ran:
    """Run `kefu` with these words."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("kefu")), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "KEFU_LANGUAGE": language, "COLUMNS": "200"},
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def audit_json(
    out: Path, *logs: Path, rulebook: Path | str, mapping: Path | None = None, more: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The report of an audit, which must succeed."""
    words = ["audit", *map(str, logs), "--rulebook", str(rulebook), "--json", str(out), *more]
    done = run(*words, *(("--mapping", str(mapping)) if mapping else ()))
    assert done.code == 0, done.out + done.err
    report: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return report
