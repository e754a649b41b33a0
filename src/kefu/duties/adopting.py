"""Bringing a version of a rulebook into force in a community: no promise changes, the act shows what it touches.

What should be promised anew is re-issued, duty by duty, by a recorded act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from kefu.duties.actions import record, reissue_duty
from kefu.duties.acts import Act, Subject
from kefu.duties.binding import instant, moment_of
from kefu.duties.governing import books_of, read_book, rules_of
from kefu.duties.models import Adoption, Duty, Standing
from kefu.events.models import LedgerHead
from kefu.events.rows import update_rows
from kefu.lib.text import Text
from kefu.lib.worktime import Instant
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.model import Run, Seen
from kefu.rulebook.recurring import begun
from kefu.rulebook.rules import Rules, Version
from kefu.rulebook.showing import clause_called
from kefu.rulebook.vocabulary import vocabulary

# How many subjects are locked and written together.
_AT_ONCE = 500
# How many clauses a refusal names.
_NAMED = 5


class AdoptionRefused(Exception):  # noqa: N818 - named like every other refusal
    """The version cannot come into force so: why, and what would do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Preview:
    """What an adoption would change: the versions before and after, and the open duties of clauses that differ."""

    before: Rulebook | None
    after: Rulebook
    touched: dict[str, int]


@dataclass(frozen=True)
class Reissue:
    """An open duty whose due time would be another under the rules that hold now."""

    duty: Duty
    old: datetime
    new: datetime


def preview_adoption(community_id: int, source: str, *, since: date) -> Preview:
    """What adopting this file from a day on would change; nothing is written. Raises `Problems`, `AdoptionRefused`."""
    after = read_book(source).model_copy(update={"version": since})
    books = books_of(community_id)
    before = books[-1] if books else None
    if before is not None and since <= before.version:
        raise AdoptionRefused(
            Text(
                f"现行版本自 {before.version} 起施行，新版本须从更晚的日期起施行",
                f"the version in force holds from {before.version}; a new one must hold from a later day",
            )
        )
    open_by_clause = _open_by_clause(community_id)
    _refuse_dropped(books, after, open_by_clause)
    changed = {id_ for id_, count in open_by_clause.items() if count and _differs(before, after, id_)}
    return Preview(before, after, {id_: open_by_clause[id_] for id_ in sorted(changed)})


def adopt_rulebook(community_id: int, source: str, *, since: date, by: Act) -> Adoption:
    """Bring a rulebook into force from a day on. Raises `Problems` for a file with errors, `AdoptionRefused`."""
    with transaction.atomic():
        preview = preview_adoption(community_id, source, since=since)
        version = since.isoformat()
        adoption = Adoption.objects.create(
            community_id=community_id,
            rulebook=preview.after.rulebook,
            version=version,
            source=source,
            adopted_at=by.at,
            adopted_by_id=by.actor_id,
        )
        subject = Subject("rulebook", adoption.pk, community_id, f"{preview.after.title.zh} {version}")
        record("rulebook.adopted", subject, by=by, facts={"version": version})
        if preview.before is not None:
            _begin_series(community_id, version, by.at)
    return adoption


def _begin_series(community_id: int, version: str, at: datetime) -> None:
    """Let the version's series run on the subjects that were there before it. An effect of the adoption's own event."""
    rules = rules_of(community_id)
    if rules is None:
        return
    new = rules.pinned(version)
    kinds = {word.subject for kind in new.starts if (word := vocabulary().events.get(kind)) and word.subject}
    started = Standing.objects.filter(community_id=community_id, subject_kind__in=kinds)
    ids = list(started.filter(seen__has_any_keys=list(new.starts)).order_by("id").values_list("id", flat=True))
    for place in range(0, len(ids), _AT_ONCE):
        standings = _locked(ids[place : place + _AT_ONCE])
        begun_now = [one for one in standings if _begins(one, new, rules, instant(at))]
        update_rows(Standing, [{"id": one.pk, "runs": one.runs, "next_at": one.next_at} for one in begun_now])


