"""What follows: who it was, the result that came later, the revisit by phone, what they thought of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.models import Person, Unit
from kefu.reception.actions.acting import ReceptionRefused, locked, record, require_state, subject
from kefu.reception.actions.queue import VERBS
from kefu.reception.models import State, Ticket


@transaction.atomic
def identify_ticket(
    ticket_id: int, *, by: Act, unit: Unit | None = None, person: Person | None = None, name: str = ""
) -> Ticket:
    """Note who it is: a household, a resident of the file, or a name that they give."""
    ticket = locked(ticket_id, by, VERBS["identify"])
    if any(one is not None and one.community_id != ticket.community_id for one in (unit, person)):
        raise ReceptionRefused(_("This household is another community's."))
    if unit is None and person is None and not name:
        raise ReceptionRefused(_("Say who it is: a unit, a resident or a name."))
    # What is known already is not forgotten where only more is said.
    ticket.unit, ticket.person = unit or ticket.unit, person or ticket.person
    ticket.name = name or (person.name if person else ticket.name)
    ticket.phone = ticket.phone or (person.phone if person else "")
    ticket.save(update_fields=["unit", "person", "name", "phone"])
    record("ticket.identified", ticket, by, {"resident": str(person.pk)} if person else {}, "name", "phone")
    return ticket


@transaction.atomic
def answer_ticket(ticket_id: int, *, by: Act, result: str) -> Ticket:
    """Tell whoever came the result that was not known then."""
    ticket = locked(ticket_id, by, {State.SERVED})
    if not ticket.is_pending:
        raise ReceptionRefused(_("The result was given already."))
    ticket.result, ticket.is_pending = result, False
    ticket.save(update_fields=["result", "is_pending"])
    record("ticket.answered", ticket, by, {"coordinated": bool(ticket.coordination), "pending": False}, "result")
    return ticket


@transaction.atomic
def revisit_ticket(ticket_id: int, *, by: Act, is_satisfied: bool, opinion: str = "") -> Ticket:
    """Ask by phone whether it was settled."""
    ticket = locked(ticket_id, by, {State.SERVED})
    if ticket.is_pending:
        raise ReceptionRefused(_("Give the result first."))
    ticket.revisited_at = by.at
    ticket.save(update_fields=["revisited_at"])
    texts = {"opinion": opinion} if opinion else {}
    facts = {"revisit.satisfied": is_satisfied}
    duty_actions.record("ticket.revisited", subject(ticket), by=by, facts=facts, texts=texts)
    return ticket


@transaction.atomic
def rate_ticket(ticket_id: int, *, by: Act, mark: int) -> Ticket:
    """Whoever was received gives a mark from 1 to 5, once, on their own phone."""
    ticket = Ticket.objects.select_for_update().get(id=ticket_id)
    require_state(ticket, {State.SERVED})
    if ticket.mark is not None:
        raise ReceptionRefused(_("You have given your mark already. Thank you."))
    ticket.mark = mark
    ticket.save(update_fields=["mark"])
    record("ticket.rated", ticket, by, {"mark": mark})
    return ticket
