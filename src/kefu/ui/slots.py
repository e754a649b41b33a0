"""Places on a page of one domain that others above it fill: the settings say which (`SLOTS`), so that none imports up.

Also the pages of what things are about (`SUBJECT_PAGES`), by the vocabulary's words for subjects; and who reads those
that not everybody of a community reads (`SUBJECT_READERS`): the dotted name of a function of viewer and community.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.template.backends.django import Template as DjangoTemplate

# Of a request and what the page is about: the template of a part of it, and all that this shows; None: nothing.
Filling = Callable[[HttpRequest, Any], tuple[str, dict[str, Any]] | None]


def filled(name: str, context: Context, about: Any) -> SafeString:
    """What others show in a place of a page that is about something, within the page's own context."""
    fillings: list[Filling] = [import_string(path) for path in settings.SLOTS.get(name, ())]
    parts = filter(None, (filling(context["request"], about) for filling in fillings))
    return format_html_join("", "{}", ((_part(context, template, shown),) for template, shown in parts))


def _part(context: Context, template: str, shown: dict[str, Any]) -> SafeString:
    with context.push(**shown):
        return cast("DjangoTemplate", get_template(template)).template.render(context)


def subject_page(kind: str, subject_id: int, viewer: Any, community_id: int | None) -> str:
    """The address of the page of a community's subject; blank where it has none, or this viewer may not read it."""
    page, may = settings.SUBJECT_PAGES.get(kind), settings.SUBJECT_READERS.get(kind)
    if page is None or (may is not None and not import_string(may)(viewer, community_id)):
        return ""
    return reverse(page, args=[subject_id])
