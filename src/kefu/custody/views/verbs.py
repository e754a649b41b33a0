"""What the form of each verb on a thing asks, and which action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from kefu.custody import actions
from kefu.custody import forms as asked
from kefu.custody.models import Thing


@dataclass(frozen=True)
class Offer:
    """A verb as a page offers it. `needs_thing`: its form begins with what is known of the thing."""

    action: Callable[..., Thing]
    form: type[forms.Form]
    needs_thing: bool = False


def form_of(verb: str, request: HttpRequest, thing: Thing, *, is_bound: bool) -> Any:
    """The form of a verb, bound to what was sent, or as it is shown first."""
    offer, (posted, files) = OFFERS[verb], (request.POST, request.FILES) if is_bound else (None, None)
    named: dict[str, Any] = {"thing": thing} if offer.needs_thing else {}
    return offer.form(posted, files, auto_id=f"id_{verb}_%s", **named)


OFFERS = {
    "issue-card": Offer(actions.issue_card, asked.IssueForm, needs_thing=True),
    "load-card": Offer(actions.load_card, asked.LoadForm),
    "return-card": Offer(actions.return_card, asked.BackForm),
    "lose-card": Offer(actions.lose_card, asked.NoteForm),
    "block-card": Offer(actions.block_card, asked.NoteForm),
    "replace-card": Offer(actions.replace_card, asked.ReplaceForm),
    "lend-key": Offer(actions.lend_key, asked.LendForm, needs_thing=True),
    "return-key": Offer(actions.return_key, asked.BackForm),
    "give-back-key": Offer(actions.give_back_key, asked.GiveBackForm),
    "lose-key": Offer(actions.lose_key, asked.NoteForm),
    "assign-parking": Offer(actions.assign_parking, asked.AssignForm, needs_thing=True),
    "release-parking": Offer(actions.release_parking, asked.NoteForm),
    "find": Offer(actions.find_thing, asked.NoteForm),
    "retire": Offer(actions.retire_thing, asked.WhyForm),
}
# What a scan is for: it stands open, the hands stay on the keyboard.
FIRST = frozenset({"issue-card", "return-card", "lend-key", "return-key", "assign-parking", "block-card"})
# What leads on from where the thing is; the rest under "more".
NEXT = FIRST | {"load-card", "replace-card", "give-back-key", "release-parking"}
