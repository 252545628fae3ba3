"""Webhooks of Ecwid: only id and time are signed, so they are hints and nothing more."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.platforms.ecwid.webhooks import signature, verify
from app.platforms.errors import Forged

# Vector A is ours, checked with openssl; vector B is of a third party's client (platform-facts E11).
VECTOR_A = (
    "0123abcd4567efgh1234567890",
    1700000000,
    "80aece08-40e8-4145-8764-6c2f0d386780",
    "8jCk5ZtiDBbwiu/A22vc495HdGe9alqrl2yGJ/WfWaA=",
)
VECTOR_B = (
    "test_client_secret",
    1234567,
    "80aece08-40e8-4145-8764-6c2f0d38678",
    "ekmGPQc/IpCwO6woAiM+L8uvY6chew4n6JVQCiDrEVw=",
)
SECRET, CREATED, EVENT_ID, SIGNED = VECTOR_A
NOW = datetime.fromtimestamp(CREATED, UTC) + timedelta(minutes=1)


def body(**changes: Any) -> bytes:
    event = {
        "eventId": EVENT_ID,
        "eventCreated": CREATED,
        "storeId": 1003,
        "entityId": 692730761,
        "eventType": "product.updated",
    }
    return json.dumps({name: value for name, value in (event | changes).items() if value is not None}).encode()


def headers(signed: str = SIGNED) -> dict[str, str]:
    return {"X-Ecwid-Webhook-Signature": signed, "Content-Type": "application/json; charset=UTF-8"}


@pytest.mark.parametrize("vector", [VECTOR_A, VECTOR_B], ids=["A", "B"])
def test_published_signatures(vector: tuple[str, int, str, str]) -> None:
    secret, created, event_id, signed = vector
    assert signature(secret, created, event_id) == signed


def test_genuine_webhook_becomes_a_notice() -> None:
    notice = verify(body(), headers(), {"eventtype": "product.updated"}, SECRET, now=NOW)
    assert (notice.event_id, notice.shop_id, notice.topic, notice.subject_id) == (
        EVENT_ID, "1003", "product.changed", "692730761",
    )  # fmt: skip
    assert notice.occurred_at == datetime.fromtimestamp(CREATED, UTC)
    assert notice.their_type == "product.updated"


@pytest.mark.parametrize(
    ("event_type", "topic"),
    [
        ("product.created", "product.changed"),
        ("product.updated", "product.changed"),
        ("product.deleted", "product.deleted"),
        ("application.uninstalled", "access.revoked"),
        ("Application.Uninstalled", "access.revoked"),
        ("application.subscriptionStatusChanged", "ignored"),
        ("application.subscription_status_changed", "ignored"),
        ("order.created", "ignored"),
        ("order.updated", "source_order.changed"),
        ("order.deleted", "ignored"),
        ("unfinished_order.created", "ignored"),
        ("something.quite_new", "ignored"),
        ("", "ignored"),
    ],
)
def test_event_names_in_either_spelling(event_type: str, topic: str) -> None:
    assert verify(body(eventType=event_type), headers(), {}, SECRET, now=NOW).topic == topic


@pytest.mark.parametrize(
    ("data", "subject"),
    [
        ({"orderId": "XJ12H", "newPaymentStatus": "PAID"}, "XJ12H"),
        ({"orderId": ""}, "492512057"),
        ({"orderId": 7}, "492512057"),
        ({"orderId": "X" * 500}, "492512057"),
        ({}, "492512057"),
        ("a word", "492512057"),
        (None, "492512057"),
    ],
)
def test_order_is_named_by_the_id_people_see(data: object, subject: str) -> None:
    """platform-facts E8: entityId is the hidden number, good for reading the order as well."""
    content = body(eventType="order.updated", entityId=492512057, data=data)
    notice = verify(content, headers(), {}, SECRET, now=NOW)
    assert (notice.topic, notice.subject_id) == ("source_order.changed", subject)


def test_ids_in_quotes_are_the_same_ids() -> None:
    """application.* sends its entity as a string."""
    notice = verify(
        body(entityId="1003", storeId="1003", eventType="application.uninstalled"), headers(), {}, SECRET, now=NOW
    )
    assert (notice.shop_id, notice.subject_id) == ("1003", "1003")


def test_header_name_is_found_in_any_case() -> None:
    assert verify(body(), {"x-ecwid-webhook-signature": SIGNED}, {}, SECRET, now=NOW).event_id == EVENT_ID


@pytest.mark.parametrize(
    ("content", "given", "secret"),
    [
        (body(), {}, SECRET),
        (body(), headers(""), SECRET),
        (body(), headers(SIGNED[:-2] + "B="), SECRET),
        (body(), headers(SIGNED.lower()), SECRET),
        (body(), headers("ключ"), SECRET),
        (body(), headers(), "another secret"),
        (body(), headers(signature("", CREATED, EVENT_ID)), ""),
        (body(eventId=EVENT_ID + "0"), headers(), SECRET),
        (body(eventCreated=CREATED + 1), headers(), SECRET),
        (body(eventCreated=None), headers(), SECRET),
        (body(eventId=None), headers(), SECRET),
        (body(eventId={"a": 1}), headers(), SECRET),
        (b"", headers(), SECRET),
        (b"[]", headers(), SECRET),
        (b"\xff\xfe{", headers(), SECRET),
        (b"[" * 100_000, headers(), SECRET),
        (b"storeId=1003", headers(), SECRET),
    ],
)
def test_forgeries_are_refused(content: bytes, given: dict[str, str], secret: str) -> None:
    """R-18: a missing header and a missing secret are forgeries too."""
    with pytest.raises(Forged):
        verify(content, given, {}, secret, now=NOW)


def test_repeats_are_taken_for_as_long_as_ecwid_repeats() -> None:
    created = datetime.fromtimestamp(CREATED, UTC)
    assert verify(body(), headers(), {}, SECRET, now=created + timedelta(hours=24, minutes=59))
    with pytest.raises(Forged):
        verify(body(), headers(), {}, SECRET, now=created + timedelta(hours=25, seconds=1))


def test_absurd_time_is_refused_and_no_crash() -> None:
    created = 10**18
    with pytest.raises(Forged):
        verify(body(eventCreated=created), headers(signature(SECRET, created, EVENT_ID)), {}, SECRET, now=NOW)
