"""What an audit found, as plain data: the one source of its JSON, Excel and HTML."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from kefu.audit.court import promise_clauses, within_log
from kefu.audit.running import Audited
from kefu.audit.tallying import Disagreement, Key, Tally, Worst
from kefu.lib.text import Text
from kefu.lib.worktime import Instant, compile_calendar, explain, get_zone
from kefu.lib.worktime.stopping import Stop
from kefu.rulebook.clauses import Deadline, Rulebook, Series
from kefu.rulebook.compiling import calendar
from kefu.rulebook.diffing import diff
from kefu.rulebook.model import VERDICTS
from kefu.rulebook.shapes import Clause
from kefu.rulebook.showing import fields, is_later, limit

GROUPS = ("month", "category", "department", "person")
SHOWN_WORST = 10
GIVEN_ELSEWHERE = Text("该系统给出的时间", "the time that system gave")
Json = dict[str, Any]


class Reporter:
    """Turns tallies into plain data; all moments as local time with offset, all words in both languages."""

    def __init__(self, audited: Audited) -> None:
        self.audited = audited
        self.zone = get_zone(audited.books[0].time_zone)

    def report(self) -> Json:
        """The whole report. Its shape is described in docs/rulebook.md; keys are only ever added."""
        audited = self.audited
        book, tally = audited.books[0], audited.tallies[0]
        return {
            "rulebook": self._book(book),
            "now": self._at(audited.now),
            "log": self._log(),
            **self._judged(book, tally),
            **({"what_if": self._what_if()} if len(audited.books) > 1 else {}),
        }

    def _judged(self, book: Rulebook, tally: Tally) -> Json:
        clauses = _clauses(book, self.audited)
        by_clause = _verdicts(tally.counts)
        answerable = self._answerable(book)
        return {
            "clauses": [
                {**self._clause(book, id_, clause, by_clause[id_], tally), "not_in_log": id_ not in answerable}
                for id_, clause in clauses.items()
            ],
            "requirements": [
                {**self._requirement(id_, clause, tally), "not_in_log": id_ not in answerable}
                for id_, clause in book.requirements.items()
            ],
            "unmatched_cases": tally.unmatched,
            "by": {group: _by(group, tally.counts) for group in GROUPS},
            "agreement": [self._agreement(book, key, tally) for key in _compared(tally)],
        }

    def _answerable(self, book: Rulebook) -> set[str]:
        """The clauses that some log had columns for."""
        found: set[str] = set()
        for _, mapping in self.audited.files:
            part = within_log(book, mapping)
            found.update(part.deadlines, part.series, part.requirements, promise_clauses(mapping))
        return found

    def _at(self, at: Instant | None) -> str | None:
        return None if at is None else self.zone.aware(at).isoformat()

    def _book(self, book: Rulebook) -> Json:
        return {
            "id": book.rulebook,
            "version": book.version.isoformat(),
            "title_zh": book.title.zh,
            "title_en": book.title.en,
        }

    def _log(self) -> Json:
        audited = self.audited
        rejected = [
            {"file": file, "row": r.row, "column": r.column, "reason": r.reason.en, "reason_zh": r.reason.zh}
            for file, r in audited.rejections
        ]
        return {
            "files": [{"name": name, "mapping": mapping.mapping} for name, mapping in audited.files],
            "rows": audited.rows,
            "cases": audited.tallies[0].cases,
            "rejected": rejected,
            "repeats": audited.repeats,
            "left_out": audited.skipped,
            "first_at": self._at(audited.first_at),
            "last_at": self._at(audited.last_at),
        }

    def _clause(
        self, book: Rulebook, id_: str, clause: Deadline | Series, verdicts: Counter[str], tally: Tally
    ) -> Json:
        duties = verdicts.total()
        given = GIVEN_ELSEWHERE if id_.startswith("promise.") else limit(clause)
        worst = [self._worst(book, clause, found) for found in tally.worst.get(id_, [])[:SHOWN_WORST]]
        return {
            "id": id_,
            "kind": "deadline" if isinstance(clause, Deadline) else "series",
            **_words(clause),
            "limit_zh": given.zh,
            "limit_en": given.en,
            "effect_zh": "；".join(f"{field.name.zh} {field.value.zh}" for field in fields(clause)),
            "effect_en": "; ".join(f"{field.name.en} {field.value.en}" for field in fields(clause)),
            "assumed": bool(clause.assumed) or bool(clause.on_breach.assumed),
            "points": clause.on_breach.points,
            "duties": duties,
            **{verdict: verdicts[verdict] for verdict in VERDICTS},
            "not_exercised": duties == 0,
            "later": is_later(clause) and not id_.startswith("promise."),
            "worst": worst,
        }

    def _worst(self, book: Rulebook, clause: Deadline | Series, found: Worst) -> Json:
        return {
            "case": found.case,
            "row": found.row,
            "start_at": self._at(found.start_at),
            "due_at": self._at(found.due_at),
            "done_at": self._at(found.done_at),
            "over_minutes": round(found.over / 60),
            "department": found.department,
            "person": found.person,
            "trace": self._trace(book, clause, found.start_at, found.stops),
        }

    def _trace(
        self, book: Rulebook, clause: Deadline | Series, start: Instant, stops: tuple[Stop, ...] = ()
    ) -> list[Json]:
        """How the due time came about, line by line."""
        if clause.within is None:
            return []
        timeline = compile_calendar(calendar(book, clause.calendar))
        explained = explain(timeline, clause.within, start, book.count, stops)
        return [
            {"at": self._at(line.at), "rule": line.rule, "text_zh": line.text.zh, "text_en": line.text.en}
            for line in explained.trace
        ]

    def _requirement(self, id_: str, clause: Clause, tally: Tally) -> Json:
        met, unmet = tally.demands[id_, True], tally.demands[id_, False]
        return {
            "id": id_,
            **_words(clause),
            "demanded": met + unmet,
            "violations": unmet,
            "not_exercised": met + unmet == 0,
            "worst": [
                {"case": found.case, "row": found.row, "at": self._at(found.at), "person": found.person}
                for found in tally.violations.get(id_, [])[:SHOWN_WORST]
            ],
        }

    def _agreement(self, book: Rulebook, key: tuple[str, str], tally: Tally) -> Json:
        """How far the clause's own due times agree with those that another system promised."""
        promise, id_ = key
        agreed, not_agreed = tally.agreements[(*key, True)], tally.agreements[(*key, False)]
        found = tally.disagreements.get(key, [])
        return {
            "promise": promise,
            "clause": id_,
            "compared": agreed + not_agreed,
            "within_60_seconds": agreed,
            "share": agreed / (agreed + not_agreed),
            "disagreements": [self._disagreement(book, book.deadlines[id_], one) for one in found],
        }

    def _disagreement(self, book: Rulebook, clause: Deadline, found: Disagreement) -> Json:
        return {
            "case": found.case,
            "row": found.row,
            "start_at": self._at(found.start_at),
            "promised_at": self._at(found.promised_at),
            "due_at": self._at(found.due_at),
            "over_minutes": round(found.over / 60),
            "trace": self._trace(book, clause, found.start_at),
        }

    def _what_if(self) -> Json:
        """The same log under the other rulebook, side by side."""
        old, new = self.audited.books
        before, after = (_verdicts(tally.counts) for tally in self.audited.tallies)
        differences = diff(old, new)
        changed = {difference.id for difference in differences}
        clauses = {**_clauses(old, self.audited), **_clauses(new, self.audited)}
        side_by_side = [
            {
                "id": id_,
                **_words(clause),
                "is_changed": id_ in changed,
                "was": {"duties": before[id_].total(), **before[id_]},
                "is": {"duties": after[id_].total(), **after[id_]},
            }
            for id_, clause in clauses.items()
            if id_ in changed or before[id_] != after[id_]
        ]
        return {
            "rulebook": self._book(new),
            "differences": [
                {"section": d.section, "id": d.id, "key": d.key, "text_zh": d.text.zh, "text_en": d.text.en}
                for d in differences
            ],
            "side_by_side": side_by_side,
            **self._judged(new, self.audited.tallies[1]),
        }


