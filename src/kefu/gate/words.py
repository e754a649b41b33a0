"""What verbs on passes are called, and why a pass does not allow one, in the reader's language."""

from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.gate.calc import VERBS
from kefu.gate.models import Pass, State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, "StrOrPromise"] = {
    "enter": gettext_lazy("Let in"),
    "leave": pgettext_lazy("a visitor", "Has left"),
    "tell-host": gettext_lazy("The host is told"),
    "release": gettext_lazy("Let the goods out"),
    "refuse": gettext_lazy("Do not let the goods out"),
    "hand-in": gettext_lazy("Handed in"),
    "call-in": gettext_lazy("Call the pass in"),
    "extend": gettext_lazy("Extend"),
    "revoke": gettext_lazy("Revoke"),
}


def refused_by_state(verb: str, of: Pass) -> str:
    """Why this cannot be done to a pass as it stands."""
    if of.kind not in VERBS[verb].kinds:
        return _("This is not done with: %(kind)s.") % {"kind": of.get_kind_display()}
    if of.state == State.USED:
        return _used(of)
    if of.state == State.INSIDE:
        return _("%(holder)s is inside already. Note first that they left.") % {"holder": of.holder}
    return _("This cannot be done while the pass is: %(state)s.") % {"state": of.get_state_display()}


def _used(of: Pass) -> str:
    """When, where and by whom goods were let out with this slip before."""
    passage = of.passages.select_related("by").order_by("id").last()
    if passage is None:
        return _("This slip was used already.")
    at = formats.date_format(localtime(passage.at), "m-d H:i")
    where = " ".join(filter(None, (at, passage.gate, passage.by.name)))
    return _("This slip was used already: %(where)s. The goods do not go out on it again.") % {"where": where}


def phone_words() -> dict[str, str]:
    """What the guards' page says of a pass without asking anybody."""
    return {
        "good": _("valid"),
        "over": _("Its time is over."),
        "early": _("It is not valid yet."),
        "used": _("This slip was used already. The goods do not go out on it again."),
        "handed-in": _("This pass was handed in."),
        "revoked": _("This pass was revoked."),
        "inside": _("is inside"),
        "untold": _("Tell the host first."),
        "compare": _("Compare the goods with the slip, and take the slip."),
        "unknown": _("This phone does not know it. Without a connection it cannot be judged."),
        "nothing": _("No pass has this number or code."),
        "waits": _("kept, not yet sent"),
        "leave": str(LABELS["leave"]),
        "until": _("until"),
        "sees": _("Comes to see"),
        "registered": _("registered"),
        "register": _("Register a visitor"),
    }
