"""`kefu due`."""

import json

import pytest

from tests.cli.running import run


def test_the_json_stands_alone_on_standard_output() -> None:
    done = run("due", "1 working day", "--from", "2026-02-13T16:40", "--rulebook", "broadcast", "--json")
    answer = json.loads(done.out)
    assert (answer["due"], answer["estimated"]) == ("2026-02-14T18:00:00+08:00", False)
    assert set(answer["trace"][0]) == {"at", "rule", "text_zh", "text_en"}
    assert done.err == ""


def test_an_estimated_year_is_said_on_standard_error() -> None:
    done = run("due", "3 working days", "--from", "2031-02-13T16:40", "--json")
    assert json.loads(done.out)["estimated"] is True
    assert "estimated" in done.err


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("1 working day", "--from", "2026-02-13T16:40"), "2026-02-14T18:00:00+08:00"),
        (("4 working hours", "--from", "2026-02-13T16:40"), "2026-02-14T11:10:00+08:00"),
        (("30 minutes", "--from", "2026-02-13T23:50"), "2026-02-14T00:20:00+08:00"),
        (("1 working day", "--from", "2026-02-13T16:40", "--count", "elapsed"), "2026-02-14T16:40:00+08:00"),
        (("1 working day", "--from", "2026-02-13T08:40Z"), "2026-02-14T18:00:00+08:00"),
        (("same day", "--from", "2026-02-15T10:00", "--rulebook", "property"), "2026-02-15T18:00:00+08:00"),
        (
            ("--clause", "complaint.major.settle", "--rulebook", "broadcast", "--from", "2026-02-13T16:40"),
            "2026-02-14T18:00:00+08:00",
        ),
    ],
)
def test_due(words: tuple[str, ...], due: str) -> None:
    done = run("due", *words)
    assert done.out.strip() == due
    assert done.code == 0


def test_explained_in_both_languages() -> None:
    for language, word in (("en", "adjusted working day"), ("zh", "调休上班")):
        done = run("due", "1 working day", "--from", "2026-02-13T16:40", "--explain", language=language)
        assert word in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("1 busines day", "--from", "2026-02-13T16:40"), "is not a period"),
        (("1 day", "--from", "yesterday"), "write it as 2026-02-13T16:40"),
        (("1 day", "--from", "2026-02-13T16:40", "--count", "roman"), "civil-code or elapsed"),
        (("--from", "2026-02-13T16:40"), "either a period or --clause"),
        (("--clause", "nothing", "--rulebook", "water", "--from", "2026-02-13T16:40"), "no timed clause nothing"),
        (("1 day", "--from", "2300-01-01T00:00"), "2199"),
        (("1 day", "--from", "2026-02-13T16:40", "--rulebook", "nowhere"), "no such file"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(words: tuple[str, ...], message: str) -> None:
    done = run("due", *words)
    assert done.code == 1
    assert message in done.out + done.err
