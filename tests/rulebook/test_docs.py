"""What the documents show is true: every YAML block checks, every command prints what stands below it.

A line `…` stands for any lines, and `…` within a line for any words.
"""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from kefu.audit.choosing import read_mappings
from kefu.rulebook.checking import check

ROOT = Path(__file__).parent.parent.parent
RULEBOOK = ROOT / "docs/rulebook.md"
SAMPLE = ROOT / "src/kefu/audit/sample/register-2025.csv"
PAGES = {"README.md": "en", "README.zh-CN.md": "zh", "docs/rulebook.md": "en"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    """A fenced block: its language, its text, the line at which it begins."""

    language: str
    text: str
    line: int


def blocks(page: Path, language: str) -> list[Block]:
    text = page.read_text("utf-8")
    found = [Block(one[1], one[2], text.count("\n", 0, one.start()) + 1) for one in BLOCK.finditer(text)]
    return [block for block in found if block.language == language]


def at_line(block: Block) -> str:
    return f"line-{block.line}"


def as_rulebook(text: str) -> str:
    """The example itself, or, where it shows only a section, a small rulebook with it."""
    yaml = YAML(typ="safe", pure=True)
    shown: dict[str, Any] = yaml.load(text)
    if "rulebook" in shown:
        return text
    frame = {
        "rulebook": "frame",
        "title": {"zh": "框架", "en": "Frame"},
        "version": "2026-01-01",
        "calendars": {"office": {"rest_days": ["Sat", "Sun"], "hours": ["09:00-18:00"]}},
    }
    sections = {key for key in frame if key not in shown and key != "version"}
    out = io.StringIO()
    yaml.dump({key: frame[key] for key in frame if key in sections}, out)
    return f"{out.getvalue()}version: 2026-01-01\n{text}"


@pytest.mark.parametrize("block", blocks(RULEBOOK, "yaml"), ids=at_line)
def test_examples_check(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    if block.text.startswith("mapping:"):
        path.write_text(block.text, "utf-8")
        assert len(read_mappings([path])) == 1
        return
    path.write_text(as_rulebook(block.text), "utf-8")
    _, findings = check(path)
    errors = [finding.problem.shown("en") for finding in findings if finding.is_error]
    assert errors == []


def commands(page: Path) -> list[tuple[str, str, int]]:
    """Each command of a page, what is shown below it, and the line of its block."""
    found = []
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown.rstrip("\n"), block.line))
    return found


def pattern(shown: str) -> str:
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
        for line in shown.splitlines()
    ]
    return "".join(lines)


@pytest.mark.parametrize(("page", "language"), PAGES.items())
def test_commands_print_what_is_shown(page: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "KEFU_LANGUAGE": language, "COLUMNS": "120"}
    ran = commands(ROOT / page)
    assert ran
    for command, shown, line in ran:
        if command.startswith(("make", "git")):
            continue
        done = subprocess.run(  # noqa: S602  (the commands are those of our own pages)
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        printed = (done.stdout + done.stderr).rstrip("\n") + "\n" * bool(done.stdout or done.stderr)
        assert re.fullmatch(pattern(shown), printed), f"{page}:{line}: {command}\nprints\n{printed}"


def missing(shown: Any, real: Any, place: str = "") -> list[str]:
    """Keys that the page shows and a report does not have."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return [
            found
            for key, value in shown.items()
            for found in (missing(value, real[key], f"{place}.{key}") if key in real else [f"{place}.{key}"])
        ]
    if isinstance(shown, list) and isinstance(real, list) and shown and real:
        return missing(shown[0], real[0], f"{place}[]")
    return []


def test_the_report_has_the_shape_that_is_shown(tmp_path: Path) -> None:
    (block,) = blocks(RULEBOOK, "json")
    out = tmp_path / "audit.json"
    command = [str(Path(sys.executable).parent / "kefu"), "audit", str(SAMPLE), "--json", str(out)]
    subprocess.run([*command, "--now", "2026-01-01T00:00"], check=True, capture_output=True)
    report = json.loads(out.read_text("utf-8"))
    report["clauses"].sort(key=lambda clause: not clause["worst"])
    report["requirements"].sort(key=lambda requirement: not requirement["worst"])
    assert missing(json.loads(block.text), report) == []


LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), f"{target}#{anchor}"
