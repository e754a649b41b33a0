"""A visitor at the front desk of a company: registered, the host told, looked after while waiting, gone."""

from datetime import timedelta

import pytest

from kefu.counter import actions as counter
from kefu.counter.actions import Said
from kefu.counter.models import Errand
from kefu.duties.acts import Act
from kefu.gate.models import Pass
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rulebook", ["broadcast", "ecommerce"])
def test_a_visitor_is_received_by_the_rulebook_alone(rulebook: str) -> None:
    by = Act(None, BEGAN)
    community = people.found_community(NewCommunity("总部前台", "QT", rulebook), by=by)
    department = people.found_department(community.pk, by=by, name="前台")
    post = people.found_post(community.pk, by=by, word="receptionist", title="前台接待", department_id=department.pk)
    clerk = people.join_user(NewUser("qiantai", "马文静", community.pk, "13800000000"), by=by)
    people.appoint_user(clerk.pk, by=by, post_id=post.pk)

    visitor = {"visitor": "林女士", "host": "王建国", "purpose": "洽谈", "host.told": True}
    visitor["until"] = (MORNING + timedelta(hours=2)).isoformat()
    came = Errand(community=community, procedure="visitor", applicant="林女士")
    errand = counter.begin_errand(came, Said(visitor), by=Act(clerk.pk, MORNING))
    found = Pass.objects.get()
    assert (found.kind, found.host, found.is_host_told, found.unit) == ("visitor", "王建国", True, None)
    counter.take_step(errand.pk, "serve", Said({"served": "引座，上茶"}), by=Act(clerk.pk, MORNING))
    counter.take_step(errand.pk, "leave", Said(), by=Act(clerk.pk, MORNING + timedelta(hours=1)))
    errand.refresh_from_db()
    assert errand.state == "done"
