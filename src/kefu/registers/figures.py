"""What revisits come to in a period: counted from the cases settled in it, by service and by who did the work (R10)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from kefu.cases.models import Kind
from kefu.duties.explaining import in_language
from kefu.duties.governing import book_on
from kefu.people import queries as people_queries
from kefu.people.models import Community
from kefu.registers.calc import Period
from kefu.registers.drawing import revisiting
from kefu.registers.words import category_called
from kefu.rulebook.clauses import Rulebook, Target
from kefu.rulebook.showing import called


class Figures(NamedTuple):
    """Of the cases received in a period and of those settled in it. `to_ask`: whose customers a clause has asked, or
    who were asked all the same; the five behind it: what the last attempt since the settlement came to.
    """

    received: int = 0
    handled: int = 0
    settled: int = 0
    to_ask: int = 0
    satisfied: int = 0
    not_satisfied: int = 0
    reached: int = 0
    refused: int = 0
    unreachable: int = 0

    @property
    def revisited(self) -> int:
        """Whose customers said something; who refused or was not reached is counted apart."""
        return self.satisfied + self.not_satisfied + self.reached

    @property
    def waiting(self) -> int:
        """Whose customers were not asked yet."""
        return self.to_ask - self.revisited - self.refused - self.unreachable

    @property
    def revisit_rate(self) -> float | None:
        """Of those to be asked; None where nobody is."""
        return self.revisited / self.to_ask if self.to_ask else None

    @property
    def satisfaction_rate(self) -> float | None:
        """Of those who said whether they are satisfied."""
        said = self.satisfied + self.not_satisfied
        return self.satisfied / said if said else None

    @property
    def handling_rate(self) -> float | None:
        """Of those received in the period, the share settled by now."""
        return self.handled / self.received if self.received else None

    def plus(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(*(one + more for one, more in zip(self, other, strict=True)))


class Group(NamedTuple):
    """The figures of some cases, by what they have in common; `key`: of a kind its name in addresses, else blank.

    `is_person`: of whoever settled them; nobody else's receipt is theirs.
    """

    name: str
    figures: Figures
    key: str = ""
    is_person: bool = False


class Opinions(NamedTuple):
    """What customers said of the service, and how much of it was content (S3)."""

    gathered: int
    content: int


class Goal(NamedTuple):
    """A target of the rulebook, the figure of the period, and whether it is reached (None: there is no figure)."""

    id: str
    says: str
    value: float | None
    unit: str
    is_reached: bool | None


class Found(NamedTuple):
    """All figures of a period."""

    total: Figures
    kinds: Sequence[Group]
    categories: Sequence[Group]
    persons: Sequence[Group]
    opinions: Opinions
    goals: Sequence[Goal]


def figures(community: Community, period: Period, today: date) -> Found:
    """The figures of a community's period."""
    since, until = period.ends(community.zone)
    within: dict[str, Any] = {
        "community": community.pk,
        "since": since,
        "until": until,
        "asking": revisiting(community, today),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, within)
        rows = [(kind, category, doer, Figures(*counts)) for kind, category, doer, *counts in cursor.fetchall()]
        cursor.execute(_OPINIONS, within)
        opinions = Opinions(*cursor.fetchone())
    book = book_on(community.pk, today)
    total = _summed(figures for *_, figures in rows)
    names = people_queries.names({doer for _, _, doer, _ in rows})
    return Found(
        total,
        _kinds(rows),
        _grouped([row for row in rows if row[1]], lambda row: category_called(book, row[1])),
        [
            one._replace(is_person=True)
            for one in _grouped([row for row in rows if row[2] is not None], lambda row: names.get(row[2], ""))
        ],
        opinions,
        _goals(book, total, opinions),
    )


def _kinds(rows: Sequence[Any]) -> list[Group]:
    groups = {kind: _summed(row[3] for row in rows if row[0] == kind) for kind in Kind.values}
    return [Group(str(Kind(kind).label), found, str(kind)) for kind, found in groups.items() if any(found)]


def _grouped(rows: Sequence[Any], name: Callable[[Any], str]) -> list[Group]:
    """The rows by a name, those with most settled first."""
    groups: dict[str, Figures] = {}
    for row in rows:
        key = name(row)
        groups[key] = groups.get(key, Figures()).plus(row[3])
    found = [Group(name, figures) for name, figures in groups.items()]
    return sorted(found, key=lambda group: (-group.figures.settled, group.name))


