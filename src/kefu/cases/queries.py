"""What is read about cases, by the page that shows it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from psycopg.sql import SQL

from kefu.cases import access
from kefu.cases.actions import subject
from kefu.cases.calc import is_alike
from kefu.cases.models import Case, CaseFile, CaseLink, Kind, LinkKind, RepairWork, State
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, in_language, told
from kefu.duties.governing import book_on, books_on
from kefu.estate.models import Unit
from kefu.lib.grams import grams
from kefu.lib.text import Text
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.rulebook.clauses import Category
from kefu.rulebook.showing import called

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REPEATED_WITHIN = timedelta(days=30)
# So many cases of each sort are shown beside another; among so many of the newest are like words looked for.
SHOWN, COMPARED = 5, 100


class Linked(NamedTuple):
    """A link as one of its cases sees it: which, what this one is to the other, the other."""

    link: CaseLink
    says: "StrOrPromise"
    other: Case


_FROM_THERE = {
    LinkKind.RELATED: _("related to"),
    LinkKind.CAUSED_BY: _("cause of"),
    LinkKind.DUPLICATE_OF: _("repeated in"),
    LinkKind.SPLIT_FROM: _("split into"),
}


def categories(community_ids: Iterable[int], today: date) -> dict[str, Category]:
    """What cases of these communities may be about, by the rulebooks in force."""
    books = books_on(community_ids, today).values()
    return {id_: one for book in books for id_, one in book.categories.items() if one.holds_on(today)}


def category_and_laws(case: Case, today: date) -> tuple[str, list[str]]:
    """What a case is about, and the law and agreements that apply, its category's own first."""
    book = book_on(case.community_id, today)
    if book is None:
        return case.category, []
    category = book.categories.get(case.category)
    own = category.laws if category else []
    always = [id_ for id_, law in book.laws.items() if law.always and law.holds_on(today)]
    laws = [in_language(called(book.laws[id_], id_)) for id_ in dict.fromkeys((*own, *always))]
    return in_language(called(category, case.category)), laws


def script(case: Case, when: str, today: date) -> list[str]:
    """What the rulebook in force has people say and ask on an occasion, in its order."""
    book = book_on(case.community_id, today)
    found = [] if book is None else [one for one in book.phrases.values() if one.use == "script" and one.when == when]
    return [line for one in found for line in in_language(Text("\n".join(one.zh), one.en)).splitlines()]


def absorbed(case: Case) -> list[Case]:
    """The cases that were merged into this one."""
    return list(case.absorbed.order_by("id"))


def duties(case: Case) -> list[Told]:
    """A case's duties with their clauses and how each due time came about."""
    return told(list(duty_queries.duties_on(subject(case))), people_queries.names)


def look_alikes(case: Case, now: datetime) -> list[Case]:
    """Cases that may be the same matter: of one home, caller or place, or in like words; open or of the last days."""
    named = {name: getattr(case, name) for name in ("community_id", "id", "unit_id", "contact", "place")}
    with connection.cursor() as cursor:
        cursor.execute(_MAY_BE_ALIKE, {**named, "since": now - REPEATED_WITHIN, "shown": SHOWN, "compared": COMPARED})
        found = cursor.fetchall()
    said = grams(case.matter)
    alike = {id_ for id_, matter in found if matter is None or is_alike(said, grams(matter))}
    return list(Case.objects.filter(id__in=alike).order_by("-id")[:SHOWN]) if alike else []


# Each part walks an index of its own from the newest on; with one condition for all, a community would be read through.
_RECENT = """
    community_id = %(community_id)s and (state <> 'closed' or received_at > %(since)s)
    and not is_withdrawn and id is distinct from %(id)s
"""
_MAY_BE_ALIKE = (
    SQL("""
    (select id, null as matter from cases_case where unit_id = %(unit_id)s and {recent}
      order by id desc limit %(shown)s)
    union all
    (select id, null from cases_case where contact = %(contact)s and contact <> '' and {recent}
      order by id desc limit %(shown)s)
    union all
    (select id, null from cases_case where place = %(place)s and place <> '' and {recent}
      order by id desc limit %(shown)s)
    union all
    (select id, matter from cases_case where {recent} order by id desc limit %(compared)s)
""")
    .format(recent=SQL(_RECENT))
    .as_string(None)
)


def repeated_by(case: Case) -> list[Case]:
    """The cases in which the same matter was raised again, the last first."""
    return list(case.repeated_by.order_by("-id")[:SHOWN])


def files(case: Case) -> list[CaseFile]:
    """The photos and papers of a case, the first ones first; removed ones too, which say so."""
    return list(case.files.select_related("added_by").order_by("id"))


def works(case: Case) -> list[RepairWork]:
    """What was done on the spot each time a repair was finished, the first time first, with what was used."""
    if case.kind != Kind.REPAIR:
        return []
    found = case.works.select_related("done_by", "signature").prefetch_related("materials")
    return list(found.order_by("id"))


def links(case: Case) -> list[Linked]:
    """What a case has to do with others, as it is said from its side."""
    found = CaseLink.objects.filter(Q(case=case) | Q(other=case)).select_related("case", "other").order_by("id")
    return [_seen_from(case, link) for link in found]


def household(case: Case) -> list[Case]:
    """The last cases of the same home."""
    if case.unit_id is None:
        return []
    return list(Case.objects.filter(unit=case.unit_id).exclude(pk=case.pk).order_by("-id")[:SHOWN])


def _seen_from(case: Case, link: CaseLink) -> Linked:
    if link.case_id == case.pk:
        return Linked(link, link.get_kind_display(), link.other)
    return Linked(link, _FROM_THERE[LinkKind(link.kind)], link.case)


def open_by_state(community_id: int) -> list[tuple[str, int]]:
    """How many cases of a community stand where, in the order of a case's life; closed ones apart."""
    found = Case.objects.filter(community=community_id).exclude(state=State.CLOSED)
    counts = dict(found.order_by().values_list("state").annotate(Count("id")))
    return [(str(state.label), counts.get(state.value, 0)) for state in State if state != State.CLOSED]


def matters(viewer: User, ids: Iterable[int]) -> dict[int, str]:
    """What cases are about, by their ids, as far as somebody may see them."""
    wanted = set(ids)
    return dict(access.visible_to(viewer).filter(id__in=wanted).values_list("id", "matter")) if wanted else {}


def last_of_unit(visible: QuerySet[Case], unit: Unit) -> list[Case]:
    """The last cases of a unit among those that somebody sees."""
    return list(visible.filter(unit=unit).order_by("-id")[:SHOWN])
