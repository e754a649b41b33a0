"""A cast that lives somewhere."""

import pytest

from kefu.duties.acts import Act
from kefu.estate import actions
from tests.cast import BEGAN, Cast, make_cast
from tests.estate.homes import ROWS


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    actions.import_estate(cast.community.pk, ROWS, by=Act(cast.manager.pk, BEGAN))
    return cast
