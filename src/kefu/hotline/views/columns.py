"""The lists of calls, draws, recordings and slips: their columns, on the page and in a file."""

from datetime import timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.hotline.models import Call, Draw, Hearing, Slip, SlipState
from kefu.hotline.queries import IN_ORDER, ORDERS
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment


def _call(row: Call) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("hotline:call", args=[row.pk]), moment(row.started_at))


def _answer(row: Call) -> SafeString:
    if row.answered_at is None:
        return mark(_("missed call") if row.is_missed else _("ringing"), "warn" if row.is_missed else "accent")
    rings = "" if row.rings is None else _("%(n)s rings") % {"n": row.rings}
    return beside(row.agent.name if row.agent else "", rings)


def _agent(row: Call) -> str:
    return row.agent.name if row.agent else ""


def _led_to(row: Call) -> SafeString:
    if row.case is not None:
        return format_html('<a href="{}">{}</a>', reverse("cases:case", args=[row.case.pk]), row.case.number)
    return beside(row.get_disposition_display()) if row.disposition else mark(_("to be logged"), "warn")


def _led_to_words(row: Call) -> str:
    return row.case.number if row.case else str(row.get_disposition_display())


def _seconds(row: Call) -> int | None:
    if row.answered_at is None or row.ended_at is None:
        return None
    return round((row.ended_at - row.answered_at).total_seconds())


def _lasted(row: Call) -> str:
    seconds = _seconds(row)
    return "–" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


CALLS: RecordList[Call] = RecordList(
    "calls",
    gettext_lazy("Hotline"),
    (
        Column("started", gettext_lazy("Call"), _call, lambda row: row.started_at, kind="moment", width=17),
        Column(
            "number", gettext_lazy("Phone number"), lambda row: beside(row.number), lambda row: row.number, width=15
        ),
        Column(
            "direction",
            gettext_lazy("Direction"),
            lambda row: row.get_direction_display(),
            lambda row: str(row.get_direction_display()),
        ),
        Column("answer", gettext_lazy("Picked up by"), _answer, _agent, width=18),
        Column("lasted", gettext_lazy("Lasted"), _lasted),
        Column("led-to", gettext_lazy("Led to"), _led_to, _led_to_words, width=17),
        Column(
            "summary", gettext_lazy("Summary"), lambda row: beside(row.summary[:40]), lambda row: row.summary, width=40
        ),
        Column("line", gettext_lazy("Line"), lambda row: beside(row.line), lambda row: row.line, is_default=False),
        Column("rings", gettext_lazy("Rings"), None, lambda row: row.rings, kind="number"),
        Column("answered", gettext_lazy("Picked up at"), None, lambda row: row.answered_at, kind="moment", width=17),
        Column("seconds", gettext_lazy("Talk, seconds"), None, _seconds, kind="number"),
        Column("community", gettext_lazy("Community"), lambda row: row.community.name, is_default=False),
    ),
    ORDERS,
    lambda row: row.pk,
)


def _slip(row: Slip) -> SafeString:
    return format_html('<a href="{}">“{}”</a>', reverse("hotline:slip", args=[row.pk]), row.said)


_JUDGED: dict[str, str] = {SlipState.FOUND: "accent", SlipState.CONFIRMED: "warn"}


def _slip_state(row: Slip) -> SafeString:
    return mark(row.get_state_display(), _JUDGED.get(row.state, ""))


SLIPS: RecordList[Slip] = RecordList(
    "slips",
    gettext_lazy("Words out of place"),
    (
        Column("said", gettext_lazy("Said"), _slip, width=30),
        Column("state", gettext_lazy("State"), _slip_state),
        Column("user", gettext_lazy("Said by"), lambda row: row.user.name),
        Column("better", gettext_lazy("Better"), lambda row: beside(row.better), width=30),
        Column("points", gettext_lazy("Points"), lambda row: f"{row.points:g}"),
        Column("written", gettext_lazy("When it was written"), lambda row: moment(row.written_at), width=17),
        Column("judged", gettext_lazy("Decided by"), lambda row: beside(row.judged_by.name if row.judged_by else "")),
    ),
    ORDERS,
    lambda row: row.pk,
)


def _draw(row: Draw) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("hotline:hearings", args=[row.pk]), moment(row.drawn_at))


def _heard(row: Draw) -> str:
    drawn, heard = getattr(row, "drawn", 0), getattr(row, "heard", 0)
    return _("%(heard)s of %(drawn)s") % {"heard": heard, "drawn": drawn}


DRAWS: RecordList[Draw] = RecordList(
    "draws",
    gettext_lazy("Recordings drawn"),
    (
        Column("drawn", gettext_lazy("Drawn"), _draw, width=17),
        Column("department", gettext_lazy("Department"), lambda row: row.department.name),
        Column(
            "days",
            gettext_lazy("Calls of"),
            lambda row: f"{localtime(row.since):%Y-%m-%d} – {localtime(row.until - timedelta(days=1)):%Y-%m-%d}",
            width=24,
        ),
        Column("heard", gettext_lazy("Heard"), _heard),
        Column("of", gettext_lazy("From recordings"), lambda row: str(row.recordings)),
        Column("by", gettext_lazy("Drawn by"), lambda row: row.drawn_by.name),
        Column("seed", gettext_lazy("Seed"), lambda row: row.seed, is_default=False),
    ),
    ORDERS,
    lambda row: row.pk,
)


def _hearing(row: Hearing) -> SafeString:
    at = moment(row.call.started_at)
    return format_html('<a href="{}">{}</a>', reverse("hotline:hearing", args=[row.pk]), at)


def _mark(row: Hearing) -> SafeString:
    return mark(_("to be heard"), "accent") if row.mark is None else beside(str(row.mark))


HEARINGS: RecordList[Hearing] = RecordList(
    "hearings",
    gettext_lazy("Recordings"),
    (
        Column("call", gettext_lazy("Call"), _hearing, width=17),
        Column("agent", gettext_lazy("Agent"), lambda row: _agent(row.call)),
        Column("lasted", gettext_lazy("Lasted"), lambda row: _lasted(row.call)),
        Column("mark", gettext_lazy("Mark"), _mark),
        Column("heard-by", gettext_lazy("Heard by"), lambda row: beside(row.heard_by.name if row.heard_by else "")),
        Column("heard-at", gettext_lazy("Heard at"), lambda row: beside(moment(row.heard_at)), width=17),
        Column("note", gettext_lazy("What was heard"), lambda row: beside(row.note[:40]), width=30),
    ),
    IN_ORDER,
    lambda row: row.pk,
)