def _locked(ids: Sequence[int]) -> list[Standing]:
    """The standings with their chains locked: an act under way is written first, a later one reads the new version."""
    heads = LedgerHead.objects.filter(
        Exists(
            Standing.objects.filter(
                id__in=ids, subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id")
            )
        )
    )
    list(heads.order_by("id").select_for_update().values_list("id"))
    return list(Standing.objects.filter(id__in=ids))


def _begins(standing: Standing, version: Version, rules: Rules, at: Instant) -> bool:
    """Whether any series of the version begins on the subject; then its standing says so, and when time is to look."""
    running = tuple(Run(*run[:3]) for run in standing.runs)
    seen = {kind: Seen(*last) for kind, last in standing.seen.items()}
    new = begun(running, seen, version, at, rules.endings)[len(running) :]
    if not new:
        return False
    standing.runs = [*standing.runs, *new]
    first = moment_of(min(run.next_at for run in new))
    standing.next_at = first if standing.next_at is None else min(first, standing.next_at)
    return True


def preview_reissue(community_id: int, *, now: datetime, clause: str | None = None) -> list[Reissue]:
    """The open duties, of one clause or of all, that would be due at another time now; nothing is written."""
    rules = rules_of(community_id)
    return [] if rules is None else due_otherwise(community_id, rules, now=now, clause=clause)


def due_otherwise(community_id: int, rules: Rules, *, now: datetime, clause: str | None = None) -> list[Reissue]:
    """The open duties that would be due at another time under these rules, the soonest due first.

    Left out are those whose clock stands still, that were given their time by an act, and that are past either time: no
    rule mends a broken promise, and none breaks one by hindsight.
    """
    version = rules.in_force(instant(now))
    found = Duty.objects.filter(community_id=community_id, end="", due_at__gt=now, given_at=None, is_series=False)
    if clause is not None:
        found = found.filter(clause=clause)
    reissues = []
    for duty in found.order_by("due_at", "id").iterator(chunk_size=2_000):
        rule = version.rules.get(duty.clause)
        if rule is None or rule.due is None or duty.due_at is None:
            continue
        new = moment_of(rule.due(instant(duty.start_at), tuple((stop[0], stop[1]) for stop in duty.stops)))
        if new != duty.due_at and new > now:
            reissues.append(Reissue(duty, duty.due_at, new))
    return reissues


def reissue_duties(chosen: Sequence[Reissue], *, by: Act, why: str) -> int:
    """Give the chosen duties their new due times, each by a recorded act that says old, new and why."""
    for one in chosen:
        with transaction.atomic():
            reissue_duty(one.duty.pk, by=by, due_at=one.new, why=why)
    return len(chosen)


def _open_by_clause(community_id: int) -> dict[str, int]:
    counted = Duty.objects.filter(community_id=community_id, end="").values_list("clause").annotate(Count("id"))
    return dict(counted.order_by("clause"))


def _refuse_dropped(books: Sequence[Rulebook], after: Rulebook, open_by_clause: dict[str, int]) -> None:
    """A clause may be retired, never dropped while a duty of it is open."""
    known = {*after.deadlines, *after.series}
    dropped = sorted(id_ for id_ in open_by_clause if id_ not in known) if books else []
    if dropped:
        said = [(id_, clause_called(reversed(books), id_)) for id_ in dropped[:_NAMED]]
        more = len(dropped) - len(said)
        zh = "；".join(f"{text.zh}（{id_}）" for id_, text in said) + (f"；另有 {more} 条" if more else "")
        en = "; ".join(f"{text.en} ({id_})" for id_, text in said) + (f"; and {more} more" if more else "")
        raise AdoptionRefused(
            Text(
                f"新文件中没有这些条款，而它们还有未了职责。请保留条款，并写明停用日期（retired: 年-月-日）：{zh}",
                "these clauses are not in the new file, yet duties of them are open; keep them and say from when on "
                f"they are retired (retired: YYYY-MM-DD): {en}",
            )
        )


def _differs(before: Rulebook | None, after: Rulebook, id_: str) -> bool:
    return before is None or before.timed(id_) != after.timed(id_)
