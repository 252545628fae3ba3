"""What a seller does by hand in Seller Center: list a product, change a stock or a price."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

from PIL import Image

from sandbox.tiktok_shop.categories import leaf_named
from sandbox.tiktok_shop.checks.prices import amount_of
from sandbox.tiktok_shop.checks.stock import MOST
from sandbox.tiktok_shop.ids import PRODUCT, SKU
from sandbox.tiktok_shop.orders import money, stock
from sandbox.tiktok_shop.records import Json, Product

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop


def list_product(owner: TikTokShop, title: str, seller_sku: str, price: object, quantity: int) -> Product:
    """A product with one SKU that no app has made; it is on sale at once, and webhook 16 tells of it."""
    if not title.strip():
        raise ValueError("a product needs a title")
    shop, now, amount = owner.main, owner.now(), money.cents(price)
    sku: Json = {
        "id": owner.new_id(SKU),
        "seller_sku": seller_sku,
        "price": {"amount": f"{amount // 100}.{amount % 100:02d}", "currency": "USD"},
        "inventory": [{"warehouse_id": shop.warehouses[0]["id"], "quantity": _quantity(quantity)}],
    }
    content: Json = {
        "title": title.strip(),
        "description": "<p>Listed by hand.</p>",
        "category_id": leaf_named("Mugs").id,
        "main_images": [{"uri": _picture(owner, title)}],
        "package_weight": {"value": "1", "unit": "POUND"},
        "package_dimensions": {"length": "6", "width": "6", "height": "5", "unit": "INCH"},
        "skus": [sku],
    }
    product = Product(
        id=owner.new_id(PRODUCT),
        shop_id=shop.id,
        content=content,
        status="ACTIVATE",
        product_status="ACTIVATE",
        audit="APPROVED",
        create_time=int(now),
        update_time=int(now),
        passed_once=True,
        created_at=now,
    )
    shop.products[product.id] = product
    news = {"product_id": int(product.id), "product_types": [], "update_time": int(now)}
    owner.notify(shop, "PRODUCT_CREATION", news)
    owner.world.touch()
    return product


def change_sku(owner: TikTokShop, key: str, *, quantity: int | None = None, price: object = None) -> None:
    """`key`: SKU id or seller's SKU of the main shop. A quantity is the first warehouse's, and for sale."""
    for product in owner.main.products.values():
        for sku in product.content["skus"]:
            if key in (sku["id"], sku.get("seller_sku")):
                _change(owner, product, sku["id"], quantity, price)
                return
    raise KeyError(f"there is no SKU {key}")


def _change(owner: TikTokShop, product: Product, sku_id: str, quantity: int | None, price: object) -> None:
    amount = None if price is None else amount_of(str(price))
    if price is not None and amount is None:
        raise ValueError(f"{price} is not a price")
    wanted = None if quantity is None else _quantity(quantity)
    for sku in product.sku_versions(sku_id):
        if amount is not None:
            sku["price"]["amount"] = str(price)
    if wanted is not None:
        before = product.sku_versions(sku_id)[0]["inventory"][0]["quantity"]
        for sku in product.sku_versions(sku_id):
            sku["inventory"][0]["quantity"] = wanted
        stock.tell(owner, owner.main, product, sku_id, "manual_adjustment", wanted - before)
    product.update_time = int(owner.now())
    owner.world.touch()


def _quantity(quantity: int) -> int:
    if not 0 <= quantity <= MOST:
        raise ValueError(f"a stock is 0 to {MOST}")
    return quantity


def _picture(owner: TikTokShop, title: str) -> str:
    """A plain sheet in a colour of its own."""
    out, hue = io.BytesIO(), zlib.crc32(title.encode()) % 360
    Image.new("RGB", (800, 800), f"hsl({hue}, 45%, 70%)").save(out, "PNG")
    row = {"width": 800, "height": 800, "use_case": "MAIN_IMAGE", "mime": "image/png"}
    return owner.media.add_picture(out.getvalue(), row)


def panel_row(product: Product) -> dict[str, Any]:
    skus = product.content["skus"]
    return {
        "id": product.id,
        "title": product.content["title"],
        "status": product.status,
        "audit": product.audit,
        "under_review": product.audit == "AUDITING",
        "skus": len(skus),
        "stock": sum(w["quantity"] for sku in skus for w in sku["inventory"]),
        "price": skus[0]["price"]["amount"],
        "promotion": product.promotion,
        "updated_at": product.update_time,
        "reasons": [r for entry in product.failed_reasons for r in entry["reasons"]],
    }
