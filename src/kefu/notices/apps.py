"""The application of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What the program tells somebody of the staff."""

    name = "kefu.notices"
