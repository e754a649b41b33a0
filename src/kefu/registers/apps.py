"""Registers as an application."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers, revisits' forms and figures, draws."""

    name = "kefu.registers"
