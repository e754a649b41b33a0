"""E-mail, by the server that the office names."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from kefu.notices.models import Trouble
from kefu.notices.outbox.letters import Letter, Outcome, SettingError, again, failed, sent, unclear

TIMEOUT = 8
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. `scheme`: smtp (STARTTLS, which is demanded), smtps (TLS), smtp+plain (neither)."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str
    is_checked: bool = True

    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Hand in a letter."""
        try:
            message = _written(letter, self.sender, now)
        except ValueError as error:
            return failed(str(error))
        try:
            server = self._opened()
        except smtplib.SMTPResponseException as error:
            return again(_said(error.smtp_code, error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            return again(str(error), Trouble.UNREACHABLE)
        try:
            return _handed_in(server, self.sender, letter.address, message)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _opened(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if not self.is_checked:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            server.ehlo()
            if self.scheme == "smtp":
                server.starttls(context=context)
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def read_mail(url: str, sender: str) -> MailServer:
    """A server as it is named: `smtp://user:password@host:587`. Raises `SettingError`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingError("KEFU_SMTP") from error
    if parts.scheme not in _PORTS or not host:
        raise SettingError("KEFU_SMTP")
    if "@" not in parseaddr(sender)[1]:
        raise SettingError("KEFU_MAIL_FROM")
    is_here = host in _LOOPBACK
    if parts.scheme == "smtp+plain" and parts.username and not is_here:
        raise SettingError("KEFU_SMTP: smtp+plain")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # A server on this machine has no name that a certificate could bear.
    return MailServer(parts.scheme, host, port or _PORTS[parts.scheme], user, password, sender, not is_here)


def _written(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The letter as it goes out; `ValueError` where its address is none."""
    if not letter.address.isascii():
        raise ValueError(letter.address)
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    # The same for each try of a delivery: who gets it twice can tell.
    message["Message-ID"] = f"<kefu-{letter.key}@{address.rpartition('@')[2]}>"
    message.set_content(letter.text)
    return message


def _handed_in(server: smtplib.SMTP, sender: str, address: str, message: EmailMessage) -> Outcome:
    """Hand it in step by step: what fails before the text is sent can be tried again, an answer that is missing after
    it leaves open whether it was taken.
    """
    try:
        for code, said in (server.mail(parseaddr(sender)[1]), server.rcpt(address)):
            if code not in (250, 251):
                return _not_taken(code, said)
    except (OSError, smtplib.SMTPException) as error:
        return again(str(error), Trouble.UNREACHABLE)
    try:
        code, said = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return _not_taken(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return unclear(str(error))
    return sent(_said(code, said)) if code == 250 else _not_taken(code, said)


def _not_taken(code: int, said: bytes | str) -> Outcome:
    """5xx: never; 4xx: later (RFC 5321, 4.2.1)."""
    return failed(_said(code, said)) if code >= 500 else again(_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
