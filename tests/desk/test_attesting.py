"""What a word of its bearer ends, and what only the act does."""

import pytest

from kefu.desk.queries import _WITH_PAGES, may_attest
from kefu.duties.explaining import Told
from kefu.duties.models import Duty
from kefu.rulebook.vocabulary import vocabulary
from tests.test_architecture import MODULES


def told(*kinds: str) -> Told:
    """A duty that these events end."""
    return Told(Duty(), "", "", False, (), frozenset(kinds))


@pytest.mark.parametrize("kind", ["defect.verified", "deposit.refunded", "department.revisits-drawn", "case.resolved"])
def test_what_has_a_page_is_not_ended_by_a_word(kind: str) -> None:
    assert not may_attest(told(kind))


@pytest.mark.parametrize("kind", ["area.inspected", "staff.trained", "department.met", "repair.registered"])
def test_what_has_no_page_is_ended_by_a_word(kind: str) -> None:
    assert may_attest(told(kind))


def test_the_events_of_a_domain_with_pages_are_all_recorded_by_it() -> None:
    source = "\n".join(
        path.read_text() for path in MODULES if "rulebook" not in path.parts and "audit" not in path.parts
    )
    # The counter's are those of steps, which the rulebook names.
    kinds = [
        kind
        for kind, word in vocabulary().events.items()
        if word.domain in _WITH_PAGES - {"counter"} and not word.later
    ]
    assert len(kinds) > 100
    assert [kind for kind in kinds if f'"{kind}"' not in source] == []
