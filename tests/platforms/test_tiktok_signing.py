"""Signatures are what TikTok's are: vectors published in its docs and asserted by other clients' tests."""

import pytest

from app.platforms.tiktok_shop.signing import sign, webhook_signature

JSON = "application/json"
SECRET = "e59af819cc"
NOW = ("timestamp", "1623812664")
KEY = ("app_key", "29a39d")
CIPHER = ("shop_cipher", "TTP_ABCDEF")
HOOKS = "/event/202309/webhooks"
HOOKS_QUERY = (
    ("app_key", "68xu9ks5p4i8"),
    ("shop_cipher", "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK"),
    ("timestamp", "1696909648"),
)
ORDERS_QUERY = (
    KEY,
    ("page_size", "20"),
    ("page_token", "aGVsbG8+L3dvcmxk=="),
    ("shop_cipher", "TTP_Example/cipher+1=="),
    ("sort_field", "update_time"),
    NOW,
)
SEARCH_BODY = '{"seller_skus":["Grüß-1","日本"]}'

# name: path, query, body, content type, secret, signature
VECTORS = {
    "V1, published": (
        "/authorization/202309/shops", (KEY, NOW), "", JSON, SECRET,
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
    ),
    "V2": (
        HOOKS, HOOKS_QUERY, '{"address":"https://partner.tiktokshop.com","event_type":"PACKAGE_UPDATE"}', JSON, SECRET,
        "cd0d6268252f4ba293bf7ea4c0a2873bf9beec600d22530638564ab301435f7a",
    ),
    "V2b": (HOOKS, HOOKS_QUERY, "", JSON, SECRET, "ed58e1b5e59865c22a7b828c1cab65007441f43cc91a6cb2f2cdc638e0995a37"),
    "V3": (
        "/order/202309/orders/search", ORDERS_QUERY,
        '{"order_status":"AWAITING_SHIPMENT","update_time_ge":1623800000}', JSON, SECRET,
        "69ce6ba7a327cb28c70b12016b0ae82a559cb8a182bf7095296f6659e5600444",
    ),
    "V4": (
        "/product/202309/products/1729592969712203232", (KEY, ("locale", "en-US"), CIPHER, NOW), "", JSON, SECRET,
        "ca08dc5be5b13047cdd96d1c5835e0a9d2794b71cdbc7813b4d0022e84bddd41",
    ),
    "V5": (
        "/product/202309/products/search", (KEY, ("page_size", "2"), CIPHER, NOW), SEARCH_BODY, JSON, SECRET,
        "22d1f1cd81f651649da29a40ad8c518a988f3f76880a371057fc0f3266144bf3",
    ),
    "V6": (
        "/product/202309/images/upload", (KEY, NOW), "any body", "multipart/form-data; boundary=x", SECRET,
        "2f292aaeecc6a6ce8c7240771265c3342b343f27ef91271fe72a9452d74fa844",
    ),
    "V7": (
        "/test-api", (("foo", "bar"),), "", JSON, "app_secret",
        "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_signature_is_the_known_one(name: str) -> None:
    path, query, body, kind, secret, signature = VECTORS[name]
    assert sign(path, query, body.encode(), kind, secret) == signature
    assert sign(path, query[::-1], body.encode(), kind, secret) == signature


def test_token_and_signature_itself_are_not_signed() -> None:
    path, query, _, kind, secret, signature = VECTORS["V4"]
    more = (*query, ("sign", "abc"), ("access_token", "TTP_x"))
    assert sign(path, more, b"", kind, secret) == signature


def test_one_byte_more_is_another_signature() -> None:
    path, query, body, kind, secret, signature = VECTORS["V2"]
    assert sign(path, query, body.encode() + b" ", kind, secret) != signature


def test_webhook_signature_is_the_published_one() -> None:
    body = (
        b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
        b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
        b'"order_status":"UNPAID","update_time":1718305585}}'
    )
    expected = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
    assert webhook_signature(body, "abcdef", "123") == expected
