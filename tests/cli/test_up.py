"""`kefu up`, with real processes."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from kefu.config.serving import reaching
from kefu.config.serving.refusing import in_one_sentence
from kefu.lib.located import Problems
from tests.cli.site import Site, fresh_site, is_alive, until


def test_a_site_from_its_first_start_to_ctrl_c() -> None:
    with fresh_site() as site:
        site.up()
        assert 200 <= site.answer() < 400
        assert f"http://127.0.0.1:{site.port}" in site.told
        second_start_is_refused(site)
        restore_is_refused(site)
        backup_is_made(site)
        doctor_finds_it_well(site)
        killed_child_is_started_again(site, "web")
        killed_child_is_started_again(site, "worker")
        until(site.answer)
        pids = [*site.children().values(), server_pid(site)]
        assert site.end(signal.SIGINT) == 0
        assert [pid for pid in pids if is_alive(pid)] == []
        assert site.answer() == 0
        doctor_finds_it_down(site)
        doctor_says_that_none_is_here(site)


def second_start_is_refused(site: Site) -> None:
    done = site.run("up")
    assert done.code == 1
    assert done.out.count("\n") == 1
    assert f"process {site.pid}, http://127.0.0.1:{site.port}" in done.out


def restore_is_refused(site: Site) -> None:
    done = site.run("restore", "some.tar", "--yes")
    assert done.code == 1
    assert f"process {site.pid}" in done.out


def backup_is_made(site: Site) -> None:
    done = site.run("backup")
    assert done.code == 0, done.out
    (path,) = (site.home / "backups").iterdir()
    assert str(path) in done.out
    assert path.stat().st_mode & 0o777 == 0o600


def doctor_finds_it_well(site: Site) -> None:
    def is_well() -> bool:
        done = site.run("doctor")
        return done.code == 0 and "✓ worker: a worker is at work" in done.out and "✓ backup" in done.out

    until(is_well)


def doctor_says_that_none_is_here(site: Site) -> None:
    done = site.run("doctor", KEFU_HOME=str(site.home / "nowhere"))
    assert done.code == 1
    assert "name the folder of one by KEFU_HOME" in done.out


def doctor_finds_it_down(site: Site) -> None:
    done = site.run("doctor")
    assert done.code == 1
    assert "start kefu up first" in done.out
    assert "✓ backup" in done.out


def killed_child_is_started_again(site: Site, name: str) -> None:
    pid = until(lambda: site.children().get(name))
    os.kill(pid, signal.SIGKILL)
    until(lambda: site.children().get(name, pid) != pid)
    shown = {"web": "web server", "worker": "worker"}[name]
    assert f"the {shown} ended by itself (-9)" in site.told


def server_pid(site: Site) -> int:
    return int((site.cluster.folder / "postmaster.pid").read_text("utf-8").split("\n")[0])


def test_a_killed_parent_takes_all_with_it_and_the_next_start_works() -> None:
    with fresh_site() as site:
        site.up()
        site.sql("CREATE TABLE kept AS SELECT 'a row' AS said")
        children = until(lambda: len(site.children()) == 2 and site.children())
        site.end(signal.SIGKILL)
        # As if an older version had made the tables.
        site.sql("DROP TABLE django_session; DELETE FROM django_migrations WHERE app = 'sessions'")
        site.up()
        assert not any(is_alive(pid) for pid in children.values())
        assert 200 <= site.answer() < 400
        assert site.sql("SELECT said FROM kept") == [("a row",)]
        assert site.sql("SELECT count(*) FROM django_session") == [(0,)]
        assert [path.name[-19:] for path in (site.home / "backups").iterdir()] == ["-before-upgrade.tar"]
        assert site.end(signal.SIGTERM) == 0
        assert not site.cluster.is_running()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_taken_port(language: str) -> None:
    with fresh_site() as site, socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        done = site.run("up", KEFU_LANGUAGE=language)
        assert done.code == 1
        assert done.out.count("\n") == 1
        assert {"zh": f"端口 {site.port} 已被", "en": f"taken port {site.port};"}[language] in done.out
        assert f"PORT={site.port + 1} make up" in done.out
        assert not (site.home / "postgres").exists()


@pytest.fixture(scope="module")
def socket_folder() -> Iterator[str]:
    """A server of somebody else, at a socket in this folder; the user clerk needs a password."""
    with fresh_site() as other:
        other.cluster.start()
        with psycopg.connect(other.cluster.url_of("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'right'")
            rules = other.cluster.folder / "pg_hba.conf"
            rules.write_text("local all clerk scram-sha-256\n" + rules.read_text("utf-8"), "utf-8")
            connection.execute("SELECT pg_reload_conf()")
        yield quote(str(other.cluster.folder))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://kefu@localhost/kefu", "is no address of a PostgreSQL database"),
        ("postgresql://kefu@127.0.0.1:1/kefu", "the database at 127.0.0.1:1 cannot be reached"),
        ("postgresql://kefu@/kefu?host=/nowhere", "the database at /nowhere:5432 cannot be reached"),
        ("postgresql://clerk:wrong@/postgres?host={folder}", "does not accept the password of the user “clerk”"),
        ("postgresql://clerk@/postgres?host={folder}", "does not accept the password of the user “clerk”"),
        ("postgresql://clerk:right@/nothing?host={folder}", "the server has no database “nothing”"),
        ("postgresql://nobody@/postgres?host={folder}", "the server has no user “nobody”"),
        ("postgresql://clerk:right@/postgres?host={folder}&nonsense=1", "DATABASE_URL cannot be used"),
    ],
)
def test_a_wrong_database_url(url: str, said: str, socket_folder: str, tmp_path: Path) -> None:
    database = reaching.Database(url.format(folder=socket_folder), None)
    with pytest.raises(Problems, match=re.escape(said)), in_one_sentence("kefu up", tmp_path):
        reaching.ready("kefu up", database)


def test_a_wrong_database_url_is_told_in_one_line(socket_folder: str) -> None:
    with fresh_site(f"postgresql://clerk:wrong@/postgres?host={socket_folder}") as site:
        done = site.run("up", KEFU_LANGUAGE="zh")
        assert (done.code, done.out) == (1, "kefu up: 数据库不接受 DATABASE_URL 中用户“clerk”的密码\n")


def test_an_old_postgresql(socket_folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "OLDEST", 99)
    with pytest.raises(Problems, match="kefu needs 99 or later"):
        reaching.ready("kefu up", reaching.Database(f"postgresql://postgres@/postgres?host={socket_folder}", None))


@pytest.mark.parametrize(
    ("app", "name", "said"),
    [
        ("events", "9999_from_the_future", "a later kefu made this database (events.9999_from_the_future)"),
        # One of two that were made one: Django alone would take what it lacks for done.
        ("gate", "0001_passes", "too early a kefu made this database (gate.0002_one_key_in_the_ledger is missing)"),
    ],
)
def test_a_database_of_another_version_is_refused(socket_folder: str, app: str, name: str, said: str) -> None:
    with fresh_site(f"postgresql://postgres@/of_{app}?host={socket_folder}") as site:
        with psycopg.connect(site.url.replace(f"/of_{app}", "/postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE of_{app}")
        site.sql("CREATE TABLE django_migrations (id int, app text, name text, applied timestamptz)")
        site.sql(f"INSERT INTO django_migrations VALUES (1, '{app}', '{name}', now())")
        done = site.run("up")
        assert done.code == 1
        assert said in done.out


@pytest.mark.parametrize("words", [("--host", "no.such.host.invalid"), ("--host", "192.0.2.1")])
def test_an_address_that_this_machine_does_not_have(words: tuple[str, ...]) -> None:
    with fresh_site() as site:
        done = site.run("up", *words)
        assert done.code == 1
        assert words[1] in done.out
