"""Filling the sample: through the same actions as everything else, and so that it can be gone on with after a stop."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from kefu.duties.acts import Act
from kefu.duties.clock import clock_held
from kefu.estate import actions as estate
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
from kefu.people.models import Community
from kefu.rulebook.vocabulary import vocabulary
from kefu.sample.cast import ALSO, CAST, CODE, COMMUNITY, RULEBOOK
from kefu.sample.history import History
from kefu.sample.homes import AREAS, rows
from kefu.sample.models import Sample
from kefu.workorders import actions as orders

DAYS = 90
# How often what was reached is written down, in time of the sample.
_STEP = timedelta(days=1)
# For how many seconds a pass of the clock is waited for, and how often we look.
PATIENCE, _LOOK = 20.0, 0.2


class ClockBusyError(Exception):
    """The clock is at work all the time; the sample is filled at the next start."""


def begin_sample(now: datetime) -> Sample | None:
    """Begin the sample of a fresh installation; None where a department works already."""
    found = Sample.objects.first()
    if found is not None or Community.objects.exists():
        return found
    begins_at = now - timedelta(days=DAYS)
    return Sample.objects.create(begins_at=begins_at, ends_at=now, filled_until=begins_at)


def fill_sample(sample: Sample) -> None:
    """Fill what is missing: the office, then day by day what happens in it. Raises `ClockBusyError`."""
    if sample.is_full:
        return
    # The clock of the site would find all of it long overdue.
    with _clock_kept():
        _fill(sample)


@contextmanager
def _clock_kept() -> Iterator[None]:
    """Keep the clock for ourselves, once its pass is over. Raises `ClockBusyError` if that takes too long."""
    until = time.monotonic() + PATIENCE
    while True:
        with clock_held() as is_ours:
            if is_ours:
                yield
                return
        if time.monotonic() >= until:
            raise ClockBusyError
        time.sleep(_LOOK)


def _fill(sample: Sample) -> None:
    if sample.community is None:
        _open_office(sample, sample.begins_at - timedelta(days=1))
    history = History(sample.community_id or 0, sample.begins_at, sample.ends_at, sample.filled_until)
    while not sample.is_full:
        with transaction.atomic():
            sample.filled_until = min(sample.filled_until + _STEP, sample.ends_at)
            history.live(sample.filled_until)
            sample.save(update_fields=["filled_until"])


@transaction.atomic
def _open_office(sample: Sample, at: datetime) -> None:
    """The community with its departments, posts and staff, all there a day before the history begins."""
    by = Act(None, at)
    community = people.found_community(NewCommunity(COMMUNITY, CODE, RULEBOOK), by=by)
    departments = {
        name: people.found_department(community.pk, by=by, name=name)
        for name in dict.fromkeys(member.department for member in CAST)
    }
    words = vocabulary().posts
    posts: dict[tuple[str, str], int] = {}
    for member in CAST:
        user = people.join_user(NewUser(member.username, member.name, community.pk, "13800000000"), by=by)
        for word in (member.post, *ALSO.get(member.username, ())):
            key = word, member.department
            if key not in posts:
                department_id = departments[member.department].pk
                post = people.found_post(
                    community.pk, by=by, word=word, title=words[word].zh, department_id=department_id
                )
                posts[key] = post.pk
            people.appoint_user(user.pk, by=by, post_id=posts[key])
        password = secrets.token_hex(5)
        people.use_link(people.make_link(user.pk, by=by), password, at=at)
        sample.passwords[member.username] = password
    estate.import_estate(community.pk, rows(), by=by)
    for name, kind in AREAS:
        estate.open_area(community.pk, by=by, name=name, kind=kind)
    orders.load_receivers(community.pk, by=by)
    sample.community = community
    sample.save(update_fields=["community", "passwords"])
