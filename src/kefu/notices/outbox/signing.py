"""How providers of text messages want a request signed.

Alibaba Cloud: ACS3-HMAC-SHA256, https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
Tencent Cloud: TC3-HMAC-SHA256, https://www.tencentcloud.com/document/product/267/37447
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote


@dataclass(frozen=True)
class Call:
    """What is asked of a provider: an action of one version of its interface, at its host."""

    host: str
    action: str
    version: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def query_text(self) -> str:
        """The query as it is signed and sent: in order, each sign but letters, digits and -_.~ percent-encoded."""
        pairs = sorted(self.query.items())
        return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)


def alibaba_headers(call: Call, key: tuple[str, str], at: datetime, nonce: str) -> dict[str, str]:
    """The headers of a signed request to Alibaba Cloud. `key`: the AccessKey's id and secret."""
    key_id, secret = key
    digest = sha256(call.body).hexdigest()
    headers = {
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-content-sha256": digest,
        "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": call.version,
    }
    names = ";".join(headers)
    said = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = "\n".join(("POST", "/", call.query_text, said, names, digest))
    to_sign = f"ACS3-HMAC-SHA256\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), sha256).hexdigest()
    credential = f"Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": f"ACS3-HMAC-SHA256 {credential}"}


def tencent_headers(call: Call, key: tuple[str, str], at: datetime, region: str) -> dict[str, str]:
    """The headers of a signed request to Tencent Cloud. `key`: SecretId and SecretKey."""
    key_id, secret = key
    service = call.host.partition(".")[0]
    kind, names, second = "application/json; charset=utf-8", "content-type;host", int(at.timestamp())
    said = f"content-type:{kind}\nhost:{call.host}\n"
    request = "\n".join(("POST", "/", "", said, names, sha256(call.body).hexdigest()))
    day = f"{at.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/{service}/tc3_request"
    to_sign = "\n".join(("TC3-HMAC-SHA256", str(second), scope, sha256(request.encode()).hexdigest()))
    signing = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        signing = hmac.new(signing, part.encode(), sha256).digest()
    signature = hmac.new(signing, to_sign.encode(), sha256).hexdigest()
    credential = f"Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {
        "host": call.host,
        "content-type": kind,
        "x-tc-action": call.action,
        "x-tc-version": call.version,
        "x-tc-timestamp": str(second),
        "x-tc-region": region,
        "Authorization": f"TC3-HMAC-SHA256 {credential}",
    }
