"""Fees as an application."""

from django.apps import AppConfig


class FeesConfig(AppConfig):
    """The money that passes the window, each yuan of it booked twice."""

    name = "kefu.fees"
