"""Opening the site for a command that works on its database."""

import os

from kefu.config.choosing import SettingError
from kefu.config.home import home
from kefu.config.postgres import Cluster
from kefu.lib.located import Problem, Problems
from kefu.lib.text import Text


def open_site() -> None:
    """Set Django up on this installation's database. Raises `Problems` where there is none that answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.config.settings")
    import django
    from django.db import DatabaseError, connection

    try:
        django.setup()
        connection.ensure_connection()
    except SettingError as error:
        raise Problems([Problem.plain("kefu", *error.text)]) from None
    except DatabaseError as error:
        raise Problems([Problem(*_no_database(str(error).strip().splitlines()[0]))]) from None


def _no_database(said: str) -> tuple[str, int, int, Text]:
    if os.environ.get("DATABASE_URL"):
        text = Text(f"连不上 DATABASE_URL 所指的数据库：{said}", f"the database does not answer: {said}")
        return "DATABASE_URL", 0, 0, text
    folder = Cluster(home() / "postgres").folder
    text = Text("数据库没有运行；请先启动 kefu up", "the database does not run; start kefu up first")
    if not folder.exists():
        zh = "这里没有安装；请先启动 kefu up，或用 KEFU_HOME 指明安装所在的文件夹"
        text = Text(zh, "no installation is here; start kefu up first, or name the folder of one by KEFU_HOME")
    return str(folder), 0, 0, text
