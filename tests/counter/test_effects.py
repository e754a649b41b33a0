"""Who may bring about what: the vocabulary says it, the domains see to it, and a rulebook that differs is told so."""

from collections.abc import Callable

import pytest

from kefu.cases import access as case_access
from kefu.cases.models import Case
from kefu.counter.effects import EFFECTS
from kefu.counter.models import Errand
from kefu.custody import access as custody_access
from kefu.estate import access as estate_access
from kefu.fees import access as fees_access
from kefu.gate import access as gate_access
from kefu.people.models import Appointment, User
from kefu.rulebook.checking import load
from kefu.rulebook.checking.procedures import check_procedures
from kefu.rulebook.vocabulary import vocabulary
from kefu.workorders import access as order_access
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.counter.errands import begun, home, step, taken

pytestmark = pytest.mark.django_db
May = Callable[[User, int], bool]
ROLES = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor")


def _money(verb: str) -> May:
    return lambda user, where: fees_access.may_do(user, where, verb)


def _pass(verb: str) -> May:
    return lambda user, where: gate_access.may_do(user, where, verb)


def _issue(kind: str) -> May:
    return lambda user, where: gate_access.may_issue(user, where, kind)


MAY: dict[str, May] = {
    **dict.fromkeys(("move_in", "move_out"), estate_access.may_register),
    "take_fee": _money("take"),
    "settle": _money("take"),
    "take_deposit": _money("take"),
    "charge": _money("charge"),
    "approve_refund": _money("approve"),
    "refund_deposit": _money("refund"),
    "open_account": _money("open"),
    "issue_passes": _issue("worker"),
    "release_goods": _issue("goods"),
    "register_visitor": _issue("visitor"),
    "extend_passes": _pass("extend"),
    "hand_in_passes": _pass("hand-in"),
    "order_service": case_access.may_receive_case,
    "issue_order": order_access.may_issue,
    "report_defects": lambda _user, _where: True,
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_vocabulary_names_whom_the_domains_let(cast: Cast) -> None:
    words = vocabulary().effects
    assert set(words) == set(EFFECTS)
    for name, word in words.items():
        may = MAY.get(name, custody_access.may_hand)
        let = {role for role in ROLES if may(cast[role], cast.community.pk)}
        if name == "clear":
            assert word.by == []
        else:
            assert set(word.by) <= let, name
            assert name == "report_defects" or set(word.by) == let, name


def test_a_rulebook_that_lets_others_take_such_a_step_is_told() -> None:
    book = load("property")
    renovation = book.procedures["renovation-permit"]
    deposit = renovation.steps["deposit"].model_copy(update={"by": ["cashier", "agent"]})
    steps = {**renovation.steps, "deposit": deposit}
    procedures = {**book.procedures, "renovation-permit": renovation.model_copy(update={"steps": steps})}
    found = list(check_procedures(book.model_copy(update={"procedures": procedures})))
    assert [(one.loc, one.en) for one in found] == [
        (
            ("procedures", "renovation-permit", "steps", "deposit", "does", 0, "do"),
            "role agent takes this step but may not do this; who may: cashier",
        )
    ]


def moved_in(cast: Cast) -> Errand:
    """Somebody who moves in, taken in by the lead, and paid: what the engineer looks through."""
    home(cast, "3-2-602", owner="")
    papers = {f"paper-{name}": "on" for name in ("notice", "purchase", "identity")}
    typed = {"owner": "周敏", "owner.phone": "13700002222", "contract": "HT-1", "applicant": "周敏"}
    errand = begun(cast, "move-in", "lead", **{**typed, "place": "3-2-602"}, **papers)
    return taken(cast, errand, "pay", "cashier", **{"fees.paid": "1200", "way": "cash"})


FOUND = {"water": "1", "power": "1", "sound": "no", "defects": "主卧 窗扇关不严"}


def test_what_an_engineer_finds_is_answered_for_by_who_took_the_errand_in(cast: Cast) -> None:
    taken(cast, moved_in(cast), "inspect", "engineer", **FOUND)
    assert Case.objects.get().owner == cast.lead


def test_what_an_engineer_finds_is_answered_for_by_who_leads_once_that_one_has_left(cast: Cast) -> None:
    errand = moved_in(cast)
    Appointment.objects.filter(user=cast.lead).update(until=MORNING)
    taken(cast, errand, "inspect", "engineer", **FOUND)
    assert Case.objects.get().owner in (cast.supervisor, cast.manager)


def test_where_nobody_answers_for_it_the_engineer_is_told_and_nothing_typed_is_lost(cast: Cast) -> None:
    errand = moved_in(cast)
    Appointment.objects.exclude(user=cast.engineer).update(until=MORNING)
    status, page = step(cast, errand, "inspect", "engineer", **FOUND)
    assert status == 422
    assert "Nobody here takes cases" in page
    assert FOUND["defects"] in page
    assert not errand.taken.filter(step="inspect").exists()
