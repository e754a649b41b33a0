"""The real registers, read from the folder that KEFU_DATA names; nothing of them is kept here."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real registers. Asked for in vain, it is an error and no reason to skip."""
    folder = os.environ.get("KEFU_DATA")
    assert folder, "set KEFU_DATA to the folder of real registers (make test-real DATA=…)"
    assert Path(folder).is_dir(), f"no such folder: {folder}"
    return Path(folder)
