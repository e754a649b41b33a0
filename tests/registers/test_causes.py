"""Complaints by cause, and the types that keep coming back as a check list for patrols."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.utils.translation import override

from kefu.cases.models import Case
from kefu.registers.calc import Period
from kefu.registers.causes import Cause, Causes, causes
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import HERE, Cast, make_cast

pytestmark = pytest.mark.django_db
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def counted(cast: Cast, period: Period = MARCH) -> Causes:
    with override("en"):
        return causes(cast.community, period, date(2026, 3, 31))


def named(rows: object, name: str) -> Cause:
    assert isinstance(rows, list)
    (found,) = [one for one in rows if one.name.startswith(name)]
    assert isinstance(found, Cause)
    return found


def test_types_for_patrols_stand_there_with_where_they_come_from(cast: Cast) -> None:
    for place in ("3-2-501", "3-2-501", "5-1-101"):
        received(cast, category="shelters", place=place)
    before = received(cast, category="shelters", place="9-9-901")
    Case.objects.filter(pk=before.pk).update(received_at=datetime(2026, 2, 10, 9, tzinfo=HERE))
    found = counted(cast)
    dirt = named(found.patrolled, "Dirty")
    assert (dirt.now, dirt.before, dirt.places) == (3, 1, ["3-2-501"])
    assert len(found.patrolled) == 6
    assert sum(one.now for one in found.patrolled) == 3


def test_other_causes_and_what_they_were_about_are_counted_with_second_complaints(cast: Cast) -> None:
    first = received(cast, category="renovation", about="service")
    received(cast, category="renovation", about="service", repeats=str(first.pk))
    received(cast, about="staff")
    withdrawn = received(cast, category="renovation")
    assert do(cast, withdrawn, "withdraw") == 302
    received(cast, kind="enquiry", severity="", category="renovation")
    found = counted(cast)
    renovation = named(found.others, "Breaches in renovation")
    assert (renovation.now, renovation.second) == (2, 1)
    assert {one.key: one.now for one in found.abouts} == {"service": 2, "staff": 1}
    assert all(one.before is None for one in counted(cast, Period(None, None)).others)


def test_the_page_leads_to_the_complaints_behind_a_figure(cast: Cast) -> None:
    counted_one, withdrawn = received(cast, about="service"), received(cast, about="service")
    assert do(cast, withdrawn, "withdraw") == 302
    with time_machine.travel(MORNING, tick=False):
        client = signed_in(cast, "agent")
        page = client.get(f"/registers/{cast.community.pk}/causes").content.decode()
        (link,) = re.findall(r'href="([^"]*/complaints[^"]*kind=service[^"]*)"', page)
        shown = client.get(link.replace("&amp;", "&")).content.decode()
        all_of_them = client.get(f"/registers/{cast.community.pk}/complaints").content.decode()
    assert "Check list for patrols" in page
    assert "not said" in page
    assert [counted_one.number in shown, withdrawn.number in shown] == [True, False]
    assert withdrawn.number in all_of_them
