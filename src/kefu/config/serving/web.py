"""The web server as a process: `python -m kefu.config.serving.web ADDRESS PORT`."""

import gc
import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kefu.config.serving.parent import end_with_parent, end_with_spawner

THREADS = 4
_GRACE = 4


def main(address: str, port: int) -> None:
    """Serve until told to end."""
    end_with_parent()
    Granian(
        "kefu.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=_GRACE,
    ).serve(target_loader=loaded)


def loaded(_target: str) -> Any:
    """The application, in the process that answers."""
    end_with_spawner()
    from kefu.config.wsgi import application

    settle()
    return application


def settle() -> None:
    """Load all pages' views at once; what the program is made of is never looked through again by the collector.

    Else the first page takes half a second more, and each full collection 150 ms.
    """
    from django.urls import reverse

    # Any address does: to find one, all are read.
    reverse("home")
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
