"""YAML with places: what is wrong is shown at its line and column."""

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kefu.lib.located import Problem, Problems, key_of, load_yaml, position, problems_of, refusal
from kefu.lib.text import Text

RULES = """\
rulebook: water
deadlines:
  answer:
    within: 3 days
    bearer: [owner, post:lead]
  settle:
    where:
      kind: complaint
      code: 007
    within: {unit: days,
             number: 3}
"""


class Limit(BaseModel):
    model_config = ConfigDict(extra="forbid")
    unit: Literal["days", "hours"]
    number: Annotated[int, Field(gt=0)]


class Clause(BaseModel):
    model_config = ConfigDict(extra="forbid")
    within: str | Limit
    bearer: list[str]
    where: dict[str, str] = {}

    @field_validator("bearer")
    @classmethod
    def known(cls, bearer: list[str]) -> list[str]:
        if "nobody" in bearer:
            raise refusal("没有这个岗位", "no such post")
        return bearer


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rulebook: str
    deadlines: dict[str, Clause]


def problems(text: str) -> list[Problem]:
    with pytest.raises(Problems) as caught:
        load_yaml(text)
    return caught.value.problems


def refused(text: str) -> list[Problem]:
    values, positions = load_yaml(text)
    with pytest.raises(ValidationError) as caught:
        Book.model_validate(values)
    return problems_of(caught.value, "book.yaml", positions)


def test_values_are_plain() -> None:
    values, _ = load_yaml("a: 1\nb: 1.5\nc: true\nd: ~\ne: 2026-01-31\nf: 08:30\ng: 007\nh: no\n1: x\n2026-01-01: y\n")
    assert values == {
        "a": 1, "b": 1.5, "c": True, "d": None, "e": "2026-01-31", "f": "08:30", "g": "007", "h": "no",
        "1": "x", "2026-01-01": "y",
    }  # fmt: skip


@pytest.mark.parametrize(("written", "value"), [("0x1F", 31), ("0", 0), ("-3", -3), ("1e3", 1000.0), (".5", 0.5)])
def test_numbers(written: str, value: float) -> None:
    assert load_yaml(f"n: {written}")[0] == {"n": value}


@pytest.mark.parametrize(
    "written", ["yes", "no", "on", "12:30", "2026-01-31", "007", "0o", "1_", "_", "!!int x", "=", "<<"]
)
def test_what_is_no_number_and_no_truth_stays_text(written: str) -> None:
    assert load_yaml(f"a: {written}")[0] == {"a": written.removeprefix("!!int ")}


@pytest.mark.parametrize(
    ("loc", "place"),
    [
        (("rulebook",), (1, 11)),
        (("deadlines",), (2, 1)),
        (("deadlines", "answer"), (3, 3)),
        (("deadlines", "answer", "within"), (4, 13)),
        (("deadlines", "answer", "bearer", 1), (5, 21)),
        (("deadlines", "settle", "where", "code"), (9, 13)),
        (("deadlines", "settle", "within", "Limit", "number"), (11, 22)),
        (("deadlines", "settle", "bearer"), (6, 3)),
        (("deadlines", "settle", "[key]"), (6, 3)),
        (("deadlines", "answer", "bearer", 2), (5, 5)),
        (("nowhere", "at all"), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_position(loc: tuple[int | str, ...], place: tuple[int, int]) -> None:
    _, positions = load_yaml(RULES)
    assert position(positions, loc) == place


def test_a_key_that_is_refused_is_told_from_its_value() -> None:
    assert [key_of(loc) for loc in ((), ("[key]",), ("a", "[key]"), ("a", "b", "[key]"), ("a", "b", "c", "[key]"))] == (
        [None, None, "a", "b", "c"]
    )
    assert key_of(("a", "b")) is None


def test_what_stands_below_a_key_of_many_words_is_read_on() -> None:
    assert [(one.line, one.text.en) for one in problems("? [a, b]\n: 1\nc: 1\nc: 2\n")] == [
        (1, "a key must be one plain word"),
        (4, "“c” is given twice, first in line 3"),
    ]


def test_empty_text_has_no_values() -> None:
    values, positions = load_yaml("# only a comment\n")
    assert values is None
    assert position(positions, ("a",)) == (1, 1)


def test_model_errors_stand_at_their_lines() -> None:
    found = refused(RULES.replace("number: 3", "number: 0").replace("post:lead", "nobody"))
    shown = [problem.shown("en") for problem in found]
    assert "book.yaml:5:13: no such post" in shown
    assert "book.yaml:11:22: must be greater than 0, not “0”" in shown
    assert "book.yaml:6:3: “bearer” is missing" in shown
    assert found[0].shown("zh").startswith("book.yaml:5:13: 没有这个岗位")


def test_unknown_key_is_named() -> None:
    found = refused("rulebook: x\ndeadlines: {}\ntitel: y\n")
    assert found == [Problem("book.yaml", 3, 8, Text("不认识的键“titel”", "unknown key “titel”"))]


def test_every_duplicate_key_is_named_with_its_line() -> None:
    found = problems("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [(p.line, p.column) for p in found] == [(2, 11), (3, 1)]
    assert found[1].text == Text("“a”写了两次，第一次在第 1 行", "“a” is given twice, first in line 1")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3),
        ("a: 1\n\tb: 2\n", 2),
        ("a:\n  b: 1\n c: 2\n", 3),
        ("a: 1\nb: !python/object:os.system x\n", 2),
        ("a: 1\n? [x, y]\n: 2\n", 2),
        ("a: 1\nb: \x01\n", 2),
        ("a: &x\n  b: *x\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: *nowhere\n", 1),
        ("a: 1\nb: " + 2000 * "[", 2),
        ("a: 1\nb: \ud83d\n", 2),
        ("a: 1\nb: @x\n", 2),
    ],
)
def test_syntax_is_a_problem_with_its_line(text: str, line: int) -> None:
    found = problems(text)
    assert found[0].line == line
    assert found[0].text.zh
    assert found[0].text.en


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: 1\n\tb: 2\n", "spaces, not tabs"),
        ("a:\n  b: 1\n c: 2\n", "a colon is “:”"),
        ("a: 1\nb\n", "a colon is “:”"),
        ("a: *nowhere\n", ""),
        ("a: [1, 2\n", ""),
        ("a: \x07\n", ""),
    ],
)
def test_the_usual_cause_is_told_only_where_it_fits(text: str, hint: str) -> None:
    said = problems(text)[0].text.en
    assert [one for one in ("spaces, not tabs", "a colon is “:”") if one in said] == ([hint] if hint else [])


def test_merged_keys_are_read_and_found() -> None:
    text = "base: &base\n  within: 1 day\n  note: x\nown:\n  <<: *base\n  note: y\n"
    values, positions = load_yaml(text)
    assert values["own"] == {"within": "1 day", "note": "y"}
    assert position(positions, ("own", "within")) == (2, 11)
    assert position(positions, ("own", "note")) == (6, 9)


def test_many_aliases_cost_nothing() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    values: Any
    values, _ = load_yaml("\n".join(lines))
    assert len(values["a29"]) == 9


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load_yaml(path)[0] == {"a": 1}
    path.write_bytes("a: 1\nb: 投诉\n".encode("gbk"))
    with pytest.raises(Problems) as caught:
        load_yaml(path)
    assert caught.value.problems[0].line == 2
    assert str(caught.value).startswith(f"{path}:2:1: is not UTF-8")
    with pytest.raises(Problems, match="cannot be read"):
        load_yaml(tmp_path / "absent.yaml")
