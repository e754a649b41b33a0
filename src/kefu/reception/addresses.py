"""Addresses that stand on paper and on devices, and where the clerk's page leads."""

from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse

from kefu.estate.models import Person, Unit

_SALT = "kefu.reception.ticket"
# What is taken as a case, and of which kind.
CASE_KINDS = {"complaint": "complaint", "enquiry": "enquiry", "bill": "enquiry"}


def ticket_token(ticket_id: int) -> str:
    """The end of the address by which whoever took a number follows it."""
    return signing.Signer(salt=_SALT, sep="~").sign(str(ticket_id))


def ticket_of(token: str) -> int | None:
    """Whose number has this address; None: nobody's."""
    try:
        return int(signing.Signer(salt=_SALT, sep="~").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def begin_address(community_id: int, procedure: str, unit: Unit | None, person: Person | None) -> str:
    """The page at which a procedure begins, with the household and who comes filled in; it names nobody."""
    said = {"unit": unit, "person": person}
    query = urlencode({name: one.pk for name, one in said.items() if one is not None})
    address = reverse("counter:begin", args=[community_id, procedure])
    return f"{address}?{query}" if query else address