def _summed(parts: Iterable[Figures]) -> Figures:
    total = Figures()
    for part in parts:
        total = total.plus(part)
    return total


def _goals(book: Rulebook | None, total: Figures, opinions: Opinions) -> list[Goal]:
    """What the rulebook in force wants of these figures."""
    shares = {
        "revisit_rate": total.revisit_rate,
        "satisfaction_rate": total.satisfaction_rate,
        "handling_rate": total.handling_rate,
    }
    values: dict[str, float | None] = {name: None if share is None else 100 * share for name, share in shares.items()}
    values |= {"opinions_gathered": opinions.gathered, "content_opinions": opinions.content}
    found = [] if book is None else [(id_, one) for id_, one in book.targets.items() if one.measure in values]
    return [_goal(id_, target, values[target.measure]) for id_, target in found if not target.where]


def _goal(id_: str, target: Target, value: float | None) -> Goal:
    unit = "%" if target.measure.endswith("_rate") else ""
    return Goal(id_, in_language(called(target, id_)), value, unit, None if value is None else target.is_reached(value))


# What came of the last attempt since a case was settled last, as `calc.outcome_of` has it. A case is looked up by the
# index of its community's received or settled ones, its events by their chain.
_FIGURES = """
    with counted as (
      select id, kind, category, true as is_received, resolved_at is not null as is_handled, false as is_settled
      from cases_case
      where community_id = %(community)s and received_at >= %(since)s and received_at < %(until)s
        and not is_withdrawn and merged_into_id is null
      union all
      select id, kind, category, false, false, true
      from cases_case
      where community_id = %(community)s and resolved_at >= %(since)s and resolved_at < %(until)s
        and not is_withdrawn and merged_into_id is null
    )
    select counted.kind, counted.category, done.actor_id,
      count(*) filter (where is_received), count(*) filter (where is_handled), count(*) filter (where is_settled),
      count(*) filter (where asked.facts is not null or is_due.found),
      count(*) filter (where is_reached and satisfied),
      count(*) filter (where is_reached and not satisfied),
      count(*) filter (where is_reached and satisfied is null),
      count(*) filter (where not is_reached and failure = 'refused'),
      count(*) filter (where not is_reached and failure is distinct from 'refused')
    from counted
    left join lateral (
      select seq, actor_id from events_event
      where is_settled and subject_kind = 'case' and subject_id = counted.id and kind = 'case.resolved'
      order by seq desc limit 1
    ) done on true
    left join lateral (
      select facts_text::jsonb as facts from events_event
      where is_settled and subject_kind = 'case' and subject_id = counted.id and kind = 'case.revisited'
        and seq > done.seq
      order by seq desc limit 1
    ) asked on true
    left join lateral (
      select coalesce((asked.facts ->> 'revisit.reached')::boolean, true) as is_reached,
        (asked.facts ->> 'revisit.satisfied')::boolean as satisfied, asked.facts ->> 'revisit.failure' as failure
      where asked.facts is not null
    ) outcome on true
    left join lateral (
      select true as found from duties_duty
      where is_settled and subject_kind = 'case' and subject_id = counted.id and clause = any(%(asking)s)
        and "end" <> 'cancelled'
      limit 1
    ) is_due on true
    group by 1, 2, 3
"""
# What customers said by themselves or when asked; what of it was content.
_OPINIONS = """
    with said as (
      select kind = 'praise' as is_content from cases_case
      where community_id = %(community)s and received_at >= %(since)s and received_at < %(until)s
        and not is_withdrawn and merged_into_id is null
        and (kind in ('praise', 'suggestion') or channel = 'opinion-book')
      union all
      select coalesce((facts_text::jsonb ->> 'revisit.satisfied')::boolean, false) from events_event
      where kind = 'case.revisited' and community_id = %(community)s
        and happened_at >= %(since)s and happened_at < %(until)s
        and coalesce((facts_text::jsonb ->> 'revisit.reached')::boolean, true)
    )
    select count(*), count(*) filter (where is_content) from said
"""
