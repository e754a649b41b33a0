"""The signatures are those of the providers' own examples."""

from datetime import UTC, datetime

import pytest

from kefu.notices.outbox.signing import Call, alibaba_headers, tencent_headers


def test_alibaba_clouds_example() -> None:
    """https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature, fixed parameters."""
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    call = Call("ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", query)
    at = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)
    key = ("YourAccessKeyId", "YourAccessKeySecret")
    headers = alibaba_headers(call, key, at, "3156853299f313e23d1673dc12e1703d")
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_alibaba_clouds_way_of_writing_a_query() -> None:
    call = Call("h", "a", "v", {"b": "短信 *~", "a": '{"x":"1"}'})
    assert call.query_text == "a=%7B%22x%22%3A%221%22%7D&b=%E7%9F%AD%E4%BF%A1%20%2A~"


@pytest.mark.parametrize(
    ("key_id", "secret", "signature"),
    [
        # https://cloud.tencent.com/document/api/213/30654, as it is printed now, with the stars in the keys.
        (
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
            "Gu5t9xGARNpq86cd98joQYCN3*******",
            "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
        ),
        # The same in the English edition of 2020, https://www.tencentcloud.com/document/product/267/37447.
        (
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
            "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        ),
    ],
)
def test_tencent_clouds_example(key_id: str, secret: str, signature: str) -> None:
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    call = Call("cvm.tencentcloudapi.com", "DescribeInstances", "2017-03-12", body=body)
    at = datetime.fromtimestamp(1551113065, UTC)
    headers = tencent_headers(call, (key_id, secret), at, "ap-guangzhou")
    assert headers["Authorization"] == (
        f"TC3-HMAC-SHA256 Credential={key_id}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "
        f"Signature={signature}"
    )
    assert headers["x-tc-timestamp"] == "1551113065"
