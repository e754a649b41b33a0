"""What the page of a month's answers says."""

from typing import TYPE_CHECKING

from django import template

from kefu.workorders.answers import WAYS
from kefu.workorders.calc import Answers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()


@register.filter
def by_way(answers: Answers) -> list[tuple[str, "StrOrPromise", int]]:
    """How many answers came in each way."""
    return [(way, label, count) for (way, label), count in zip(WAYS.items(), answers, strict=True)]
