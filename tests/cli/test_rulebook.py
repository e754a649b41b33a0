"""`kefu rulebook …`."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from kefu.lib.located import load_yaml
from kefu.rulebook.reading import shipped
from kefu.rulebook.schema import rulebook_schema
from tests.cli.running import run
from tests.rulebook.test_checking import GOOD, changed


def test_errors_are_printed_with_place_and_clause_and_end_in_1(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(changed("1 working day", "1 business day"), "utf-8")
    done = run("rulebook", "check", str(book))
    line = GOOD[: GOOD.index("within:")].count("\n") + 1
    assert done.code == 1
    assert done.out.startswith(f"{book}:{line}:13: answer: ")


def test_warnings_and_notes_end_in_0() -> None:
    done = run("rulebook", "check", "property", "broadcast", "water", "ecommerce")
    assert done.code == 0
    assert "warning" in done.out
    assert "note: " not in done.out
    water = run("rulebook", "check", "water", language="zh")
    counted = re.fullmatch(r"water：0 个错误，1 个警告，(\d+) 条提示（--notes 列出）\n", water.err)
    assert counted is not None
    listed = run("rulebook", "check", "water", "--notes", language="zh")
    assert listed.out.count("提示：") == int(counted[1]) > 10
    assert listed.out.count("警告：") == water.out.count("警告：") == 1
    assert "--notes" not in listed.err


def test_a_diff_in_effect(tmp_path: Path) -> None:
    book = tmp_path / "stricter.yaml"
    text = shipped()["broadcast"].read_text("utf-8")
    place = text.index("within: 1 working day", text.index("complaint.major.settle:"))
    book.write_text(text[:place] + "within: 4 working hours" + text[place + len("within: 1 working day") :], "utf-8")
    done = run("rulebook", "diff", "broadcast", str(book))
    (line,) = done.out.splitlines()
    assert line.startswith("complaint.major.settle")
    assert line.endswith("within 1 working day → 4 working hours")
    assert "1 个工作日 → 4 个工作小时" in run("rulebook", "diff", "broadcast", str(book), language="zh").out


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("show", "broadcast", "complaint.major.settle"), "1 working day"),
        (("show", "ecommerce"), "source:"),
        (("assumed", "water"), "acknowledge within"),
        (("graph", "water"), "flowchart LR"),
    ],
)
def test_show_assumed_graph(words: tuple[str, ...], shown: str) -> None:
    done = run("rulebook", *words)
    assert done.code == 0
    assert shown in done.out


def test_a_clause_that_is_not_there() -> None:
    assert run("rulebook", "show", "water", "nothing").code == 1


def test_the_published_schema_is_the_programs_and_accepts_the_shipped_rulebooks() -> None:
    published = Path(__file__).parents[2] / "docs" / "rulebook.schema.json"
    assert published.read_text("utf-8") == rulebook_schema(), "run: kefu rulebook schema > docs/rulebook.schema.json"
    schema = json.loads(rulebook_schema())
    for path in shipped().values():
        jsonschema.validate(load_yaml(path)[0], schema)
