"""Parcels on TikTok: shipped by the seller or with TikTok's label, and the answers (platform-facts T13 to T15)."""

from typing import Any

import httpx
import pytest

from app.domain.decisions import Fix, Who
from app.domain.products import Size
from app.platforms.errors import Gone, NotExecuted, OutOfDate, PlatformError, Refused, Unknown
from app.platforms.order_roles import Provider, Shipped, ShippingService
from app.platforms.tiktok_shop.order_codes import OUT_OF_DATE
from tests.platforms.order_samples import ORDER_ID
from tests.platforms.tiktok import Script, asked, envelope, orders, success

USPS = "7117858858072016686"
PACKAGE = "1153486604836964618"
SIZE = Size(305, 229, 55)


def lost(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset")


async def ship(script: Script, number: str = "9400111899223197428490", *unit_ids: str) -> Shipped:
    return await orders(script).ship(ORDER_ID, tracking_number=number, provider_id=USPS, unit_ids=unit_ids)


async def test_carriers_of_the_delivery_option() -> None:
    script = Script(success({"shipping_providers": [{"id": USPS, "name": "USPS"}, {"id": 2, "name": None}]}))
    assert await orders(script).providers("7091146663229654785") == (Provider(USPS, "USPS"), Provider("2", ""))
    assert script.requests[0].url.path == "/logistics/202309/delivery_options/7091146663229654785/shipping_providers"


async def test_tiktoks_own_shipping_has_no_carriers_to_choose() -> None:
    """6.7: 21008117 is an answer, not a failure; 21008116 is one."""
    assert await orders(Script(envelope(21008117, "… fulfilled by TikTok."))).providers("1") == ()
    with pytest.raises(Refused):
        await orders(Script(envelope(21008116, "No Subscription"))).providers("1")


async def test_whole_order_is_shipped_in_one_parcel() -> None:
    """S94: without unit ids all unshipped units go."""
    script = Script(success({"order_id": ORDER_ID, "package_id": PACKAGE}))
    assert await ship(script) == Shipped(PACKAGE)
    assert script.requests[0].url.path == f"/fulfillment/202309/orders/{ORDER_ID}/packages"
    assert script.body() == {"tracking_number": "9400111899223197428490", "shipping_provider_id": USPS}


async def test_part_of_an_order_is_shipped() -> None:
    script = Script(success({"package_id": PACKAGE}))
    await ship(script, "1Z", "577086512123755123")
    assert script.body()["order_line_item_ids"] == ["577086512123755123"]
    assert "order_line_list" not in script.body()  # never both (6.2)


@pytest.mark.parametrize("number", ["1Z 999-AA1 01 2345 6784", " 1Z999AA10123456784\n", "1Z999AA1.0123456784"])
async def test_number_is_sent_as_letters_and_digits(number: str) -> None:
    """21004012: people type blanks and dashes."""
    script = Script(success({"package_id": PACKAGE}))
    await ship(script, number)
    assert script.body()["tracking_number"] == "1Z999AA10123456784"


async def test_doubt_of_tiktoks_is_shown_and_the_parcel_stands() -> None:
    """Pitfall 26: a wrong carrier brings a warning only, and weeks later a cancellation."""
    words = "The tracking number does not match your selected logistics provider. Did you mean UPS?"
    script = Script(success({"package_id": PACKAGE, "warning": {"message": words}}))
    assert await ship(script) == Shipped(PACKAGE, words)


async def test_order_on_hold_waits() -> None:
    """S109: it heals by itself."""
    with pytest.raises(Refused) as raised:
        await ship(Script(envelope(21011044, "Order status is on hold.")))
    assert not isinstance(raised.value, OutOfDate)
    assert raised.value.code == "21011044"
    assert (raised.value.finding.who, raised.value.finding.can_retry) == (Who.WAIT, True)


@pytest.mark.parametrize("code", [21011006, 21011020, 21042056, 21008099])
async def test_order_that_is_shipped_already_is_read_again(code: int) -> None:
    with pytest.raises(OutOfDate):
        await ship(Script(envelope(code, "These orders are already shipped.")))


def test_every_code_of_another_state_says_read_again() -> None:
    assert {21022025, 25001051, 25001011, 25020009, 25020010, 25011011, 25011012, 21011041, 21042057} <= OUT_OF_DATE
    assert not {21011044, 25001045, 25001021, 21011025, 12052038} & OUT_OF_DATE


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        (11028006, Fix.TRACKING),
        (21011025, Fix.TRACKING),
        (21004015, Fix.CARRIER),
        (21011007, Fix.ORDER),
        (21011048, Fix.ORDER),
        (21008025, Fix.ORDER),
    ],
)
async def test_refusal_leads_to_its_repair(code: int, fix: Fix) -> None:
    """S163."""
    with pytest.raises(Refused) as raised:
        await ship(Script(envelope(code, "their words")))
    assert raised.value.finding.fix is fix


@pytest.mark.parametrize("answer", [lost, envelope(21001008, "System process error"), envelope(36009003, status=500)])
async def test_parcel_is_never_sent_twice(answer: Any) -> None:
    """What is unknown stays unknown: the order is read, then decided."""
    script = Script(answer, success({"package_id": PACKAGE}))
    with pytest.raises(Unknown):
        await ship(script)
    assert len(script.requests) == 1


