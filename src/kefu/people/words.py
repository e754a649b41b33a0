"""Words of the vocabulary and names of rulebooks, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from kefu.duties.explaining import in_language
from kefu.rulebook.vocabulary import vocabulary

OWN_DOMAIN = "people"
RULEBOOKS = (
    ("property", _("Property services")),
    ("broadcast", _("Broadcasting")),
    ("water", _("Water supply")),
    ("ecommerce", _("Online shop")),
)


def post_name(word: str) -> str:
    """What the vocabulary calls a post."""
    post = vocabulary().posts.get(word)
    return in_language(post.text) if post else word


def event_name(kind: str) -> str:
    """What the vocabulary calls an event."""
    event = vocabulary().events.get(kind)
    return in_language(event.text) if event else kind


def events_of(domain: str) -> list[str]:
    """The events that a domain records."""
    return [kind for kind, event in vocabulary().events.items() if event.domain == domain]


def rulebook_name(id_: str) -> str:
    """What a shipped rulebook is called; another goes by its id."""
    return str(dict(RULEBOOKS).get(id_, id_))
