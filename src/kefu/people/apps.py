"""People as an application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The staff."""

    name = "kefu.people"
