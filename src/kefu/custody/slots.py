"""What custody says on pages of domains below it."""

from typing import Any

from django.http import HttpRequest

from kefu.custody import access, queries
from kefu.estate.models import Person, Unit
from kefu.people import access as people_access


def of_household(request: HttpRequest, about: Unit | Person) -> tuple[str, dict[str, Any]]:
    """What a household, or a resident, has of us, and which keys it left with us."""
    held = queries.held_of_unit(about.pk) if isinstance(about, Unit) else queries.held_of_person(about.pk)
    shown = {
        "about": about,
        "is_unit": isinstance(about, Unit),
        "held": held,
        "may_hand": access.may_hand(people_access.signed_in(request), about.community_id),
    }
    return "custody/of_household.html", shown
