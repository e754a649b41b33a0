"""The full text of cases: what is written down of them, found by any words in it, the newest first.

A case that was written to is marked, and a job takes marked cases into the index some hundred at a time: the index is
never in the way of an intake (`DATABASE.md` measured 435 ms for the slowest insert with it).
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from kefu.cases.models import Case
from kefu.events.models import EventText
from kefu.lib.grams import folded, grams, query

BATCH = 300
# So many of the newest cases are looked through before the index is asked for a word.
WINDOW = 6_000
# For so many communities the index is asked for them too; of more, each case that it finds is asked where it is.
FEW = 20
_FIELDS = ("number", "matter", "place", "caller", "contact", "happened", "people")


def index_cases() -> int:
    """Take the cases that were written to into the index; how many those were."""
    count = 0
    while True:
        with transaction.atomic():
            marked = Case.objects.select_for_update(skip_locked=True).filter(is_indexed=False).order_by("id")[:BATCH]
            found = {case.pk: case for case in marked}
            if found:
                _write(found)
            count += len(found)
        if len(found) < BATCH:
            return count


def matching(communities: Sequence[int], words: str, limit: int) -> list[int]:
    """The newest cases of these communities that hold all of the words, by id. Blank words match nothing."""
    asked = query(words)
    if not asked or not communities:
        return []
    within = " | ".join(f"'c{id_}@'" for id_ in communities)
    named: dict[str, Any] = {
        "query": f"{asked} & ({within})" if len(communities) <= FEW else asked,
        "communities": list(communities),
        "words": [folded(word) for word in words.split()],
        "window": WINDOW,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, named)
        found = [id_ for (id_,) in cursor.fetchall()]
        if len(found) < limit:
            cursor.execute(_ALL, named)
            found = [id_ for (id_,) in cursor.fetchall()]
    return found


# `is true` keeps the planner from the index, whose estimates of grams are far off.
_NEWEST = """
    select case_id from cases_casetext
    where case_id > (select max(case_id) from cases_casetext) - %(window)s and community_id = any(%(communities)s)
      and (tsv @@ %(query)s::tsquery) is true
      and (select bool_and(strpos(words, word) > 0) from unnest(%(words)s::text[]) as word)
    order by case_id desc limit %(limit)s
"""
# All that the index finds, put in order by number alone; their words are then looked at one by one until it is enough.
_ALL = """
    with hit as materialized (select case_id from cases_casetext where tsv @@ %(query)s::tsquery)
    select newest.case_id from (select case_id from hit order by case_id desc offset 0) newest
    cross join lateral (
      select from cases_casetext kept where kept.case_id = newest.case_id and community_id = any(%(communities)s)
        and (select bool_and(strpos(words, word) > 0) from unnest(%(words)s::text[]) as word)
      offset 0
    ) whole
    limit %(limit)s
"""
_WRITE = """
    insert into cases_casetext (case_id, community_id, words, tsv)
    select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::tsvector[])
    on conflict (case_id) do update set community_id = excluded.community_id, words = excluded.words, tsv = excluded.tsv
"""


def _write(cases: dict[int, Case]) -> None:
    said = _said(cases)
    terms = [sorted({*grams(words), f"c{cases[id_].community_id}@"}) for id_, words in said.items()]
    vectors = [" ".join(f"'{term}'" for term in listed) for listed in terms]
    communities = [cases[id_].community_id for id_ in said]
    values: list[Any] = [list(said), communities, [folded(words) for words in said.values()], vectors]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
    Case.objects.filter(id__in=list(cases)).update(is_indexed=True)


def _said(cases: dict[int, Case]) -> dict[int, str]:
    """All words of each case: the row's, and those of its events."""
    said = {id_: [str(getattr(case, name)) for name in _FIELDS] for id_, case in cases.items()}
    texts = EventText.objects.filter(event__subject_kind="case", event__subject_id__in=list(cases), text__isnull=False)
    for id_, text in texts.values_list("event__subject_id", "text"):
        said[id_].append(text or "")
    return {id_: "\n".join(filter(None, words)) for id_, words in said.items()}
