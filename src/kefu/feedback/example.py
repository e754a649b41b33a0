"""The questions that a new survey begins with: a property office's own form (S0), by its aspects."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from kefu.feedback.models import QuestionKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Example(NamedTuple):
    """A question of the form, in the words of whoever takes it."""

    aspect: "StrOrPromise"
    kind: str
    words: "StrOrPromise"


EXAMPLE = (
    Example(_("Reception"), QuestionKind.RATING, _("Are you content with how you are received at the service centre?")),
    Example(_("Telephone repairs"), QuestionKind.RATING, _("Are you content with how repairs are taken by phone?")),
    Example(_("Telephone repairs"), QuestionKind.YES_NO, _("Did the repairman come at the time agreed?")),
    Example(_("Revisits"), QuestionKind.RATING, _("Are you content with how we ask after a repair or a complaint?")),
    Example(_("Opinions"), QuestionKind.TEXT, _("What should we do better?")),
)
