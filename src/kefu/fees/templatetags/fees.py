"""How amounts are shown."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount: Decimal) -> str:
    """An amount to the cent, its thousands apart."""
    return f"{amount:,.2f}"
