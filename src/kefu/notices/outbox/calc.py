"""When a delivery is tried, and how addresses are compared."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kefu.notices.models import Way

# After the first failure one minute, and so on; then it has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
TRIES = len(PAUSES) + 1
# Nothing that is sent takes as long: whoever had claimed it is gone.
STOPPED_AFTER = timedelta(minutes=10)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1\d{10})")


@dataclass(frozen=True)
class Quiet:
    """Hours in which nobody is disturbed, in the community's time; past midnight where they end before they begin."""

    since: time
    until: time


def read_quiet(said: str) -> Quiet | None:
    """Quiet hours as they are written, `21:00-08:00`; blank: none. Raises `ValueError`."""
    if not said:
        return None
    since, _dash, until = said.partition("-")
    return Quiet(time.fromisoformat(since.strip()), time.fromisoformat(until.strip()))


def leaves_at(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """The first moment from `at` on that lies in no quiet hour."""
    if quiet is None or quiet.since == quiet.until:
        return at
    local = at.astimezone(zone)
    now = local.time()
    if quiet.since < quiet.until:
        is_quiet, days = quiet.since <= now < quiet.until, 0
    else:
        is_quiet, days = now >= quiet.since or now < quiet.until, int(now >= quiet.since)
    if not is_quiet:
        return at
    return datetime.combine(local.date() + timedelta(days=days), quiet.until, zone)


def pause_before(left: int) -> timedelta | None:
    """How long to wait where so many tries are left; None: there is none left."""
    return PAUSES[TRIES - 1 - left] if left > 0 else None


def plain_address(way: str, address: str) -> str:
    """An address as it is compared, so that nobody gets the same message twice."""
    address = address.strip()
    match way:
        case Way.EMAIL:
            name, at, host = address.rpartition("@")
            return f"{name}{at}{host.lower()}"
        case Way.SMS:
            digits = re.sub(r"[\s()-]", "", address)
            found = _MOBILE.fullmatch(digits)
            return found[1] if found else digits
        case _:
            return address
