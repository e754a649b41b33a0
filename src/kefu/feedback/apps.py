"""The application of surveys and outside voices."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Surveys, opinions, voices outside."""

    name = "kefu.feedback"
