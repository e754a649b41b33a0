"""Cards, keys and parking spaces of the cast's community, registered by the agent, and a household to have them."""

from datetime import timedelta

import time_machine
from django.test import Client

from kefu.custody import actions, queries
from kefu.custody.actions import Holder, LeftKey, Loan, NewThings, Signing, Vehicle
from kefu.custody.models import Thing
from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.events import queries as event_queries
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast

PAPER = Signing(on_paper=True)
HOME, OWNER = "3-2-501", "王丽"
EVENING = MORNING + timedelta(hours=8)
CAR = {"unit": HOME, "name": OWNER, "plate": "沪A·12345"}
LOAN = {"name": "张师傅", "purpose": "检修水表", "due_at": f"{EVENING:%Y-%m-%dT%H:%M}", "is_on_paper": "on"}
FORMS: dict[str, dict[str, str]] = {
    "issue-card": {"unit": HOME, "name": OWNER},
    "load-card": {"what": "3 栋大门，至 2027-12-31"},
    "return-card": {},
    "lose-card": {"note": "地铁上丢的"},
    "block-card": {},
    "replace-card": {"number": "C-900"},
    "lend-key": LOAN,
    "return-key": {"is_on_paper": "on"},
    "give-back-key": {"is_on_paper": "on"},
    "lose-key": {"note": "找不到"},
    "assign-parking": CAR,
    "release-parking": {},
    "find": {"note": "在抽屉里"},
    "retire": {"why": "损坏"},
}


def household(cast: Cast) -> None:
    """A home with its owner."""
    row = EstateRow("3栋", "2", 5, HOME, "home", OWNER, "13900001111", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=Act(cast.manager.pk, BEGAN))


def owner(cast: Cast, name: str = OWNER) -> Holder:
    """Somebody of the home, or who is said to be."""
    found = queries.holder_called(cast.community.pk, HOME, name)
    assert found is not None
    return found


def registered(cast: Cast, kind: str, number: str, community_id: int | None = None) -> Thing:
    """A thing that lies with us."""
    new = NewThings(kind, [number])
    made = actions.register_things(community_id or cast.community.pk, new, by=Act(_clerk(cast, community_id), BEGAN))
    return made.things.get()


def _clerk(cast: Cast, community_id: int | None) -> int:
    return cast.other_clerk.pk if community_id == cast.other_community.pk else cast.agent.pk


def left_key(cast: Cast, number: str = "K-1") -> Thing:
    """A key that the household left with us."""
    left = LeftKey(number, owner(cast), "出国期间代管")
    return actions.leave_key(cast.community.pk, left, by=Act(cast.agent.pk, BEGAN), signed=PAPER)


def issued_card(cast: Cast, number: str = "C-1") -> Thing:
    """A card of the household's."""
    return actions.issue_card(registered(cast, "card", number).pk, by=Act(cast.agent.pk, MORNING), to=owner(cast))


def lent_key(cast: Cast, number: str = "K-2") -> Thing:
    """A key of ours that the engineer has until the evening."""
    to = Holder(cast.engineer.name, user=cast.engineer)
    by, loan = Act(cast.agent.pk, MORNING), Loan("检修水泵", EVENING)
    return actions.lend_key(registered(cast, "key", number).pk, by=by, to=to, loan=loan, signed=PAPER)


def assigned_space(cast: Cast, number: str = "P-1") -> Thing:
    """A parking space of the household's."""
    by, car = Act(cast.agent.pk, MORNING), Vehicle("沪A12345", "白色轿车")
    return actions.assign_parking(registered(cast, "parking", number).pk, by=by, to=owner(cast), vehicle=car)


def do(cast: Cast, who: str, thing: Thing, verb: str, **more: str) -> int:
    """Somebody does something with a thing over HTTP; what the page answers."""
    return page_after(signed_in(cast, who), thing, verb, **more)[0]


def page_after(client: Client, thing: Thing, verb: str, **more: str) -> tuple[int, str]:
    """The same, with what the page says."""
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        answer = client.post(f"/custody/{thing.pk}/{verb}", {**FORMS[verb], **more})
    return answer.status_code, answer.content.decode()


def acts(thing: Thing) -> list[str]:
    """What people did with a thing, the first first."""
    return [one.kind for one in event_queries.history("thing", thing.pk).filter(actor_id__isnull=False)]
