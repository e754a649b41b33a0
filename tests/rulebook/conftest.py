"""Fixtures of the engine's tests."""

from collections.abc import Callable

import pytest

from tests.rulebook.story import Story, book_of


@pytest.fixture
def story() -> Callable[[str], Story]:
    """A story under the given clauses."""
    return lambda clauses: Story(book_of(clauses))
