"""Stock and prices of SKUs (update-inventory-202309, inventory-search-202309, update-price-202309)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain import money
from app.domain.decisions import Finding
from app.domain.stock import MOST
from app.platforms.tiktok_shop import endpoints, payloads
from app.platforms.tiktok_shop import stock_wire as wire
from app.platforms.tiktok_shop import wire as common
from app.platforms.tiktok_shop.client import TikTokClient
from app.platforms.tiktok_shop.order_parse import money as amount
from app.platforms.tiktok_shop.order_parse import text
from app.platforms.tiktok_shop.order_wire import PartialErrors
from app.platforms.tiktok_shop.partial_errors import refused_skus

_MOST_SKUS = 600
MOST_PRICES = 10


async def set_stock(
    client: TikTokClient, listing_id: str, quantities: Mapping[str, int], warehouse_id: str
) -> Mapping[str, Finding]:
    """Absolute quantities, 0 included (platform-facts T9). What was refused, by SKU id, though the code says 0."""
    if not quantities:
        return {}
    body = {"skus": [_stock(sku_id, quantity, warehouse_id) for sku_id, quantity in quantities.items()]}
    data = await client.call(endpoints.SET_STOCK, PartialErrors, id_=listing_id, body=body)
    return refused_skus(data.errors or (), quantities)


async def set_prices(client: TikTokClient, listing_id: str, prices: Mapping[str, Decimal], currency: str) -> None:
    """Prices in the shop's currency. Raises Refused with tiktok:12052038 while a promotion locks them."""
    if not prices:
        return  # an empty list is an error of the request (36009004)
    skus = [
        {"id": sku_id, "price": {"amount": money.plain(price, currency), "currency": currency}}
        for sku_id, price in prices.items()
    ]
    await client.call(endpoints.SET_PRICES, common.Nothing, id_=listing_id, body={"skus": skus})


async def available(client: TikTokClient, sku_ids: tuple[str, ...]) -> Mapping[str, int]:
    """What buyers can still order, by SKU id; SKUs that TikTok does not know are left out."""
    if len(sku_ids) > _MOST_SKUS:
        raise ValueError(f"at most {_MOST_SKUS} SKUs a search")
    if not sku_ids:
        return {}
    data = await client.call(endpoints.STOCK, wire.Inventory, body={"sku_ids": list(sku_ids)})
    skus = [sku for product in data.inventory or () for sku in product.skus or ()]
    return {text(sku.id): _available(sku) for sku in skus}


async def prices(client: TikTokClient, sku_ids: tuple[str, ...]) -> Mapping[str, Decimal]:
    """Prices before tax by SKU id, at most ten; SKUs without a price are left out (search-products-202502)."""
    if len(sku_ids) > MOST_PRICES:
        raise ValueError(f"at most {MOST_PRICES} SKUs a search")
    if not sku_ids:
        return {}
    body = {"status": "ALL", "category_version": payloads.CATEGORY_VERSION, "sku_ids": list(sku_ids)}
    data = await client.call(endpoints.SEARCH, wire.Prices, query={"page_size": str(MOST_PRICES)}, body=body)
    told = {text(sku.id): sku.price for product in data.products or () for sku in product.skus or ()}
    return {
        sku_id: amount(price.tax_exclusive_price)
        for sku_id, price in told.items()
        if sku_id in sku_ids and price is not None and price.tax_exclusive_price is not None
    }


def _stock(sku_id: str, quantity: int, warehouse_id: str) -> dict[str, Any]:
    inventory: dict[str, Any] = {"quantity": max(0, min(MOST, quantity))}
    if warehouse_id:
        inventory["warehouse_id"] = warehouse_id
    return {"id": sku_id, "inventory": [inventory]}


def _available(sku: wire.SkuStock) -> int:
    if sku.total_available_quantity is not None:
        return sku.total_available_quantity
    return sum(row.available_quantity or 0 for row in sku.warehouse_inventory or ())
