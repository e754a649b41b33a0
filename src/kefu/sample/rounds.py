"""What the sample's staff do beside their cases: take note of escalations, and do what comes round again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Prefetch, Q

from kefu.desk.queries import may_attest
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.explaining import told_briefly
from kefu.duties.models import Duty, Step
from kefu.estate.models import Residency
from kefu.estate.queries import all_units
from kefu.notices import actions as notice_actions
from kefu.notices.models import Notice
from kefu.people.models import Appointment, User
from kefu.sample.office import Chance, in_office

_EVERY = timedelta(hours=6)
_NOTED, _DONE = 0.8, 0.4


class Staff:
    """Who holds which post of a community, and whom they work for: its homes.

    `before`: a home's residents when the history began, so that it is lived again as it was the first time.
    """

    def __init__(self, community_id: int, begins_at: datetime) -> None:
        held = Appointment.objects.filter(post__community=community_id, until=None).select_related("user", "post")
        self.by_post: dict[str, list[User]] = {}
        for appointment in held.order_by("id"):
            self.by_post.setdefault(appointment.post.word, []).append(appointment.user)
        self.ids = {user.pk for users in self.by_post.values() for user in users}
        then = Residency.objects.filter(Q(since=None) | Q(since__lte=begins_at), Q(until=None) | Q(until__gt=begins_at))
        before = Prefetch("residencies", then.select_related("person").order_by("id"), to_attr="before")
        self.units: list[Any] = list(all_units(community_id).prefetch_related(before))
        self.lived_in = [unit for unit in self.units if unit.before]
        self.empty = [unit for unit in self.units if not unit.before]


def rounds(staff: Staff, begins_at: datetime) -> Iterator[datetime]:
    """Several times a day everybody looks at what waits for them."""
    at = in_office(begins_at)
    while True:
        yield at
        run_clock(at)
        _take_note(staff, at)
        _read(staff, at)
        _attest(staff, at)
        at = in_office(at + _EVERY)


def _take_note(staff: Staff, at: datetime) -> None:
    for step in Step.objects.filter(to_id__in=staff.ids, is_waiting=True, acknowledged_at=None).select_related("duty"):
        if step.at <= at and Chance(f"step {step.duty.label} {step.level} {at}").is_so(_NOTED):
            duty_actions.acknowledge_step(step.pk, by=Act(step.to_id, at))


def _read(staff: Staff, at: datetime) -> None:
    """Look at what one was told."""
    unseen = Notice.objects.filter(user__in=staff.ids, seen_at=None, made_at__lte=at)
    for user_id, newest in unseen.values_list("user").annotate(Max("id")).order_by("user"):
        notice_actions.see(user_id, newest, at=at)


def _attest(staff: Staff, at: datetime) -> None:
    """Do some of what no page records, most of it before it is due."""
    presses = Duty.objects.filter(bearer_id__in=staff.ids, end="", due_at__lt=at + timedelta(days=2)).order_by("id")
    for one in told_briefly(list(presses)):
        duty = one.duty
        if may_attest(one) and Chance(f"{duty.clause} {duty.label} {at}").is_so(_DONE):
            duty_actions.attest_duty(duty.pk, by=Act(duty.bearer_id, at), note="")
