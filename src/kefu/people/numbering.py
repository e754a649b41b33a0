"""Numbers that a community counts anew each year, each kind of thing by a table of counters of its own."""

from datetime import datetime

from django.db import connection
from django.db.models import Model
from psycopg.sql import SQL, Identifier

from kefu.people.models import Community

_NEXT = SQL(
    "insert into {} as counter (community_id, year, last) values (%s, %s, 1)"
    " on conflict (community_id, year) do update set last = counter.last + 1 returning last"
)


def next_of_year(counters: type[Model], community: Community, at: datetime) -> tuple[int, int]:
    """The community's year at that moment and its next number; the counter is locked until all is committed.

    `counters` has the columns community_id, year and last, and one row for each community's year.
    """
    year = at.astimezone(community.zone).year
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(Identifier(counters._meta.db_table)), [community.pk, year])
        return year, cursor.fetchone()[0]
