"""`kefu backup` and `kefu restore`, with a real server."""

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from kefu.config.backing_up.restoring import restore_backup
from kefu.lib.located import Problems
from tests.cli.site import Site, fresh_site


@pytest.fixture(scope="module")
def installation() -> Iterator[Site]:
    """One installation for all tests; its server runs."""
    with fresh_site() as made:
        made.cluster.start()
        yield made


@pytest.fixture
def site(installation: Site) -> Site:
    """The installation with a row, a file and a secret."""
    with psycopg.connect(installation.cluster.url_of("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS kefu WITH (FORCE)")
        connection.execute("CREATE DATABASE kefu")
    fill(installation)
    return installation


def fill(site: Site) -> None:
    site.sql("CREATE TABLE said (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, words text)")
    site.sql("INSERT INTO said (words) VALUES ('旧'), ('SET transaction_timeout = 0;')")
    site.sql("CREATE TABLE events_seal (id bigint)")
    site.sql("INSERT INTO events_seal VALUES (1), (2)")
    for folder in ("files", "secrets"):
        shutil.rmtree(site.home / folder, ignore_errors=True)
    for name in ("files/2026/photo.jpg", "secrets/session-key"):
        (site.home / name).parent.mkdir(parents=True, exist_ok=True)
        (site.home / name).write_text(f"old {name}", "utf-8")


def change(site: Site) -> None:
    site.sql("DELETE FROM said")
    site.sql("CREATE TABLE new ()")
    (site.home / "files/2026/photo.jpg").unlink()
    (site.home / "files/new").write_text("new", "utf-8")
    (site.home / "secrets/session-key").write_text("new", "utf-8")


def is_old(site: Site) -> bool:
    texts = {
        path.relative_to(site.home).as_posix(): path.read_text("utf-8")
        for folder in ("files", "secrets")
        for path in (site.home / folder).rglob("*")
        if path.is_file()
    }
    assert [path.name for path in site.home.iterdir() if path.name.startswith(".restore")] == []
    names = {name for (name,) in site.sql("SELECT datname FROM pg_database")}
    assert [name for name in names if name.endswith(("_restored", "_before"))] == []
    rows = site.sql("SELECT words FROM said ORDER BY id")
    return rows == [("旧",), ("SET transaction_timeout = 0;",)] and texts == {
        name: f"old {name}" for name in ("files/2026/photo.jpg", "secrets/session-key")
    }


def backed_up(site: Site) -> Path:
    path = site.home / "there" / "kept.tar"
    done = site.run("backup", str(path))
    assert (done.code, done.out) == (
        0,
        f"backed up to {path} (it holds secrets, among them what reads identity numbers: keep it safe)\n",
    )
    assert [left.name for left in path.parent.iterdir()] == ["kept.tar"]
    assert (site.home / "backups" / "last.txt").read_text("utf-8").endswith(f" {path}\n")
    return path


def test_a_restore_gives_back_what_was_there(site: Site) -> None:
    path = backed_up(site)
    assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(path) as tar:
        assert set(tar.getnames()) == {
            "database.dump", "files/2026/photo.jpg", "secrets/session-key", "manifest.json",
        }  # fmt: skip
    change(site)
    refused = site.run("restore", str(path), typed="n\n")
    assert refused.code == 1
    assert "nothing was changed" in refused.out
    assert not is_old(site)
    done = site.run("restore", str(path), typed="y\n")
    assert done.code == 0, done.out
    assert is_old(site)
    site.sql("INSERT INTO said (words) VALUES ('next')")
    assert site.sql("SELECT max(id) FROM said") == [(3,)]


def test_seals_made_since_the_backup_are_set_aside(site: Site) -> None:
    """The restored ledger makes its own under the same numbers."""
    path = backed_up(site)
    copy = site.home / "seals.txt"
    kept = b"1 2026-03-02T10:00:00+00:00 aa\n\xff\n2 2026-03-02T11:00:00+00:00 bb\n"
    copy.write_bytes(kept + b"3 2026-03-02T12:00:00+00:00 cc\n")
    assert site.run("restore", str(path), typed="y\n").code == 0
    assert copy.read_bytes() == kept
    assert (site.home / "seals-undone.txt").read_text() == "3 2026-03-02T12:00:00+00:00 cc\n"
    assert site.run("restore", str(path), typed="y\n").code == 0
    assert (site.home / "seals-undone.txt").read_text() == "3 2026-03-02T12:00:00+00:00 cc\n"
    copy.unlink()
    (site.home / "seals-undone.txt").unlink()


def test_a_backup_moves_an_installation(site: Site) -> None:
    site.cluster.stop()
    path = backed_up(site)
    assert not site.cluster.is_running()
    site.cluster.start()
    with fresh_site() as other:
        done = other.run("restore", str(path), "--yes")
        assert done.code == 0, done.out
        assert not other.cluster.is_running()
        other.cluster.start()
        assert is_old(other)


def test_a_backup_that_cannot_be_used_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_HOME", str(site.home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    path = backed_up(site)
    for damaged in damaged_copies(path):
        with pytest.raises(Problems) as caught:
            restore_backup(damaged, lambda *_: True)
        assert len(caught.value.problems) == 1
        assert is_old(site)
    done = site.run("restore", str(path.with_name("damaged.tar")), "--yes")
    assert (done.code, done.out.count("\n")) == (1, 1)


def damaged_copies(path: Path) -> Iterator[Path]:
    whole = path.read_bytes()
    copy = path.with_name("damaged.tar")
    place = whole.index(b"PGDMP") + 200
    for content in (
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :],
        whole.replace(b"old files/2026", b"odd files/2026"),
        whole[: place + 500],
        whole[: whole.index(b"manifest.json") + 600],
        b"",
        b"no tar at all" * 1000,
        tar_of({"manifest.json": b"{}"}),
        tar_of({"manifest.json": b"[]"}),
        tar_of(outside()),
        # All checksums are right; the dump is none. It is noticed half-way.
        tar_of(with_dump(b"PGDMP but no more than that")),
    ):
        copy.write_bytes(content)
        yield copy
    yield path.with_name("missing.tar")


