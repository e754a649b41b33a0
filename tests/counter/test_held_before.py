"""What a household held when a step was taken is called by its name for good, whoever has it by now."""

import pytest

from kefu.counter import rules
from kefu.counter.forms import CorrectForm, StepForm
from kefu.counter.models import Errand
from tests.cases.test_cases import signed_in
from tests.cast import Cast
from tests.counter.errands import begun
from tests.scenarios.test_small_errands import registered

pytestmark = pytest.mark.django_db
SHOWN = {"paper-identity": "on"}


@pytest.fixture
def returned(cast: Cast) -> Errand:
    """A card of the household that came back."""
    (card,) = registered(cast, "card", "C-571")
    owner = cast.community.residents.get(name="王芳")
    begun(cast, "card", what="issue", number="C-571", holder=str(owner.pk), **SHOWN)
    return begun(cast, "card", what="return", card=str(card.pk), **SHOWN)


def test_a_card_that_came_back_has_its_number_on_the_page(cast: Cast, returned: Errand) -> None:
    page = signed_in(cast, "agent").get(f"/counter/errands/{returned.pk}").content.decode()
    taken = page.partition('id="outcomes"')[0]
    assert '<span class="quiet">Card: </span>C-571' in taken


def test_what_was_chosen_may_stay_when_the_step_is_put_right(returned: Errand) -> None:
    procedure, unit = rules.procedure_of(returned), returned.unit
    sent = {**returned.values, "why": "证件看错", "number": "", "entry": ""}
    corrected = CorrectForm(sent, procedure=procedure, step="serve", unit=unit, known=returned.values)
    assert corrected.is_valid(), corrected.errors
    assert corrected.said().values["card"] == returned.values["card"]
    # Nothing else is done with a card that the household has no longer.
    again = StepForm({**sent, **SHOWN}, procedure=procedure, step="serve", unit=unit, known=returned.values)
    assert "card" in again.errors
