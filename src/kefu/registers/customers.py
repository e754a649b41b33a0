"""What each class of customers needs: what they come for, how they liked it, who came again, what to offer (S1).

A class of fewer than `FEWEST` persons is not shown apart: of so few one would read of somebody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count

from kefu.cases.models import Kind
from kefu.counter.models import Errand
from kefu.counter.rules import procedures_on
from kefu.counter.words import name_of
from kefu.duties.governing import book_on
from kefu.estate import household
from kefu.estate.models import Residency
from kefu.people.models import Community
from kefu.registers.calc import Period
from kefu.registers.words import category_called

FEWEST = 5
# So many needs are named, and so many services at the counter.
_NAMED = 3
_CASES = """
    with own as (
      select c.id, c.person_id, c.kind, c.category, c.received_at, p.customer_class as class,
        lag(c.received_at) over (partition by c.person_id order by c.received_at, c.id) as before
      from cases_case c join estate_person p on p.id = c.person_id
      where c.community_id = %(community)s and c.received_at >= %(since)s::timestamptz - interval '90 days'
        and c.received_at < %(until)s and not c.is_withdrawn and c.merged_into_id is null
    )
    select class, kind, category, count(*),
      count(*) filter (where received_at - before < interval '90 days'),
      count(*) filter (where asked.is_satisfied), count(*) filter (where not asked.is_satisfied)
    from own
    left join lateral (
      select (facts_text::jsonb ->> 'revisit.satisfied')::boolean as is_satisfied from events_event
      where subject_kind = 'case' and subject_id = own.id and kind = 'case.revisited'
      order by seq desc limit 1
    ) asked on true
    where received_at >= %(since)s
    group by 1, 2, 3
"""


@dataclass(frozen=True)
class Need:
    """Something that customers come for: what it is called, how often, and whether more often than everybody.

    `leaning`: its share among what this class comes for, divided by its share among what all come for.
    """

    name: str
    count: int
    leaning: float


@dataclass(frozen=True)
class Segment:
    """A class of customers: how many there are now, and what they came for in the period.

    `again`: cases within 90 days of the same person's last; `satisfied`: of those who said so at the last revisit, None
    where nobody did. `talk`: the prepared way of talking to them.
    """

    name: str
    talk: str
    persons: int
    households: int
    cases: int
    again: int
    satisfied: float | None
    kinds: Sequence[Need]
    needs: Sequence[Need]
    services: Sequence[Need]

    @property
    def offers(self) -> Sequence[Need]:
        """What may be offered to them first: services that they ask for more often than everybody."""
        return [one for one in self.services if one.leaning > 1]


class Row(NamedTuple):
    """How many cases of a class, of one kind and category; `again`, `content`, `discontent` are some of them."""

    class_: str
    kind: str
    category: str
    cases: int
    again: int
    content: int
    discontent: int


def customers(community: Community, period: Period, today: date) -> list[Segment]:
    """The classes of a community's customers in a period, those without a class last; small ones are left out."""
    book = book_on(community.pk, today)
    people, cases, errands = _people(community), _cases(community, period), _errands(community, period)
    known = household.classes(book)
    order = [*known, *sorted(people.keys() - known.keys() - {""}), ""]
    procedures = procedures_on(community.pk, today)
    names = {one.kind: str(Kind(one.kind).label) for one in cases}
    themes = {one.category: category_called(book, one.category) for one in cases if one.category}
    offered = {name: name_of(procedures.get(name), name) for _class, name, _count in errands}
    found = []
    for id_ in order:
        persons, households = people.get(id_, (0, 0))
        if persons < FEWEST:
            continue
        own = [one for one in cases if one.class_ == id_]
        content, discontent = sum(one.content for one in own), sum(one.discontent for one in own)
        clause = known.get(id_)
        found.append(
            Segment(
                household.said(clause) if clause else id_,
                household.talk(clause) if clause else "",
                persons,
                households,
                sum(one.cases for one in own),
                sum(one.again for one in own),
                content / (content + discontent) if content + discontent else None,
                _needs(names, [(one.class_, one.kind, one.cases) for one in cases], id_),
                _needs(themes, [(one.class_, one.category, one.cases) for one in cases if one.category], id_),
                _needs(offered, errands, id_),
            )
        )
    return found


def _needs(names: dict[str, str], counts: Iterable[tuple[str, str, int]], class_: str) -> list[Need]:
    """What a class comes for most."""
    counts = list(counts)
    own: dict[str, int] = {}
    everybody: dict[str, int] = {}
    for of, key, count in counts:
        everybody[key] = everybody.get(key, 0) + count
        if of == class_:
            own[key] = own.get(key, 0) + count
    mine, all_ = sum(own.values()), sum(everybody.values())
    ranked = sorted(own.items(), key=lambda one: (-one[1], one[0]))[:_NAMED]
    return [Need(names[key], count, (count / mine) / (everybody[key] / all_)) for key, count in ranked]


def _people(community: Community) -> dict[str, tuple[int, int]]:
    """By class: how many persons live or work here now, in how many units."""
    here = Residency.objects.filter(unit__community=community, until=None).order_by()
    rows = here.values_list("person__customer_class").annotate(
        persons=Count("person", distinct=True), units=Count("unit", distinct=True)
    )
    return {class_: (persons, units) for class_, persons, units in rows}


def _cases(community: Community, period: Period) -> list[Row]:
    since, until = period.ends(community.zone)
    with connection.cursor() as cursor:
        cursor.execute(_CASES, {"community": community.pk, "since": since, "until": until})
        return [Row(*row) for row in cursor.fetchall()]


def _errands(community: Community, period: Period) -> list[tuple[str, str, int]]:
    since, until = period.ends(community.zone)
    found = Errand.objects.filter(community=community, opened_at__gte=since, opened_at__lt=until, person__isnull=False)
    rows: Any = found.order_by().values_list("person__customer_class", "procedure").annotate(count=Count("id"))
    return list(rows)
