"""The stand-in's own reading of the signing rules, against the published and cross-checked vectors."""

import pytest

from sandbox.tiktok_shop.signing import request_signature, same, webhook_signature

SECRET = "e59af819cc"
HOOKS = {"app_key": "68xu9ks5p4i8", "shop_cipher": "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK", "timestamp": "1696909648"}
APP = {"app_key": "29a39d", "timestamp": "1623812664"}
JSON, FORM = "application/json", "multipart/form-data; boundary=x"

# name, path, query, body, content type, secret, sign
VECTORS = [
    (
        "V1 published in the official docs",
        "/authorization/202309/shops",
        APP,
        "",
        JSON,
        SECRET,
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
    ),
    (
        "V2 body is signed",
        "/event/202309/webhooks",
        HOOKS,
        '{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}',
        JSON,
        SECRET,
        "cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a",
    ),
    (
        "V2b no body",
        "/event/202309/webhooks",
        HOOKS,
        "",
        JSON,
        SECRET,
        "ed58e1b5e59865c22a7b828c1cab65007441f43cc91a6cb2f2cdc638e0995a37",
    ),
    (
        "V3 values are signed decoded",
        "/order/202309/orders/search",
        {
            **APP,
            "page_size": "20",
            "page_token": "aGVsbG8+L3dvcmxk==",
            "shop_cipher": "TTP_Example/cipher+1==",
            "sort_field": "update_time",
        },
        '{"order_status":"AWAITING_SHIPMENT","update_time_ge":1623800000}',
        JSON,
        SECRET,
        "69ce6ba7a327cb28c70b12016b0ae82a559cb8a182bf7095296f6659e5600444",
    ),
    (
        "V4 id in the path",
        "/product/202309/products/1729592969712203232",
        {**APP, "locale": "en-US", "shop_cipher": "TTP_ABCDEF"},
        "",
        JSON,
        SECRET,
        "ca08dc5be5b13047cdd96d1c5835e0a9d2794b71cdbc7813b4d0022e84bddd41",
    ),
    (
        "V5 body in UTF-8",
        "/product/202309/products/search",
        {**APP, "page_size": "2", "shop_cipher": "TTP_ABCDEF"},
        '{"seller_skus":["Grüß-1","日本"]}',
        JSON,
        SECRET,
        "22d1f1cd81f651649da29a40ad8c518a988f3f76880a371057fc0f3266144bf3",
    ),
    (
        "V6 a multipart body is not signed",
        "/product/202309/images/upload",
        APP,
        "<any multipart body: ignored>",
        FORM,
        SECRET,
        "2f292aaeecc6a6ce8c7240771265c3342b343f27ef91271fe72a9452d74fa844",
    ),
    (
        "V7 asserted in EcomPHP",
        "/test-api",
        {"foo": "bar"},
        "",
        JSON,
        "app_secret",
        "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
    ),
]
WEBHOOK = (
    '{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,'
    '"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}'
)
WEBHOOK_SIGN = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"


@pytest.mark.parametrize(
    ("path", "query", "body", "kind", "secret", "sign"), [v[1:] for v in VECTORS], ids=lambda v: ""
)
def test_request_is_signed_as_published(
    path: str, query: dict[str, str], body: str, kind: str, secret: str, sign: str
) -> None:
    assert request_signature(path, query, body.encode(), kind, secret) == sign


def test_sign_and_legacy_token_are_left_out() -> None:
    name, path, query, body, kind, secret, sign = VECTORS[0]
    more = {**query, "sign": "x", "access_token": "y"}
    assert request_signature(path, more, body.encode(), kind, secret) == sign, name


def test_webhook_is_signed_as_published() -> None:
    assert webhook_signature("abcdef", "123", WEBHOOK.encode()) == WEBHOOK_SIGN


def test_changed_webhook_has_another_signature() -> None:
    assert webhook_signature("abcdef", "123", WEBHOOK.replace("UNPAID", "PAID").encode()) != WEBHOOK_SIGN


def test_upper_case_signature_is_another() -> None:
    assert not same(WEBHOOK_SIGN.upper(), WEBHOOK_SIGN)
