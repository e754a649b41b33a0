"""An errand of the tests' household, taken through its steps over HTTP."""

from datetime import datetime
from secrets import token_hex
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.counter.models import Errand
from kefu.duties.acts import Act
from kefu.estate import actions as estate
from kefu.estate.actions import NewUnit
from kefu.estate.models import Building, Capacity, Residency, Unit
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
from kefu.people.models import User
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast
from tests.workorders.pictures import signature

CALLER = {"place": "3-2-501", "applicant": "王芳", "phone": "13900001111"}


def home(cast: Cast, code: str = "3-2-501", owner: str = "王芳", phone: str = "13900001111") -> Unit:
    """A unit of the cast's community with its owner, if one is named."""
    found = Unit.objects.filter(community=cast.community, code=code).first()
    if found is not None:
        return found
    by = Act(cast.manager.pk, BEGAN)
    building = Building.objects.filter(community=cast.community, name="3 号楼").first()
    building = building or estate.add_building(cast.community.pk, by=by, name="3 号楼")
    unit = estate.add_unit(building.pk, NewUnit(code.rsplit("-", 1)[1], "2", 5), by=by)
    if owner:
        estate.move_in(unit.pk, by=by, name=owner, phone=phone, capacity=Capacity.OWNER)
    return unit


def of_utility(cast: Cast) -> Cast:
    """The people of a water utility, at the names of the cast."""
    by = Act(cast.administrator.pk, BEGAN)
    utility = people.found_community(NewCommunity("城东营业所", "CD", "water"), by=by)
    staff: dict[str, User] = {}
    for word in ("agent", "supervisor", "engineer"):
        post = people.found_post(utility.pk, by=by, word=word, title=word)
        staff[word] = people.join_user(NewUser(f"water-{word}", f"供水{word}", utility.pk), by=by)
        people.appoint_user(staff[word].pk, by=by, post_id=post.pk)
    building = estate.add_building(utility.pk, by=by, name="3 号楼")
    estate.add_unit(building.pk, NewUnit("501", "2", 5), by=by)
    return Cast(**{**vars(cast), "community": utility, **staff})


def begin(cast: Cast, procedure: str, who: str = "agent", at: datetime = MORNING, /, **typed: Any) -> tuple[int, str]:
    """What the page answers when an errand is taken in, and what it says."""
    with time_machine.travel(at, tick=False):
        address = f"/counter/begin/{cast.community.pk}/{procedure}"
        answer = signed_in(cast, who).post(address, {"request_key": token_hex(16), **CALLER, **typed})
    return answer.status_code, answer.content.decode()


def begun(cast: Cast, procedure: str, who: str = "agent", at: datetime = MORNING, /, **typed: Any) -> Errand:
    """An errand that was taken in."""
    status, page = begin(cast, procedure, who, at, **typed)
    assert status == 302, page
    return Errand.objects.latest("id")


def step(
    cast: Cast, errand: Errand, name: str, who: str = "agent", at: datetime = MORNING, /, **typed: Any
) -> tuple[int, str]:
    """What the page answers when a step is taken, and what it says."""
    with time_machine.travel(at, tick=False):
        address = f"/counter/errands/{errand.pk}/steps/{name}"
        answer = signed_in(cast, who).post(address, {"request_key": token_hex(16), **typed})
    errand.refresh_from_db()
    return answer.status_code, answer.content.decode()


def taken(cast: Cast, errand: Errand, name: str, who: str = "agent", at: datetime = MORNING, /, **typed: Any) -> Errand:
    """An errand after a step that is taken."""
    status, page = step(cast, errand, name, who, at, **typed)
    assert status == 302, page
    return errand


def signed() -> SimpleUploadedFile:
    """A signature as the browser sends it."""
    return SimpleUploadedFile("signature.png", signature(), "image/png")


def living(unit: Unit) -> list[tuple[str, str]]:
    """Who belongs to a unit now, and as what."""
    found = Residency.objects.filter(unit=unit, until=None).order_by("id")
    return list(found.values_list("person__name", "capacity"))
