"""`kefu backup` and `kefu restore`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kefu import clock
from kefu.cli.speaking import in_language, say
from kefu.lib.text import Text

if TYPE_CHECKING:
    from kefu.config.backing_up.archive import Manifest


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; backups/ in the data folder if not said.")] = None,
) -> None:
    """Write the database, the files and the secrets into one file, while the site runs or not."""
    from kefu.config.backing_up.making import make_backup

    path = make_backup(file, clock.now())
    say(Text(f"已备份到 {path}（含密钥，请妥善保管）", f"backed up to {path} (it holds secrets: keep it safe)"))


def restore(
    file: Annotated[Path, typer.Argument(help="What `kefu backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in place of what is there. The site must be stopped."""
    from kefu.config.backing_up.restoring import restore_backup

    if restore_backup(file, lambda manifest, folder: yes or _is_wanted(manifest, folder)):
        say(Text("已恢复，请用 make up 启动站点", "restored; start the site with make up"))
    else:
        say(Text("未作任何改动", "nothing was changed"))
        raise typer.Exit(1)


def _is_wanted(manifest: "Manifest", folder: Path) -> bool:
    question = Text(
        f"{folder} 的数据库、文件和密钥将全部换成 {manifest.created_at} 的备份，是否继续？",
        f"Database, files and secrets of {folder} will all be replaced by the backup of {manifest.created_at}. Go on?",
    )
    return typer.confirm(in_language(question))
