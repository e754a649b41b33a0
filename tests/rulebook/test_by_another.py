"""Who does not bear a duty: whoever did what its clause begins with, or the event that the clause names."""

from dataclasses import replace

from kefu.rulebook.rules import Holding
from tests.rulebook.story import Story, at, book_of

CLAUSE = """
deadlines:
  drawn:
    says: {zh: 抽中回访, en: A case that was drawn is revisited}
    source: S1
    when: case.drawn
    bearer: [post:agent, post:supervisor]
    by_another: case.resolved
    bring: case.revisited
    within: 5 working days
"""
NEW_YEAR = at("2026-01-01T00:00")
HELD = {
    "agent": (Holding(NEW_YEAR, None, "张"), Holding(NEW_YEAR, None, "李")),
    "supervisor": (Holding(NEW_YEAR, None, "陈"),),
}


def bearer(by_another: str, *doers: str) -> str | None:
    """Who bears it when the supervisor drew and these settled it, the last one last."""
    story = Story(replace(book_of(CLAUSE.replace("case.resolved", by_another)), holders=HELD))
    story.happens("case.received", "2026-03-02T09:00", "王", kind="enquiry")
    for day, doer in enumerate(doers, 3):
        story.happens("case.resolved", f"2026-03-{day:02}T09:00", doer)
    story.happens("case.drawn", "2026-04-01T09:00", "陈")
    return story.only("drawn").bearer.person


def test_the_event_that_is_named_says_who_does_not() -> None:
    assert bearer("case.resolved", "张") == "李"
    assert bearer("case.resolved", "李") == "张"
    assert bearer("case.resolved", "张", "李") == "张"


def test_a_post_is_held_from_its_first_moment_to_before_its_last() -> None:
    drawn = at("2026-04-01T09:00")
    rules = replace(book_of(CLAUSE), holders={"agent": (Holding(NEW_YEAR, drawn, "张"), Holding(drawn, None, "李"))})
    assert [rules.holder("agent", drawn + second) for second in (-1, 0, 1)] == ["张", "李", "李"]
    assert rules.holder("agent", NEW_YEAR - 1) is None


def test_where_it_did_not_happen_anybody_does() -> None:
    assert bearer("case.resolved") == "张"


def test_true_is_whoever_did_what_it_begins_with() -> None:
    assert bearer("true", "张") == "张"
