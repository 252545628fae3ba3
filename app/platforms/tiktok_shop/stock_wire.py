"""TikTok's stock and prices of SKUs on the wire, as far as we read them. As tolerant as order_wire."""

from msgspec import Struct

from app.platforms.tiktok_shop.order_wire import Id, Money


class StockRow(Struct):
    available_quantity: int | None = 0


class SkuStock(Struct):
    id: Id
    total_available_quantity: int | None = None
    warehouse_inventory: list[StockRow] | None = None


class ProductStock(Struct):
    skus: list[SkuStock] | None = None


class Inventory(Struct):
    inventory: list[ProductStock] | None = None


class PriceTold(Struct):
    tax_exclusive_price: Money = None


class SkuPrice(Struct):
    id: Id = None
    price: PriceTold | None = None


class ProductPrices(Struct):
    skus: list[SkuPrice] | None = None


class Prices(Struct):
    products: list[ProductPrices] | None = None
