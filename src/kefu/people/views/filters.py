"""Filters of lists that somebody keeps under a name."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kefu.people import access, actions, queries
from kefu.people.forms import SaveFilterForm
from kefu.people.models import SavedFilter
from kefu.ui.views import back_of

# Where in the list one was is no part of what one looks for.
_PLACE = ("after", "before")


def of_list(request: HttpRequest, name: str) -> tuple[str, dict[str, Any]]:
    """The saved filters of a list, beside it (`kefu.ui.slots`)."""
    query = _plain(request.GET)
    saved = [(one, one.query == query) for one in queries.saved_filters(access.signed_in(request), name)]
    return "people/saved_filters.html", {"list": name, "saved": saved, "query": query}


@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what a list shows now under a name."""
    if len(name) > SavedFilter.LONGEST_LIST:
        raise Http404(name)
    form = SaveFilterForm(request.POST)
    query = _plain(QueryDict(urlsplit(back_of(request)).query))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    elif not query:
        messages.error(request, _("Choose a filter first: what the list shows by itself needs no name."))
    else:
        actions.save_filter(access.signed_in(request), name, form.cleaned_data["name"], query)
        messages.success(request, _("Saved as “%(name)s”.") % {"name": form.cleaned_data["name"]})
    return HttpResponseRedirect(back_of(request))


@require_POST
def forget(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Keep it no longer."""
    found = get_object_or_404(access.signed_in(request).saved_filters, pk=filter_id)
    actions.forget_filter(found.pk)
    messages.success(request, _("“%(name)s” is no longer saved.") % {"name": found.name})
    return HttpResponseRedirect(back_of(request))


def _plain(query: QueryDict) -> str:
    """A query in one order, without what says nothing."""
    said = sorted((key, value) for key, values in query.lists() for value in values if value and key not in _PLACE)
    plain = QueryDict(mutable=True)
    for key, value in said:
        plain.appendlist(key, value)
    return plain.urlencode()
