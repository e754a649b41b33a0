"""Builder's defects over HTTP: the way of one to the contractor and back, who may, lists, files and figures."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.events import queries as event_queries
from kefu.repairs.actions import VERBS
from kefu.repairs.models import Defect
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import BEGAN, Cast, make_cast

pytestmark = pytest.mark.django_db
SHEET = {"place": "3-2-501", "matter": "窗框渗水", "form": "sheet", "contractor": "建工三局"}
SAID = {"return": "重新打胶", "reject": "仍渗水", "withdraw": "不属施工问题"}
WAY = {"sent": (), "returned": ("return",), "verified": ("return", "verify"), "closed": ("return", "verify", "close")}
WHO = {"verify": "engineer", "reject": "engineer", "withdraw": "lead"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def post(cast: Cast, address: str, form: dict[str, str], who: str, hours: float = 1) -> int:
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        return signed_in(cast, who).post(address, form).status_code


def sent(cast: Cast, who: str = "agent", case: Case | None = None, hours: float = 1, **more: str) -> Defect:
    address = "/defects/send" + (f"?case={case.pk}" if case else "")
    assert post(cast, address, {"community": str(cast.community.pk), **SHEET, **more}, who, hours) == 302
    return Defect.objects.latest("id")


def do(cast: Cast, defect: Defect, verb: str, who: str = "", hours: float = 2) -> int:
    status = post(
        cast, f"/defects/{defect.pk}/{verb}", {"said": SAID.get(verb, "")}, who or WHO.get(verb, "agent"), hours
    )
    defect.refresh_from_db()
    return status


def brought(cast: Cast, state: str, form: str = "sheet") -> Defect:
    defect = sent(cast, form=form)
    for verb in ("withdraw",) if state == "withdrawn" else WAY[state]:
        assert do(cast, defect, verb) == 302
    assert defect.state == state
    return defect


def kinds(defect: Defect) -> list[str]:
    history = event_queries.history("defect", defect.pk)
    return [event.kind for event in history if event.kind.startswith("defect.")]


def warranty(cast: Cast) -> Case:
    return received(cast, kind="repair", severity="", repair_way="warranty")


def open_duties(defect: Defect) -> list[str]:
    return list(
        Duty.objects.filter(subject_kind="defect", subject_id=defect.pk, end="").values_list("clause", flat=True)
    )


def rows(client: Client, address: str) -> list[list[Any]]:
    answer = client.post(address)
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer) if answer.streaming else answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_it_goes_out_comes_back_and_is_verified_each_by_one_event(cast: Cast) -> None:
    row = EstateRow("3栋", "2", 5, "3-2-501", "home", "王丽", "13900001111", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=Act(cast.manager.pk, BEGAN))
    defect = sent(cast)
    assert defect.unit is not None
    assert (defect.unit.code, defect.sent_by, defect.times) == ("3-2-501", cast.agent, 1)
    assert do(cast, defect, "return") == 302
    assert do(cast, defect, "reject", hours=3) == 302
    assert (defect.state, defect.returned_at, defect.times) == ("sent", None, 2)
    assert do(cast, defect, "return", hours=4) == 302
    assert do(cast, defect, "verify", hours=5) == 302
    assert do(cast, defect, "close", hours=6) == 302
    assert (defect.work, defect.verified_at, defect.closed_at) == (
        "重新打胶",
        MORNING + timedelta(hours=5),
        MORNING + timedelta(hours=6),
    )
    happened = ("sent", "returned", "rejected", "returned", "verified", "closed")
    assert kinds(defect) == [f"defect.{word}" for word in happened]
    assert not any("渗水" in event.facts_text for event in event_queries.history("defect", defect.pk))
    page = signed_in(cast, "auditor").get(f"/defects/{defect.pk}").content.decode()
    assert "仍渗水" in page
    assert "重新打胶" in page


def test_clauses_have_it_chased_followed_and_verified(cast: Cast) -> None:
    defect = sent(cast)
    assert open_duties(defect) == ["defect.chase"]
    first = Duty.objects.get(subject_kind="defect", subject_id=defect.pk)
    assert (first.bearer_id, first.due_at) == (cast.agent.pk, (MORNING + timedelta(days=3)).replace(hour=18, minute=0))
    assert do(cast, defect, "chase", hours=30) == 302
    first.refresh_from_db()
    assert first.end == "done"
    assert open_duties(defect) == ["defect.return"]
    run_clock(MORNING + timedelta(days=9))
    assert Duty.objects.filter(subject_kind="defect", breached_at__isnull=False).count() == 1
    assert do(cast, defect, "return", hours=240) == 302
    assert open_duties(defect) == ["defect.verify"]
    verifying = Duty.objects.get(subject_kind="defect", end="")
    assert verifying.bearer_id == cast.engineer.pk
    assert do(cast, defect, "reject", hours=241) == 302
    assert open_duties(defect) == ["defect.chase"]
    assert do(cast, defect, "withdraw", hours=242) == 302
    assert open_duties(defect) == []


@pytest.mark.parametrize("state", [*WAY, "withdrawn"])
def test_what_a_state_does_not_allow_is_refused_and_nothing_is_written(cast: Cast, state: str) -> None:
    defect = brought(cast, state)
    before = kinds(defect)
    for verb in (verb for verb, one in VERBS.items() if state not in one.allowed_in):
        assert do(cast, defect, verb, "manager", 9) == 422, verb
    assert (defect.state, kinds(defect)) == (state, before)


def test_who_may(cast: Cast) -> None:
    defect = sent(cast)
    for who in ("cashier", "auditor", "keeper"):
        assert post(cast, "/defects/send", SHEET, who) == 403
        assert do(cast, defect, "return", who) == 403
    assert do(cast, defect, "withdraw", "agent") == 403
    assert do(cast, defect, "withdraw", "engineer") == 403
    assert do(cast, defect, "return", "other_clerk") == 404
    assert signed_in(cast, "agent").get(f"/defects/{defect.pk}/return").status_code == 405
    assert do(cast, defect, "return") == 302
    for who in ("agent", "lead"):
        assert do(cast, defect, "verify", who) == 403
        assert do(cast, defect, "reject", who) == 403
    assert post(cast, "/defects/send", {**SHEET, "community": str(cast.community.pk)}, "other_clerk") == 422
    assert "窗框渗水" not in signed_in(cast, "other_clerk").get("/defects").content.decode()
    assert kinds(defect) == ["defect.sent", "defect.returned"]


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast: Cast) -> None:
    form = {**SHEET, "community": str(cast.community.pk), "contractor": ""}
    answer = signed_in(cast, "agent").post("/defects/send", form)
    assert answer.status_code == 422
    assert "窗框渗水" in answer.content.decode()
    defect = sent(cast)
    assert post(cast, f"/defects/{defect.pk}/return", {"said": ""}, "agent") == 422
    assert kinds(defect) == ["defect.sent"]


def test_a_second_click_and_a_stale_form_count_once(cast: Cast) -> None:
    defect, client = sent(cast), signed_in(cast, "agent")
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        for _ in range(2):
            answer = client.post(f"/defects/{defect.pk}/chase", {"request_key": "k", "expect": "1"})
            assert answer.status_code == 302
        assert client.post(f"/defects/{defect.pk}/chase", {"expect": "1"}).status_code == 422
    assert kinds(defect) == ["defect.sent", "defect.chased"]


def test_a_repair_under_warranty_is_passed_on_in_one_step(cast: Cast) -> None:
    sent(cast)
    case = warranty(cast)
    client = signed_in(cast, "agent")
    assert f"/defects/send?case={case.pk}" in client.get(f"/cases/{case.pk}").content.decode()
    page = client.get(f"/defects/send?case={case.pk}").content.decode()
    assert all(word in page for word in ("3-2-501", case.matter, "建工三局"))
    defect = sent(cast, case=case, contractor="建工一局")
    assert (defect.case, defect.unit) == (case, case.unit)
    history = [event.kind for event in event_queries.history("case", case.pk)]
    assert history.count("case.forwarded") == 1
    told = Duty.objects.get(subject_kind="case", subject_id=case.pk, clause="repair.warranty.call-contractor")
    assert told.end == "done"
    shown = client.get(f"/cases/{case.pk}").content.decode()
    assert f"/defects/{defect.pk}" in shown
    assert f"/defects/send?case={case.pk}" not in shown
    assert post(cast, f"/defects/send?case={case.pk}", SHEET, "agent") == 422
    # What engineering says of the work it says of the repair, which can be settled then.
    assert do(cast, defect, "return") == 302
    assert do(cast, defect, "reject") == 302
    assert do(cast, defect, "return", hours=3) == 302
    assert do(cast, defect, "verify", hours=3) == 302
    verdicts = event_queries.history("case", case.pk).filter(kind="repair.verified")
    assert [event.facts["verified"] for event in verdicts] == [False, True]


def test_only_a_repair_of_a_community_that_is_seen_is_passed_on(cast: Cast) -> None:
    complaint = received(cast)
    assert post(cast, f"/defects/send?case={complaint.pk}", SHEET, "agent") == 422
    assert post(cast, f"/defects/send?case={complaint.pk}", SHEET, "other_clerk") == 404
    assert "/defects/send" not in signed_in(cast, "agent").get(f"/cases/{complaint.pk}").content.decode()
    assert not Defect.objects.exists()


def test_a_repair_that_is_closed_is_not_passed_on(cast: Cast) -> None:
    case = warranty(cast)
    case.state, case.closed_at = "closed", case.received_at
    case.save()
    assert post(cast, f"/defects/send?case={case.pk}", SHEET, "agent") == 422
    assert not Defect.objects.exists()


def test_the_list_is_narrowed_down_and_taken_out_whole(cast: Cast) -> None:
    for n, (form, contractor) in enumerate((("sheet", "建工三局"), ("daily", "宏达门窗"), ("slip", "建工三局"))):
        sent(cast, form=form, contractor=contractor, matter=f"缺陷{n}号", hours=1 + 24 * n)
    do(cast, Defect.objects.get(form="daily"), "return", hours=80)
    client = signed_in(cast, "auditor")
    for query, shown in {
        "form=slip": {2},
        "state=sent": {0, 2},
        "state=back": {1},
        "contractor=宏达": {1},
        "since=2026-03-11&until=2026-03-11": {1},
        "since=2026-03-12": {2},
        "form=nonsense": {0, 1, 2},
    }.items():
        page = client.get(f"/defects?{query}").content.decode()
        assert {n for n in range(3) if f"缺陷{n}号" in page} == shown, query
    heads, *lines = rows(client, "/defects/export?state=sent")
    assert [line[heads.index("Defect")] for line in lines] == ["缺陷2号", "缺陷0号"]


def test_figures_count_each_paper_apart_and_the_rate_on_the_slips(cast: Cast) -> None:
    for state in ("sent", "returned", "verified", "closed", "withdrawn"):
        brought(cast, state, form="slip")
    brought(cast, "verified", form="daily")
    sent(cast, form="sheet", hours=24 * 30)
    client = signed_in(cast, "auditor")
    with time_machine.travel(MORNING + timedelta(days=40), tick=False):
        heads, *lines = rows(client, f"/defects/figures/{cast.community.pk}/export?year=2026")
        page = client.get(f"/defects/figures/{cast.community.pk}?year=2026").content.decode()
        none = client.get(f"/defects/figures/{cast.community.pk}?year=2025").content.decode()
    assert len(heads) == 8
    assert lines == [
        ["2026-03", 0, 0, 1, 1, 4, 3, 0.5],
        ["2026-04", 1, 0, 0, 0, 0, 0, ""],
        ["2026", 1, 0, 1, 1, 4, 3, 0.5],
    ]
    assert "50.0%" in page
    assert "form=slip&amp;state=back&amp;since=2026-03-01&amp;until=2026-03-31" in page
    found = client.get("/defects?form=slip&state=back&since=2026-03-01&until=2026-03-31").content.decode()
    assert found.count('<th scope="row"') == 3
    assert "No defect was sent in this year" in none


def test_figures_lead_to_the_defects_of_their_community(cast: Cast) -> None:
    sent(cast)
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        client = signed_in(cast, "administrator")
        page = client.get(f"/defects/figures/{cast.community.pk}?year=2026").content.decode()
        assert f'"/defects?community={cast.community.pk}&amp;form=sheet&amp;state=counted' in page
        both = cast.community, cast.other_community
        counts = [len(rows(client, f"/defects/export?community={where.pk}")) - 1 for where in both]
    assert counts == [1, 0]


def test_a_file_of_defects_is_in_the_order_of_the_page(cast: Cast) -> None:
    sent(cast, matter="先报")
    sent(cast, matter="后报", hours=2)
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        client = signed_in(cast, "agent")
        found = {order: rows(client, f"/defects/export?sort={order}")[1:] for order in ("newest", "oldest")}
    assert found["oldest"] == found["newest"][::-1]
    assert "后报" in found["newest"][0]
