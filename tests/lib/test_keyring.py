"""Keys outside the database: made once, readable by their owner only, changed while processes run."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kefu.lib.keyring import Keyring, KeyringError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_OTHER = """
import sys
from pathlib import Path
from kefu.lib.keyring import Keyring
ring = Keyring(Path(sys.argv[1]))
for line in sys.stdin:
    print(ring.newest, ring.unseal(line.strip()), ring.seal("b"), flush=True)
"""


def test_the_first_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "keys"
    with ThreadPoolExecutor(8) as many:
        sealed = list(many.map(lambda _: Keyring(path).seal("a"), range(8)))
    assert {Keyring(path).unseal(one) for one in sealed} == {"a"}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["keys"]


def test_what_is_sealed_says_nothing_and_is_found_by_its_index(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    assert ring.seal("11010519491231002X") != ring.seal("11010519491231002X")
    assert "1949" not in ring.seal("11010519491231002X")
    assert ring.index("a") == ring.index("a") != ring.index("b")
    assert ring.index("a") != Keyring(tmp_path / "others").index("a")
    # The database has room for no more.
    assert len(ring.index("a")) == 24


def test_a_new_key_seals_and_the_old_one_still_reads_in_a_process_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    ring = Keyring(path)
    old, found_by = ring.seal("a"), ring.index("a")
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout

        def asked(sealed: str) -> list[str]:
            assert other.stdin
            assert other.stdout
            print(sealed, file=other.stdin, flush=True)
            return other.stdout.readline().split()

        assert asked(old)[:2] == ["1", "a"]
        assert ring.add(NOW).number == 2
        number, text, sealed = asked(old)
        assert (number, text, sealed.partition(":")[0]) == ("2", "a", "2")
        assert asked(ring.seal("c"))[1] == "c"
        other.stdin.close()
    assert ring.unseal(sealed) == "b"
    assert found_by in ring.indexes("a")
    assert found_by != ring.index("a")
    ring.drop(1)
    with pytest.raises(KeyringError):
        ring.unseal(old)
    assert [key.number for key in ring.keys] == [2]
    with pytest.raises(KeyringError):
        ring.drop(2)


def test_a_file_that_is_gone_is_not_made_anew_where_something_is_sealed(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    ring = Keyring(path)
    sealed = ring.seal("a")
    held = path.read_bytes()
    path.unlink()
    for one in (ring, Keyring(path, lambda: False)):
        with pytest.raises(KeyringError, match="put it back"):
            one.seal("b")
        assert not path.exists()
    path.write_bytes(held)
    assert ring.unseal(sealed) == "a"


def test_a_key_may_be_added_before_anything_was_sealed(tmp_path: Path) -> None:
    assert Keyring(tmp_path / "secrets" / "keys").add(NOW).number == 2


def test_keys_that_are_made_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda _: Keyring(path).add(NOW).number, range(8)))
    assert sorted(made) == list(range(2, 10))
    assert [key.number for key in Keyring(path).keys] == list(range(9, 0, -1))


@pytest.mark.parametrize("sealed", ["", "1:", "1:abc", "1:ä", "nonsense"])
def test_what_was_never_sealed_is_not_read(tmp_path: Path, sealed: str) -> None:
    with pytest.raises(KeyringError):
        Keyring(tmp_path / "keys").unseal(sealed)
