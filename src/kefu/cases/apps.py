"""Cases as an application."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Whatever somebody asks of the department."""

    name = "kefu.cases"
