"""Registers: what stands in them, by period and kind, as page, Excel file and paper; the form of a revisit."""

from io import BytesIO
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kefu.cases.models import Case
from kefu.events import queries as event_queries
from kefu.registers.declared import REGISTERS
from kefu.registers.printed import MOST_LINES
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import Cast, make_cast
from tests.filling import fill
from tests.pdf import pictures_on, reach_of, sheets_of, text_of
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db
LONG = "业主反映" + "电梯门反复开合并伴有异响" * 30


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def asked(client: Client, address: str, *, posts: bool = False, language: str = "en") -> Any:
    with time_machine.travel(MORNING, tick=False):
        send = client.post if posts else client.get
        return send(address, headers={"accept-language": language})


def page(cast: Cast, name: str, query: str = "") -> str:
    answer = asked(signed_in(cast, "agent"), f"/registers/{cast.community.pk}/{name}{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def sheet(cast: Cast, name: str, query: str = "") -> list[tuple[Any, ...]]:
    answer = asked(signed_in(cast, "agent"), f"/registers/{cast.community.pk}/{name}/export{query}", posts=True)
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    return list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]


def paper(cast: Cast, name: str, query: str = "", language: str = "en") -> bytes:
    address = f"/registers/{cast.community.pk}/{name}/print{query}"
    answer = asked(signed_in(cast, "agent"), address, posts=True, language=language)
    assert answer.headers["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def words(pdf: bytes) -> str:
    """All that a paper says, without where its lines end."""
    return "".join(text_of(pdf).split())


def repaired(cast: Cast) -> Case:
    """A repair from its report to its revisit."""
    case = received(cast, kind="repair", severity="", repair_way="private", is_urgent="on", matter=LONG)
    assert do(cast, case, "assign") == do(cast, case, "arrive") == do(cast, case, "resolve", result="更换门机板") == 302
    assert do(cast, case, "revisit", hours=2, outcome="nobody") == 302
    assert do(cast, case, "revisit", hours=3, opinion="修得很快", call="20260310-0007") == 302
    return case


def test_a_repair_stands_in_its_register_from_report_to_revisit(cast: Cast) -> None:
    case, complaint = repaired(cast), received(cast)
    found = page(cast, "repairs")
    assert case.number in found
    assert complaint.number not in found
    heads, line = sheet(cast, "repairs")
    said = dict(zip(heads, line, strict=True))
    assert (said["Number"], said["Resident"], said["Handler"]) == (case.number, "王女士", "李大伟")
    assert (said["How it was settled"], said["Revisit"], said["State"]) == ("更换门机板", "is satisfied", "resolved")
    assert said["Matter"] == LONG
    found_on = words(paper(cast, "repairs"))
    for part in (case.number, "13900001111", LONG, "更换门机板", "Drawnupby", "1entry", "2026-03-01–2026-03-10"):
        assert "".join(part.split()) in found_on, part


def test_a_case_taken_up_again_is_neither_settled_nor_revisited(cast: Cast) -> None:
    case = repaired(cast)
    assert do(cast, case, "reopen", hours=4) == 302
    heads, line = sheet(cast, "repairs")
    said = dict(zip(heads, line, strict=True))
    assert (said["Settled"], said["How it was settled"], said["Revisit"]) == (None, None, None)


def test_registers_are_narrowed_by_period_and_kind(cast: Cast) -> None:
    case = received(cast)
    assert case.number in page(cast, "complaints")
    assert case.number in page(cast, "complaints", "?since=2026-03-01&until=2026-03-31")
    assert case.number not in page(cast, "complaints", "?since=2026-03-11&until=2026-03-31")
    assert case.number in page(cast, "receptions", "?kind=complaint")
    assert case.number not in page(cast, "receptions", "?kind=praise")
    assert case.number not in page(cast, "revisits")
    wrong = page(cast, "complaints", "?since=2026-03-11&until=2026-03-01")
    assert "The period ends before it begins." in wrong
    assert case.number in wrong
    assert "Nothing stands in this register" in page(cast, "repairs")


def test_the_record_of_revisits_tells_attempts_apart(cast: Cast) -> None:
    case = repaired(cast)
    heads, first, second = sorted(sheet(cast, "revisits"), key=str, reverse=True)
    by_head = [dict(zip(heads, line, strict=True)) for line in (first, second)]
    lines = {line["Attempt"]: line for line in by_head}
    assert lines[1]["Outcome"] == "not reached · nobody there"
    said = lines[2]
    assert (said["Outcome"], said["What the customer said"]) == ("is satisfied", "修得很快")
    assert (said["Settled by"], said["Who asked"], said["Way of asking"]) == ("陈静", "刘强", "phone")
    assert said["Signature or call"] == "signed · 20260310-0007"
    assert page(cast, "revisits", "?kind=repair").count(f">{case.number}</a>") == 2
    assert case.number not in page(cast, "revisits", "?kind=complaint")


def test_titles_use_the_word_that_the_rulebook_has_for_customers(cast: Cast) -> None:
    received(cast)
    assert "Resident" in page(cast, "complaints")
    assert "业主" in words(paper(cast, "complaints", language="zh-hans"))


def test_a_file_or_paper_that_leaves_the_house_is_recorded(cast: Cast) -> None:
    received(cast)
    sheet(cast, "complaints")
    paper(cast, "complaints")
    left = event_queries.history("staff", cast.agent.pk).filter(kind="staff.exported")
    assert [event.facts["rows"] for event in left] == [1, 1]
    assert asked(signed_in(cast, "agent"), f"/registers/{cast.community.pk}/complaints/print").status_code == 405


def test_more_than_a_paper_holds_is_refused_with_what_to_do(cast: Cast) -> None:
    fill(cast, MOST_LINES + 100)
    client = signed_in(cast, "agent")
    address = f"/registers/{cast.community.pk}/receptions"
    answer = asked(client, f"{address}/print?kind=&since=2026-03-10&until=", posts=True)
    assert answer["Location"] == f"{address}?kind=&since=2026-03-10&until="
    assert "Choose a shorter period, or take the Excel file." in asked(client, answer["Location"]).content.decode()
    assert not event_queries.history("staff", cast.agent.pk).filter(kind="staff.exported").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_long_registers_repeat_their_heads_and_number_their_sheets(cast: Cast, language: str) -> None:
    cases = [received(cast, matter=LONG, place="A" * 60) for _ in range(12)]
    found = paper(cast, "complaints", language=language)
    count, text = sheets_of(found), text_of(found)
    assert count > 1
    assert all(f"{number} / {count}" in text for number in range(1, count + 1))
    # The heads stand on each sheet.
    assert language != "en" or text.count("Severity") == count
    # Of what was said nothing is cut off, on whatever sheet it stands.
    assert text.count("梯") == LONG.count("梯") * len(cases)
    assert all(case.number in words(found) for case in cases)
    assert "〓" not in text


def test_words_without_end_stay_in_their_columns(cast: Cast) -> None:
    signs = {"caller": "Q", "contact": "Z", "place": "J", "matter": "X"}
    case = received(cast, **{name: sign * 60 for name, sign in signs.items()})
    assert do(cast, case, "resolve") == do(cast, case, "revisit", call="K" * 60) == 302
    found = paper(cast, "receptions")
    assert all(text_of(found).count(sign) >= 60 for sign in signs.values())
    ends = [reach_of(found, sign) for sign in signs.values()]
    assert all(right < left for (_, right), (left, _) in pairwise(ends))
    assert reach_of(paper(cast, "revisits", "?until="), "K")[1] < (297 - 15) / 25.4 * 72
    seq = event_queries.history("case", case.pk).get(kind="case.revisited").seq
    form = asked(signed_in(cast, "agent"), f"/registers/revisits/{case.pk}/{seq}").content
    assert reach_of(form, "Q")[1] < reach_of(form, "Z")[0]
    assert reach_of(form, "X")[1] < (210 - 15) / 25.4 * 72


def test_every_register_prints_and_says_when_it_is_empty(cast: Cast) -> None:
    for name in REGISTERS:
        assert "Noentryinthisperiod." in words(paper(cast, name))


def test_the_form_of_a_revisit_has_attempts_outcome_and_reference(cast: Cast) -> None:
    case = repaired(cast)
    client = signed_in(cast, "agent")
    shown = asked(client, f"/cases/{case.pk}").content.decode()
    first, last = event_queries.history("case", case.pk).filter(kind="case.revisited")
    assert f'href="/registers/revisits/{case.pk}/{first.seq}"' in shown
    found = asked(client, f"/registers/revisits/{case.pk}/{last.seq}").content
    said = words(found)
    for part in (
        case.number,
        "更换门机板",
        "修得很快",
        "20260310-0007",
        "■issatisfied",
        "□isnotsatisfied",
        "nobodythere",
    ):
        assert part in said, part
    assert "2026-03-1011:30·phone·notreached" in said
    assert sheets_of(found) == 1
    before = words(asked(client, f"/registers/revisits/{case.pk}/{first.seq}").content)
    assert "■notreached" in before
    assert "修得很快" not in before


def test_what_the_customer_signed_on_the_screen_stands_on_the_form_until_it_is_removed(cast: Cast) -> None:
    case = received(cast)
    assert do(cast, case, "resolve") == 302
    client = signed_in(cast, "lead")
    form = {"way": "visit", "outcome": "satisfied"}
    with time_machine.travel(MORNING, tick=False):
        wrong = client.post(f"/cases/{case.pk}/revisit", {**form, "picture": SimpleUploadedFile("a.png", b"%PDF-1")})
        assert (wrong.status_code, "This is no picture" in wrong.content.decode()) == (422, True)
        for _ in range(2):
            sent = {**form, "picture": SimpleUploadedFile("signature.png", signature())}
            assert client.post(f"/cases/{case.pk}/revisit", sent).status_code == 302
    event = event_queries.history("case", case.pk).filter(kind="case.revisited").last()
    assert event is not None
    assert event.facts["revisit.signed"] is True
    kept = case.files.get()
    assert kept.digest == event.facts["file.digest"]
    address = f"/registers/revisits/{case.pk}/{event.seq}"
    found = asked(client, address).content
    assert pictures_on(found) == 1
    assert "王女士" in text_of(found)
    assert client.post(f"/cases/{case.pk}/remove-file", {"file": kept.pk, "why": "客户要求"}).status_code == 302
    assert pictures_on(asked(client, address).content) == 0


def test_only_revisits_have_a_form(cast: Cast) -> None:
    case = repaired(cast)
    last = event_queries.history("case", case.pk).filter(kind="case.revisited").last()
    assert last is not None
    for who, seq in (("agent", 1), ("agent", last.seq + 1), ("other_clerk", last.seq)):
        assert asked(signed_in(cast, who), f"/registers/revisits/{case.pk}/{seq}").status_code == 404
