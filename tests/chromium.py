"""The browser of the tests that open pages."""

from pathlib import Path

import pytest

# The whole browser draws windows that nobody sees; it does as well.
_NAMES = ("chromium-headless-shell", "chromium")


def chromium() -> Path:
    """Debian's browser; the test fails where it is not."""
    found = next((path for name in _NAMES if (path := Path("/usr/bin", name)).exists()), None)
    if found is None:
        pytest.fail(
            f"no browser is here: apt-get install {_NAMES[0]} fonts-noto-cjk, or leave out pytest's mark browser"
        )
    return found
