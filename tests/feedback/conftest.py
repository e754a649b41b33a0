"""The cast with homes, at the hour of the tests."""

from collections.abc import Iterator

import pytest
import time_machine

from kefu.duties.acts import Act
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast, make_cast
from tests.feedback.holding import settled


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        cast = make_cast()
        settled(cast.community, Act(cast.manager.pk, BEGAN))
        yield cast
