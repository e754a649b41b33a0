"""The ledger as an application."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What happened."""

    name = "kefu.events"
