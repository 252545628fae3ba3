"""Parcels: shipped by the seller, or with a label of TikTok's (platform-facts T13 to T15)."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

from app.domain import units
from app.domain.products import Size
from app.platforms.errors import Refused, Unknown
from app.platforms.order_roles import Provider, Shipped, ShippingService
from app.platforms.tiktok_shop import PLATFORM, endpoints
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop import wire as common
from app.platforms.tiktok_shop.client import TikTokClient
from app.platforms.tiktok_shop.endpoints import Endpoint
from app.platforms.tiktok_shop.order_parse import text

_WHOLE_ORDER = "1"
# TikTok ships these itself, so there is no carrier to choose (get-shipping-providers-202309).
_SHIPPED_BY_TIKTOK = "21008117"
_LABEL = {"document_type": "SHIPPING_LABEL", "document_size": "A6", "document_format": "PDF"}
_HUNDREDTH = Decimal("0.01")


async def providers(client: TikTokClient, delivery_option_id: str) -> tuple[Provider, ...]:
    """The carriers of this delivery option; none where TikTok ships itself."""
    try:
        data = await client.call(endpoints.PROVIDERS, wire.Providers, id_=delivery_option_id)
    except Refused as refused:
        if refused.code == _SHIPPED_BY_TIKTOK:
            return ()
        raise
    return tuple(Provider(text(row.id), row.name or "") for row in data.shipping_providers or ())


async def ship(
    client: TikTokClient, order_id: str, tracking_number: str, provider_id: str, unit_ids: tuple[str, ...]
) -> Shipped:
    """Mark units as shipped in one parcel (mark-package-as-shipped-202309).

    Raises OutOfDate when they are shipped already, Refused with tiktok:21011044 while the order is on hold. A warning
    means that it was taken, and that TikTok doubts the number. A buyer's pending request is rejected by it.
    """
    body = _tracking(tracking_number, provider_id)
    if unit_ids:
        body["order_line_item_ids"] = list(unit_ids)
    return _shipped(await client.call(endpoints.SHIP, wire.ShippedPackage, id_=order_id, body=body), endpoints.SHIP)


async def change_tracking(client: TikTokClient, package_id: str, tracking_number: str, provider_id: str) -> None:
    """Once, within 72 hours, while it is not delivered (update-package-shipping-info-202309)."""
    body = _tracking(tracking_number, provider_id)
    await client.call(endpoints.CHANGE_TRACKING, common.Nothing, id_=package_id, body=body)


async def services(
    client: TikTokClient, order_id: str, weight_g: int, size: Size, unit_ids: tuple[str, ...]
) -> tuple[ShippingService, ...]:
    """The ways TikTok would send such a parcel; ids change, never keep them (get-eligible-shipping-service-202309)."""
    body = _parcel(weight_g, size)
    if unit_ids:
        body["order_line_item_ids"] = list(unit_ids)
    data = await client.call(endpoints.SHIPPING_SERVICES, wire.Services, id_=order_id, body=body)
    return tuple(_service(row) for row in data.shipping_services or ())


async def buy_label(client: TikTokClient, order_id: str, service_id: str, weight_g: int, size: Size) -> Shipped:
    """One parcel for the whole order, with a label that costs money: never sent twice (create-packages-202512)."""
    body = _parcel(weight_g, size) | {
        "ship_type": _WHOLE_ORDER,
        "order_id": order_id,
        "shipping_service_id": service_id,
    }
    return _shipped(await client.call(endpoints.BUY_LABEL, wire.ShippedPackage, body=body), endpoints.BUY_LABEL)


async def label(client: TikTokClient, package_id: str) -> str:
    """Where the label's PDF is for a day (get-package-shipping-document-202309)."""
    data = await client.call(endpoints.LABEL, wire.Document, id_=package_id, query=_LABEL)
    if not data.doc_url:
        raise Unknown(PLATFORM, f"{endpoints.LABEL.name}: no address of the label")
    return data.doc_url


def _tracking(number: str, provider_id: str) -> dict[str, Any]:
    """Blanks and dashes are for people; TikTok takes letters and digits alone (21004012)."""
    plain = "".join(letter for letter in number if letter.isalnum())
    return {"tracking_number": plain, "shipping_provider_id": provider_id}


def _parcel(weight_g: int, size: Size) -> dict[str, Any]:
    """Units are spelled differently from those of products: GRAM and INCH (platform-facts T14)."""
    length, width, height = (_inches(side) for side in (size.length_mm, size.width_mm, size.height_mm))
    return {
        "weight": {"value": str(max(1, weight_g)), "unit": "GRAM"},
        "dimension": {"length": length, "width": width, "height": height, "unit": "INCH"},
    }


def _inches(millimetres: int) -> str:
    """Whole inches where they were typed, else rounded up to a hundredth: a parcel is never smaller than it is."""
    whole = units.whole_length(millimetres, "in")
    if not whole.was_rounded:
        return str(whole.value)
    exact = Decimal(millimetres) / units.MILLIMETRES["in"]
    return format(exact.quantize(_HUNDREDTH, ROUND_CEILING), "f")


def _shipped(data: wire.ShippedPackage, endpoint: Endpoint) -> Shipped:
    if not data.package_id:
        raise Unknown(PLATFORM, f"{endpoint.name}: no package in the answer")
    return Shipped(text(data.package_id), (data.warning.message or "") if data.warning else "")


def _service(row: wire.ServiceRow) -> ShippingService:
    first, last = row.earliest_delivery_days, row.latest_delivery_days
    known = [str(days) for days in dict.fromkeys((first, last)) if days is not None]
    return ShippingService(
        id=text(row.id),
        name=row.name or "",
        price=text(row.price if not isinstance(row.price, float) else str(row.price)),
        currency=row.currency or "",
        provider=row.shipping_provider_name or "",
        days="–".join(known),
        is_default=bool(row.is_default),
    )
