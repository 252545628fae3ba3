"""A buyer at the till: from a basket to an order whose amounts agree to the cent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sandbox.tiktok_shop.ids import LINE, ORDER
from sandbox.tiktok_shop.media import picture_url
from sandbox.tiktok_shop.orders import money, stock
from sandbox.tiktok_shop.orders.buyers import buyer
from sandbox.tiktok_shop.orders.pricing import price
from sandbox.tiktok_shop.orders.records import Order, Unit
from sandbox.tiktok_shop.seed import DELIVERY_OPTIONS, SELLER_SHIPPING, TIKTOK_SHIPPING, TIKTOK_WAREHOUSE

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Json, Product, Shop
    from sandbox.tiktok_shop.shop import TikTokShop

KINDS = ("normal", "sample", "replacement", "exchange")
MOST = 10_000


@dataclass(frozen=True)
class Item:
    """`sku`: SKU id or seller's SKU. `price`: what it costs today, in cents; None is the listed price."""

    sku: str
    quantity: int = 1
    price: int | None = None
    is_gift: bool = False


@dataclass(frozen=True)
class Basket:
    """What is bought and how. Amounts in cents; discounts are the whole order's, spread over its units.

    `insurance`: paid for insuring the parcel. `state`: two letters, where the buyer lives, "" for anywhere.
    """

    items: tuple[Item, ...]
    kind: str = "normal"
    source_order: str = ""
    fulfilment: str = "SELLER"
    shipping_type: str = "SELLER"
    delivery_option_id: str = ""
    shipping: int = 499
    shipping_seller_discount: int = 0
    shipping_platform_discount: int = 0
    seller_discount: int = 0
    platform_discount: int = 0
    insurance: int = 0
    state: str = ""
    message: str = ""
    buyer: Json = field(default_factory=dict)


_AMOUNTS = (
    "shipping",
    "shipping_seller_discount",
    "shipping_platform_discount",
    "seller_discount",
    "platform_discount",
    "insurance",
)
_WORDS = ("kind", "source_order", "fulfilment", "shipping_type", "delivery_option_id", "state", "message")


def read_basket(body: Json) -> Basket:
    """The JSON of the control panel (`panel/orders_api.py`). Raises ValueError for what cannot be bought."""
    items = tuple(
        _item(row) for row in body.get("items") or [{"sku": body["sku"], "quantity": body.get("quantity", 1)}]
    )
    given: dict[str, Any] = {name: str(body[name]) for name in _WORDS if name in body}
    if given.get("fulfilment") == "TIKTOK":
        given.setdefault("shipping_type", "TIKTOK")
    given |= {name: money.cents(body[name]) for name in _AMOUNTS if name in body}
    made = Basket(items, buyer=dict(body.get("buyer") or {}), **given)
    if made.kind not in KINDS or made.fulfilment not in ("SELLER", "TIKTOK"):
        raise ValueError("an order is normal, sample, replacement or exchange, and fulfilled by SELLER or TIKTOK")
    if made.shipping_type not in ("SELLER", "TIKTOK", "TIKTOK_DIGITAL"):
        raise ValueError("shipping_type is SELLER, TIKTOK or TIKTOK_DIGITAL")
    return made


def _item(row: Json) -> Item:
    quantity = int(row.get("quantity", 1))
    if not 1 <= quantity <= 100:
        raise ValueError("a line has 1 to 100 units")
    asked = money.cents(row["price"]) if row.get("price") not in (None, "") else None
    return Item(str(row["sku"]), quantity, asked, bool(row.get("is_gift")))


def find_sku(shop: Shop, key: str) -> tuple[Product, Json]:
    """A SKU that is on sale, by its id or the seller's SKU. Raises ValueError."""
    for product in shop.products.values():
        for sku in product.content["skus"]:
            if key in (sku["id"], sku.get("seller_sku")):
                if product.status != "ACTIVATE":
                    raise ValueError(f"{key} is not on sale")
                return product, sku
    raise ValueError(f"nothing on sale is called {key}")


def place(owner: TikTokShop, shop: Shop, basket: Basket, found: Sequence[tuple[Product, Json]]) -> Order:
    """The order, unpaid, with its stock reserved. `found`: product and SKU of each item. Raises ValueError; then
    nothing has happened."""
    now, option = owner.now(), _delivery_option(basket)
    dice = random.Random(f"{owner.world.settings.seed}-{owner.ids.last}")
    person = {**buyer(dice, basket.state), **basket.buyer}
    warehouses = _warehouses(basket, found)
    units: list[Unit] = []
    for item, (product, sku) in zip(basket.items, found, strict=True):
        units += _units(owner, item, product, sku, warehouses[sku["id"]])
    order = Order(
        id=owner.ids.next(ORDER, now),
        shop_id=shop.id,
        buyer=person,
        tax_rate=person["tax_rate"],
        units=units,
        delivery_option_id=option["id"],
        delivery_option_name=option["name"],
        warehouse_id=units[0].warehouse_id,
        create_time=int(now),
        update_time=int(now),
        kind=basket.kind,
        source_order=basket.source_order,
        fulfilment=basket.fulfilment,
        shipping_type=basket.shipping_type,
        message=basket.message,
        insurance=basket.insurance,
    )
    price(order, basket)
    for unit in units:
        unit.id = owner.ids.next(LINE, now)
    order.changed(now)
    shop.orders[order.id] = order
    stock.move(owner, shop, order, units, "order_created")
    return order


def _warehouses(basket: Basket, found: Sequence[tuple[Product, Json]]) -> dict[str, str]:
    """SKU id → where its units come from. Raises ValueError when there are not enough."""
    wanted: dict[str, int] = {}
    for item, (_, sku) in zip(basket.items, found, strict=True):
        wanted[sku["id"]] = wanted.get(sku["id"], 0) + item.quantity
    if basket.fulfilment == "TIKTOK":
        return dict.fromkeys(wanted, TIKTOK_WAREHOUSE)
    return {sku["id"]: stock.warehouse_for(sku, wanted[sku["id"]]) for _, sku in found}


def _units(owner: TikTokShop, item: Item, product: Product, sku: Json, warehouse: str) -> list[Unit]:
    listed = money.cents(sku["price"]["amount"]) if item.price is None else item.price
    axes = sku.get("sales_attributes", ())
    pictures = [a["sku_img"]["uri"] for a in axes if "sku_img" in a]
    pictures += [i["uri"] for i in product.content.get("main_images", ())]
    image = picture_url(owner.world.tiktok_url, pictures[0]) if pictures else ""
    name = ", ".join(a.get("value_name", "") for a in axes) or "Default"
    made = Unit(
        id="",
        sku_id=sku["id"],
        product_id=product.id,
        seller_sku=sku.get("seller_sku", ""),
        product_name=product.content["title"],
        sku_name=name,
        image=image,
        warehouse_id=warehouse,
        original=0 if item.is_gift else listed,
        is_gift=item.is_gift,
    )
    return [replace(made) for _ in range(item.quantity)]


def _delivery_option(basket: Basket) -> Json:
    usual = SELLER_SHIPPING if basket.shipping_type == "SELLER" else TIKTOK_SHIPPING
    wanted = basket.delivery_option_id or usual
    for option in DELIVERY_OPTIONS:
        if option["id"] == wanted:
            return option
    raise ValueError("the shop has no such delivery option")
