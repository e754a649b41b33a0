"""What the environment says where it may say only some things."""

import os

from kefu.lib.text import Text


class SettingError(ValueError):
    """A setting of the environment that cannot be meant: why, and what would do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def chosen(name: str, *values: str) -> str:
    """What a variable of the environment says: one of these, or nothing. Raises `SettingError`."""
    said = os.environ.get(name, "")
    if said and said not in values:
        zh, en = "、".join(values), ", ".join(values)
        raise SettingError(
            Text(f"{name} 不能是“{said}”；可写 {zh}，或不写", f"{name} is “{said}”: say {en}, or nothing")
        )
    return said
