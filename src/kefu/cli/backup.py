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
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Leave out the keys that read identity numbers: keep them elsewhere.")
    ] = False,
) -> None:
    """Write the database, the files and the secrets into one file, while the site runs or not."""
    from kefu.config.backing_up.making import make_backup

    path = make_backup(file, clock.now(), with_keys=not without_keys)
    if without_keys:
        zh = f"已备份到 {path}（不含证件号码的密钥，请另行保管 secrets/personal-keys，缺少它证件号码无法读取）"
        en = f"backed up to {path} (without the keys of identity numbers: keep secrets/personal-keys elsewhere, else"
        say(Text(zh, f"{en} nobody can read them)"))
        return
    zh = f"已备份到 {path}（含密钥，可读取其中的证件号码，请妥善保管）"
    say(Text(zh, f"backed up to {path} (it holds secrets, among them what reads identity numbers: keep it safe)"))


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
