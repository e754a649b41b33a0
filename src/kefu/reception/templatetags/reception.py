"""How the front desk says lengths of time."""

from django import template

register = template.Library()


@register.filter
def minutes(seconds: float | None) -> str:
    """Seconds as minutes with one decimal; a dash where there are none."""
    return "–" if seconds is None else f"{seconds / 60:.1f}"
