"""`kefu keys list`, `kefu keys rotate`, `kefu keys drop`: the keys that seal identity numbers, while the site runs."""

from typing import Annotated

import typer

from kefu import clock
from kefu.cli.speaking import say
from kefu.config.site import open_site
from kefu.lib.text import Text

_SHOWN = 20
app = typer.Typer(no_args_is_help=True, help="The keys that seal identity numbers.")


@app.command("list")
def list_() -> None:
    """The keys, the newest first: number, when made, how many texts each has sealed. None is shown itself."""
    open_site()
    from kefu.people.sealing import count_by_key, keyring

    counts = count_by_key()
    for place, key in enumerate(keyring().keys):
        made = Text("首次启动时", "at the first start") if key.made_at == "-" else Text(key.made_at, key.made_at)
        use = Text("加密与读取", "seals and reads") if place == 0 else Text("仅读取", "reads only")
        count = counts.pop(key.number)
        say(Text(f"{key.number}  {made.zh}  {use.zh}  {count} 条", f"{key.number}  {made.en}  {use.en}  {count} texts"))
    for number, count in counts.items():
        say(Text(f"{number}  密钥缺失  {count} 条无法读取", f"{number}  key missing  {count} texts cannot be read"))


@app.command("rotate")
def rotate(
    go_on: Annotated[bool, typer.Option("--go-on", help="Make no new key: finish what was interrupted.")] = False,
) -> None:
    """Make a new key and seal everything with it; older keys stay, to read. The site may run meanwhile."""
    open_site()
    from kefu.people.sealing import keyring, reseal_all

    if not go_on:
        keyring().add(clock.now())
    first = reseal_all()
    # What another process sealed with the key before, while the new one was written.
    second = reseal_all()
    done, number = first.done + second.done, keyring().newest
    say(
        Text(
            f"现用密钥 {number}，已重新加密 {done} 条；旧密钥仍可读取，备份过期后可用 kefu keys drop 停用",
            f"key {number} seals now, {done} texts sealed anew; older keys still read: drop one by kefu keys drop once "
            "no backup needs it",
        )
    )
    if second.unread:
        rows = ", ".join(second.unread[:_SHOWN])
        many = len(second.unread)
        say(
            Text(
                f"{many} 条无法读取（密钥缺失或内容被改动），未作改动：{rows}；如有旧备份，请先恢复密钥文件",
                f"{many} texts cannot be read (their key is gone, or they were changed) and stay as they are: {rows}; "
                "where an older backup has the file of keys, put it back first",
            )
        )
        raise typer.Exit(1)


@app.command("drop")
def drop(number: Annotated[int, typer.Argument(help="The key's number, as `kefu keys list` shows it.")]) -> None:
    """Forget an old key that has sealed nothing that is still there."""
    open_site()
    from kefu.people.sealing import count_by_key, keyring

    keys = keyring()
    if number not in {key.number for key in keys.keys}:
        say(Text(f"没有密钥 {number}", f"there is no key {number}"))
        raise typer.Exit(1)
    if number == keys.newest or count_by_key()[number]:
        say(Text(f"密钥 {number} 仍在使用，请先 kefu keys rotate", f"key {number} is in use: kefu keys rotate first"))
        raise typer.Exit(1)
    keys.drop(number)
    say(Text(f"已停用密钥 {number}", f"key {number} is dropped"))
