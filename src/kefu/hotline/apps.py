"""The hotline's application."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """Calls, recordings, manners."""

    name = "kefu.hotline"
