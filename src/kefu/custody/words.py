"""What the verbs on a card, a key or a parking space are called, on their buttons and where they are told of."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, "StrOrPromise"] = {
    "issue-card": _("Issue the card"),
    "load-card": _("Enter data on the card"),
    "return-card": _("Take the card back"),
    "lose-card": _("Report the card lost"),
    "block-card": _("The card is blocked"),
    "replace-card": _("Give a new card for it"),
    "lend-key": _("Lend the key"),
    "return-key": _("The key is brought back"),
    "give-back-key": _("Give the key back to the household"),
    "lose-key": _("Report the key lost"),
    "assign-parking": _("Assign the parking space"),
    "release-parking": _("Release the parking space"),
    "find": _("It was found"),
    "retire": _("Take it out of use"),
}
