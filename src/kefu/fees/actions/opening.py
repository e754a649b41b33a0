"""Opening the account of a home that becomes a customer."""

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.estate.models import Unit
from kefu.fees.actions.booking import FeesRefused, locked_books, require
from kefu.fees.models import Account, AccountKind


@transaction.atomic
def open_account(unit_id: int, *, by: Act, use_class: str) -> Account:
    """A home has an account of its own from now on, by its class of use (S4); what it owed before stays on it."""
    unit = Unit.objects.get(id=unit_id)
    require(by, unit.community_id, "open")
    locked_books(unit.community_id)
    account, _is_new = Account.objects.get_or_create(
        community_id=unit.community_id, kind=AccountKind.RECEIVABLE, unit=unit
    )
    if account.opened_at is not None:
        raise FeesRefused(_("This home has an account already."))
    account.opened_at = by.at
    account.save(update_fields=["opened_at"])
    subject = Subject("unit", unit.pk, unit.community_id, unit.code)
    duty_actions.record("account.opened", subject, by=by, facts={"use.class": use_class})
    return account
