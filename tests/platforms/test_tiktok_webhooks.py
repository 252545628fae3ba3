"""Only genuine webhooks are believed, and then only as a hint (reliability R-18)."""

import random

import msgspec
import pytest

from app.platforms.errors import Forged
from app.platforms.roles import Notice
from app.platforms.tiktok_shop.signing import webhook_signature
from app.platforms.tiktok_shop.webhooks import EVENT_TYPES, verify

KEY, SECRET = "68rehearsal01", "s3cret"
SHOP = "7495274531001436791"
LISTING = 1729592969712207009  # beyond 2^53
ORDER = "576653688135258178"
SKU = 1729507467923261409


def event(type_: int, data: object = None, **changes: object) -> bytes:
    envelope = {"type": type_, "tts_notification_id": "7327112393057371910", "shop_id": SHOP, "timestamp": 1644412885}
    return msgspec.json.encode(envelope | {"data": data if data is not None else {}} | changes)


def read(body: bytes, signature: str | None = None) -> Notice:
    signed = webhook_signature(body, KEY, SECRET) if signature is None else signature
    return verify(body, {"Authorization": signed}, KEY, SECRET)


@pytest.mark.parametrize(
    ("type_", "data", "topic", "subject"),
    [
        (5, {"product_id": LISTING, "status": "PRODUCT_AUDIT_FAILURE"}, "listing.changed", str(LISTING)),
        (16, {"product_id": LISTING, "product_types": []}, "listing.changed", str(LISTING)),
        (37, {"product_id": LISTING, "audit": {"status": "APPROVED"}}, "listing.changed", str(LISTING)),
        (15, {"product_id": str(LISTING)}, "listing.changed", str(LISTING)),
        (18, {"product_id": str(LISTING)}, "listing.changed", str(LISTING)),
        (6, {"message": "Shop_id 1 is deauthorized from your APP by merchant."}, "access.revoked", ""),
        (7, {"message": "…", "expiration_time": "1627587506"}, "access.expiring", ""),
        (1, {"order_id": ORDER, "order_status": "CANCEL"}, "order.changed", ORDER),
        (3, {"order_id": int(ORDER), "update_time": 1644412885}, "order.changed", ORDER),
        (2, {"order_id": ORDER, "reverse_order_id": "4041414981833491799"}, "cancellation.changed", ORDER),
        (11, {"order_id": ORDER, "cancel_id": "4041414981833491799"}, "cancellation.changed", ORDER),
        (1, {"order_id": ""}, "ignored", ""),
        (1, {"order_id": {"a": 1}}, "ignored", ""),
        (12, {"order_id": ORDER, "return_id": "1"}, "ignored", ""),
        (9999, "a word", "ignored", ""),
    ],
)  # fmt: skip
def test_webhook_says_what_to_look_at(type_: int, data: object, topic: str, subject: str) -> None:
    notice = read(event(type_, data))
    assert (notice.topic, notice.subject_id, notice.shop_id) == (topic, subject, SHOP)
    assert notice.event_id == "7327112393057371910"
    assert notice.their_type == str(type_)
    assert notice.occurred_at.timestamp() == 1644412885


@pytest.mark.parametrize(
    ("said", "at"),
    [(1644412880, 1644412880), (1644412880000, 1644412885), ("soon", 1644412885), (True, 1644412885), (-5, 1644412885)],
)
def test_news_of_an_order_are_as_old_as_the_change_not_as_the_webhook(said: object, at: int) -> None:
    """Sent a second later, it would look like something that the reading of that second has not seen."""
    assert read(event(1, {"order_id": ORDER, "update_time": said})).occurred_at.timestamp() == at


def parcels(*order_ids: list[str | int]) -> dict[str, object]:
    return {"sc_type": "COMBINE", "package_list": [{"package_id": "1", "order_id_list": ids} for ids in order_ids]}


@pytest.mark.parametrize(
    ("data", "topic", "subject"),
    [
        (parcels(["152523", "532123"]), "order.changed", "152523,532123"),
        (parcels(["152523"], ["532123", "152523"]), "order.changed", "152523,532123"),
        (parcels([576653688135258178]), "order.changed", ORDER),
        (parcels([]), "ignored", ""),
        ({"package_list": None}, "ignored", ""),
        ({}, "ignored", ""),
    ],
)
def test_parcel_names_every_order_in_it(data: object, topic: str, subject: str) -> None:
    """A notice has one subject: it names them all, so that none is forgotten."""
    notice = read(event(4, data))
    assert (notice.topic, notice.subject_id) == (topic, subject)


def test_crowded_parcel_names_what_one_call_can_read() -> None:
    notice = read(event(4, parcels([str(n) for n in range(100, 200)])))
    assert len(notice.subject_id.split(",")) == 50


def stock(*sources: str | None, **changes: object) -> dict[str, object]:
    changed = [{"trigger_source": source} for source in sources]
    return {"sku_id": SKU, "product_id": LISTING, "seller_id": int(SHOP), "change_detail": changed} | changes


