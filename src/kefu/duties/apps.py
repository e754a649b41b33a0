"""Duties as an application."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """What clauses demand of whom by when."""

    name = "kefu.duties"
