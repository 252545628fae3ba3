"""The shops as they are on the first day: one to rehearse with, one foreign, two from other markets."""

from __future__ import annotations

from typing import Any

from sandbox.tiktok_shop.records import Shop

MAIN, OTHER, BRITISH, GERMAN = (
    "7495274531001436791",
    "7495274531001436822",
    "7495274531001436853",
    "7495274531001436884",
)
SALES, SECOND, RETURNS = "7068517275539719942", "7068517275539719943", "7068517275539719944"


def _address(region: str, state: str, city: str, code: str, line: str) -> dict[str, Any]:
    """`distict` is how the platform spells it."""
    return {
        "region": region,
        "state": state,
        "city": city,
        "distict": city,
        "town": "",
        "contact_person": "Alice Moreau",
        "postal_code": code,
        "full_address": f"{line}, {city}, {state} {code}",
        "region_code": "US",
        "phone_number": "(+1)5035550142",
        "address_line1": line,
        "address_line2": "",
        "geolocation": {"latitude": "45.5202", "longitude": "-122.6742"},
    }


def _warehouse(
    id_: str, name: str, kind: str, *, default: bool, entity: str, address: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": id_,
        "entity_id": entity,
        "name": name,
        "effect_status": "ENABLED",
        "type": kind,
        "sub_type": "DOMESTIC_WAREHOUSE",
        "is_default": default,
        "address": address,
    }


def _warehouses(offset: int) -> list[dict[str, Any]]:
    portland = _address("United States", "Oregon", "Portland", "97209", "1120 NW Couch Street")
    reno = _address("United States", "Nevada", "Reno", "89502", "4780 Longley Lane")
    ids = [str(int(w) + offset) for w in (SALES, SECOND, RETURNS)]
    first, second = f"739536686514249{9073 + offset}", f"739536686514249{9074 + offset}"
    return [
        _warehouse(ids[0], "Portland", "SALES_WAREHOUSE", default=True, entity=first, address=portland),
        _warehouse(ids[1], "Reno", "SALES_WAREHOUSE", default=False, entity=second, address=reno),
        _warehouse(ids[2], "Portland", "RETURN_WAREHOUSE", default=True, entity=first, address=portland),
    ]


def shops() -> dict[str, Shop]:
    """Ciphers contain `+`, `/` and `=`, so that a client that does not encode them is found out."""
    made = (
        Shop(
            MAIN,
            "Rehearsal Shop US",
            "US",
            "TTP_Rh3pAAAAAC8x+k/9wZ1mQ0a5tVh7Yw==",
            "USLCRHRSL1",
            "Rehearsal Shop US",
            "oRehearsalMainAccount",
            _warehouses(0),
        ),
        Shop(
            OTHER,
            "Second Rehearsal Shop",
            "US",
            "TTP_0th3rAAAAB+q/7vK2dLx9Jf4sUe6Tg==",
            "USLCRHRSL2",
            "Second Rehearsal Shop",
            "oRehearsalOtherAccount",
            _warehouses(100),
        ),
        Shop(
            BRITISH,
            "Rehearsal Shop GB",
            "GB",
            "ROW_gbAAAAAD+m/3nB8cVz1Qw2Er5Ty7Ui==",
            "GBLCRHRSL1",
            "Rehearsal Shop GB",
            "oRehearsalBritishAccount",
            _warehouses(200),
        ),
        Shop(
            GERMAN,
            "Rehearsal Shop DE",
            "DE",
            "ROW_deAAAAAE+p/5oI9uYt6Rr4Ee3Ww2Qq==",
            "DELCRHRSL1",
            "Rehearsal Shop DE",
            "oRehearsalGermanAccount",
            _warehouses(300),
        ),
    )
    return {shop.id: shop for shop in made}


PREREQUISITES: dict[str, tuple[str, int | None]] = {
    # item → what the seller reads when it fails, the code a create answers then (None: listing goes on)
    "SHOP_STATUS": ("Your shop is not active. Finish the steps on the Seller Center homepage.", 12052700),
    "SHOP_TAX": ("Your tax information is missing or under review.", 12052703),
    "PICKUP_WAREHOUSE": ("You haven't set a pickup warehouse for your shop.", 12052115),
    "RETURN_WAREHOUSE": (
        "Couldn't publish this product as you haven't set the return warehouse for your shop. "
        "Add the return warehouse information on TikTok Shop Seller Center first and try again.",
        12052535,
    ),
    "DELIVERY_OPTION": ("No delivery option is active for your warehouse.", 12052420),
    "SHIPPING_TEMPLATE": ("Add a shipping template for orders shipped by you.", 12052402),
    "PRODUCT_QUANTITY_LIMIT": ("You have reached the number of products your shop may list.", 12052093),
    "EXTENDED_PRODUCER_RESPONSIBILITY": ("Your EPR registration number is missing.", None),
    "BANk_ACCOUNT": ("Link a bank account to receive payouts.", 12052419),
    "CONTACT_INFO": ("Add the contact information of your shop.", 12052923),
}

TIKTOK_WAREHOUSE = "7068517275539719999"  # where TikTok keeps what it fulfils itself; in nobody's list
SELLER_SHIPPING, TIKTOK_SHIPPING, SELLER_EXPRESS = (
    "7067000000000000101",
    "7067000000000000102",
    "7067000000000000103",
)
DELIVERY_OPTIONS: list[dict[str, Any]] = [
    {
        "id": SELLER_SHIPPING,
        "name": "Seller Shipping",
        "type": "SEND_BY_SELLER",
        "description": "Shipped by the seller with a carrier of their own",
        "dimension_limit": {"max_height": 108, "max_length": 108, "max_width": 108, "unit": "INCH"},
        "weight_limit": {"max_weight": 150, "min_weight": 0, "unit": "POUND"},
        "platform": ["TIKTOK_SHOP"],
    },
    {
        "id": TIKTOK_SHIPPING,
        "name": "TikTok Shipping Standard",
        "type": "STANDARD",
        "description": "Label bought from TikTok Shop",
        "dimension_limit": {"max_height": 58, "max_length": 58, "max_width": 58, "unit": "INCH"},
        "weight_limit": {"max_weight": 70, "min_weight": 0, "unit": "POUND"},
        "platform": ["TIKTOK_SHOP"],
    },
    {
        "id": SELLER_EXPRESS,
        "name": "Seller Shipping Express",
        "type": "SEND_BY_SELLER",
        "description": "Shipped by the seller within one day",
        "dimension_limit": {"max_height": 60, "max_length": 60, "max_width": 60, "unit": "INCH"},
        "weight_limit": {"max_weight": 70, "min_weight": 0, "unit": "POUND"},
        "platform": ["TIKTOK_SHOP"],
    },
]
_PROVIDERS = ("USPS", "UPS", "FedEx", "DHL", "DHL eCommerce", "OnTrac", "LaserShip", "Amazon Shipping")
SHIPPING_PROVIDERS: dict[str, list[dict[str, str]]] = {
    # delivery option → its carriers; the same carrier has another id with every option
    SELLER_SHIPPING: [{"id": f"71178588580720166{86 + i}", "name": name} for i, name in enumerate(_PROVIDERS)],
    SELLER_EXPRESS: [{"id": f"71322208580720131{11 + i}", "name": name} for i, name in enumerate(_PROVIDERS[:4])],
}
TIKTOK_CARRIERS = {"USPS": "7129720299146184488", "UPS": "7129720299146184489", "FedEx": "7129720299146184490"}