@pytest.mark.parametrize(
    ("sources", "topic"),
    [
        (("manual_adjustment",), "stock.changed"),
        (("campaign_unlock",), "stock.changed"),
        (("api_sync",), "ignored"),
        (("api_sync", "api_sync"), "ignored"),
        (("api_sync", "manual_adjustment"), "stock.changed"),
        (("order_created",), "ignored"),
        (("order_canceled",), "ignored"),
        (("order_shipped",), "ignored"),
        (("something_new",), "stock.changed"),
        ((None,), "stock.changed"),
        ((), "stock.changed"),
    ],
)
@pytest.mark.parametrize("type_", [68, 71])
def test_stock_that_others_changed_is_looked_at(type_: int, sources: tuple[str, ...], topic: str) -> None:
    """No echo: our own writes and what orders tell anyway are no news (R-32)."""
    notice = read(event(type_, stock(*sources)))
    assert (notice.topic, notice.subject_id) == (topic, str(SKU))


def test_shop_may_be_named_in_the_data_alone() -> None:
    """A live delivery of type 68 has no shop_id; type 71 has it in the data."""
    assert read(event(68, stock("manual_adjustment"), shop_id="")).shop_id == SHOP
    assert read(event(71, stock("manual_adjustment", shop_id=SHOP, seller_id=""), shop_id="")).shop_id == SHOP


def test_number_beyond_two_to_the_53_stays_exact() -> None:
    """A float would make 576486316948490000 of it."""
    assert read(event(5, {"product_id": 576486316948490001})).subject_id == "576486316948490001"


def test_webhook_without_an_id_is_known_by_its_body() -> None:
    """Type 3's official sample has none."""
    one, other = (
        event(5, {"product_id": "1"}, tts_notification_id=""),
        event(5, {"product_id": "2"}, tts_notification_id=""),
    )
    assert len(read(one).event_id) == 64
    assert read(one).event_id == read(one).event_id != read(other).event_id


def test_missing_fields_do_no_harm() -> None:
    notice = read(b"{}")
    assert (notice.topic, notice.subject_id, notice.shop_id) == ("ignored", "", "")


def test_time_out_of_every_calendar_does_no_harm() -> None:
    assert read(event(5, timestamp=10**18)).occurred_at.year == 1970


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b'{"type":"five"}', b"\xff\xfe", b"[" * 100_000])
def test_genuine_signature_on_nonsense_is_refused(body: bytes) -> None:
    with pytest.raises(Forged):
        read(body)


def test_header_name_is_found_in_any_case() -> None:
    body = event(5, {"product_id": "1"})
    signature = webhook_signature(body, KEY, SECRET)
    assert verify(body, {"content-type": "x", "AUTHORIZATION": signature}, KEY, SECRET).topic == "listing.changed"


def test_200_forgeries_are_refused() -> None:
    """Changed body, changed signature, other app, other secret, no signature: none gets through."""
    chance = random.Random(7)
    body = event(5, {"product_id": str(LISTING)})
    genuine = webhook_signature(body, KEY, SECRET)
    forgeries: list[tuple[bytes, str]] = [
        (body, ""), (body, genuine.upper()), (body, f"Bearer {genuine}"), (body, genuine[:-1]), (body, genuine + "0"),
        (body, "0" * 64), (body, "é" * 64), (body, "\udcff" * 64), (body + b" ", genuine), (b"", genuine),
        (body, webhook_signature(body, "", SECRET)), (body, webhook_signature(body, KEY, "")),
        (body, webhook_signature(body, "68rehearsal02", SECRET)), (body, webhook_signature(b"", KEY, SECRET)),
    ]  # fmt: skip
    while len(forgeries) < 107:
        at = chance.randrange(len(body))
        forgeries.append((body[:at] + bytes([body[at] ^ (1 + chance.randrange(255))]) + body[at + 1 :], genuine))
    while len(forgeries) < 200:
        at = chance.randrange(64)
        other = chance.choice([c for c in "0123456789abcdef" if c != genuine[at]])
        forgeries.append((body, genuine[:at] + other + genuine[at + 1 :]))
    believed = 0
    for forged, signature in forgeries:
        try:
            read(forged, signature)
            believed += 1
        except Forged:
            pass
    assert (len(forgeries), believed) == (200, 0)


def test_app_without_a_secret_believes_nobody() -> None:
    body = event(5)
    with pytest.raises(Forged):
        verify(body, {"Authorization": webhook_signature(body, "", "")}, "", "")


def test_topics_of_this_connector_are_registered() -> None:
    assert set(EVENT_TYPES) == {
        "PRODUCT_STATUS_CHANGE",
        "PRODUCT_AUDIT_STATUS_CHANGE",
        "PRODUCT_INFORMATION_CHANGE",
        "PRODUCT_CATEGORY_CHANGE",
        "SELLER_DEAUTHORIZATION",
        "UPCOMING_AUTHORIZATION_EXPIRATION",
        "ORDER_STATUS_CHANGE",
        "RECIPIENT_ADDRESS_UPDATE",
        "PACKAGE_UPDATE",
        "CANCELLATION_STATUS_CHANGE",
    }
