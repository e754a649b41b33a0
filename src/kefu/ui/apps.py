"""The interface as an application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """What all pages share."""

    name = "kefu.ui"
