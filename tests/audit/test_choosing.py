"""Which mapping reads a register, and what is said of mappings that no rulebook could follow."""

from pathlib import Path

import pytest

from kefu.audit.choosing import choose, read_mappings, shipped
from kefu.audit.mapping import MappingError, load_mapping
from kefu.lib.located import Problems

FITS = load_mapping("mapping: fits\nevents: {case.received: {at: 受理时间}}\n")
OTHER = load_mapping("mapping: other\nevents: {case.received: {at: 甲}}\n")
THIRD = load_mapping("mapping: third\nevents: {case.received: {at: 乙}}\n")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("编号,受理时间\n1,2025-03-03 09:00\n", "utf-8")
    return path


def test_the_first_given_mapping_that_fits_is_used(log: Path) -> None:
    twin = FITS.model_copy(update={"mapping": "twin"})
    chosen = choose(log, [OTHER, FITS, twin])
    assert (chosen.mapping.mapping, chosen.is_guessed) == ("fits", False)
    assert chosen.table.headings == ("编号", "受理时间")


def test_where_none_fits_the_first_one_says_what_it_lacks(log: Path) -> None:
    with pytest.raises(MappingError) as caught:
        choose(log, [OTHER, THIRD])
    assert [name for name, _ in caught.value.missing] == ["甲"]


def test_without_any_given_one_is_guessed(log: Path) -> None:
    chosen = choose(log, [])
    assert (chosen.is_guessed, chosen.mapping.events["case.received"].at) == (True, ("受理时间",))


def test_a_shipped_mapping_comes_before_a_guess(tmp_path: Path) -> None:
    mappings = read_mappings(shipped())
    assert len(mappings) == len(shipped()) > 3
    path = tmp_path / "log.csv"
    columns = mappings[0].columns()
    path.write_text(",".join(columns) + "\n" + ",".join("x" for _ in columns) + "\n", "utf-8")
    chosen = choose(path, [])
    assert (chosen.mapping.mapping, chosen.is_guessed) == (mappings[0].mapping, False)


def test_words_that_no_rulebook_knows_are_told_with_their_lines(tmp_path: Path) -> None:
    cases, rounds, broken = tmp_path / "cases.yaml", tmp_path / "rounds.yaml", tmp_path / "broken.yaml"
    cases.write_text(
        """mapping: cases
events:
  case.received: {at: 受理时间}
  case.solved: {at: 办结时间, facts: {colour: {column: 颜色}}}
facts:
  kind: {column: 类别, values: {投诉: complaint, 报修: mending}, default: nothing}
  severity: {value: huge}
  category: {value: anything}
""",
        "utf-8",
    )
    rounds.write_text(
        """mapping: rounds
subject: 区域
first: {event: area.begun, at: 2026-01-01}
log: {event: 事件, values: {检查: area.looked-at, 停用: area.retired}, at: 时间}
""",
        "utf-8",
    )
    broken.write_text("mapping: broken\n", "utf-8")
    with pytest.raises(Problems) as caught:
        read_mappings([cases, rounds, broken])
    found = {(Path(one.path).name, one.line, one.text.en.split(";")[0]) for one in caught.value.problems}
    assert found == {
        ("cases.yaml", 4, "no event named “case.solved”"),
        ("cases.yaml", 4, "no fact named “colour”"),
        ("cases.yaml", 6, "“kind” cannot be “mending”"),
        ("cases.yaml", 6, "“kind” cannot be “nothing”"),
        ("cases.yaml", 7, "“severity” cannot be “huge”"),
        ("rounds.yaml", 3, "no event named “area.begun”"),
        ("rounds.yaml", 4, "no event named “area.looked-at”"),
        ("broken.yaml", 1, "say either events (a case in a row) or log (an event in a row)"),
    }
