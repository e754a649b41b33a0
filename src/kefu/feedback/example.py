"""The questions that a new survey begins with: a property office's own form (S0), by its aspects."""

from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from kefu.feedback.models import QuestionKind


class Example(NamedTuple):
    """A question of the form, in words that are translated when they are taken."""

    aspect: str
    kind: str
    words: str


EXAMPLE = (
    Example(_("Reception"), QuestionKind.RATING, _("Are you content with how you are received at the service centre?")),
    Example(_("Telephone repairs"), QuestionKind.RATING, _("Are you content with how repairs are taken by phone?")),
    Example(_("Telephone repairs"), QuestionKind.YES_NO, _("Did the repairman come at the time agreed?")),
    Example(_("Revisits"), QuestionKind.RATING, _("Are you content with how we ask after a repair or a complaint?")),
    Example(_("Opinions"), QuestionKind.TEXT, _("What should we do better?")),
)
