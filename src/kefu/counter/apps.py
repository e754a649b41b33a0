"""The counter as an application."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Errands at the window, by the procedures of the rulebook."""

    name = "kefu.counter"
