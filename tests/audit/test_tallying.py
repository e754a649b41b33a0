"""Counting judgments: what is counted under what, which cases are kept, and what is compared."""

from kefu.audit.judging import Demand, Judgment, Outcome
from kefu.audit.records import Record
from kefu.audit.tallying import DISAGREEMENTS, WORST, Compared, Months, Tally, Teller
from kefu.lib.worktime import get_zone
from kefu.rulebook.model import Bearer

ZONE = get_zone("Asia/Shanghai")
AT = 1_767_196_800  # 2026-01-01 00:00 in Shanghai
NOW = AT + 1_000_000
NOBODY = Bearer(None, None, None)


def record(number: int = 1, person: str = "张三", promised: int | None = None) -> Record:
    return Record(number + 1, f"N{number}", [], ("投诉", "工程部", person), (promised,), None, number)


def duty(
    verdict: str, start: int = AT, due: int | None = AT + 60, done: int | None = None, by: Bearer = NOBODY
) -> Outcome:
    return Outcome("settle", verdict, by, start, due, due, done)


def told(*judgments: tuple[Record, Judgment]) -> Tally:
    teller = Teller(Months(ZONE), NOW, (Compared("old", 0, frozenset({"settle"})),))
    for of, judgment in judgments:
        teller.add(of, judgment)
    return teller.finish()


def test_a_duty_is_counted_under_its_month_and_groups() -> None:
    last_second = duty("on_time", AT - 1)
    tally = told(
        (record(), Judgment([duty("on_time"), duty("on_time"), last_second], [])), (record(2), Judgment([], []))
    )
    assert (tally.cases, tally.unmatched) == (2, 1)
    assert tally.counts == {
        ("settle", "on_time", "2026-01", "投诉", "工程部", "张三"): 2,
        ("settle", "on_time", "2025-12", "投诉", "工程部", "张三"): 1,
    }


def test_a_duty_counts_for_the_person_of_the_row_else_for_its_bearer() -> None:
    bearers = [Bearer("owner", None, "李四"), Bearer("post:lead", "lead", None), NOBODY]
    tally = told((record(person=""), Judgment([duty("open", by=by) for by in bearers], [])))
    assert [key[-1] for key in tally.counts] == ["李四", "lead", ""]
    assert {key[-1] for key in told((record(), Judgment([duty("open", by=bearers[0])], []))).counts} == {"张三"}


def test_the_worst_are_those_most_past_their_time() -> None:
    of = [
        duty("late", done=AT + 100),
        duty("breached_open"),
        duty("missed", due=NOW - 5),
        duty("on_time", done=AT + 1),
        duty("late", due=None, done=AT),
    ]
    worst = told((record(), Judgment(of, []))).worst["settle"]
    # What was not done is over until now.
    assert [one.over for one in worst] == [NOW - AT - 60, 40, 5]
    assert (worst[1].case, worst[1].row, worst[1].start_at, worst[1].due_at, worst[1].done_at) == (
        "N1",
        2,
        AT,
        AT + 60,
        AT + 100,
    )
    assert (worst[1].department, worst[1].person) == ("工程部", "张三")


def test_of_many_the_twenty_worst_are_kept_wherever_they_come() -> None:
    def part(numbers: range) -> Tally:
        return told(*((record(n), Judgment([duty("late", done=AT + 60 + n)], [])) for n in numbers))

    one = part(range(1, 2001))
    assert [found.over for found in one.worst["settle"]] == list(range(2000, 2000 - WORST, -1))
    other = part(range(1990, 2010))
    one.merge(other)
    overs = [found.over for found in one.worst["settle"]]
    assert (len(overs), overs[0], overs) == (WORST, 2009, sorted(overs, reverse=True))
    assert overs.count(2000) == 2
    assert one.cases == 2020
    assert sum(one.counts.values()) == 2020


def test_what_was_done_against_a_requirement_names_the_first_cases() -> None:
    def part(first: int) -> Tally:
        demands = [Demand("signed", AT + 1, is_met=False), Demand("signed", AT, is_met=True)]
        return told(*((record(first + n), Judgment([], demands)) for n in range(15)))

    tally = part(1)
    assert tally.demands == {("signed", False): 15, ("signed", True): 15}
    assert tally.violations["signed"][0] == ("N1", 2, AT + 1, "张三")
    tally.merge(part(101))
    assert tally.demands["signed", False] == 30
    assert [one.case for one in tally.violations["signed"]][13:17] == ["N14", "N15", "N101", "N102"]
    assert len(tally.violations["signed"]) == WORST
    one_block = told(*((record(n), Judgment([], [Demand("signed", AT, is_met=False)])) for n in range(30)))
    assert len(one_block.violations["signed"]) == WORST


def test_due_times_that_differ_by_more_than_a_minute_disagree() -> None:
    of = Judgment([duty("on_time"), duty("on_time", due=None), duty("on_time")._replace(clause="another")], [])
    agreeing = [(record(n, promised=AT + 60 + n), of) for n in (-60, 0, 60)]
    differing = [(record(n, promised=AT + 60 + n), of) for n in (-61, 61)]
    tally = told(*agreeing, *differing, (record(9), of))
    assert tally.agreements == {("old", "settle", True): 3, ("old", "settle", False): 2}
    (found,) = tally.disagreements.values()
    assert [(one.over, one.case, one.start_at, one.promised_at, one.due_at) for one in found] == [
        (61, "N-61", AT, AT - 1, AT + 60),
        (-61, "N61", AT, AT + 121, AT + 60),
    ]
    for _ in range(DISAGREEMENTS):
        tally.merge(told(*differing))
    assert len(tally.disagreements["old", "settle"]) == DISAGREEMENTS
    assert tally.agreements["old", "settle", False] == 2 + 2 * DISAGREEMENTS


def test_a_duty_that_was_moved_is_compared_by_its_first_due_time() -> None:
    moved = duty("on_time")._replace(due_at=AT + 5000)
    tally = told((record(promised=AT + 60), Judgment([moved], [])))
    assert tally.agreements == {("old", "settle", True): 1}
