"""How far clauses are kept, counted from the duties.

What fell due in the last month is read from the duties' index `kept_by_clause` alone; of the days before it there is a
tally, counted anew every night: what a page costs does not grow with what there is. Where nothing was counted yet, all
is read from the duties.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import LiteralString, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from psycopg.sql import SQL

from kefu.desk.models import Counting, Tally
from kefu.people.models import Community

PERIODS = ("month", "quarter", "all")
DAYS = 90
MONTHS_SHOWN = 12
# Days that are younger are read from the duties themselves.
YOUNG = timedelta(days=32)


class Kept(NamedTuple):
    """How a clause's duties of a period ended. `open`: not due yet; `was_exercised`: whether it ever had a duty."""

    on_time: int = 0
    recorded_late: int = 0
    late: int = 0
    missed: int = 0
    breached: int = 0
    waived: int = 0
    open: int = 0
    was_exercised: bool = False

    @property
    def judged(self) -> int:
        """The duties of which it is known whether they were kept; what was waived is neither."""
        return self.on_time + self.recorded_late + self.late + self.missed + self.breached

    @property
    def share(self) -> float | None:
        """The share kept, from 0 to 1; None where there is nothing to judge."""
        return (self.on_time + self.recorded_late) / self.judged if self.judged else None


class Month(NamedTuple):
    """A month of a clause, by its first day."""

    first: date
    kept: Kept


def period_start(period: str, now: datetime, zone: str) -> datetime | None:
    """When a period began by the community's time; None: from the beginning."""
    today = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {"month": today.replace(day=1), "quarter": today - timedelta(days=DAYS - 1)}
    return starts.get(period)


def kept_by_clause(community_id: int, clauses: Sequence[str], since: datetime | None) -> dict[str, Kept]:
    """How far each of these clauses was kept by what fell due since the beginning of a day."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CLAUSE, {"community": community_id, "clauses": list(clauses), "since": since or _EVER})
        return {clause: Kept(*figures) for clause, *figures in cursor.fetchall()}


def kept_by_month(community_id: int, clause: str, now: datetime, zone: str) -> list[Month]:
    """How far a clause was kept in each of the last months, the earliest first, without a gap."""
    here = now.astimezone(ZoneInfo(zone))
    firsts = [_months_before(here.date(), count) for count in range(MONTHS_SHOWN - 1, -1, -1)]
    since = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=ZoneInfo(zone))
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, {"community": community_id, "clause": clause, "since": since})
        found = {first: Kept(*figures) for first, *figures in cursor.fetchall()}
    return [Month(first, found.get(first, Kept())) for first in firsts]


def counted(community_id: int) -> Counting | None:
    """Up to which day a community's past was counted, and when."""
    return Counting.objects.filter(community_id=community_id).first()


def count_past_days(now: datetime) -> None:
    """Count the days that are long past, of every community; each at once, so that a page sees the old or the new."""
    for community in Community.objects.order_by("id"):
        until = (now - YOUNG).astimezone(community.zone).date()
        with transaction.atomic(), connection.cursor() as cursor:
            Tally.objects.filter(community_id=community.pk).delete()
            cursor.execute(_COUNT, {"community": community.pk, "zone": community.time_zone, "until": until})
            Counting.objects.update_or_create(community_id=community.pk, defaults={"until": until, "at": now})


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


_EVER = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
# Each duty falls under one of these at most.
_FIGURES = """
    count(*) filter (where "end" = 'done' and ended_at <= due_at and breached_at is null) as on_time,
    count(*) filter (where "end" = 'done' and ended_at <= due_at and breached_at is not null) as recorded_late,
    count(*) filter (where "end" = 'done' and ended_at > due_at) as late,
    count(*) filter (where "end" = 'missed') as missed,
    count(*) filter (where "end" = '' and breached_at is not null) as breached,
    count(*) filter (where "end" = 'waived') as waived
"""
_SUMS = ", ".join(
    f"coalesce(sum({name}), 0)::bigint as {name}"
    for name in ("on_time", "recorded_late", "late", "missed", "breached", "waived")
)
# The community's time, and from when on its duties themselves are read.
_COUNTED = """
    select community.time_zone as zone, coalesce(counting.until, date '1970-01-01') as until,
      coalesce(counting.until, date '1970-01-01')::timestamp at time zone community.time_zone as read_from
    from people_community community left join desk_counting counting on counting.community_id = community.id
    where community.id = %(community)s
"""


def _composed(statement: LiteralString) -> str:
    """The statement with the parts that several have."""
    parts = {"counted": SQL(_COUNTED), "sums": SQL(_SUMS), "figures": SQL(_FIGURES)}
    return SQL(statement).format(**parts).as_string(None)


_BY_CLAUSE = _composed("""
    with counted as materialized ({counted})
    select wanted.clause, kept.*,
      (select count(*) from duties_duty where community_id = %(community)s and clause = wanted.clause
        and "end" = '' and breached_at is null),
      -- in an order, which leads through the index: a clause that never had a duty would be looked for in all
      (select true from duties_duty where community_id = %(community)s and clause = wanted.clause
        order by due_at limit 1) is not null
    from unnest(%(clauses)s::text[]) as wanted(clause) cross join counted
    cross join lateral (
      select {sums} from (
        select {figures} from duties_duty where community_id = %(community)s and clause = wanted.clause
          and due_at >= greatest(%(since)s, counted.read_from)
        union all
        select {sums} from desk_tally where community_id = %(community)s and clause = wanted.clause
          and day >= (%(since)s at time zone counted.zone)::date and day < counted.until
      ) parts
    ) kept
""")
_BY_MONTH = _composed("""
    with counted as materialized ({counted})
    select month, {sums} from (
      select date_trunc('month', due_at at time zone counted.zone)::date as month, {figures}
      from duties_duty, counted where community_id = %(community)s and clause = %(clause)s
        and due_at >= greatest(%(since)s, counted.read_from)
      group by 1
      union all
      select date_trunc('month', day)::date as month, {sums} from desk_tally, counted
      where community_id = %(community)s and clause = %(clause)s
        and day >= (%(since)s at time zone counted.zone)::date and day < counted.until
      group by 1
    ) parts group by month
""")
_COUNT = _composed("""
    insert into desk_tally (community_id, clause, day, on_time, recorded_late, late, missed, breached, waived)
    select community_id, clause, (due_at at time zone %(zone)s)::date, {figures}
    from duties_duty
    where community_id = %(community)s and due_at < %(until)s::timestamp at time zone %(zone)s
    group by 1, 2, 3
""")
