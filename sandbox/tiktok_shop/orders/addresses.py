"""The recipient's address, and what of it a seller may see when (platform-facts T12)."""

from __future__ import annotations

from sandbox.tiktok_shop.orders.records import Json, Order
from sandbox.tiktok_shop.orders.states import MASKED

FORGOTTEN_AFTER = 30 * 24 * 3600  # seconds after completion


def recipient(order: Order, now: float, *, mask_tiktok_shipping: bool) -> Json:
    """`recipient_address` of the order as it may be shown at `now`; empty on hold.

    `mask_tiktok_shipping`: the announced rule that a seller with TikTok's labels never sees where they go.
    """
    if order.status == "ON_HOLD":
        return {}
    if order.fulfilment == "TIKTOK":
        return _of_tiktok(order)
    over = order.complete_time and now > order.complete_time + FORGOTTEN_AFTER
    if order.status in MASKED or over:
        return _masked(order)
    address = _open(order)
    return _hide_street(address) if mask_tiktok_shipping and order.shipping_type == "TIKTOK" else address


def _open(order: Order) -> Json:
    who = order.buyer
    name = " ".join(filter(None, (who["first_name"], who["last_name"])))
    detail = " ".join(filter(None, (who["line1"], who["line2"])))
    made: Json = {
        "full_address": f"{detail}, {who['city']}, {who['state']} {who['postal_code']}, United States",
        "phone_number": who["phone"],
        "name": name,
        "first_name": who["first_name"],
        "region_code": "US",
        "postal_code": who["postal_code"],
        "address_line1": who["line1"],
        "address_detail": detail,
        "district_info": _districts(who),
    }
    if who["last_name"]:
        made["last_name"] = who["last_name"]
    if who["line2"]:
        made["address_line2"] = who["line2"]
    if who["drop_off"]:
        made["delivery_preferences"] = {"drop_off_location": who["drop_off"]}
    return made


def _districts(who: Json) -> list[Json]:
    levels = (
        ("Country", "United States", "US"),
        ("State", who["state"], who["state_code"]),
        ("County", who["county"], ""),
        ("City", who["city"], ""),
    )
    rows = []
    for number, (kind, name, code) in enumerate(levels):
        row = {"address_level": f"L{number}", "address_level_name": kind, "address_name": name}
        rows.append({**row, "iso_code": code} if code else row)
    return rows


def _masked(order: Order) -> Json:
    """Name, telephone, street, postal code and the town; country, state and county stay."""
    who, shown = order.buyer, _hide_street(_open(order))
    shown["full_address"] = f"{shown['address_line1']}, {who['city'][0]}***, {who['state']}"
    shown["postal_code"] = f"{who['postal_code'][:2]}***"
    for part in ("name", "first_name", "last_name"):
        if part in shown:
            shown[part] = " ".join(f"{word[0]}***" for word in shown[part].split())
    shown["district_info"] = [
        {**row, "address_name": f"{row['address_name'][0]}***"} if row["address_level"] == "L3" else row
        for row in shown["district_info"]
    ]
    return shown


def _hide_street(address: Json) -> Json:
    """As the samples have it: `(+1)213-***-1234`, `1*** Coleman Ave`."""
    number, _, street = address["address_line1"].partition(" ")
    phone = address["phone_number"]
    shown = {k: v for k, v in address.items() if k not in ("address_line2", "delivery_preferences")}
    shown["address_line1"] = shown["address_detail"] = f"{number[0]}*** {street}"
    shown["phone_number"] = f"{phone[:7]}-***-{phone[-4:]}"
    shown["full_address"] = address["full_address"].replace(address["address_detail"], shown["address_line1"])
    return shown


def _of_tiktok(order: Order) -> Json:
    """Country, state and county; the town once it may be shipped."""
    deep = 4 if order.status not in MASKED else 3
    return {"region_code": "US", "district_info": _districts(order.buyer)[:deep]}
