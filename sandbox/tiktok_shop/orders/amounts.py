"""What an order costs (platform-facts T10): every amount in cents, and every formula of the table."""

from __future__ import annotations

from sandbox.tiktok_shop.orders.records import Order


def paid(order: Order) -> dict[str, int]:
    """The payment block. It is of the whole order and stays as it was when something is cancelled."""
    units = order.units
    original = sum(u.original for u in units)
    sellers, platforms = sum(u.seller_discount for u in units), sum(u.platform_discount for u in units)
    product_tax, fee = sum(u.tax for u in units), sum(u.delivery_fee for u in units)
    sub_total = original - sellers - platforms
    shipping = order.shipping - order.shipping_seller_discount - order.shipping_platform_discount
    tax = product_tax + order.shipping_tax
    insurance = order.insurance + order.insurance_tax
    return {
        "sub_total": sub_total,
        "shipping_fee": shipping,
        "seller_discount": sellers,
        "platform_discount": platforms,
        "total_amount": sub_total + shipping + tax + fee + insurance,
        "original_total_product_price": original,
        "original_shipping_fee": order.shipping,
        "shipping_fee_seller_discount": order.shipping_seller_discount,
        "shipping_fee_platform_discount": order.shipping_platform_discount,
        "shipping_fee_cofunded_discount": 0,
        "tax": tax,
        "shipping_fee_tax": order.shipping_tax,
        "product_tax": product_tax,
        "retail_delivery_fee": fee,
        "item_insurance_fee": order.insurance,
        "item_insurance_tax": order.insurance_tax,
    }
