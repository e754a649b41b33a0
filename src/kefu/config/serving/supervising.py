"""`kefu up`: the parent of all processes of the site, in the foreground."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kefu.config.home import home
from kefu.config.postgres import PostgresError
from kefu.config.serving.address import Address
from kefu.config.serving.children import Child
from kefu.config.serving.locking import held
from kefu.config.serving.preparing import Say, begin_sample, collect_static, first_link, migrate, set_up_django
from kefu.config.serving.reaching import Database, ready
from kefu.config.serving.refusing import in_one_sentence
from kefu.lib.text import Text

_GRACE = 6
_LOOK = 0.1
_HEAD_START = 2
_LOOK_AT_DATABASE = 5


class StoppedError(Exception):
    """The user wants the site to end."""


class Stop:
    """Whether Ctrl-C or SIGTERM came. Nothing is torn in the middle: whoever works asks between two steps."""

    def __init__(self) -> None:
        self.is_asked = False

    def ask(self, *_: object) -> None:
        self.is_asked = True

    def check(self) -> None:
        """Raise `StoppedError` if it came."""
        if self.is_asked:
            raise StoppedError


def serve(host: str, port: int, say: Say, *, has_sample: bool = False) -> None:
    """Run the site until Ctrl-C. Raises `Problems`: whatever keeps it from running.

    `has_sample`: a fresh installation gets an office to try things in, which fills while the site runs.
    """
    folder, address = home(), Address(host, port)
    with in_one_sentence("kefu up", folder), held(folder, "up", address.url) as was_killed, _stops() as stop:
        address.refuse_if_taken(was_killed=was_killed)
        site = Site(folder, address, Database.of_installation(), say, has_sample)
        try:
            site.prepare(stop)
            site.run(stop)
        except StoppedError:
            say(Text("正在停止……", "stopping …"))
        finally:
            site.end()


@contextmanager
def _stops() -> Iterator[Stop]:
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup: the site outlives its terminal.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop.ask)
    yield stop


@dataclass
class Site:
    """One installation with its processes."""

    folder: Path
    address: Address
    database: Database
    say: Say
    has_sample: bool = False
    children: list[Child] = field(default_factory=list)

    def prepare(self, stop: Stop) -> None:
        """Have database, tables and static files in order."""
        ready("kefu up", self.database)
        stop.check()
        set_up_django()
        migrate(self.database, self.folder, self.say)
        stop.check()
        collect_static()
        stop.check()

    def run(self, stop: Stop) -> None:
        """Start web server and worker and look after them. Raises `StoppedError` at the end."""
        web = ["kefu.config.serving.web", self.address.numeric, str(self.address.port)]
        self.children = [
            Child(Text("网站服务", "web server"), web, self._environment()),
            Child(Text("后台任务", "worker"), ["kefu.config.worker"], self._environment()),
        ]
        site, worker = self.children
        site.start()
        # The first page matters more than the first job.
        worker.start_in(_HEAD_START)
        if self.has_sample and begin_sample():
            sample = Child(Text("示例", "sample"), ["kefu.config.serving.filling"], self._environment(), is_once=True)
            sample.start_in(_HEAD_START)
            self.children.append(sample)
        is_announced, look_at = False, time.monotonic() + _LOOK_AT_DATABASE
        while True:
            stop.check()
            self._mend_children()
            if not is_announced and self.address.answers():
                is_announced = True
                self._announce()
            if time.monotonic() >= look_at:
                self._mend_database()
                look_at = time.monotonic() + _LOOK_AT_DATABASE
            time.sleep(_LOOK)

    def end(self) -> None:
        """End web server, worker, database, in this order."""
        for child in self.children:
            child.stop(_GRACE)
        cluster = self.database.cluster
        if cluster is None:
            return
        try:
            cluster.stop()
        except PostgresError:
            # It ended by itself meanwhile: that is what was wanted.
            if cluster.is_running():
                raise

    def _environment(self) -> dict[str, str]:
        """The name under which the site listens is one under which it answers."""
        names = [*filter(None, os.environ.get("KEFU_HOSTS", "").split(","))]
        if self.address.is_named and self.address.host not in names:
            names.append(self.address.host)
        return {"KEFU_HOSTS": ",".join(names)}

    def _announce(self) -> None:
        self.say(Text(f"站点已启动：{self.address.url}", f"the site runs: {self.address.url}"))
        link = first_link(self.address.url)
        if link is not None:
            self.say(
                Text(f"首位管理员请在此设置密码：{link}", f"the first administrator sets a password here: {link}"),
            )
        if self.has_sample:
            zh = "示例人员的登录名和密码见登录页（仅本机可见）"
            self.say(Text(zh, "the sample's names and passwords stand on the page to sign in, on this machine only"))
        self.say(Text("按 Ctrl-C 停止", "Ctrl-C ends it"))

    def _mend_children(self) -> None:
        for child in self.children:
            told = child.mend()
            if told is not None:
                self.say(told)

    def _mend_database(self) -> None:
        cluster = self.database.cluster
        if cluster is not None and not cluster.is_running():
            self.say(Text("数据库意外结束，正在重新启动", "the database ended by itself; starting it again"))
            try:
                cluster.start()
            except PostgresError as error:
                self.say(error.text)
