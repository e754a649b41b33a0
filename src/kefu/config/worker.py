"""What works through the queue, as a process: `python -m kefu.config.worker`."""

import os

from kefu.config.serving.parent import end_with_parent

_GRACE = 4


def main() -> None:
    """Work until told to end; a job that is under way has a few seconds to finish."""
    end_with_parent()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.config.settings")
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101  (it is what procrastinate makes for Django)
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(shutdown_graceful_timeout=_GRACE, delete_jobs="successful")


if __name__ == "__main__":
    main()
