"""What the verbs on an order are called, on their buttons and where they are told of."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, "StrOrPromise"] = {
    "confirm": _("Confirm the order"),
    "answer": _("Answer the order"),
    "finish": _("Report it finished"),
    "urge": _("Urge"),
    "close": _("Close the order"),
    "return": _("Send it back"),
    "advise": _("Advise the customer to go there directly"),
    "sign": _("Sign for it"),
    "withdraw": _("Withdraw"),
}
