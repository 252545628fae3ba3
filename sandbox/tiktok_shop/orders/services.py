"""TikTok's own labels: which services take a parcel, and at what price (platform-facts T14). Ids may change any day."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal, InvalidOperation

from sandbox.tiktok_shop.errors import refuse
from sandbox.tiktok_shop.orders import money
from sandbox.tiktok_shop.orders.records import Json
from sandbox.tiktok_shop.seed import TIKTOK_CARRIERS

HEAVIEST = Decimal(70)  # pounds
LONGEST, LARGEST_GIRTH = Decimal(58), Decimal(130)  # inches; girth: the longest side and around the others
_GRAMS, _CENTIMETRES = Decimal("453.59237"), Decimal("2.54")
# id, name, carrier, days from and to, cents for the first pound and for each further one, heaviest pounds
_SERVICES = (
    ("288233559123860015", "USPS Ground Advantage", "USPS", 2, 5, 489, 61, 70),
    ("288233559123860016", "USPS Priority Mail", "USPS", 1, 3, 742, 118, 70),
    ("288233559123860017", "UPS Ground Saver", "UPS", 3, 7, 518, 54, 50),
    ("288233559123860018", "FedEx Home Delivery", "FedEx", 1, 5, 865, 73, 70),
)


def pounds(weight: Json) -> Decimal:
    """Raises `Refused` 21001001 for anything but a positive number of GRAM or POUND."""
    value = _number(weight.get("value", ""))
    if weight.get("unit") not in ("GRAM", "POUND"):
        raise refuse(21001001)
    return value / _GRAMS if weight["unit"] == "GRAM" else value


def check_size(dimension: Json) -> None:
    """Raises `Refused`: 21001001 for no size, 11021014 for one that is too large."""
    if dimension.get("unit") not in ("CM", "INCH"):
        raise refuse(21001001)
    scale = _CENTIMETRES if dimension["unit"] == "CM" else Decimal(1)
    sides = sorted(_number(dimension.get(side, "")) / scale for side in ("length", "width", "height"))
    if sides[2] > LONGEST or sides[2] + 2 * (sides[0] + sides[1]) > LARGEST_GIRTH:
        raise refuse(11021014)


def eligible(weight: Decimal) -> list[Json]:
    """The services that take so many pounds, the cheapest first and by default. Raises `Refused` 21011037."""
    rows = sorted((_row(s, weight) for s in _SERVICES if weight <= s[7]), key=lambda r: Decimal(r["price"]))
    if not rows or weight > HEAVIEST:
        raise refuse(21011037)
    rows[0]["is_default"] = True
    return rows


def _row(service: tuple[str, str, str, int, int, int, int, int], weight: Decimal) -> Json:
    id_, name, carrier, earliest, latest, first, further, _ = service
    more = max(int(weight.to_integral_value(ROUND_UP)) - 1, 0)
    price = money.text(first + more * further)
    return {
        "id": id_,
        "name": name,
        "price": price,
        "currency": "USD",
        "earliest_delivery_days": earliest,
        "latest_delivery_days": latest,
        "is_default": False,
        "shipping_provider_name": carrier,
        "shipping_provider_id": TIKTOK_CARRIERS[carrier],
        "shipping_fee": price,
        "shipping_app_service_fee": "0",
        "signature_fee": "0",
    }


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise refuse(21001001) from None
    if not value.is_finite() or value <= 0:
        raise refuse(21001001)
    return value
