"""What an exchange, or its file, says of a call: taken once, in order, and refused where it contradicts itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.hotline.actions.acting import acting, record_answered, record_ended, record_offered
from kefu.hotline.actions.logging import Dealt, deal
from kefu.hotline.models import Call

# What is said of a call once and for all; blank, None: not said.
_SAID = ("line", "number", "direction", "rings", "recording", "agent_id", "started_at", "answered_at", "ended_at")


class ConflictError(Exception):
    """A report says something else of a call than one before: the field, and what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Report:
    """What is said of a call, by the names of its fields; None, blank: nothing yet."""

    key: str
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    line: str = ""
    number: str = ""
    direction: str = ""
    agent_id: int | None = None
    rings: int | None = None
    recording: str = ""
    disposition: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Taken:
    """The call that a report is of, and whether it said anything new."""

    call: Call
    is_new: bool


@transaction.atomic
def take_report(community_id: int, report: Report, *, now: datetime) -> Taken:
    """Take what is said of a call: what is known already changes nothing. Raises `ConflictError`."""
    call, is_made = _call_of(community_id, report)
    if is_made:
        # It rang before anybody answered: what else is said follows.
        record_offered(call, acting(None, call.started_at, now))
    news = _news(call, report)
    _refuse_backwards(call, report, news)
    for name in news:
        setattr(call, name, getattr(report, name))
    if news or is_made:
        call.save()
    if "answered_at" in news:
        record_answered(call, acting(call.agent_id, call.answered_at or now, now))
    if "ended_at" in news:
        record_ended(call, acting(call.agent_id, call.ended_at or now, now))
    _log(call, report, now)
    return Taken(call, is_made or bool(news))


def _call_of(community_id: int, report: Report) -> tuple[Call, bool]:
    """The call that a report is of, locked, and whether this is the first that is heard of it."""
    known = Call.objects.select_for_update().filter(community=community_id, key=report.key).first()
    if known is not None:
        return known, False
    began = report.started_at or report.answered_at
    if began is None:
        raise ConflictError("started_at", _("Nothing was said of this call before: say first when it began."))
    said = {"direction": report.direction or "in", "line": report.line, "number": report.number, "started_at": began}
    return Call.objects.select_for_update().get_or_create(community_id=community_id, key=report.key, defaults=said)


def _news(call: Call, report: Report) -> list[str]:
    """Which fields the report says something new of."""
    news = []
    for name in _SAID:
        said, known = getattr(report, name), getattr(call, name)
        if said in (None, "") or said == known:
            continue
        # A call that nobody answers goes on to the next.
        goes_on = name == "agent_id" and call.answered_at is None
        if known not in (None, "") and not goes_on:
            raise ConflictError(name, _("A report before said something else: %(known)s.") % {"known": _shown(known)})
        news.append(name)
    return news


def _shown(known: object) -> str:
    return known.isoformat() if isinstance(known, datetime) else str(known)


def _refuse_backwards(call: Call, report: Report, news: list[str]) -> None:
    if "answered_at" in news and call.ended_at is not None:
        raise ConflictError("answered_at", _("The call has ended before this report of its answer."))
    moments = [call.started_at, report.answered_at or call.answered_at, report.ended_at or call.ended_at]
    told = [at for at in moments if at is not None]
    if told != sorted(told):
        field = "answered_at" if told[1] < told[0] and report.answered_at else "ended_at"
        raise ConflictError(field, _("A call begins, is answered and ends in this order."))


def _log(call: Call, report: Report, now: datetime) -> None:
    """A file may say what became of a call; what a clerk wrote meanwhile stays."""
    if report.disposition and call.logged_at is None:
        by = acting(call.agent_id, call.ended_at or call.started_at, now)
        deal(call, Dealt(None, report.disposition, report.summary), by)
