"""A register brought in: once, quietly, decided as at the desk; what cannot be used is told row by row."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kefu.audit.choosing import Chosen
from kefu.audit.mapping import load_mapping
from kefu.cases import actions
from kefu.cases.importing.running import Aim, Imported, ImportRefusedError, import_logs
from kefu.cases.models import Case
from kefu.cases.search import index_cases, matching
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.histories import go_live
from kefu.duties.models import Duty, Standing, Step
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.notices.actions import send_notices
from kefu.notices.models import Notice
from kefu.people.models import User
from tests.audit.test_tables import workbook
from tests.cast import HERE, Cast, make_cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=HERE)
HEADINGS = (
    "编号",
    "受理时间",
    "房号",
    "业主",
    "电话",
    "类型",
    "等级",
    "事由",
    "接待人",
    "处理人",
    "办结时间",
    "回访时间",
    "关闭时间",
)
CLOSED = (
    "A-1",
    "2026/1/6 9:00",
    "3-2-1201",
    "王先生",
    "13900001111",
    "投诉",
    "重大",
    "噪音",
    "张晓梅",
    "李大伟",
    "2026/1/6 15:00",
    "2026/1/8 10:00",
    "2026/1/8 10:30",
)
OPEN = (
    "A-2",
    "2026/3/2 9:00",
    "9-9-9999",
    "赵女士",
    "13900002222",
    "投诉",
    "重大",
    "电梯困人",
    "张晓梅",
    "",
    "",
    "",
    "",
)
MAPPING = """
mapping: ours
subject: 编号
events:
  case.received: {at: 受理时间, actor: 接待人}
  case.resolved: {at: 办结时间, actor: 处理人}
  case.revisited: {at: 回访时间, actor: 接待人, facts: {revisit.recorded: {value: true}, revisit.satisfied: {value: true}}}
  case.closed: {at: 关闭时间, actor: 接待人}
facts:
  kind: {column: 类型, values: {投诉: complaint, 报修: repair}}
  severity: {column: 等级, values: {重大: major, 一般: general}}
  owner: {column: 接待人}
  channel: {value: phone}
