"""What is asked about an order: ship it, which carrier, cancel it, a buyer's wish, a label, missed ones."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.linking import Candidate
from app.domain.orders import OrderUnit
from app.platforms.order_roles import Provider
from app.web.cancellations import FOR_SINGLE_UNITS
from app.web.link_views import link_view
from app.web.order_rows import clock_view
from app.web.order_settings_views import DECLINE_WORDS, REASON_WORDS
from app.web.shipment_views import ask_view, open_units, unit_choices
from tests.gallery_data.cases import BASE, LONG, NOW, Case, ago
from tests.gallery_data.order_list import NUMBER, order
from tests.gallery_data.orders import LINKS, LONG_UNIT, ORDER, SENT

PROVIDERS = tuple(Provider(f"7{n}", name) for n, name in enumerate(("USPS", "UPS", "FedEx", "DHL eCommerce", "OnTrac")))
ROW = order(12, 2.24, shipment="carrier", source_carrier="Standard shipping", **{**SENT, "tracking_number": NUMBER})
SHIP: dict[str, Any] = {
    "id": 12, "number": NUMBER, "provider": "", "providers": [(p.id, p.name) for p in PROVIDERS], "trouble": "",
    "units": unit_choices(open_units(ORDER)), "ticked": ["u2"], "held": False,
}  # fmt: skip
CANCEL: dict[str, Any] = {
    "id": 12, "written": True, "total": Decimal("78.55"), "currency": "USD", "reasons": list(REASON_WORDS.items()),
    "reason": FOR_SINGLE_UNITS, "restocks": True, "ticked": ["u2", "u40"],
    "units": [{"id": unit.id, "name": unit.name, "price": unit.sale_price} for unit in ORDER.units],
}  # fmt: skip
REQUEST: dict[str, Any] = {
    "id": 20, "request": 3, "name": "HG-10493", "title": "Waffle Linen Hand Towel, Oat", "more": 0, "picture": "",
    "buyer": "l•••h", "place": "Fresno, CA", "units": 1, "total": Decimal("16.00"), "currency": "USD",
    "left": "23 h 27 min", "share": 98.0, "deadline": ago(hours=-23.45), "why": "Ordered by mistake",
    "at": ago(minutes=33), "written": "HG-10493", "restocks": True, "clock": clock_view(order(20, 18.67), NOW),
    "reasons": list(DECLINE_WORDS.items()),
}  # fmt: skip
SERVICES = [
    {"id": f"s{n}", "name": name, "provider": provider, "days": days, "price": Decimal(price), "currency": "USD",
     "default": n == 0}
    for n, (name, provider, days, price) in enumerate([
        ("USPS Ground Advantage", "USPS", "2–4", "7.92"), ("UPS Ground Saver", "UPS", "3–5", "8.36"),
        (LONG, "", "", "21.70"),
    ])
]  # fmt: skip
LABEL: dict[str, Any] = {
    "id": 18, "name": "HG-10489", "remote_id": "577086512118270551", "can_buy": True, "buyer": "a•••n",
    "place": "Raleigh, NC", "clock": clock_view(order(18, 9.34), NOW), "ship_by": ago(hours=-9.34),
    "inside": [(2, "Enamel Camp Mug, 12 oz"), (1, "Stoneware Pour-Over Set")], "units": "imperial",
    "values": {"weight": "2.4", "length": "12", "width": "9", "height": "6.5"}, "errors": {},
    "sends": "3 lb, 12 × 9 × 7 in", "services": SERVICES, "trouble": "", "bought": [], "in_source": "HG-10489",
}  # fmt: skip
BOUGHT = {
    "id": 4,
    "number": NUMBER,
    "carrier": "USPS",
    "warning": "",
    "units": 3,
    "at": ago(minutes=1),
    "price": Decimal("7.92"),
    "currency": "USD",
    "service": "USPS Ground Advantage",
}


PILLAR_UNIT = replace(LONG_UNIT, name="Beeswax Pillar Candle", options="Extra large", seller_sku="BW-PIL-XL")
PILLARS = [
    Candidate(5, n, "Beeswax Pillar Candle", options, sku, Decimal(price), stock, same_listing=True,
              linked_to="1729418823571699" if n == 3 else "")
    for n, (options, sku, price, stock) in enumerate(
        [("Large, 20 cm", "BW-PIL-L", "58.00", 104), ("Medium, 15 cm", "BW-PIL-M", "18.00", 131),
         ("Small, 10 cm", "", "12.00", None)], 1)
]  # fmt: skip


def link(name: str, unit: OrderUnit, found: list[Candidate], choice: str = "", **more: Any) -> Case:
    """Which Ecwid SKU is it?"""
    taken, search = bool(more.get("errors")), more.pop("search", "")
    context = {"link": link_view(ROW, unit, found, search, choice, taken=taken), "errors": {}, **more}
    return case(name, "link", **context)


def missed(number: int, status: str, why: str, **more: Any) -> dict[str, Any]:
    """One order that is not in Ecwid."""
    return {
        "id": number, "remote_id": f"5770865121169044{number:02}", "href": f"{BASE}/orders/{number}", "units": 2,
        "buyer": "b•••n", "place": "Dayton, OH", "currency": "USD", "placed_at": ago(hours=27),
        "total": Decimal("26.00"), "tts": status, "why": why, "can_import": status != "Cancelled", **more,
    }  # fmt: skip


MISSED: dict[str, Any] = {
    "start": "2025-11-15T00:00", "end": "2025-11-18T12:04", "error": "", "looked_at": ago(minutes=4),
    "unreadable": ["577086512116904499"],
    "presets": [(word, f"{BASE}/orders/missed?range=3", word == "3 days")
                for word in ("Today", "3 days", "7 days", "30 days")],
    "rows": [missed(17, "Awaiting shipment", "Ecwid did not answer after several tries."),
             missed(18, "Awaiting shipment", LONG, place="San Buenaventura, CA")],
    "total": 2,
    "past": [missed(44, "Awaiting collection", "It is shipped on TikTok already."),
             missed(45, "In transit", "TikTok fulfils it. “Sync FBT Orders” is off."),
             missed(46, "Delivered", "On its way"), missed(47, "Cancelled", "Cancelled before it was written")],
    "past_total": 4,
}  # fmt: skip


def case(name: str, template: str, **context: Any) -> Case:
    """A case of this folder."""
    return Case(f"order-dialogs/{name}", f"orders/{template}.html", context, tab="orders")


def carrier(name: str, number: str = NUMBER, providers: Sequence[Provider] = PROVIDERS, **more: Any) -> Case:
    """The carrier question."""
    made = ask_view(ROW, ORDER, number, providers, {"DHL eCommerce": 3}, LINKS, NOW)
    return case(name, "carrier", ask={**made, "trouble": "", **more.pop("ask", {})}, errors={}, **more)


SILENT = "TikTok did not answer, so its carriers are missing. Load the page again."
CASES = [
    link("link", PILLAR_UNIT, PILLARS, choice="5:1"),
    link("link-taken", PILLAR_UNIT, PILLARS, choice="5:3",
         errors={"choice": "This SKU is linked to another one on TikTok. Which link stays?"}),
    link("link-nothing", replace(PILLAR_UNIT, seller_sku=""), [], search="candle"),
    link("link-long", LONG_UNIT, [replace(PILLARS[0], title=LONG, options=LONG, sku=LONG)]),
    case("ship", "_ship", ship=SHIP, errors={}),
    case("ship-wrong", "_ship", ship={**SHIP, "ticked": [], "number": ""},
         errors={"number": "Type the tracking number.", "provider": "Choose a carrier.", "unit": "Tick something."}),
    case("ship-silent", "_ship", ship={**SHIP, "providers": [], "trouble": SILENT, "held": True}, errors={}),
    carrier("carrier"),
    carrier("carrier-corrected", "1Z999AA10123456784"),
    carrier("carrier-silent", providers=[], ask={"trouble": SILENT, "title": LONG, "number": "9" * 34}),
    case("cancel", "_cancel", cancel=CANCEL, errors={}),
    case("cancel-wrong", "_cancel", cancel={**CANCEL, "written": False, "units": [
        {"id": "u", "name": LONG, "price": LONG_UNIT.sale_price}], "ticked": []}, errors={"unit": "Tick something."}),
    case("request", "cancellation", ask=REQUEST),
    case("request-unlimited", "cancellation", ask={**REQUEST, "left": "", "deadline": None, "why": "", "written": ""}),
    case("label", "label", label=LABEL),
    case("label-size", "label", label={**LABEL, "services": [], "sends": "", "values": {"weight": "x"},
                                       "errors": {"weight": "Type a number, for example 12."}}),
    case("label-silent", "label", label={**LABEL, "services": [], "trouble": "TikTok did not answer."}),
    case("label-bought", "label", label={**LABEL, "services": [], "bought": [BOUGHT]}),
    case("label-none", "label", label={**LABEL, "services": [], "can_buy": False}),
    case("missed", "missed", missed=MISSED),
    case("missed-many", "missed", missed={**MISSED, "total": 240, "past": [], "past_total": 0}),
    case("missed-none", "missed", missed={**MISSED, "rows": [], "total": 0, "past": [], "past_total": 0,
                                          "error": "The end is before the start. Choose a later end."}),
]  # fmt: skip
