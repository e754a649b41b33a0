"""The application of the sample."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """A lifelike property office to try kefu on."""

    name = "kefu.sample"
