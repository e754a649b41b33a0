"""What the desk's pages show of several domains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import F

from kefu.cases import lists as case_lists
from kefu.cases import queries as case_queries
from kefu.cases.calc import VERBS as CASE_VERBS
from kefu.custody import queries as custody_queries
from kefu.custody.calc import VERBS as CUSTODY_VERBS
from kefu.desk.beginning import Lacking, lacking
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told_briefly
from kefu.duties.models import Duty, Step
from kefu.feedback.calc import SHEET_VERBS
from kefu.notices import queries as notice_queries
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.ui.paging import FIRST, Asked, Page, page
from kefu.workorders import queries as order_queries
from kefu.workorders.calc import VERBS as ORDER_VERBS

# So many escalations are shown, of those taken note of as many, and so many cases given to somebody.
SHOWN = 20
_IN_ORDER = (F("due_at").asc(nulls_last=True), "id")
# What the pages record; a duty that none of it ends is ended by its bearer's word.
RECORDED = frozenset(
    (
        *(verb.event for verbs in (CASE_VERBS, ORDER_VERBS, CUSTODY_VERBS, SHEET_VERBS) for verb in verbs.values()),
        *("survey.revisited", "department.surveyed"),
    )
)


@dataclass(frozen=True)
class Day:
    """What waits for somebody: escalations to take note of, and open duties in the order in which they are due.

    An administrator also sees the escalations that nobody was there for. Of escalations the longest waiting are shown,
    each with what its clause says; `more_steps`: whether there are more. `duties` are those of a page, each with
    whether a word of its bearer ends it. `given`: the open cases of which they are the handler and bear no duty.
    `noted`: the duties that others have yet to do after they took note of an escalation, with who bears them; of both
    so many are shown, and whether there are more. `matters`: what the cases and orders among all these are about.
    `lacking`: what an administrator for whom nothing waits has yet to set up.
    """

    steps: list[tuple[Step, str]]
    more_steps: bool
    duties: list[tuple[Told, bool]]
    page: Page[Duty]
    given: list[case_lists.Row]
    more_given: bool
    noted: list[tuple[Told, str]]
    more_noted: bool
    matters: dict[tuple[str, int], str]
    lacking: Lacking


def day(user: User, now: datetime, asked: Asked = FIRST) -> Day:
    """What waits for somebody at that moment, with a page of their duties."""
    waiting = duty_queries.waiting_steps(user.pk), notice_queries.steps_left_to(user)
    steps = list(chain.from_iterable(found[: SHOWN + 1] for found in waiting))
    escalated, more_steps = steps[:SHOWN], len(steps) > SHOWN
    noted = {step.duty_id: step.duty for step in duty_queries.noted_steps(user.pk)[: SHOWN + 1]}
    given = list(case_lists.given_to(user)[: SHOWN + 1])
    shown = page(duty_queries.open_duties_of(user.pk), _IN_ORDER, asked)
    duties = [*(step.duty for step in escalated), *noted.values(), *shown.rows]
    told = {one.duty.pk: one for one in told_briefly(duties)}
    names = people_queries.names({duty.bearer_id for duty in noted.values()}) if noted else {}
    is_idle = user.is_administrator and not told and not given
    return Day(
        [(step, told[step.duty_id].says) for step in escalated],
        more_steps,
        [(told[duty.pk], may_attest(told[duty.pk])) for duty in shown.rows],
        shown,
        case_lists.rows(given[:SHOWN], now) if given else [],
        len(given) > SHOWN,
        [(told[id_], names.get(duty.bearer_id or 0, "")) for id_, duty in noted.items()][:SHOWN],
        len(noted) > SHOWN,
        _matters(user, duties),
        lacking(user) if is_idle else Lacking(),
    )


def may_attest(one: Told) -> bool:
    """Whether no page records what would end this duty."""
    return one.brings.isdisjoint(RECORDED)


def _matters(user: User, duties: list[Duty]) -> dict[tuple[str, int], str]:
    """What the subjects of duties are about, as far as somebody may see it, by their kinds and ids."""
    asked: dict[str, Callable[[User, Iterable[int]], dict[int, str]]] = {
        "case": case_queries.matters,
        "work-order": order_queries.matters,
        "thing": custody_queries.matters,
    }
    return {
        (kind, id_): matter
        for kind, matters in asked.items()
        for id_, matter in matters(user, (duty.subject_id for duty in duties if duty.subject_kind == kind)).items()
    }
