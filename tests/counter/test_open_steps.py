"""Which steps may be taken, as a table."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kefu.counter import calc
from kefu.counter.calc import Standing
from kefu.rulebook.procedures import Procedure

HERE = ZoneInfo("Asia/Shanghai")
WORK = Procedure.model_validate(
    {
        "says": {"zh": "装修", "en": "work"},
        "source": "S0",
        "asks": {"ok": {"says": {"zh": "同意", "en": "ok"}, "kind": "yes_no"}},
        "steps": {
            "apply": {"says": {"zh": "申报", "en": "apply"}, "by": "agent", "asks": "ok"},
            "tell": {"says": {"zh": "告知", "en": "tell"}, "by": "agent", "where": {"ok": False}, "ends": "refused"},
            "note": {"says": {"zh": "备注", "en": "note"}, "by": "agent", "optional": True},
            "look": {"says": {"zh": "检查", "en": "look"}, "by": "lead", "again": True, "until": "end"},
            "stop": {"says": {"zh": "停工", "en": "stop"}, "by": "lead", "stops": True, "until": "end"},
            "go-on": {"says": {"zh": "复工", "en": "go on"}, "by": "lead", "resumes": True},
            "end": {"says": {"zh": "完工", "en": "end"}, "by": "lead", "where": {"ok": True}, "ends": "done"},
        },
    }
)


@pytest.mark.parametrize(
    ("times", "values", "is_stopped", "following", "allowed"),
    [
        ({}, {}, False, "apply", ["apply"]),
        ({"apply": 1}, {"ok": True}, False, "end", ["note", "look", "stop", "end"]),
        ({"apply": 1}, {"ok": False}, False, "tell", ["tell"]),
        ({"apply": 1, "note": 1, "look": 3}, {"ok": True}, False, "end", ["look", "stop", "end"]),
        ({"apply": 1, "stop": 1}, {"ok": True}, True, None, ["look", "go-on"]),
        ({"apply": 1, "stop": 1, "go-on": 1}, {"ok": True}, False, "end", ["note", "look", "stop", "end"]),
        ({"apply": 1, "end": 1}, {"ok": True}, False, None, ["note"]),
    ],
)
def test_which_steps_may_be_taken(
    times: dict[str, int], values: dict[str, bool], is_stopped: bool, following: str | None, allowed: list[str]
) -> None:
    at = Standing(times, values, is_stopped)
    assert calc.open_steps(WORK, at) == allowed
    assert calc.next_step(WORK, at) == following


def test_after_says_what_comes_first() -> None:
    steps = {**WORK.steps, "end": WORK.steps["end"].model_copy(update={"after": ["look"]})}
    work = WORK.model_copy(update={"steps": steps})
    assert "end" not in calc.open_steps(work, Standing({"apply": 1}, {"ok": True}))
    assert "end" in calc.open_steps(work, Standing({"apply": 1, "look": 1}, {"ok": True}))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", Decimal("1200.50")),
        ("day", date(2026, 3, 10)),
        ("moment", datetime(2026, 3, 10, 1, 30, tzinfo=UTC)),
        ("lines", ["主卧 窗扇关不严", "厨房 水管渗水"]),
        ("yes_no", False),
        ("number", 0),
        ("line", "翠湖苑"),
    ],
)
def test_what_is_kept_is_read_again(kind: str, value: object) -> None:
    assert calc.read(kind, calc.kept(value)) == value


def test_what_was_not_said_is_not_told_to_an_effect() -> None:
    effect = {"do": "move_in", "with": {"name": "owner", "phone": "phone"}, "given": {"capacity": "tenant"}}
    asks = {name: {"says": {"zh": "项", "en": name}} for name in ("owner", "phone")}
    steps = {"one": {"says": {"zh": "办", "en": "do"}, "by": "agent", "does": [effect], "ends": "done"}}
    procedure = Procedure.model_validate(
        {"says": {"zh": "事", "en": "it"}, "source": "S0", "asks": asks, "steps": steps}
    )
    told = calc.told(procedure.steps["one"].does[0], procedure, {"owner": "王芳", "phone": ""})
    assert told == {"capacity": "tenant", "name": "王芳"}


def test_a_value_is_kept_as_text_and_read_back() -> None:
    assert calc.kept(Decimal("1200.50")) == "1200.50"
    assert calc.kept(date(2026, 3, 10)) == "2026-03-10"
    assert calc.kept(["a", "b"]) == ["a", "b"]
    assert calc.kept(value=True) is True
    assert calc.read("money", "1200.50") == Decimal("1200.50")
    assert calc.read("day", "2026-03-10") == date(2026, 3, 10)
    assert calc.read("moment", "2026-03-10T09:30:00+08:00") == datetime(2026, 3, 10, 9, 30, tzinfo=HERE)
    assert calc.read("text", "x") == "x"
    assert calc.read("money", "") is None
    assert calc.read("day", None) is None


ASKED = Procedure.model_validate(
    {
        "says": {"zh": "入住", "en": "moving in"},
        "source": "S0",
        "asks": {
            "name": {"says": {"zh": "姓名", "en": "name"}},
            "phone": {"says": {"zh": "电话", "en": "phone"}, "optional": True},
            "keys": {"says": {"zh": "钥匙", "en": "keys"}, "kind": "number"},
            "why": {"says": {"zh": "原因", "en": "reason"}, "where": {"keys": 0}},
        },
        "papers": {
            "contract": {"says": {"zh": "合同", "en": "contract"}},
            "photo": {"says": {"zh": "照片", "en": "photo"}, "optional": True},
        },
        "steps": {
            "take": {
                "says": {"zh": "登记", "en": "take"},
                "by": "agent",
                "asks": ["name", "phone", "keys", "why"],
                "papers": ["contract", "photo"],
                "tells": {"zh": "装修须知", "en": "rules of renovation"},
            },
            "end": {"says": {"zh": "办结", "en": "end"}, "by": "agent", "ends": "done"},
        },
    }
)


@pytest.mark.parametrize(
    ("values", "papers", "is_told", "wanted"),
    [
        ({}, [], False, ["name", "keys", "contract", "rules of renovation"]),
        ({"name": "", "keys": 2}, ["photo"], True, ["name", "contract"]),
        # Nought is an answer, and calls for the reason.
        ({"name": "王芳", "keys": 0}, ["contract"], True, ["reason"]),
        ({"name": "王芳", "keys": 0, "why": "丢失"}, ["contract"], True, []),
        ({"name": "王芳", "keys": 2}, ["contract"], False, ["rules of renovation"]),
    ],
)
def test_what_a_step_still_needs(
    values: dict[str, object], papers: list[str], is_told: bool, wanted: list[str]
) -> None:
    assert [says.en for says in calc.missing(ASKED, "take", values, papers, is_told=is_told)] == wanted
    assert calc.missing(ASKED, "end", values, papers, is_told=is_told) == []


def test_the_fields_of_a_step() -> None:
    assert list(calc.asks_of(ASKED, "take")) == ["name", "phone", "keys", "why"]
    assert calc.asks_of(ASKED, "end") == {}
    # It chooses nothing that the household holds.
    assert not calc.chooses_first(ASKED)


def test_a_condition_on_what_was_not_asked_yet_does_not_hold() -> None:
    assert calc.holds({"ok": True}, {"ok": True})
    assert not calc.holds({"ok": True}, {})
    assert calc.holds({}, {})
