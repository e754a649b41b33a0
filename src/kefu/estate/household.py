"""The file of a household as a page shows it: what it must hold by the rulebook, what of that is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu.duties.explaining import in_language
from kefu.duties.governing import book_on
from kefu.estate.models import Capacity, FilePaper, HouseholdFile, Person, Residency, Unit
from kefu.lib.text import Text
from kefu.rulebook.clauses import CustomerClass, FileItem, Rulebook

_OWNERS = (Capacity.OWNER, Capacity.CO_OWNER)


@dataclass(frozen=True)
class Item:
    """Something that the file must hold. `is_paper`: a paper, else something known of the owner or the unit."""

    id: str
    says: str
    is_there: bool
    is_paper: bool


@dataclass(frozen=True)
class File:
    """A file (None: none was opened), its papers, and what it must hold."""

    file: HouseholdFile | None
    papers: Sequence[FilePaper]
    items: Sequence[Item]

    @property
    def there(self) -> int:
        """How much of it is there."""
        return sum(item.is_there for item in self.items)

    @property
    def missing(self) -> list[Item]:
        """What is not there."""
        return [item for item in self.items if not item.is_there]


def file_of(unit: Unit, now: Sequence[Residency], today: date) -> File:
    """The file of a unit with these residents."""
    found = HouseholdFile.objects.filter(unit=unit).first()
    papers: list[FilePaper] = []
    if found is not None:
        papers = list(found.papers.filter(removed_at=None).select_related("added_by", "person").order_by("-id"))
    book = book_on(unit.community_id, today)
    owners = [one.person for one in now if one.capacity in _OWNERS]
    kept = {paper.item for paper in papers}
    items = [
        Item(
            id_,
            said(clause),
            id_ in kept if clause.field is None else _is_known(clause, unit, owners),
            clause.field is None,
        )
        for id_, clause in wanted(book, unit.use, today).items()
    ]
    return File(found, papers, items)


def wanted(book: Rulebook | None, use: str, today: date) -> dict[str, FileItem]:
    """What the file of a unit of this use must hold."""
    if book is None:
        return {}
    return {
        id_: clause
        for id_, clause in book.household_file.items()
        if (not clause.uses or use in clause.uses) and clause.holds_on(today)
    }


def classes(book: Rulebook | None) -> dict[str, CustomerClass]:
    """The classes of customers, by their ids."""
    return dict(book.customer_classes) if book else {}


def said(clause: FileItem | CustomerClass) -> str:
    """What a clause says, in the reader's language."""
    return in_language(Text(clause.says.zh, clause.says.en))


def talk(clause: CustomerClass) -> str:
    """The prepared way of talking, in the reader's language."""
    return in_language(Text(clause.talk.zh, clause.talk.en))


def _is_known(clause: FileItem, unit: Unit, owners: Sequence[Person]) -> bool:
    if clause.field == "owner":
        return bool(owners)
    if clause.field == "square_metres":
        return unit.square_metres is not None
    return bool(owners) and all(getattr(one, str(clause.field)) for one in owners)
