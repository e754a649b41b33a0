"""The parts of the report's page: what each shows, ready for its template."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kefu.audit.figures import Figures, Member, figures, is_promise, members, total, worst_first
from kefu.audit.page_charts import Heat, heat_of, line_chart, spans, stacked_chart
from kefu.audit.wording import GROUPS, brief, day_in_words, in_words, spoken
from kefu.lib.text import Text

Json = Mapping[str, Any]
SHOWN_MEMBERS = 30
SHOWN_MONTHS = 36
SHOWN_REJECTED = 200
SHOWN_DISAGREEMENTS = 50
OPEN_TRACES = 3
FIRST_TO_LOOK_AT = 3
_DISAGREEMENTS_AT_ONCE = 10
_TREND_FROM = 3
_CROWDED_FROM = 3
# Columns of the table of clauses that are left out when they are nought for every clause.
RARE = ("recorded_late", "missed", "open", "paused", "waived", "cancelled")


class Row(NamedTuple):
    """A clause and its figures."""

    id: str
    anchor: str
    says: Text
    limit: Text
    source: str
    counted: Figures
    is_assumed: bool
    is_later: bool
    is_promise: bool
    has_worst: bool
    trend: Sequence[float | None]


class Case(NamedTuple):
    """A case past its time, or one whose due time another system saw otherwise."""

    case: str
    row: int
    start: str
    due: str
    done: str
    over: Text
    sign: str
    department: str
    person: str
    trace: Sequence[Text]
    is_open: bool


def says(clause: Json) -> Text:
    """What a clause says."""
    return Text(clause["says_zh"], clause["says_en"])


def row_of(clause: Json, months: Sequence[Member]) -> Row:
    """A row of the table of clauses."""
    trend = [one.clauses[clause["id"]].share for one in months if clause["id"] in one.clauses]
    return Row(
        id=clause["id"],
        anchor=_anchor(clause["id"]),
        says=says(clause),
        limit=Text(clause["limit_zh"], clause["limit_en"]),
        source=", ".join(clause["source"]),
        counted=figures(clause),
        is_assumed=clause["assumed"],
        is_later=clause["later"],
        is_promise=is_promise(clause["id"]),
        has_worst=bool(clause["worst"]),
        trend=trend if sum(share is not None for share in trend) >= _TREND_FROM else (),
    )


def headline(report: Json) -> dict[str, Any]:
    """The figures that a head of department reads first."""
    log, clauses = report["log"], report["clauses"]
    own = total(figures(clause) for clause in clauses if not is_promise(clause["id"]))
    promised = total(figures(clause) for clause in clauses if is_promise(clause["id"]))
    return {
        "book": report["rulebook"],
        "title": Text(report["rulebook"]["title_zh"], report["rulebook"]["title_en"]),
        "now": in_words(report["now"]),
        "first": day_in_words(log["first_at"]),
        "last": day_in_words(log["last_at"]),
        "has_period": log["first_at"] is not None,
        "log": log,
        "rejected_rows": len(log["rejected"]),
        "unmatched": report["unmatched_cases"],
        "own": own,
        "promised": promised,
        "look_at": _look_at(clauses),
    }


def _look_at(clauses: Iterable[Json]) -> list[Row]:
    own = [row_of(clause, ()) for clause in clauses if not is_promise(clause["id"])]
    return sorted((row for row in own if row.counted.past), key=lambda row: -row.counted.past)[:FIRST_TO_LOOK_AT]


def clause_table(clauses: Sequence[Json], months: Sequence[Member]) -> dict[str, Any]:
    """The clauses that the log exercised, and the columns that some of them need."""
    used = [row_of(clause, months) for clause in clauses if not clause["not_exercised"]]
    needed = [name for name in RARE if any(getattr(row.counted, name) for row in used)]
    return {
        "rows": used,
        "before": [name for name in ("recorded_late",) if name in needed],
        "after": [name for name in RARE[1:] if name in needed],
        "absent": [name for name in RARE if name not in needed],
        "is_crowded": len(needed) >= _CROWDED_FROM,
        "has_marks": any(row.is_assumed or row.is_later for row in used),
    }


def idle(clauses: Sequence[Json]) -> list[dict[str, Any]]:
    """The clauses that nothing was judged by, divided by why."""
    unused = [(clause, row_of(clause, ())) for clause in clauses if clause["not_exercised"]]
    later = [row for clause, row in unused if clause["later"]]
    absent = [row for clause, row in unused if clause["not_in_log"] and not clause["later"]]
    never = [row for clause, row in unused if not clause["not_in_log"] and not clause["later"]]
    return [
        {"id": "never", "rows": never},
        {"id": "absent", "rows": absent},
        {"id": "later", "rows": later},
    ]


def month_part(months: Sequence[Member]) -> dict[str, Any]:
    """The months as charts and as a table. Where only promises were judged, the charts show these."""
    is_promised = not any(one.own.duties for one in months)
    found, per = spans(months, is_promised)
    shown = months[-SHOWN_MONTHS:]
    return {
        "chart": stacked_chart(found, per) if found else None,
        "line": line_chart(found, per) if len(found) > 1 else None,
        "table": _table("month", shown, len(months) - len(shown)),
        "is_promised": is_promised,
    }


def group_part(report: Json, group: str) -> dict[str, Any]:
    """Categories, departments or people, the worst first."""
    found = worst_first(members(report["by"][group]))
    heat: Heat | None = heat_of(found, report["clauses"]) if group == "department" else None
    return {
        "table": _table(group, found[:SHOWN_MEMBERS], max(0, len(found) - SHOWN_MEMBERS)),
        "heat": heat,
        "id": group,
        "title": Text(f"按{GROUPS[group].zh}", f"By {GROUPS[group].en.lower()}"),
    }


def _table(group: str, shown: Sequence[Member], left_out: int) -> dict[str, Any]:
    return {
        "id": group,
        "heading": GROUPS[group],
        "rows": shown,
        "left_out": left_out,
        "has_promises": any(one.promised.duties for one in shown),
        "has_own": any(one.own.duties for one in shown),
        "has_open": any(one.own.open for one in shown),
    }


def worst_part(clauses: Sequence[Json]) -> list[dict[str, Any]]:
    """The worst cases of each clause; the traces of the worst three stand open."""
    return [
        {
            "row": row_of(clause, ()),
            "cases": [_case(found, place < OPEN_TRACES) for place, found in enumerate(clause["worst"])],
            "has_department": any(found["department"] for found in clause["worst"]),
            "has_person": any(found["person"] for found in clause["worst"]),
        }
        for clause in clauses
        if clause["worst"]
    ]


def _case(found: Json, is_open: bool, due: str = "due_at", done: str = "done_at") -> Case:
    return Case(
        case=found["case"],
        row=found["row"],
        start=brief(found["start_at"]),
        due=brief(found[due]),
        done=brief(found[done]),
        over=spoken(found["over_minutes"]),
        sign="" if found["over_minutes"] == 0 else "+" if found["over_minutes"] > 0 else "−",
        department=found.get("department", ""),
        person=found.get("person", ""),
        trace=[Text(line["text_zh"], line["text_en"]) for line in found["trace"]],
        is_open=is_open,
    )


def requirement_part(requirements: Sequence[Json]) -> dict[str, Any]:
    """The requirements that were demanded, the most violated first, and how many were not."""
    demanded = [one for one in requirements if not one["not_exercised"]]
    rows = [
        {
            "id": one["id"],
            "says": says(one),
            "source": ", ".join(one["source"]),
            "demanded": one["demanded"],
            "violations": one["violations"],
            "share": 1 - one["violations"] / one["demanded"],
            "cases": [{**found, "at": brief(found["at"])} for found in one["worst"]],
        }
        for one in sorted(demanded, key=lambda one: -one["violations"])
    ]
    return {
        "rows": rows,
        "violated": [row for row in rows if row["violations"]],
        "absent": sum(one["not_in_log"] for one in requirements),
        "never": sum(one["not_exercised"] and not one["not_in_log"] for one in requirements),
        "all": len(requirements),
    }


def agreement_part(agreement: Sequence[Json]) -> list[dict[str, Any]]:
    """How far each clause agrees with another system, and where it does not."""
    found = []
    for place, one in enumerate(sorted(agreement, key=lambda one: one["share"])):
        shown = [_case(case, False, "due_at", "promised_at") for case in one["disagreements"][:SHOWN_DISAGREEMENTS]]
        differing = one["compared"] - one["within_60_seconds"]
        found.append(
            {
                **one,
                "anchor": f"agreement-{place}",
                "differing": differing,
                "first": shown[:_DISAGREEMENTS_AT_ONCE],
                "more": shown[_DISAGREEMENTS_AT_ONCE:],
                "left_out": differing - len(shown),
            }
        )
    return found


def rejected_part(rejected: Sequence[Json]) -> dict[str, Any]:
    """The first rejected rows and how many more there are."""
    shown = [{**one, "why": Text(one["reason_zh"], one["reason"])} for one in rejected[:SHOWN_REJECTED]]
    files = {one["file"] for one in rejected}
    return {"rows": shown, "left_out": len(rejected) - len(shown), "has_files": len(files) > 1, "all": len(rejected)}


def what_if_part(report: Json) -> dict[str, Any] | None:
    """What changes in effect under the other rulebook, and the figures before and after."""
    if "what_if" not in report:
        return None
    found = report["what_if"]
    sides = [_side(one) for one in found["side_by_side"]]
    return {
        "book": found["rulebook"],
        "title": Text(found["rulebook"]["title_zh"], found["rulebook"]["title_en"]),
        "differences": [{**one, "text": Text(one["text_zh"], one["text_en"])} for one in found["differences"]],
        "sides": [side for side in sides if side["was"].duties or side["is"].duties],
        "untouched": [side for side in sides if not side["was"].duties and not side["is"].duties],
        "was": total(figures(one) for one in report["clauses"] if not is_promise(one["id"])),
        "is": total(figures(one) for one in found["clauses"] if not is_promise(one["id"])),
    }


def _side(one: Json) -> dict[str, Any]:
    was, is_ = figures(one["was"]), figures(one["is"])
    change = None if was.share is None or is_.share is None else is_.share - was.share
    return {
        "id": one["id"],
        "says": says(one),
        "was": was,
        "is": is_,
        "change": change,
        "is_changed": one["is_changed"],
    }


def _anchor(id_: str) -> str:
    """An id for the document: a clause's may hold signs that links would have to escape."""
    return "clause-" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}-" for sign in id_)
