"""Incidents: which cases came of them, what is claimed, who may."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kefu.cases.models import Case
from kefu.events import queries as event_queries
from kefu.incidents.models import Claim, Incident, IncidentCase
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LOST = {
    "place": "3-2-501",
    "claimant": "王丽",
    "contact": "13900001111",
    "items": "地板 12 平方米\n衣柜一个",
    "claimed": "8600",
}
CLAIMED = {
    "count": {"counted": "6200.50", "note": "上门清点，拍照留存"},
    "agree": {"agreed": "6000", "way": "goods", "goods": "同款地板", "note": "两次协商"},
    "settle": {"note": "已签收"},
    "drop": {"why": "业主不再主张"},
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def post(
    cast: Cast, address: str, form: dict[str, str] | None = None, who: str = "supervisor", hours: float = 1
) -> int:
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        return signed_in(cast, who).post(address, form or {}).status_code


def opened(cast: Cast, case: Case | None = None, who: str = "agent") -> Incident:
    form = {"community": str(cast.community.pk), "title": "地下室进水", "happened_at": "2026-03-10T08:00"}
    assert post(cast, "/incidents/open" + (f"?case={case.pk}" if case else ""), form, who) == 302
    return Incident.objects.latest("id")


def kinds(incident: Incident) -> list[str]:
    return [event.kind for event in event_queries.history("incident", incident.pk)]


def claimed(cast: Cast, incident: Incident, until: str = "") -> Claim:
    assert post(cast, f"/incidents/{incident.pk}/claim", LOST) == 302
    claim = Claim.objects.latest("id")
    for verb in ("count", "agree", "settle"):
        if until in ("", "made"):
            break
        assert post(cast, f"/incidents/claims/{claim.pk}/{verb}", CLAIMED[verb]) == 302
        claim.refresh_from_db()
        if claim.state == until:
            break
    claim.refresh_from_db()
    return claim


def test_it_is_opened_for_a_case_and_others_are_counted_to_it(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    incident = opened(cast, first)
    assert post(cast, f"/incidents/{incident.pk}/join", {"number": second.number}) == 302
    assert kinds(incident) == ["incident.opened", "incident.joined", "incident.joined"]
    page = signed_in(cast, "agent").get(f"/incidents/{incident.pk}").content.decode()
    assert first.number in page
    assert second.number in page
    assert "地下室进水" in signed_in(cast, "agent").get(f"/cases/{second.pk}").content.decode()
    assert post(cast, f"/incidents/{incident.pk}/join", {"number": second.number}) == 422
    assert post(cast, f"/incidents/{incident.pk}/join", {"number": "2026-777777"}) == 422
    assert post(cast, f"/incidents/{incident.pk}/part/{second.pk}") == 302
    before = kinds(incident)
    assert post(cast, f"/incidents/{incident.pk}/part/{second.pk}") == 302
    assert kinds(incident) == before
    assert [member.case for member in IncidentCase.objects.all()] == [first]
    assert kinds(incident)[-1] == "incident.parted"


def test_many_cases_are_answered_together(cast: Cast) -> None:
    cases = [received(cast) for _ in range(3)]
    incident = opened(cast, cases[0])
    for case in cases[1:]:
        assert post(cast, f"/incidents/{incident.pk}/join", {"number": case.number}) == 302
    page = signed_in(cast, "agent").get(f"/incidents/{incident.pk}").content.decode()
    assert all(f'name="case" value="{case.pk}" form="bulk"' in page for case in cases)
    assert "/cases/bulk/answer" in page


def test_a_claim_is_counted_agreed_on_and_made_good(cast: Cast) -> None:
    incident = opened(cast)
    claim = claimed(cast, incident, "settled")
    assert (claim.counted, claim.agreed, claim.way) == (Decimal("6200.50"), Decimal(6000), "goods")
    assert claim.settled_at == MORNING + timedelta(hours=1)
    assert kinds(incident) == ["incident.opened", "claim.made", "claim.counted", "claim.agreed", "claim.settled"]
    counted = event_queries.history("incident", incident.pk).get(kind="claim.counted")
    assert counted.facts == {"claim": str(claim.pk), "claim.yuan": 6200.5}
    assert "王丽" not in counted.facts_text
    dropped = claimed(cast, incident)
    assert post(cast, f"/incidents/claims/{dropped.pk}/drop", CLAIMED["drop"]) == 302
    page = signed_in(cast, "auditor").get(f"/incidents/{incident.pk}").content.decode()
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert "8600.00" in foot
    assert "6200.50" in foot
    assert foot.count("6000.00") == 2


@pytest.mark.parametrize(
    ("verb", "state"),
    [("agree", "made"), ("settle", "made"), ("settle", "counted"), ("count", "agreed"), ("drop", "settled")],
)
def test_a_claim_goes_its_way_step_by_step(cast: Cast, verb: str, state: str) -> None:
    incident = opened(cast)
    claim = claimed(cast, incident, state)
    before = kinds(incident)
    assert post(cast, f"/incidents/claims/{claim.pk}/{verb}", CLAIMED[verb]) == 422
    claim.refresh_from_db()
    assert (claim.state, kinds(incident)) == (state, before)


def test_what_is_wrong_with_a_claim_is_said_and_what_was_typed_is_kept(cast: Cast) -> None:
    incident = opened(cast)
    client = signed_in(cast, "agent")
    answer = client.post(f"/incidents/{incident.pk}/claim", {**LOST, "claimed": "-5", "items": ""})
    assert answer.status_code == 422
    assert "王丽" in answer.content.decode()
    claim = claimed(cast, incident, "counted")
    form = {**CLAIMED["agree"], "goods": ""}
    said = signed_in(cast, "supervisor").post(f"/incidents/claims/{claim.pk}/agree", form)
    assert said.status_code == 422
    assert "Say which goods." in said.content.decode()


def test_it_is_closed_when_all_claims_are_settled_and_then_nothing_more_is_done(cast: Cast) -> None:
    incident = opened(cast)
    claim = claimed(cast, incident)
    summary = {"summary": "更换止回阀"}
    assert post(cast, f"/incidents/{incident.pk}/close", summary) == 422
    assert post(cast, f"/incidents/claims/{claim.pk}/drop", CLAIMED["drop"]) == 302
    assert post(cast, f"/incidents/{incident.pk}/close", summary) == 302
    assert kinds(incident)[-1] == "incident.closed"
    assert post(cast, f"/incidents/{incident.pk}/claim", LOST) == 422
    assert "地下室进水" in signed_in(cast, "agent").get("/incidents?show=closed").content.decode()
    assert "地下室进水" not in signed_in(cast, "agent").get("/incidents").content.decode()


def test_who_may(cast: Cast) -> None:
    incident = opened(cast)
    claim = claimed(cast, incident, "counted")
    for who in ("cashier", "auditor", "keeper"):
        assert post(cast, f"/incidents/{incident.pk}/claim", LOST, who) == 403
    for who in ("agent", "engineer", "auditor"):
        assert post(cast, f"/incidents/claims/{claim.pk}/agree", CLAIMED["agree"], who) == 403
        assert post(cast, f"/incidents/{incident.pk}/close", {"summary": "好"}, who) == 403
    for address in (f"/incidents/{incident.pk}/claim", f"/incidents/claims/{claim.pk}/agree"):
        assert post(cast, address, who="other_clerk") == 404
        assert signed_in(cast, "agent").get(address).status_code == 405
    assert signed_in(cast, "other_clerk").get(f"/incidents/{incident.pk}").status_code == 404
    assert "地下室进水" not in signed_in(cast, "other_clerk").get("/incidents").content.decode()
    elsewhere = {"community": str(cast.community.pk), "title": "停水", "happened_at": "2026-03-10T08:00"}
    assert post(cast, "/incidents/open", elsewhere, "other_clerk") == 422
    assert kinds(incident) == ["incident.opened", "claim.made", "claim.counted"]


def test_its_page_asks_no_more_for_many(cast: Cast) -> None:
    incident = opened(cast, received(cast))
    claimed(cast, incident)
    client, counts = signed_in(cast, "supervisor"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/incidents/{incident.pk}").status_code == 200
        counts.append(len(asked))
        for _ in range(3):
            post(cast, f"/incidents/{incident.pk}/join", {"number": received(cast).number})
            claimed(cast, incident)
    assert counts[0] == counts[1]
