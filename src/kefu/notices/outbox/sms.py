"""Text messages, by Alibaba Cloud or Tencent Cloud.

Both send approved templates alone: ours has one place, which the short text of the message fills. Neither knows a
request that it has carried out before, so that one without an answer is not sent again by itself.
https://www.alibabacloud.com/help/en/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
https://www.tencentcloud.com/document/product/382/40610
"""

import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kefu.notices.models import Trouble
from kefu.notices.outbox.letters import Letter, Outcome, SettingError, again, failed, sent, unclear
from kefu.notices.outbox.reaching import (
    Answer,
    NoAnswerError,
    NotAllowedError,
    Request,
    UnreachableError,
    origin,
    reach,
)
from kefu.notices.outbox.signing import Call, alibaba_headers, tencent_headers

ORIGINS = {"aliyun": "https://dysmsapi.aliyuncs.com", "tencent": "https://sms.tencentcloudapi.com"}
# What a provider says of itself, and of how often somebody was written to: later it may be otherwise.
_PASSING = {
    "aliyun": ("isp.", "Throttling", "ServiceUnavailable", "InternalError", "isv.BUSINESS_LIMIT_CONTROL"),
    "tencent": ("InternalError", "RequestLimitExceeded", "LimitExceeded", "FailedOperation.FailResolvePacket"),
}


@dataclass(frozen=True)
class Account:
    """An account with a provider. `app` is Tencent's SmsSdkAppId; `parameter` the name of the template's one place."""

    provider: str
    key: tuple[str, str]
    sign: str
    template: str
    parameter: str = "content"
    app: str = ""
    region: str = "ap-guangzhou"
    url: str = ""
    allowed: Collection[str] = ()

    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Ask the provider to send a text message."""
        write, read = _PROVIDERS[self.provider]
        try:
            answer = reach(write(self, letter, now), self.allowed)
        except NotAllowedError:
            return failed(self.url, Trouble.SETTING)
        except UnreachableError as error:
            return again(str(error), Trouble.UNREACHABLE)
        except NoAnswerError as error:
            return unclear(str(error))
        try:
            code, said, reference = read(json.loads(answer.body))
        except (ValueError, LookupError, TypeError, AttributeError):
            return _without_words(answer)
        if code.upper() == "OK":
            return sent(reference)
        is_passing = code.startswith(_PASSING[self.provider])
        return again(f"{code} {said}") if is_passing else failed(f"{code} {said}")


def read_account(named: dict[str, str], allowed: Collection[str]) -> Account:
    """An account as the settings name it. Raises `SettingError`."""
    provider = named["sms"]
    if provider not in ORIGINS:
        raise SettingError("KEFU_SMS")
    needed = ("sms_key", "sms_secret", "sms_sign", "sms_template", *(("sms_app",) if provider == "tencent" else ()))
    missing = [name for name in needed if not named[name]]
    if missing:
        raise SettingError(", ".join(f"KEFU_{name.upper()}" for name in missing))
    return Account(
        provider,
        (named["sms_key"], named["sms_secret"]),
        named["sms_sign"],
        named["sms_template"],
        named["sms_parameter"] or "content",
        named["sms_app"],
        url=named["sms_url"] or ORIGINS[provider],
        allowed={ORIGINS[provider], *allowed},
    )


def _to_alibaba(account: Account, letter: Letter, now: datetime) -> Request:
    query = {
        "PhoneNumbers": letter.address,
        "SignName": account.sign,
        "TemplateCode": account.template,
        "TemplateParam": json.dumps({account.parameter: letter.short}, ensure_ascii=False),
        "OutId": letter.key,
    }
    call = Call(_host(account.url), "SendSms", "2017-05-25", query)
    headers = alibaba_headers(call, account.key, now, secrets.token_hex(16))
    return Request("POST", f"{origin(account.url)}/?{call.query_text}", headers)


def _from_alibaba(said: dict[str, Any]) -> tuple[str, str, str]:
    return str(said["Code"]), str(said.get("Message", "")), str(said.get("BizId", ""))


def _to_tencent(account: Account, letter: Letter, now: datetime) -> Request:
    asked = {
        "PhoneNumberSet": [f"+86{letter.address}" if letter.address[:1] != "+" else letter.address],
        "SmsSdkAppId": account.app,
        "SignName": account.sign,
        "TemplateId": account.template,
        "TemplateParamSet": [letter.short],
        "SessionContext": letter.key,
    }
    call = Call(_host(account.url), "SendSms", "2021-01-11", body=json.dumps(asked).encode())
    headers = tencent_headers(call, account.key, now, account.region)
    return Request("POST", f"{origin(account.url)}/", headers, call.body)


def _from_tencent(said: dict[str, Any]) -> tuple[str, str, str]:
    answer = said["Response"]
    if "Error" in answer:
        return str(answer["Error"]["Code"]), str(answer["Error"].get("Message", "")), ""
    status = answer["SendStatusSet"][0]
    return str(status["Code"]), str(status.get("Message", "")), str(status.get("SerialNo", ""))


def _host(url: str) -> str:
    return origin(url).partition("://")[2]


def _without_words(answer: Answer) -> Outcome:
    """An answer that is none of the provider's: a server before it that is down says so, all else is unclear."""
    said = f"{answer.status} {answer.body[:200].decode('utf-8', 'replace')}"
    if answer.status in (500, 503):
        return again(said)
    # 502 and 504 say that no answer came back from behind: it may have been taken.
    return failed(said) if 300 <= answer.status < 500 else unclear(said)


_Writer = Callable[[Account, Letter, datetime], Request]
_Reader = Callable[[dict[str, Any]], tuple[str, str, str]]
_PROVIDERS: dict[str, tuple[_Writer, _Reader]] = {
    "aliyun": (_to_alibaba, _from_alibaba),
    "tencent": (_to_tencent, _from_tencent),
}
