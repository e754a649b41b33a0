"""The application of estate."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    """Buildings, units and areas, and the residents."""

    name = "kefu.estate"
