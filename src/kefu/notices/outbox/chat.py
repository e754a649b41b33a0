"""Staff chat: rooms of the office by their names, reached through `apprise`."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from kefu.notices.models import Trouble
from kefu.notices.outbox.letters import Letter, Outcome, SettingError, again, failed, sent
from kefu.notices.outbox.reaching import NotAllowedError, origin

# Services that have one address of their own.
SERVICES = frozenset({"wecombot", "dingtalk", "feishu", "lark"})
# A server that is named: its scheme says how it is asked.
_SERVERS = {"json": "http", "jsons": "https"}


@dataclass(frozen=True)
class Rooms:
    """The chat rooms by name, each with the address by which `apprise` knows it: a secret, which no table holds."""

    urls: Mapping[str, str]

    def send(self, letter: Letter, now: datetime) -> Outcome:  # noqa: ARG002 - as every channel
        """Say it in the room of this name."""
        url = self.urls.get(letter.address)
        if url is None:
            return failed(letter.address, Trouble.SETTING)
        # It loads much, and most offices have no chat.
        import apprise

        asset = apprise.AppriseAsset(async_mode=False, http_redirects=False)
        room = apprise.Apprise(asset=asset)
        if not room.add(url):
            return failed(letter.address, Trouble.SETTING)
        with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:  # type: ignore[no-untyped-call]
            is_said = room.notify(body=letter.text, title=letter.subject, body_format="text")
            said = log.getvalue().strip()
        # It does not tell what was refused from what had no answer; a word said twice in a chat does no harm.
        return sent() if is_said else again(said)


def read_rooms(said: str, allowed: Collection[str]) -> Rooms:
    """Rooms as they are named: `service=wecombot://KEY works=dingtalk://TOKEN`. Raises `SettingError`."""
    urls = {}
    for part in said.split():
        name, _is, url = part.partition("=")
        if not name or not _is_allowed(url, allowed):
            raise SettingError(f"KEFU_CHATS: {name}")
        urls[name] = url
    return Rooms(urls)


def _is_allowed(url: str, allowed: Collection[str]) -> bool:
    scheme = urlsplit(url).scheme
    if scheme in SERVICES:
        return True
    try:
        return scheme in _SERVERS and origin(url.replace(scheme, _SERVERS[scheme], 1)) in allowed
    except NotAllowedError:
        return False