words: {matter: 事由, caller: 业主, contact: 电话, unit: 房号}
"""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def chosen(folder: Path, *rows: Sequence[str], mapping: str = MAPPING, headings: Sequence[str] = HEADINGS) -> Chosen:
    path = folder / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    read = load_mapping(mapping)
    return Chosen(read.open(path), read)


def brought_in(cast: Cast, log: Chosen, owner: User | None = None) -> Imported:
    return import_logs([log], Aim(cast.community.pk, "Asia/Shanghai", NOW, None if owner is None else owner.pk))


def told(imported: Imported) -> list[tuple[int, str]]:
    return [(one.row, one.reason.en) for _, one in imported.rejections]


def test_a_row_of_a_workbook_is_named_by_its_sheet_and_its_number_there(cast: Cast, tmp_path: Path) -> None:
    early = ("A-3", "2026/2/30 9:00", *OPEN[2:])
    path = workbook(tmp_path / "all.xlsx", ("1月", [HEADINGS, CLOSED]), ("3月", [HEADINGS, early, OPEN, CLOSED]))
    read = load_mapping(MAPPING + "sheet: all\n")
    aim = Aim(cast.community.pk, "Asia/Shanghai", NOW)
    imported = import_logs([Chosen(read.open(path), read)], aim, workers=0)
    assert imported.cases == 2
    assert [(file, one.row) for file, one in imported.rejections] == [("all.xlsx “3月”", 2), ("all.xlsx “3月”", 4)]
    assert imported.rejections[1][1].reason.en == "this number stands already in all.xlsx “1月”, row 2"


def test_a_register_becomes_cases_with_their_histories(cast: Cast, tmp_path: Path) -> None:
    imported = brought_in(cast, chosen(tmp_path, CLOSED, OPEN))
    assert (imported.cases, imported.known, imported.rejections) == (2, 0, [])
    closed, still_open = Case.objects.order_by("number")
    assert (closed.number, closed.state, closed.kind, closed.severity) == ("A-1", "closed", "complaint", "major")
    assert (closed.owner, closed.matter, closed.caller, closed.contact) == (cast.agent, "噪音", "王先生", "13900001111")
    assert closed.received_at == datetime(2026, 1, 6, 9, tzinfo=HERE)
    assert closed.closed_at == datetime(2026, 1, 8, 10, 30, tzinfo=HERE)
    # No such home in the estate: it stays readable.
    assert (still_open.state, still_open.unit_id, still_open.place) == ("received", None, "9-9-9999")
    events = list(event_queries.history("case", closed.pk).filter(actor_id__isnull=False))
    assert [event.kind for event in events] == ["case.received", "case.resolved", "case.revisited", "case.closed"]
    assert [event.actor_id for event in events] == [cast.agent.pk, cast.engineer.pk, cast.agent.pk, cast.agent.pk]
    assert all(event.happened_at == event.recorded_at for event in events)
    assert list(event_queries.verify()) == []


def test_it_decides_as_the_desk_does(cast: Cast, tmp_path: Path) -> None:
    """The same case taken at the desk at the same times has the same duties."""
    brought_in(cast, chosen(tmp_path, OPEN))
    imported = Case.objects.get()
    at = imported.received_at
    words = {"matter": "电梯困人", "caller": "赵女士", "contact": "13900002222", "place": "9-9-9999"}
    new = Case(community=cast.community, kind="complaint", severity="major", channel="phone", **words)
    taken = actions.receive_case(new, by=Act(cast.agent.pk, at))
    run_clock(NOW)

    def said(case: Case) -> set[tuple[object, ...]]:
        fields = (
            "clause",
            "occurrence",
            "bearer_id",
            "start_at",
            "due_at",
            "breached_at",
            "level",
            "end",
            "acknowledge_by",
        )
        return set(Duty.objects.filter(subject_kind="case", subject_id=case.pk).values_list(*fields))

    assert said(imported) == said(taken)
    assert len(said(taken)) == 3
    due = dict(Standing.objects.filter(subject_kind="case").values_list("subject_id", "next_due_at"))
    assert dict(Case.objects.values_list("id", "next_due_at")) == {id_: due[id_] for id_ in (imported.pk, taken.pk)}
    assert due[imported.pk] is not None
    assert (
        Step.objects.filter(duty__subject_id=imported.pk).count()
        == Step.objects.filter(duty__subject_id=taken.pk).count()
        > 0
    )


def test_nobody_is_rung_before_it_goes_live(cast: Cast, tmp_path: Path) -> None:
    brought_in(cast, chosen(tmp_path, OPEN))
    later = NOW + timedelta(days=1)
    run_clock(later)
    assert send_notices(later) == 0
    steps = Step.objects.filter(duty__subject_kind="case")
    assert steps.exists()
    assert not steps.exclude(is_imported=True, is_waiting=False, sent_at=None).exists()
    # What comes after that moment rings.
    assert go_live([cast.community.pk], later) == 1
    case = Case.objects.get()
    actions.promise_case(case.pk, by=Act(cast.agent.pk, later), at=later + timedelta(hours=2))
    run_clock(later + timedelta(days=2))
    rung = Step.objects.filter(duty__subject_id=case.pk, is_imported=False)
    assert rung.exists()
    send_notices(later + timedelta(days=2))
    assert Notice.objects.filter(kind__in=(Notice.Kind.STEP, Notice.Kind.SUMMARY)).exists()
    assert go_live([cast.community.pk], later) == 0


def test_again_brings_nothing_and_more_brings_more(cast: Cast, tmp_path: Path) -> None:
    brought_in(cast, chosen(tmp_path, CLOSED))
    before = Event.objects.count()
    again = brought_in(cast, chosen(tmp_path, CLOSED))
    assert (again.cases, again.known, Event.objects.count()) == (0, 1, before)
    more = brought_in(cast, chosen(tmp_path, CLOSED, OPEN))
    assert (more.cases, more.known) == (1, 1)


def test_work_goes_on_with_what_came_in(cast: Cast, tmp_path: Path) -> None:
    brought_in(cast, chosen(tmp_path, OPEN))
    case = Case.objects.get()
    actions.resolve_case(case.pk, by=Act(cast.agent.pk, NOW), result="修好了", facts={"opinion-asked": True})
    assert Case.objects.get().state == "resolved"
    assert Duty.objects.filter(subject_id=case.pk, clause="complaint.settle.own").exclude(end="").exists()
    assert list(event_queries.verify()) == []
    index_cases()
    assert matching([cast.community.pk], "电梯困人", 10) == [case.pk]


def test_a_reason_is_words_and_that_it_was_given_a_fact(cast: Cast, tmp_path: Path) -> None:
    """Facts are hashed for ever; words may have to be erased."""
    mapping = MAPPING.replace("facts:\n  kind", "facts:\n  visit.reason: {column: 理由}\n  kind")
    brought_in(cast, chosen(tmp_path, (*OPEN, "张三请假"), mapping=mapping, headings=(*HEADINGS, "理由")))
    first = event_queries.history("case", Case.objects.get().pk)[0]
    assert first.facts["visit.reason"] == "given"
    assert first.texts.get(name="reason").text == "张三请假"
    assert "张三请假" not in first.facts_text


def test_whom_nobody_knows_has_left(cast: Cast, tmp_path: Path) -> None:
    row = [*OPEN]
    row[HEADINGS.index("接待人")] = "老陈"
    brought_in(cast, chosen(tmp_path, row, ("A-3", *row[1:])))
    former = User.objects.get(name="老陈")
    assert (former.is_active, former.community) == (False, cast.community)
    assert set(Case.objects.values_list("owner", flat=True)) == {former.pk}


def test_what_cannot_be_used_is_told_and_the_rest_is_done(cast: Cast, tmp_path: Path) -> None:
    nobody = ("A-5", *OPEN[1:8], "", *OPEN[9:])
    taken = actions.receive_case(
        Case(community=cast.community, kind="enquiry", channel="phone", matter="问"), by=Act(cast.agent.pk, NOW)
    )
    rows = (
        CLOSED,
        ("A-1", *OPEN[1:]),
        (taken.number, *OPEN[1:]),
        ("A-4", "2026/13/2 9:00", *OPEN[2:]),
        nobody,
        ("A-6", "2027/1/2 9:00", *OPEN[2:]),
        ("A" * 33, *OPEN[1:]),
        OPEN,
    )
    imported = brought_in(cast, chosen(tmp_path, *rows))
    assert imported.cases == 2
    assert sorted(told(imported)) == [
        (3, "this number stands already in register.csv, row 2"),
        (4, f"the number “{taken.number}” is another case's already"),
        (5, "there is no day 2026-13-02; is the order of month and day right?"),
        (6, "names nobody who took the case; say who owns such: --owner"),
        (7, "it begins in the future"),
        (8, "has more than 32 characters"),
    ]
    again = brought_in(cast, chosen(tmp_path, *rows))
    assert (again.cases, again.known) == (0, 2)
    assert [row for row, _ in sorted(told(again))] == [3, 4, 5, 6, 7, 8]
    assert brought_in(cast, chosen(tmp_path, nobody), owner=cast.keeper).cases == 1
    assert Case.objects.get(number="A-5").owner == cast.keeper


def test_rows_name_their_communities(cast: Cast, tmp_path: Path) -> None:
    mapping = MAPPING.replace("  channel:", "  community: {column: 小区}\n  channel:")
    headings = (*HEADINGS, "小区")
    log = chosen(
        tmp_path, (*CLOSED, "翠湖苑"), (*OPEN, "JQ"), ("A-3", *OPEN[1:], "月亮湾"), mapping=mapping, headings=headings
    )
    imported = import_logs([log], Aim(None, "Asia/Shanghai", NOW))
    assert dict(Case.objects.values_list("number", "community")) == {
        "A-1": cast.community.pk,
        "A-2": cast.other_community.pk,
    }
    assert [(row, reason.partition(";")[0]) for row, reason in told(imported)] == [(4, "no community “月亮湾”")]


def test_one_event_in_a_row(cast: Cast, tmp_path: Path) -> None:
    mapping = """