async def test_parcel_without_an_id_is_unknown() -> None:
    with pytest.raises(Unknown):
        await ship(Script(success({})))


async def test_tracking_is_changed_on_the_parcel() -> None:
    script = Script(success({}))
    await orders(script).change_tracking(PACKAGE, tracking_number="1Z 9", provider_id=USPS)
    assert script.requests[0].url.path == f"/fulfillment/202309/packages/{PACKAGE}/shipping_info/update"
    assert script.body() == {"tracking_number": "1Z9", "shipping_provider_id": USPS}


@pytest.mark.parametrize("code", [21011049, 21011050, 21011051, 21011052, 21011030])
async def test_tracking_changes_once_within_72_hours(code: int) -> None:
    with pytest.raises(Refused) as raised:
        await orders(Script(envelope(code))).change_tracking(PACKAGE, tracking_number="1Z9", provider_id=USPS)
    assert (raised.value.finding.fix, raised.value.finding.can_retry) == (Fix.SELLER_CENTER, False)


async def test_ways_to_send_a_parcel() -> None:
    """S105: weight and size in the units of parcels, which are not those of products (6.4)."""
    row = {
        "id": "288233559123860015",
        "name": "USPS Ground Advantage",
        "price": "5.40",
        "currency": "USD",
        "earliest_delivery_days": 3,
        "latest_delivery_days": 5,
        "is_default": True,
        "shipping_provider_name": "USPS",
    }
    bare = {"id": 2, "name": "Express", "price": 10, "earliest_delivery_days": 2, "latest_delivery_days": 2}
    script = Script(success({"shipping_services": [row, bare]}))
    found = await orders(script).shipping_services(ORDER_ID, weight_g=454, size=SIZE, unit_ids=("1",))
    assert found == (
        ShippingService("288233559123860015", "USPS Ground Advantage", "5.40", "USD", "USPS", "3–5", True),
        ShippingService("2", "Express", "10", "", "", "2"),
    )
    assert script.requests[0].url.path == f"/fulfillment/202309/orders/{ORDER_ID}/shipping_services/query"
    assert script.body() == {
        "weight": {"value": "454", "unit": "GRAM"},
        # 305 and 229 mm were typed as 12 and 9 in; 55 mm are 2.1654 in.
        "dimension": {"length": "12", "width": "9", "height": "2.17", "unit": "INCH"},
        "order_line_item_ids": ["1"],
    }


async def test_no_service_is_an_empty_list() -> None:
    assert await orders(Script(success({}))).shipping_services(ORDER_ID, weight_g=454, size=SIZE) == ()


async def buy(script: Script) -> Shipped:
    return await orders(script).buy_label(ORDER_ID, service_id="2882", weight_g=454, size=SIZE)


async def test_label_is_bought_for_the_whole_order() -> None:
    script = Script(success({"package_id": PACKAGE, "shipping_service_info": {"price": "5.40"}}))
    assert await buy(script) == Shipped(PACKAGE)
    assert script.requests[0].url.path == "/fulfillment/202512/packages"
    body = script.body()
    assert (body["ship_type"], body["order_id"], body["shipping_service_id"]) == ("1", ORDER_ID, "2882")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lost, Unknown),
        (envelope(11001027, "System timeout."), Unknown),
        (envelope(21022025, "A shipping label has already been purchased."), OutOfDate),
        (envelope(21011037, "no available shipping services"), Refused),
        (envelope(36009002, retry_after="70"), NotExecuted),
    ],
)
async def test_label_costs_money_and_is_bought_once(answer: Any, kind: type[PlatformError]) -> None:
    script = Script(answer, success({"package_id": PACKAGE}))
    with pytest.raises(kind):
        await buy(script)
    assert len(script.requests) == 1


async def test_label_is_a_pdf_for_a_day() -> None:
    script = Script(success({"doc_url": "https://documents.example/label.pdf", "tracking_number": "752455325694"}))
    assert await orders(script).label(PACKAGE) == "https://documents.example/label.pdf"
    assert script.requests[0].url.path == f"/fulfillment/202309/packages/{PACKAGE}/shipping_documents"
    assert asked(script.requests[0]) == {
        "document_type": "SHIPPING_LABEL",
        "document_size": "A6",
        "document_format": "PDF",
    }


async def test_label_that_is_not_ready_is_asked_for_later() -> None:
    with pytest.raises(Refused) as raised:
        await orders(Script(envelope(11034037, "still being generated"))).label(PACKAGE)
    assert raised.value.finding.who is Who.WAIT
    with pytest.raises(Unknown):
        await orders(Script(success({}))).label(PACKAGE)


@pytest.mark.parametrize("pasted", ["", "1/../2", "abc", "１"])
async def test_pasted_nonsense_never_becomes_an_address(pasted: str) -> None:
    script = Script(success({}))
    with pytest.raises(Gone):
        await orders(script).label(pasted)
    with pytest.raises(Gone):
        await orders(script).ship(pasted, tracking_number="1Z9", provider_id=USPS)
    assert script.requests == []
