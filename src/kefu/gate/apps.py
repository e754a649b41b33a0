"""The gate as an application."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Passes, visitors, goods releases, the guards' page."""

    name = "kefu.gate"
