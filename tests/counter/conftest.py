"""A cast with a home whose owner comes to the counter."""

import pytest

from tests.cast import Cast, make_cast
from tests.counter.errands import home


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    home(found)
    return found
