"""What an order costs: every formula of 5.2 and 5.5, to the cent (S96; B10)."""

import random
from decimal import Decimal
from typing import Any

import pytest

from sandbox.tiktok_shop.orders import money
from tests.sandbox.order_cast import Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json


def amount(row: Json, *names: str) -> Decimal:
    return sum((Decimal(row.get(name, "0")) for name in names), Decimal(0))


def check(order: Json) -> None:
    """Everything the documentation says of the payment block and the lines."""
    pay, lines = order["payment"], order["line_items"]
    assert pay["currency"] == "USD"
    for name, value in pay.items():
        assert name == "currency" or value == "0" or len(value.partition(".")[2]) == 2
    original, sale = amount(pay, "original_total_product_price"), amount(pay, "sub_total")
    assert sale == original - amount(pay, "seller_discount", "platform_discount")
    shipping = amount(pay, "original_shipping_fee")
    off = amount(pay, *(f"shipping_fee_{who}_discount" for who in ("seller", "platform", "cofunded")))
    assert amount(pay, "shipping_fee") == shipping - off
    assert amount(pay, "tax") == amount(pay, "product_tax", "shipping_fee_tax")
    extras = ("tax", "retail_delivery_fee", "item_insurance_fee", "item_insurance_tax")
    assert amount(pay, "total_amount") == amount(pay, "sub_total", "shipping_fee", *extras)
    for name, total in (("original_price", original), ("sale_price", sale)):
        assert sum(amount(line, name) for line in lines) == total
    for name in ("seller_discount", "platform_discount"):
        assert sum(amount(line, name) for line in lines) == amount(pay, name)
    assert sum(amount(line, "retail_delivery_fee") for line in lines) == amount(pay, "retail_delivery_fee")
    taxes = [tax for line in lines for tax in line.get("item_tax", ())]
    assert sum(amount(tax, "tax_amount") for tax in taxes) == amount(pay, "product_tax")
    assert {tax["tax_type"] for tax in taxes} <= {"SALES_TAX"}
    for line in lines:
        cut = amount(line, "seller_discount", "platform_discount")
        assert amount(line, "sale_price") == amount(line, "original_price") - cut >= 0


async def test_the_amounts_of_any_order_agree() -> None:
    """B10: 150 random baskets, with both kinds of discount, shipping, insurance and every state's tax."""
    dice = random.Random(4)
    async with shopkeeper() as shop:
        await restock(shop)
        for number in range(150):
            items: list[Json] = [
                {"sku": sku, "quantity": dice.randint(1, 4), "price": f"{dice.randint(1, 9999) / 100:.2f}"}
                for sku in dice.sample(["EM-012", "SHIRT-S", "SHIRT-M"], dice.randint(1, 3))
            ]
            cents = sum(int(Decimal(i["price"]) * 100) * i["quantity"] for i in items)
            theirs = dice.randint(0, cents)
            basket: Json = {
                "items": items,
                "seller_discount": money.text(theirs),
                "platform_discount": money.text(dice.randint(0, cents - theirs)),
                "shipping": money.text(dice.randint(0, 1500)),
                "shipping_seller_discount": money.text(dice.randint(0, 900)),
                "shipping_platform_discount": money.text(dice.randint(0, 900)),
                "insurance": money.text(dice.choice((0, 198))),
            }
            order = shop.order("unpaid", **basket)
            check(await shop.read_order(order))
            if number % 15 == 0:
                await check_detail(shop, order.id)


async def restock(shop: Shopkeeper) -> None:
    shop.world.tiktok.switches.calls_per_second = 0
    for product in shop.world.tiktok.main.products.values():
        for sku in product.content["skus"]:
            sku["inventory"][0]["quantity"] = 9_999


async def check_detail(shop: Shopkeeper, order_id: str) -> None:
    detail = await shop.data("GET", f"/order/202407/orders/{order_id}/price_detail")
    pay = (await shop.read_order(order_id))["payment"]
    assert amount(detail, "sku_sale_price") == amount(pay, "sub_total")
    assert amount(detail, "payment") == amount(pay, "sub_total", "shipping_fee", "tax")
    for row in (detail, *detail["line_items"]):
        assert amount(row, "total") == amount(row, "sku_list_price", "shipping_list_price")
        assert amount(row, "payment") == amount(row, "sku_sale_price", "shipping_sale_price", "tax_amount")
        assert amount(row, "subtotal") == amount(row, "sku_sale_price", "subtotal_tax_amount")
        off = amount(row, "subtotal_deduction_seller", "subtotal_deduction_platform")
        assert amount(row, "sku_sale_price") == amount(row, "sku_list_price") - off
    for name in ("sku_list_price", "sku_sale_price", "subtotal_tax_amount"):
        assert sum(amount(line, name) for line in detail["line_items"]) == amount(detail, name)


async def test_a_discount_that_does_not_divide_loses_no_cent() -> None:
    async with shopkeeper() as shop:
        lines = (await shop.read_order(shop.order(quantity=3, seller_discount="1.00")))["line_items"]
        assert sorted(line["seller_discount"] for line in lines) == ["0.33", "0.33", "0.34"]


async def test_colorado_takes_its_delivery_fee() -> None:
    async with shopkeeper() as shop:
        read = await shop.read_order(shop.order(state="CO"))
        assert read["payment"]["retail_delivery_fee"] == "0.28"
        assert [line.get("retail_delivery_fee") for line in read["line_items"]] == ["0.28", None]
        assert "retail_delivery_fee" not in (await shop.read_order(shop.order(state="OR")))["payment"]


async def test_oregon_has_no_sales_tax() -> None:
    async with shopkeeper() as shop:
        read = await shop.read_order(shop.order(state="OR"))
        assert read["payment"]["tax"] == "0"
        assert all("item_tax" not in line for line in read["line_items"])
        taxed = await shop.read_order(shop.order(state="TX"))
        assert taxed["payment"]["shipping_fee_tax"] == "0.41"  # 8.25 % of 4.99
        assert [line["item_tax"][0]["tax_amount"] for line in taxed["line_items"]] == ["1.49", "1.49"]


async def test_a_gift_costs_nothing_and_says_so() -> None:
    async with shopkeeper() as shop:
        items = [{"sku": "EM-012"}, {"sku": "SHIRT-S", "is_gift": True}]
        read = await shop.read_order(shop.order(items=items))
        assert [(line["is_gift"], line["sale_price"]) for line in read["line_items"]] == [(False, "18.00"), (True, "0")]


@pytest.mark.parametrize(
    "basket",
    [
        {"seller_discount": "36.01"},
        {"seller_discount": "20.00", "platform_discount": "16.01"},
        {"sku": "NOTHING"},
        {"quantity": 0},
        {"quantity": 26},
        {"shipping": "-1"},
        {"shipping": "1.001"},
        {"kind": "present"},
        {"fulfilment": "MARS"},
        {"shipping_type": "PIGEON"},
        {"state": "ZZ"},
        {"delivery_option_id": "1"},
    ],
)
async def test_what_cannot_be_bought_changes_nothing(basket: Any) -> None:
    async with shopkeeper() as shop:
        before = shop.world.tiktok.main.orders.copy()
        with pytest.raises(ValueError, match=r"\w"):
            shop.order(**basket)
        assert shop.world.tiktok.main.orders == before
        assert shop.stock() == (25, 0)