def _words(clause: Clause) -> Json:
    return {"says_zh": clause.says.zh, "says_en": clause.says.en, "source": clause.source}


def _clauses(book: Rulebook, audited: Audited) -> dict[str, Deadline | Series]:
    """The clauses that open duties: the rulebook's own, then the promises of other systems."""
    clauses: dict[str, Deadline | Series] = {**book.deadlines, **book.series}
    for _, mapping in audited.files:
        clauses.update(promise_clauses(mapping))
    return clauses


def _verdicts(counts: Counter[Key]) -> defaultdict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, number in counts.items():
        clause, verdict, *_ = key
        found[clause][verdict] += number
    return found


def _by(group: str, counts: Counter[Key]) -> Json:
    """Per month, category, department or person: each clause's duties, how many on time, late, past and not done."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for (clause, verdict, *groups), number in counts.items():
        name = groups[GROUPS.index(group)]
        if name:
            found.setdefault(name, {}).setdefault(clause, Counter())[verdict] += number
    return {name: {id_: _short(verdicts) for id_, verdicts in found[name].items()} for name in sorted(found)}


def _short(verdicts: Counter[str]) -> Json:
    others = {verdict: verdicts[verdict] for verdict in ("recorded_late", "missed", "open") if verdicts[verdict]}
    return {
        "duties": verdicts.total(),
        "on_time": verdicts["on_time"],
        "late": verdicts["late"],
        "breached_open": verdicts["breached_open"],
        **others,
    }


def _compared(tally: Tally) -> Iterator[tuple[str, str]]:
    return iter(sorted({(promise, clause) for promise, clause, _ in tally.agreements}))
