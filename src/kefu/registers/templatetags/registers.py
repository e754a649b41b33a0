"""What pages about revisits say."""

from typing import TYPE_CHECKING

from django import template

from kefu.registers.figures import Group
from kefu.registers.words import FIGURES, figures_said, outcome_said

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()
register.filter("outcome", outcome_said)


@register.filter
def told(group: Group) -> "list[tuple[StrOrPromise, float | None, str]]":
    """The figures with what each is called and how it is shown."""
    return [(FIGURES[name][0], value, FIGURES[name][1]) for name, value in figures_said(group).items()]