mapping: log
subject: 编号
log: {event: 事, values: {受理: case.received, 办结: case.resolved}, at: 时间, actor: 人}
facts: {kind: {value: complaint}, severity: {value: general}, channel: {value: phone}}
words: {matter: 事由}
"""
    headings = ("编号", "事", "时间", "人", "事由")
    rows = (
        ("L-1", "受理", "2026/3/2 9:00", "张晓梅", "漏水"),
        ("L-2", "受理", "2026/3/2 9:30", "张晓梅", "停电"),
        ("L-1", "办结", "2026/3/2 11:00", "李大伟", ""),
    )
    imported = brought_in(cast, chosen(tmp_path, *rows, mapping=mapping, headings=headings))
    assert (imported.rows, imported.cases) == (3, 2)
    assert dict(Case.objects.values_list("number", "state")) == {"L-1": "resolved", "L-2": "received"}
    assert Case.objects.get(number="L-1").matter == "漏水"


def test_numbers_like_ours_are_not_given_twice(cast: Cast, tmp_path: Path) -> None:
    brought_in(cast, chosen(tmp_path, ("2026-000041", *OPEN[1:])))
    new = Case(community=cast.community, kind="enquiry", channel="phone", matter="问")
    assert actions.receive_case(new, by=Act(cast.agent.pk, NOW)).number == "2026-000042"


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (MAPPING.replace("subject: 编号\n", ""), "names no column of numbers"),
        (MAPPING.replace("case.received:", "area.opened:"), "only cases are brought in"),
    ],
)
def test_what_is_no_register_of_cases_is_refused(cast: Cast, tmp_path: Path, mapping: str, reason: str) -> None:
    with pytest.raises(ImportRefusedError, match=reason):
        brought_in(cast, chosen(tmp_path, CLOSED, mapping=mapping))
    assert not Case.objects.exists()
    assert not Standing.objects.filter(subject_kind="case").exists()
