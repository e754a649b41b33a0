"""What the verbs on a case are called, on their buttons and where a refusal names them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, "StrOrPromise"] = {
    "accept": _("Take in hand"),
    "classify": _("Classify anew"),
    "assign": _("Give to a colleague"),
    "forward": _("Pass on to a department"),
    "acknowledge": _("Tell the customer it has come in"),
    "answer": _("Answer the customer"),
    "promise": _("Promise a time"),
    "appoint": _("Agree a visit"),
    "arrive": _("On site"),
    "miss": _("Nobody home"),
    "report": _("Report upward"),
    "take-over": _("Take over"),
    "pause": _("Stop the clock"),
    "resume": _("Let the clock go on"),
    "resolve": _("Settle"),
    "revisit": _("Revisit"),
    "end-revisit": _("Give the revisit up"),
    "reopen": _("Reopen"),
    "close": _("Close the case"),
    "correct": _("Correct the entry"),
    "withdraw": _("Withdraw"),
    "add-file": _("Add files"),
    "remove-file": _("Remove the file"),
    "link": _("Link with another case"),
    "unlink": _("Take the link away"),
    "assess": _("Assess the suggestion"),
    "thank": _("Thank the proposer"),
    "verify": _("Verify the repair"),
    "return-slip": _("The slip is back"),
    "explain": _("Explain the delay to the company"),
    "sum-up": _("Sum up"),
    "check-entry": _("Look into the late entry"),
    "merge": _("Merge into another case"),
    "split": _("Split off another case"),
}
