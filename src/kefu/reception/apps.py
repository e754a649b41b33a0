"""The front desk's application."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """The queue at the window and the reception log."""

    name = "kefu.reception"
