"""What the environment says wrongly ends a command in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KEFU = str(Path(sys.executable).parent / "kefu")


@pytest.mark.parametrize("command", [("doctor",), ("up",), ("keys", "list")], ids=" ".join)
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KEFU_SECOND_FACTOR", "admins", "say administrators, everybody, or nothing"),
        ("DATABASE_URL", "mysql://x", "is no address of a PostgreSQL database"),
    ],
)
def test_one_sentence(command: tuple[str, ...], name: str, value: str, said: str, tmp_path: Path) -> None:
    around = {key: held for key, held in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    around |= {"KEFU_LANGUAGE": "en", "KEFU_HOME": str(tmp_path), name: value}
    done = subprocess.run([KEFU, *command], env=around, capture_output=True, text=True, check=False, timeout=60)
    told = done.stdout + done.stderr
    assert (done.returncode, said in told, len(told.splitlines())) == (1, True, 1), told
