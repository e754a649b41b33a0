"""The checks of an installation: each looks at one thing, and says what is wrong and what to do."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from kefu.cases.models import Case
from kefu.duties.models import Standing, Step
from kefu.events.models import Event, LedgerHead, Seal
from kefu.fees import queries as fee_queries
from kefu.lib.text import Text
from kefu.people.sealing import all_can_be_read

GIB = 1 << 30
# A worker says every ten seconds that it is there, and looks for what is due as often.
SILENT = timedelta(minutes=1)
BEHIND, LATE = timedelta(minutes=2), timedelta(minutes=15)
WAITING = timedelta(minutes=10)
UNSEALED = timedelta(hours=2)
HOLDING = timedelta(minutes=30)
BACKUP_EVERY = timedelta(days=7)
UNFOUND = 5_000
LITTLE, SCARCE = 2 * GIB, GIB // 2


class Level(IntEnum):
    """How bad it is."""

    WELL = 0
    WARNING = 1
    FAILING = 2


class Finding(NamedTuple):
    """What a check found, and, where something is wrong, what to do."""

    name: str
    level: Level
    says: Text
    mend: Text = Text("", "")

    @property
    def about(self) -> Text:
        """What was looked at."""
        return _ABOUT[self.name]


_ABOUT = {
    "database": Text("数据库", "database"),
    "worker": Text("后台程序", "worker"),
    "clock": Text("到期记录", "clock"),
    "jobs": Text("后台任务", "jobs"),
    "notices": Text("升级通知", "notices"),
    "search": Text("搜索", "search"),
    "seals": Text("账本封存", "seals"),
    "keys": Text("证件密钥", "keys of identity numbers"),
    "books": Text("收费账目", "books of the money"),
    "disk": Text("磁盘", "disk"),
    "backup": Text("备份", "backup"),
}


def findings(now: datetime) -> list[Finding]:
    """What every check finds, in their order."""
    return [*(check(now) for check in _OF_DATABASE), *of_the_machine(now)]


def of_the_machine(now: datetime) -> list[Finding]:
    """What can be found where the database does not answer."""
    return [disk(now), backups(now)]


def worst(found: list[Finding]) -> Level:
    """How bad it is altogether."""
    return max((one.level for one in found), default=Level.WELL)


def worker(now: datetime) -> Finding:
    """Whether a worker is there."""
    seen = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    if seen is not None and now - seen < SILENT:
        return Finding("worker", Level.WELL, Text("后台程序在运行", "a worker is at work"))
    return Finding(
        "worker",
        Level.FAILING,
        Text("没有后台程序在运行：到期不会被记录", "no worker is at work: nothing that falls due is recorded"),
        Text("重新启动 kefu up；它会启动后台程序", "start kefu up again: it starts one"),
    )


def passing(now: datetime) -> Finding:
    """How far the clock is behind."""
    first = Standing.objects.filter(next_at__lt=now).aggregate(at=Min("next_at"))["at"]
    behind = now - first if first is not None else timedelta()
    if behind < BEHIND:
        return Finding("clock", Level.WELL, Text("到期均已记录", "all that fell due is recorded"))
    return Finding(
        "clock",
        Level.FAILING if behind > LATE else Level.WARNING,
        Text(f"到期记录落后 {_minutes(behind)} 分钟", f"what fell due is recorded {_minutes(behind)} minutes late"),
        Text(
            "停机之后会自行追上；若不减少，请查看日志中 the clock failed 的行",
            "after a standstill it catches up; if it does not, look in the log for “the clock failed”",
        ),
    )


def jobs(now: datetime) -> Finding:
    """Whether jobs fail or wait."""
    waiting = ProcrastinateJob.objects.filter(status="todo", scheduled_at__lt=now - WAITING).count()
    failed = ProcrastinateJob.objects.filter(status="failed").order_by("-id").values_list("task_name", flat=True)[:20]
    if not waiting and not failed:
        return Finding("jobs", Level.WELL, Text("没有失败或积压的后台任务", "no job has failed, none waits"))
    names = "、".join(sorted({name.rsplit(".", 1)[-1] for name in failed}))
    return Finding(
        "jobs",
        Level.WARNING,
        Text(f"积压 {waiting} 个，失败：{names or '无'}", f"{waiting} wait, failed: {names or 'none'}"),
        Text("原因在日志里；任务会按时再次执行", "the log says why; each job comes again at its time"),
    )


def keys(_now: datetime) -> Finding:
    """Whether each identity number can be read."""
    if all_can_be_read():
        return Finding("keys", Level.WELL, Text("证件号码均可读取", "all identity numbers can be read"))
    gone = Text("有证件号码的密钥不在，无法读取", "the key of some identity numbers is gone: they cannot be read")
    zh, en = "从备份或另存处恢复 secrets/personal-keys", "put secrets/personal-keys back from a backup or a copy"
    return Finding("keys", Level.FAILING, gone, Text(zh, en))


def seals(now: datetime) -> Finding:
    """Whether the ledger is sealed; the last seal is to be kept elsewhere too."""
    last = Seal.objects.order_by("-id").first()
    known = Text("账本尚无封存", "the ledger has no seal yet")
    if last is not None:
        said, at = f"{last.pk}: {bytes(last.hash).hex()}", f"{last.made_at:%Y-%m-%d %H:%M} UTC"
        known = Text(f"最近一次封存 {at}，{said}", f"last sealed {at}, {said}")
    first = Event.objects.order_by("id").values_list("recorded_at", flat=True)
    since = last.made_at if last is not None else first.first()
    is_late = LedgerHead.objects.filter(is_sealed=False).exists() and since is not None and now - since > UNSEALED
    if not is_late:
        return Finding("seals", Level.WELL, known)
    return Finding(
        "seals",
        Level.WARNING,
        known,
        Text(
            "应每小时封存一次：请检查后台程序，或运行 kefu ledger seal",
            "it should be sealed every hour: see to the worker, or run kefu ledger seal",
        ),
    )


def books(_now: datetime) -> Finding:
    """Whether the accounts of each community sum to zero."""
    faults = fee_queries.unequal()
    if not faults:
        return Finding("books", Level.WELL, Text("各账户借贷相抵", "debits and credits sum to zero"))
    places = ", ".join(str(fault.id) for fault in faults)
    return Finding(
        "books",
        Level.FAILING,
        Text(f"借贷不平：小区 {places}", f"debits and credits do not sum to zero in the communities {places}"),
        Text("运行 kefu ledger books 查出是哪些账目", "run kefu ledger books to see which entries"),
    )


def notices(now: datetime) -> Finding:
    """Whether escalations are told."""
    first = Step.objects.filter(sent_at=None, is_imported=False).aggregate(at=Min("at"))["at"]
    if first is None or now - first < WAITING:
        return Finding("notices", Level.WELL, Text("升级均已通知", "all escalations are told"))
    return Finding(
        "notices",
        Level.WARNING,
        Text(
            f"有升级 {_minutes(now - first)} 分钟未通知",
            f"an escalation was told to nobody for {_minutes(now - first)} minutes",
        ),
        Text("停机之后会自行补发；否则请检查后台程序", "after a standstill it is made up for; else see to the worker"),
    )


def search(_now: datetime) -> Finding:
    """Whether cases are found by their words."""
    behind = Case.objects.filter(is_indexed=False)[: UNFOUND + 1].count()
    if behind <= UNFOUND:
        return Finding("search", Level.WELL, Text("搜索已跟上", "search has kept up"))
    return Finding(
        "search",
        Level.WARNING,
        Text(f"超过 {UNFOUND} 件事项尚不能按内容搜到", f"more than {UNFOUND} cases are not found by their words yet"),
        Text("导入之后会自行补上", "after an import it catches up by itself"),
    )


def snapshots(_now: datetime) -> Finding:
    """Whether an old transaction keeps the database from clearing up."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        ((pid, application, age),) = cursor.fetchall() or [(None, "", timedelta())]
    if pid is None or age < HOLDING:
        return Finding("database", Level.WELL, Text("数据库正常", "the database is well"))
    return Finding(
        "database",
        Level.WARNING,
        Text(
            f"一个事务已持续 {_minutes(age)} 分钟（进程 {pid}，{application}）",
            f"a transaction has lasted {_minutes(age)} minutes (process {pid}, {application})",
        ),
        Text(
            "它使数据库无法清理；如不需要，请结束该进程",
            "the database cannot clear up behind it; end it if nobody needs it",
        ),
    )


