"""Work orders as an application."""

from django.apps import AppConfig


class WorkOrdersConfig(AppConfig):
    """What departments ask of each other, and of bodies outside."""

    name = "kefu.workorders"
