"""The incidents' application."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents with many cases."""

    name = "kefu.incidents"
