"""Custody as an application."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Cards, keys and parking spaces: each is with one holder at a time."""

    name = "kefu.custody"
