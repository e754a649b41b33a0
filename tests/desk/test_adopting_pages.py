"""Rules come into force by page: previewed, confirmed, nothing promised changes; what is chosen is re-issued.

The first two tests are the days of a head of department, as he goes through the pages.
"""

import re
from datetime import datetime, timedelta
from html import escape, unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kefu.cases.models import Case
from kefu.duties.explaining import told
from kefu.duties.models import Adoption, CalendarYear, Duty
from kefu.events.models import Event
from kefu.rulebook.reading import change, shipped
from tests.cases.test_cases import COMPLAINT, FORMS, MORNING, received
from tests.cast import HERE, Cast
from tests.desk.conftest import SignIn

CLAUSE = "complaint.settle.own"
PROPERTY = shipped()["property"].read_text("utf-8")
STRICTER = change(PROPERTY, CLAUSE, "within", "4 working hours")
NEW_YEARS_EVE = datetime(2026, 12, 31, 9, 30, tzinfo=HERE)
ARRANGED = "closed: [2027-01-01, 2027-01-02, 2027-01-07]\nopened: []\n"


def file(text: str, name: str = "rulebook.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def hidden(page: str) -> dict[str, str]:
    """What a page's forms send along unseen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def ticks(page: str) -> list[str]:
    return re.findall(r'name="duty" value="([^"]+)"', page)


def taken(cast: Cast, as_: SignIn, **more: str) -> Case:
    form = {"community": str(cast.community.pk), "repeats": "", **COMPLAINT, **more}
    assert as_("agent").post("/cases/receive", form).status_code == 302
    return Case.objects.latest("id")


def duty_of(case: Case, clause: str = CLAUSE) -> Duty:
    return Duty.objects.get(subject_kind="case", subject_id=case.pk, clause=clause)


def preview(client: Client, cast: Cast, text: str, since: str) -> str:
    answer = client.post(f"/rulebook/{cast.community.pk}/adopt", {"file": file(text), "since": since})
    return answer.content.decode()


def adopted(client: Client, cast: Cast, text: str, since: str) -> None:
    back = hidden(preview(client, cast, text, since))
    assert client.post(f"/rulebook/{cast.community.pk}/adopt", back).status_code == 302


def test_a_rulebook_changes_while_duties_are_open(cast: Cast, as_: SignIn) -> None:
    where = f"/rulebook/{cast.community.pk}"
    case = received(cast)
    promised = duty_of(case).due_at
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        head = as_("manager")

        # He sees what the new version changes in effect, and which open duties it touches. Nothing is written.
        page = preview(head, cast, STRICTER, "2026-03-10")
        assert "4 working hours" in page
        assert "1 open duty" in page
        assert f"{where}/clauses/{CLAUSE}#open" in page
        assert Adoption.objects.filter(community_id=cast.community.pk).count() == 1

        # He confirms: the version is in force, what was promised stays.
        assert head.post(f"{where}/adopt", hidden(page))["Location"] == where
        assert duty_of(case).due_at == promised
        assert head.get(where).context["chosen"].book.version.isoformat() == "2026-03-10"

        # The page shows what would be due at another time, old and new; without a reason nothing is re-issued.
        page = head.get(f"{where}/reissue?clause={CLAUSE}").content.decode()
        (tick,) = ticks(page)
        assert page.count(escape(told([duty_of(case)])[0].says)) == 3
        assert head.post(f"{where}/reissue?clause={CLAUSE}", {"duty": tick, "why": ""}).status_code == 422
        assert head.post(f"{where}/reissue?clause={CLAUSE}", {"why": "新制度施行"}).status_code == 422
        assert duty_of(case).due_at == promised
        assert head.post(f"{where}/reissue", {"duty": tick, "why": "新制度施行"}).status_code == 302
        duty = duty_of(case)
        assert duty.due_at == MORNING + timedelta(hours=4)
        assert "No open duty would be due" in head.get(f"{where}/reissue?clause={CLAUSE}").content.decode()

        # The case says old, new, who and why; the colleague who bears it reads it.
        said = as_("agent").get(f"/cases/{case.pk}").content.decode()
        for word in ("18:00", "13:30", "王建国", "新制度施行", "re-issued"):
            assert word in said, word

    # The running case keeps its version; one of tomorrow follows the new one.
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        tomorrow = taken(cast, as_)
    assert duty_of(case).version < "2026-03-10" == duty_of(tomorrow).version


def test_2027_is_adopted_from_a_file_and_estimated_duties_are_reissued(cast: Cast, as_: SignIn) -> None:
    where = f"/rulebook/{cast.community.pk}"
    with time_machine.travel(NEW_YEARS_EVE, tick=False):
        case = taken(cast, as_)
        # Settled today, it is to be revisited within seven days: on the seventh of January, as far as the law tells.
        assert as_("supervisor").post(f"/cases/{case.pk}/resolve", FORMS["resolve"]).status_code == 302
        open_then = {duty.pk: duty.due_at for duty in Duty.objects.filter(subject_id=case.pk, end="")}

        # The pages warn that 2027 is not known yet.
        head = as_("manager")
        for page in ("/calendar", "/settings"):
            assert "The arrangement of 2027 is not known" in head.get(where + page).content.decode()

        # The file is read: what becomes of which day, and which open duties would differ.
        typed = {"calendar": "office", "year": "2027", "file": file(ARRANGED, "2027.yaml")}
        page = head.post(f"{where}/calendar/adopt", typed).content.decode()
        assert "2027-01-07" in page
        assert not CalendarYear.objects.exists()
        differing = len(re.findall(r"/duties/\d+", page))

        # Confirmed: in force, every promise as it was, and the page of those that would differ.
        answer = head.post(f"{where}/calendar/adopt", hidden(page))
        assert answer["Location"] == f"{where}/reissue"
        assert "is not known" not in head.get(f"{where}/calendar").content.decode()
        now = {duty.pk: duty.due_at for duty in Duty.objects.filter(pk__in=open_then)}
        assert now == open_then
        chosen = ticks(head.get(f"{where}/reissue").content.decode())
        assert len(chosen) == differing > 0
        assert head.post(f"{where}/reissue", {"duty": chosen, "why": "2027 年放假安排公布"}).status_code == 302
        moved = Duty.objects.filter(pk__in=open_then).exclude(given_at=None)
        assert moved.count() == differing
        assert all(duty.due_at > open_then[duty.pk] for duty in moved)  # type: ignore[operator]
        assert "2027 年放假安排公布" in as_("agent").get(f"/duties/{moved[0].pk}").content.decode()


def test_what_is_wrong_with_a_file_is_told_with_its_line_in_both_languages(cast: Cast, as_: SignIn) -> None:
    broken = PROPERTY.replace("within: same day", "within: soon", 1)
    answer = as_("manager").post(f"/rulebook/{cast.community.pk}/adopt", {"file": file(broken), "since": "2026-04-01"})
    assert answer.status_code == 422
    said = answer.content.decode()
    line = broken[: broken.index("within: soon")].count("\n") + 1
    assert f"line {line}" in said
    assert 'lang="zh"' in said
    assert 'lang="en"' in said
    assert Adoption.objects.filter(community_id=cast.community.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "2026-04-01"}, "Choose a file"),
        ({"since": "", "shipped": "water"}, "This field is required"),
        ({"since": "2020-01-01", "shipped": "property"}, "must hold from a later day"),
        ({"since": "2026-04-01", "file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")}, "no text in UTF-8"),
        ({"since": "2026-04-01", "file": SimpleUploadedFile("x.yaml", b"a: [")}, "thing is wrong"),
    ],
)
def test_what_cannot_come_into_force(typed: dict[str, object], said: str, cast: Cast, as_: SignIn) -> None:
    answer = as_("keeper").post(f"/rulebook/{cast.community.pk}/adopt", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Adoption.objects.filter(community_id=cast.community.pk).count() == 1


def test_a_shipped_rulebook_is_chosen(cast: Cast, as_: SignIn) -> None:
    typed = {"shipped": "water", "since": "2030-01-01"}
    page = as_("administrator").post(f"/rulebook/{cast.community.pk}/adopt", typed).content.decode()
    assert as_("administrator").post(f"/rulebook/{cast.community.pk}/adopt", hidden(page)).status_code == 302
    shown = as_("agent").get(f"/rulebook/{cast.community.pk}")
    assert [one.state for one in shown.context["versions"]] == ["to-come", "now"]


def test_what_did_not_come_back_whole_is_not_adopted(cast: Cast, as_: SignIn) -> None:
    back = hidden(preview(as_("manager"), cast, STRICTER, "2026-04-01"))
    back["source"] = back["source"].replace("4 working hours", "9 working hours")
    answer = as_("manager").post(f"/rulebook/{cast.community.pk}/adopt", back)
    assert answer.status_code == 422
    assert "did not come back whole" in answer.content.decode()


def test_another_version_meanwhile_is_shown_before_anything_is_adopted(cast: Cast, as_: SignIn) -> None:
    back = hidden(preview(as_("manager"), cast, STRICTER, "2026-05-01"))
    adopted(as_("keeper"), cast, STRICTER, "2026-04-01")
    answer = as_("manager").post(f"/rulebook/{cast.community.pk}/adopt", back)
    assert answer.status_code == 200
    assert "Another version has come into force meanwhile" in answer.content.decode()
    assert Adoption.objects.filter(community_id=cast.community.pk).count() == 2


def test_a_double_click_adopts_once(cast: Cast, as_: SignIn) -> None:
    head = as_("manager")
    back = hidden(preview(head, cast, STRICTER, "2026-04-01"))
    assert [head.post(f"/rulebook/{cast.community.pk}/adopt", back).status_code for _ in range(2)] == [302, 302]
    assert Adoption.objects.filter(community_id=cast.community.pk).count() == 2


def test_nobody_else_adopts_by_what_was_previewed(cast: Cast, as_: SignIn) -> None:
    back = hidden(preview(as_("manager"), cast, STRICTER, "2026-04-01"))
    for who, status in (("supervisor", 403), ("auditor", 403), ("other_clerk", 404)):
        assert as_(who).post(f"/rulebook/{cast.community.pk}/adopt", back).status_code == status
    assert Adoption.objects.filter(community_id=cast.community.pk).count() == 1


def test_what_changed_since_the_list_was_shown_is_not_reissued(cast: Cast, as_: SignIn) -> None:
    case = received(cast)
    other = received(cast)
    where = f"/rulebook/{cast.community.pk}/reissue"
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        head = as_("manager")
        adopted(head, cast, STRICTER, "2026-03-10")
        chosen = ticks(head.get(where).content.decode())
        assert len(chosen) == 2
        head.post(where, {"duty": chosen[:1], "why": "新制度"})
        assert head.post(where, {"duty": chosen, "why": "新制度"}).status_code == 422
        assert as_("lead").post(where, {"duty": chosen[1:], "why": "新制度"}).status_code == 403
    assert Event.objects.filter(kind="duty.reissued").count() == 1
    assert sorted(duty_of(one).given_at is None for one in (case, other)) == [False, True]


def test_a_day_and_hours_of_a_day_are_closed_by_page(cast: Cast, as_: SignIn) -> None:
    case = received(cast)
    where = f"/rulebook/{cast.community.pk}/calendar/day"
    with time_machine.travel(MORNING + timedelta(minutes=10), tick=False):
        head = as_("manager")
        typed = {
            "calendar": "office",
            "day": "2026-03-10",
            "what": "hours",
            "begins": "16:00",
            "ends": "18:00",
            "why": "停电",
        }
        page = head.post(where, typed).content.decode()
        assert "08:00–16:00" in page
        assert not CalendarYear.objects.exists()
        assert head.post(where, {**hidden(page), "confirmed": "1"}).status_code == 302
        duty = duty_of(case)
        chosen = ticks(head.get(f"/rulebook/{cast.community.pk}/reissue?clause={CLAUSE}").content.decode())
        head.post(f"/rulebook/{cast.community.pk}/reissue", {"duty": chosen, "why": "停电"})
        assert (duty.due_at, duty_of(case).due_at) == (
            datetime(2026, 3, 10, 18, tzinfo=HERE),
            datetime(2026, 3, 10, 16, tzinfo=HERE),
        )
        wrong = head.post(where, {**typed, "ends": "15:00"})
        assert wrong.status_code == 422
        assert "Say from when to when" in wrong.content.decode()

        # Another day of the same year: the hours of the first stay.
        page = head.post(where, {**typed, "day": "2026-03-12", "what": "closed", "why": "盘点"}).content.decode()
        head.post(where, {**hidden(page), "confirmed": "1"})
        newest = CalendarYear.objects.latest("id")
        assert (newest.closed, newest.closed_hours) == (["2026-03-12"], {"2026-03-10": ["16:00-18:00"]})
        # The department's own days make no year official.
        assert not newest.is_official
    event = Event.objects.filter(kind="calendar.adopted").latest("id")
    assert [text.text for text in event.texts.all()] == ["盘点"]


def test_an_arrangement_that_is_none_is_told(cast: Cast, as_: SignIn) -> None:
    where = f"/rulebook/{cast.community.pk}/calendar/adopt"
    for text, said in (
        ("closed: [soon]\n", "must be a date (2026-01-31), not “soon”"),
        ("close: [2027-01-01]\n", "unknown key “close”"),
        ("closed: []\n", "names no day"),
        ("closed_hours: {2027-02-05: [18:00-14:00]}\n", "closed hours are written 14:00-18:00"),
        ("- 2027-01-01\n", "must be a mapping"),
        ("closed: [2026-01-01]\n", "is not in 2027"),
        ("closed: [", "line 1"),
    ):
        typed = {"calendar": "office", "year": "2027", "file": file(text)}
        answer = as_("manager").post(where, typed)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not CalendarYear.objects.exists()
