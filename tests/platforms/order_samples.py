"""One order as TikTok tells it, and one as we would write it: small, invented, with every kind of amount."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain.orders import Address, Link, SourceLine, SourceOrderDraft

ORDER_ID = "576461413038785752"  # beyond 2^53
SOCK_RED = "1729592969712207012"
SOCK_BLUE = "1729592969712207013"


def unit(number: int, **changes: Any) -> dict[str, Any]:
    """One unit of the red socks."""
    plain = {
        "id": f"57708651212375512{number}",
        "sku_id": SOCK_RED,
        "product_id": "1729592969712207008",
        "seller_sku": "SOCK-RED-M",
        "product_name": "Cotton crew socks",
        "sku_name": "Red, M",
        "original_price": "10.99",
        "sale_price": "9.99",
        "seller_discount": "0.60",
        "platform_discount": "0.40",
        "currency": "USD",
        "display_status": "AWAITING_SHIPMENT",
        "item_tax": [{"tax_type": "SALES_TAX", "tax_amount": "0.92", "tax_rate": "0.0925"}],
    }
    return plain | changes


def order_row(**changes: Any) -> dict[str, Any]:
    """Two red socks and one blue, to San Jose, with delivery fee and insurance."""
    plain = {
        "id": ORDER_ID,
        "status": "AWAITING_SHIPMENT",
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "SELLER",
        "delivery_option_id": "7091146663229654785",
        "delivery_option_name": "Standard Shipping",
        "warehouse_id": "7068517275539719942",
        "create_time": 1795000000,
        "paid_time": 1795000060,
        "update_time": 1795003700,
        "rts_sla_time": 1795260000,
        "tts_sla_time": 1795430000,
        "cancel_order_sla_time": 1795600000,
        "is_buyer_request_cancel": False,
        "buyer_email": "v2b2V5@chat.seller.tiktok.com",
        "buyer_message": "Ring twice",
        "payment_method_name": "Credit card",
        "payment": {
            "currency": "USD",
            "sub_total": "32.48",
            "shipping_fee": "4.99",
            "tax": "3.45",
            "product_tax": "2.99",
            "shipping_fee_tax": "0.46",
            "retail_delivery_fee": "0.29",
            "item_insurance_fee": "1.50",
            "item_insurance_tax": "0.14",
            "total_amount": "42.85",
            "original_total_product_price": "35.48",
            "seller_discount": "1.80",
            "platform_discount": "1.20",
            "original_shipping_fee": "5.99",
            "shipping_fee_seller_discount": "0",
            "shipping_fee_platform_discount": "1.00",
            "shipping_fee_cofunded_discount": "0",
        },
        "recipient_address": {
            "name": "David Kong",
            "phone_number": "(+1)2135550134",
            "full_address": "1199 Coleman Ave Suite 100, San Jose, CA",
            "region_code": "US",
            "postal_code": "95110",
            "address_line1": "1199 Coleman Ave",
            "address_line2": "Suite 100",
            "address_detail": "1199 Coleman Ave Suite 100",
            "district_info": [
                {"address_level": "L0", "address_level_name": "Country", "address_name": "United States"},
                {"address_level": "L1", "address_level_name": "State", "address_name": "California"},
                {"address_level": "L2", "address_level_name": "County", "address_name": "Santa Clara"},
                {"address_level": "L3", "address_level_name": "City", "address_name": "San Jose"},
            ],
        },
        "line_items": [
            unit(1),
            unit(2),
            unit(
                3,
                sku_id=SOCK_BLUE,
                seller_sku="SOCK-BLU-M",
                sku_name="Blue, M",
                original_price="13.50",
                sale_price="12.50",
                item_tax=[{"tax_amount": "1.15"}],
            ),
        ],
        "packages": [],
    }
    return plain | changes


LINKS = {
    SOCK_RED: Link(692730761, 421616046, "SOCK-RED-M", (("Color", "Red"), ("Size", "M"))),
    SOCK_BLUE: Link(692730762, 0, "SOCK-BLU-M"),
}

DRAFT = SourceOrderDraft(
    channel_order_id=ORDER_ID,
    created_at=datetime(2026, 11, 18, 12, 26, 40, tzinfo=UTC),
    currency="USD",
    lines=(
        SourceLine("Cotton crew socks", "SOCK-RED-M", 2, Decimal("9.99"), Decimal("1.84"), LINKS[SOCK_RED], ("1", "2")),
    ),
    sub_total=Decimal("19.98"),
    shipping=Decimal("4.99"),
    shipping_name="Standard Shipping",
    tax=Decimal("2.30"),
    fees=Decimal(0),
    discount=Decimal(0),
    total=Decimal("27.27"),
    difference=Decimal(0),
    email="v2b2V5@chat.seller.tiktok.com",
    payment_method="TikTokPAY",
    address=Address("David Kong", "(+1)2135550134", "1199 Coleman Ave", "Suite 100", "San Jose", "CA", "95110", "US"),
)


def draft(**changes: Any) -> SourceOrderDraft:
    """The draft, changed."""
    return replace(DRAFT, **changes)
