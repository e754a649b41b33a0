"""What compiling finds out about a rulebook before any history is told."""

from tests.rulebook.story import book_of

ASKING = """
requirements:
  close:
    says: {zh: 关闭的条件, en: What closing needs}
    source: S1
    forbid: close_case
    where: {kind: complaint, appointment.at: {known: false}}
    unless: {handler: {known: true}, severity: {not: major}, revisit.reached: true}
"""


def test_facts_that_need_only_be_known_are_told_from_those_whose_value_counts() -> None:
    (version,) = book_of(ASKING).versions
    assert version.asked == {"kind", "appointment.at", "handler", "severity", "revisit.reached"}
    assert version.valued == {"kind", "severity", "revisit.reached"}