def with_dump(dump: bytes, **more: bytes) -> dict[str, bytes]:
    parts = {"database.dump": dump, **more}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    manifest = {"kefu": "0", "created_at": "", "postgresql": 18, "parts": sums, "format": 1}
    return {**parts, "manifest.json": json.dumps(manifest).encode()}


def outside() -> dict[str, bytes]:
    return with_dump(b"", **{"files/../../outside": b"somewhere else"})


def tar_of(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, content in parts.items():
            described = tarfile.TarInfo(name)
            described.size = len(content)
            tar.addfile(described, io.BytesIO(content))
    return made.getvalue()


def test_nothing_to_back_up() -> None:
    with fresh_site() as empty:
        done = empty.run("backup", KEFU_LANGUAGE="zh")
        assert done.code == 1
        assert f"{empty.home} 中没有可备份的内容" in done.out
        assert [path.name for path in empty.home.iterdir()] == []


def test_a_server_of_somebody_else(installation: Site) -> None:
    server = installation.cluster
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'right'")
        connection.execute("CREATE DATABASE theirs OWNER clerk")
        rules = server.folder / "pg_hba.conf"
        rules.write_text("local all clerk scram-sha-256\n" + rules.read_text("utf-8"), "utf-8")
        connection.execute("SELECT pg_reload_conf()")
        with fresh_site(f"postgresql://clerk:right@/theirs?host={quote(str(server.folder))}") as site:
            fill(site)
            path = backed_up(site)
            change(site)
            done = site.run("restore", str(path), "--yes")
            assert done.code == 1
            assert "say first: ALTER ROLE clerk CREATEDB" in done.out
            connection.execute("ALTER ROLE clerk CREATEDB")
            done = site.run("restore", str(path), "--yes")
            assert done.code == 0, done.out
            assert is_old(site)