_OLDEST = """
    select pid, application_name, clock_timestamp() - xact_start from pg_stat_activity
    where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
    order by xact_start limit 1
"""


def disk(_now: datetime) -> Finding:
    """How much room the data folder has."""
    folder = Path(settings.HOME)
    free = shutil.disk_usage(folder).free
    room = Text(f"{folder} 剩余 {free / GIB:.1f} GiB", f"{folder} has {free / GIB:.1f} GiB left")
    if free >= LITTLE:
        return Finding("disk", Level.WELL, room)
    mend = Text("请清理磁盘，或把数据目录移到更大的磁盘", "clear the disk, or move the data folder to a larger one")
    return Finding("disk", Level.FAILING if free < SCARCE else Level.WARNING, room, mend)


def backups(now: datetime) -> Finding:
    """How old the last backup is."""
    made = max(_made_in(Path(settings.HOME) / "backups"), default=None)
    if made is not None and now - made < BACKUP_EVERY:
        return Finding("backup", Level.WELL, Text(f"最近备份 {made:%Y-%m-%d}", f"last backup on {made:%Y-%m-%d}"))
    says = Text("从未备份", "no backup was ever made")
    if made is not None:
        says = Text(f"最近备份是 {made:%Y-%m-%d}", f"the last backup is of {made:%Y-%m-%d}")
    mend = Text("运行 kefu backup，并把文件存到别处", "run kefu backup, and keep the file elsewhere")
    return Finding("backup", Level.WARNING, says, mend)


def _made_in(folder: Path) -> Iterator[datetime]:
    """Those that lie there, and the last that was written elsewhere."""
    for path in (*folder.glob("*.tar"), *folder.glob("last.txt")):
        yield datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


_OF_DATABASE: tuple[Callable[[datetime], Finding], ...] = (
    snapshots,
    worker,
    passing,
    jobs,
    notices,
    search,
    seals,
    keys,
    books,
)
