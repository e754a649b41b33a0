"""Telephone numbers of an errand are whole for whoever calls residents, on its page and on its forms."""

import pytest

from tests.cases.test_cases import signed_in
from tests.cast import Cast, make_cast
from tests.counter.errands import begun, home
from tests.counter.test_errands import RENOVATION
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "numbers"), [("lead", ("13900001111", "13600004444")), ("engineer", ())])
def test_numbers_are_whole_for_who_calls_only(who: str, numbers: tuple[str, ...]) -> None:
    cast: Cast = make_cast()
    home(cast)
    errand = begun(cast, "renovation-permit", **RENOVATION)
    client = signed_in(cast, who)
    page = client.get(f"/counter/errands/{errand.pk}").content.decode()
    paper = text_of(client.get(f"/counter/errands/{errand.pk}/forms/application").content)
    for found in (page, paper):
        assert tuple(number for number in ("13900001111", "13600004444") if number in found) == numbers
        assert ("139****1111" in found, "136****4444" in found) == (not numbers, not numbers)
