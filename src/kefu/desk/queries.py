"""What the desk's pages show of several domains."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import F, Q

from kefu.cases import lists as case_lists
from kefu.cases import queries as case_queries
from kefu.cases.calc import VERBS as CASE_VERBS
from kefu.custody import queries as custody_queries
from kefu.desk.beginning import Lacking, lacking
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told_briefly
from kefu.duties.models import Duty, Step
from kefu.notices import queries as notice_queries
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.paging import FIRST, Asked, Page, page
from kefu.workorders import queries as order_queries

# So many escalations are shown, of those taken note of as many, and so many cases given to somebody.
SHOWN = 20
# What is due after that is no part of a day.
SOON = timedelta(days=31)
_IN_ORDER = (F("due_at").asc(nulls_last=True), "id")
# The domains whose events all have a page; of cases the verbs have. A duty that none of these ends is ended by its
# bearer's word.
_OF_CASES = frozenset(verb.event for verb in CASE_VERBS.values())
_WITH_PAGES = frozenset(
    (
        *("counter", "custody", "estate", "feedback", "fees", "gate", "hotline", "incidents", "reception"),
        *("registers", "repairs", "workorders"),
    )
)


@dataclass(frozen=True)
class Day:
    """What waits for somebody: escalations to take note of, and what is due within a month, the soonest first.

    An administrator also sees the escalations that nobody was there for. Of escalations the longest waiting are shown,
    each with what its clause says; `more_steps`: whether there are more. `duties` are those of a page, each with
    whether a word of its bearer ends it; `has_later`: whether they bear others. `given`: the open cases of which they
    are the handler and bear no duty. `noted`: the duties that others have yet to do after they took note of an
    escalation, with who bears them; of both so many are shown, and whether there are more. `matters`: what the cases
    and orders among all these are about. `lacking`: what an administrator for whom nothing waits has yet to set up.
    """

    steps: list[tuple[Step, str]]
    more_steps: bool
    duties: list[tuple[Told, bool]]
    page: Page[Duty]
    has_later: bool
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
    borne = duty_queries.open_duties_of(user.pk)
    shown = page(borne.filter(due_at__lt=now + SOON), _IN_ORDER, asked)
    # The last in the index: without a time, or the latest.
    last = borne.order_by(F("due_at").desc(nulls_first=True)).first()
    duties = [*(step.duty for step in escalated), *noted.values(), *shown.rows]
    told = {one.duty.pk: one for one in told_briefly(duties)}
    names = people_queries.names({duty.bearer_id for duty in noted.values()}) if noted else {}
    is_idle = user.is_administrator and not told and not given and last is None
    return Day(
        [(step, told[step.duty_id].says) for step in escalated],
        more_steps,
        [(told[duty.pk], may_attest(told[duty.pk])) for duty in shown.rows],
        shown,
        last is not None and (last.due_at is None or last.due_at >= now + SOON),
        case_lists.rows(given[:SHOWN], now) if given else [],
        len(given) > SHOWN,
        [(told[id_], names.get(duty.bearer_id or 0, "")) for id_, duty in noted.items()][:SHOWN],
        len(noted) > SHOWN,
        _matters(user, duties),
        lacking(user) if is_idle else Lacking(),
    )


def due_later(user: User, now: datetime, asked: Asked = FIRST) -> dict[str, Any]:
    """A page of what somebody bears and their day does not show, as `Day` has what it does."""
    later = Q(due_at__gte=now + SOON) | Q(due_at=None)
    found = page(duty_queries.open_duties_of(user.pk).filter(later), _IN_ORDER, asked)
    duties = [(one, may_attest(one)) for one in told_briefly(found.rows)]
    return {"duties": duties, "page": found, "matters": _matters(user, found.rows)}


def may_attest(one: Told) -> bool:
    """Whether no page records what would end this duty."""
    return not any(map(_has_page, one.brings))


def _has_page(kind: str) -> bool:
    word = vocabulary().events.get(kind)
    return kind in _OF_CASES or (word is not None and word.domain in _WITH_PAGES)


def _matters(user: User, duties: Sequence[Duty]) -> dict[tuple[str, int], str]:
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
