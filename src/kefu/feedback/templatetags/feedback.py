"""Figures as people read them."""

from django import template

register = template.Library()


@register.filter
def hundredths(share: float | None) -> str:
    """A share, rounded, in hundredths; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %"


@register.filter
def decimals(value: float) -> str:
    """A number with two decimals."""
    return f"{value:.2f}"
