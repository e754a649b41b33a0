"""Working time: calendars, due times, reminders, explanations. Pure; an instant is whole seconds since 1970 UTC."""

from kefu.lib.worktime.calendars import Calendar, CalendarError, Hours, Interval, Season, without
from kefu.lib.worktime.counting import Counting, DueFunction, due_function
from kefu.lib.worktime.explaining import Explained, explain, unofficial_years
from kefu.lib.worktime.reminding import before
from kefu.lib.worktime.stopping import Stop
from kefu.lib.worktime.timeline import BeyondCalendarError, Timeline, compile_calendar, date_of, day_number
from kefu.lib.worktime.wording import TraceLine
from kefu.lib.worktime.zones import Instant, Zone, get_zone, wall_seconds

__all__ = [
    "BeyondCalendarError",
    "Calendar",
    "CalendarError",
    "Counting",
    "DueFunction",
    "Explained",
    "Hours",
    "Instant",
    "Interval",
    "Season",
    "Stop",
    "Timeline",
    "TraceLine",
    "Zone",
    "before",
    "compile_calendar",
    "date_of",
    "day_number",
    "due_function",
    "explain",
    "get_zone",
    "unofficial_years",
    "wall_seconds",
    "without",
]
