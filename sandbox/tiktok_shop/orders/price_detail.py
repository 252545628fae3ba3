"""How an order's price comes about, as Get Price Detail has it (platform-facts T10)."""

from __future__ import annotations

from sandbox.tiktok_shop.orders.amounts import paid
from sandbox.tiktok_shop.orders.records import Json, Order, Unit


def price_detail(order: Order) -> Json:
    """`data` of Get Price Detail: the order's figures, and each line's with its share of nothing but the goods."""
    amounts = paid(order)
    whole = _prices(
        order,
        listed=amounts["original_total_product_price"],
        seller=amounts["seller_discount"],
        platform=amounts["platform_discount"],
        tax=amounts["product_tax"],
        shipping=True,
    )
    lines = [{"id": unit.id, **_line(order, unit)} for unit in order.units]
    return {**whole, "line_items": lines}


def _line(order: Order, unit: Unit) -> Json:
    listed, seller, platform = unit.original, unit.seller_discount, unit.platform_discount
    return _prices(order, listed=listed, seller=seller, platform=platform, tax=unit.tax)


def _prices(order: Order, *, listed: int, seller: int, platform: int, tax: int, shipping: bool = False) -> Json:
    freight, sellers, platforms = order.shipping, order.shipping_seller_discount, order.shipping_platform_discount
    if not shipping:
        freight = sellers = platforms = 0
    sale, freight_sale = listed - seller - platform, freight - sellers - platforms
    all_tax = tax + (order.shipping_tax if shipping else 0)
    amounts = {
        "total": listed + freight,
        "payment": sale + freight_sale + all_tax,
        "sku_list_price": listed,
        "sku_sale_price": sale,
        "subtotal": sale + tax,
        "subtotal_deduction_seller": seller,
        "subtotal_deduction_platform": platform,
        "subtotal_tax_amount": tax,
        "shipping_list_price": freight,
        "shipping_sale_price": freight_sale,
        "shipping_fee_deduction_seller": sellers,
        "shipping_fee_deduction_platform": platforms,
        "tax_amount": all_tax,
        "net_price_amount": sale,
        "cod_fee": 0,
    }
    texts = {k: f"{v // 100}.{v % 100:02d}" for k, v in amounts.items()}
    return {"currency": "USD", **texts, "tax_rate": order.tax_rate}
