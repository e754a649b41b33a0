"""How long a sign-in link holds."""

from datetime import timedelta

LINK_HOLDS = timedelta(hours=24)
