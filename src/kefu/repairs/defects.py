"""What is read about builder's defects: the list, one with its history, and what a year's came to (S0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Subject
from kefu.duties.explaining import Told, told
from kefu.lib.months import last_day
from kefu.people import queries as people_queries
from kefu.people.models import Community, User
from kefu.repairs import access
from kefu.repairs.models import Defect, Form
from kefu.ui.days import within
from kefu.ui.lists import Selection, Sorting

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = Defect.State
ORDERS = {"newest": Sorting(_("newest first"), is_descending=True), "oldest": Sorting(_("oldest first"))}
_KEYS = {"newest": ("-sent_at", "-id"), "oldest": ("sent_at", "id")}
_BACK = (State.RETURNED, State.VERIFIED, State.CLOSED)
_DONE = (State.VERIFIED, State.CLOSED)


class Shown(NamedTuple):
    """States under one word."""

    label: "StrOrPromise"
    states: Sequence[str]


# What a list may be narrowed down to: each state, and what the figures count.
SHOWN: Mapping[str, Shown] = {
    **{state.value: Shown(state.label, (state.value,)) for state in State},
    "counted": Shown(_("all but withdrawn"), [state for state in State if state != State.WITHDRAWN]),
    "back": Shown(_("came back"), _BACK),
    "done": Shown(_("completed"), _DONE),
}


class Chosen(NamedTuple):
    """Which defects to list; blank and None: whichever. The days are those on which they were sent."""

    form: str = ""
    state: str = ""
    contractor: str = ""
    since: date | None = None
    until: date | None = None
    community_id: int | None = None


class Counts(NamedTuple):
    """Of the defects sent in a month on one paper: how many, how many of them came back, and were completed."""

    sent: int = 0
    returned: int = 0
    completed: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Months:
    """The counts by paper of a month, or of some together; its first and last day."""

    name: str
    since: date
    until: date
    of_forms: Mapping[str, Counts]

    @property
    def papers(self) -> "list[tuple[str, StrOrPromise, Counts]]":
        """Each paper, what it is called, and its counts."""
        return [(form.value, form.label, self.of_forms[form]) for form in Form]

    @property
    def completion_rate(self) -> float | None:
        """Taken on the complaint slips (S0): of those sent, the share that engineering found sound."""
        slips = self.of_forms[Form.SLIP]
        return slips.completed / slips.sent if slips.sent else None


def selection(viewer: User, chosen: Chosen, order: str) -> Selection[Defect]:
    """The defects that somebody may see, those chosen."""
    found = access.visible_to(viewer).select_related("community", "case")
    if chosen.community_id is not None:
        found = found.filter(community=chosen.community_id)
    if chosen.form:
        found = found.filter(form=chosen.form)
    if chosen.state:
        found = found.filter(state__in=SHOWN[chosen.state].states)
    if chosen.contractor:
        found = found.filter(contractor__icontains=chosen.contractor)
    return Selection(found.filter(**within("sent_at", chosen.since, chosen.until)), _KEYS[order], list)


def duties(defect: Defect) -> list[Told]:
    """What the rulebook asks about a defect."""
    subject = Subject("defect", defect.pk, defect.community_id, str(defect))
    return told(list(duty_queries.duties_on(subject)), people_queries.names)


def timeline(defect: Defect, duties: Sequence[Told]) -> list[Happened]:
    """What happened to a defect, the last first."""
    return history("defect", defect.pk, frozenset({"defect.sent"}), duties)


def of_case(case: Case) -> list[Defect]:
    """The defects as which a repair was passed on, the last first."""
    return list(case.defects.order_by("-id"))


def last_contractor(community_id: int) -> str:
    """To whom a defect of a community was sent last; blank: none was."""
    found = Defect.objects.filter(community=community_id).order_by("-sent_at", "-id")
    return found.values_list("contractor", flat=True).first() or ""


def year(community: Community, number: int) -> tuple[list[Months], Months]:
    """The months of a year in which defects were sent, the first first; and all of them together."""
    zone = community.zone
    since, until = datetime(number, 1, 1, tzinfo=zone), datetime(number + 1, 1, 1, tzinfo=zone)
    found = Defect.objects.filter(community=community, sent_at__gte=since, sent_at__lt=until)
    kept = found.exclude(state=State.WITHDRAWN).annotate(month=TruncMonth("sent_at", tzinfo=zone))
    counted = kept.values("month", "form").annotate(
        sent=Count("id"),
        returned=Count("id", filter=Q(state__in=_BACK)),
        completed=Count("id", filter=Q(state__in=_DONE)),
    )
    months: dict[date, dict[str, Counts]] = {}
    total = {form.value: Counts() for form in Form}
    for row in counted.order_by("month"):
        counts = Counts(row["sent"], row["returned"], row["completed"])
        of_month = months.setdefault(row["month"].date(), {form.value: Counts() for form in Form})
        of_month[row["form"]] = counts
        total[row["form"]] = total[row["form"]].plus(counts)
    found_months = [Months(f"{first:%Y-%m}", first, last_day(first), counts) for first, counts in months.items()]
    return found_months, Months(f"{number}", date(number, 1, 1), date(number, 12, 31), total)
