"""Filters that somebody keeps for themselves: nothing that happens in a department, and so no event."""

from kefu.people.models import SavedFilter, User


def save_filter(user: User, list_: str, name: str, query: str) -> None:
    """Keep a filter of a list; of two of one name the last one holds."""
    SavedFilter.objects.update_or_create(user=user, list=list_, name=name, defaults={"query": query})


def forget_filter(filter_id: int) -> None:
    """Keep it no longer."""
    SavedFilter.objects.filter(pk=filter_id).delete()
