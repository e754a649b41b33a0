"""What the desk's templates say of duties: which one, whose, how far a clause is kept."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from kefu.duties.explaining import in_language, occurrence
from kefu.duties.models import Duty
from kefu.people.words import post_name
from kefu.rulebook.showing import name_of

register = template.Library()
register.filter("occurrence", occurrence)


@register.filter
def matter_of(matters: Mapping[tuple[str, int], str], duty: Duty) -> str:
    """What the case or order of a duty is about."""
    return matters.get((duty.subject_kind, duty.subject_id), "")


@register.filter
def bearer_word(duty: Duty) -> str:
    """Which post or part bears a duty when no person does, or beside the person."""
    if duty.bearer_post:
        return post_name(duty.bearer_post)
    return in_language(name_of(duty.bearer_as)) if duty.bearer_as else ""


@register.filter
def section_name(section: str) -> str:
    """What a kind of clause is called."""
    return {
        "deadlines": _("Deadlines"),
        "series": _("What recurs"),
        "requirements": _("Requirements"),
        "ladders": _("Ladders of responsibility"),
        "targets": _("Targets"),
        "conduct": _("Conduct"),
        "sanctions": _("Sanctions"),
        "categories": _("Categories of cases"),
        "procedures": _("Procedures at the counter"),
        "laws": _("Laws and agreements"),
        "customer_classes": _("Classes of customers"),
        "household_file": _("What a household file holds"),
    }[section]
