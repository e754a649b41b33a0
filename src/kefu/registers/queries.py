"""What is read for registers and the pages about revisits."""

from datetime import date
from operator import itemgetter

from kefu.cases.models import Case
from kefu.duties.explaining import in_language
from kefu.duties.governing import book_on, books_in
from kefu.lib.text import Text
from kefu.people.models import Community
from kefu.registers.lines import Line, Revisit, lines, told_revisits
from kefu.registers.models import Draw
from kefu.rulebook.showing import called
from kefu.ui.paging import Asked, Page, page

CUSTOMER = Text("客户", "customer")


def customer_of(community: Community, today: date) -> str:
    """What the rulebook in force calls the department's customers."""
    book = book_on(community.pk, today)
    return in_language(CUSTOMER if book is None else Text(book.customer.zh, book.customer.en))


def revisits_of(case: Case) -> list[Revisit]:
    """How a case's customer was asked, the last attempt first."""
    found = [event for event in case.history if event.kind == "case.revisited"]
    settlings = [event for event in case.history if event.kind == "case.resolved"]
    return told_revisits(found, {case.pk: case}, settlings)[::-1] if found else []


def draws(community: Community, asked: Asked) -> Page[Draw]:
    """The draws of a community, the last first."""
    return page(community.draws.select_related("drawn_by"), ["-id"], asked)


def clauses_drawn_by(community: Community) -> dict[str, str]:
    """What each target says, by its id, as the newest version that has it words it: cases are drawn by some."""
    books = sorted(books_in([community.pk]).items(), key=itemgetter(0))
    return {id_: in_language(called(one, id_)) for _version, book in books for id_, one in book.targets.items()}


def drawn_lines(draw: Draw, asked: Asked) -> tuple[Page[Case], list[Line]]:
    """The cases that were drawn, with what became of their revisits."""
    found = page(Case.objects.filter(id__in=draw.drawn).select_related("owner", "handler"), ["id"], asked)
    return found, lines(found.rows)


def clause_said(draw: Draw) -> str:
    """What the clause says by which was drawn."""
    book = book_on(draw.community_id, draw.community.day(draw.drawn_at))
    clause = None if book is None else book.targets.get(draw.clause)
    return in_language(called(clause, draw.clause))
