"""Repairs as an application."""

from django.apps import AppConfig


class RepairsConfig(AppConfig):
    """The engineer's page, the builder's defects, the sums of a month."""

    name = "kefu.repairs"
