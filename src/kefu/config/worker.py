"""What works through the queue, as a process: `python -m kefu.config.worker`."""

import os

from kefu.config.serving.parent import end_with_parent

_GRACE = 4
# A long import must not keep the clock waiting.
_AT_ONCE = 2


def main() -> None:
    """Work until told to end; a job that is under way has a few seconds to finish."""
    end_with_parent()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.config.settings")
    django.setup()
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    # Four connections would stand open all the time, each with 4 MB in the database.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector) as working:
        working.run_worker(concurrency=_AT_ONCE, shutdown_graceful_timeout=_GRACE, delete_jobs="successful")


if __name__ == "__main__":
    main()
