"""What the stand-in remembers: shops and products, as plain records that go into the snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.tiktok_shop.orders import records as order_records
from sandbox.tiktok_shop.orders.records import Cancellation, Order, Package

Json = dict[str, Any]


@dataclass
class Product:
    """One product. `content` is the base version, `review` the version under review beside a live one, `draft` the
    unsent one; all in the shape of Create Product, SKUs with ids. Times in unix seconds.

    `submission` rises with every review, so that an overtaken review has no effect. `promotion` locks the price.
    """

    id: str
    shop_id: str
    content: Json
    status: str
    product_status: str
    audit: str
    create_time: int
    update_time: int
    review: Json | None = None
    draft: Json | None = None
    pre_approved: list[str] = field(default_factory=list)
    failed_reasons: list[Json] = field(default_factory=list)
    suspended_reason: str = ""
    submission: int = 0
    passed_once: bool = False
    promotion: bool = False
    created_at: float = 0.0  # with fractions: the search index lags behind it
    claimed: list[str] = field(default_factory=list)  # its keys in Shop.external_ids

    @property
    def latest(self) -> Json:
        """What an edit starts from: draft over under-review over base version (partial-edit-product-202509)."""
        return self.draft or self.review or self.content

    def sku_versions(self, sku_id: str) -> list[Json]:
        """The SKU in the base version and in the one under review."""
        found = []
        for version in (self.content, self.review):
            found += [sku for sku in (version or {}).get("skus", ()) if sku["id"] == sku_id]
        return found


@dataclass
class Shop:
    """One shop and everything in it. `failing`: prerequisite item → reason. `written_off`: listings per UTC day."""

    id: str
    name: str
    region: str
    cipher: str
    code: str
    seller_name: str
    open_id: str
    warehouses: list[Json]
    seller_type: str = "LOCAL"
    active: bool = True
    webhooks: dict[str, Json] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)
    brands: dict[str, Json] = field(default_factory=dict)
    brand_days: dict[str, int] = field(default_factory=dict)
    listing_days: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)  # idempotency key → first answer
    products: dict[str, Product] = field(default_factory=dict)
    external_ids: dict[str, str] = field(default_factory=dict)  # p:product or s:SKU id → product id
    orders: dict[str, Order] = field(default_factory=dict)
    packages: dict[str, Package] = field(default_factory=dict)
    cancellations: dict[str, Cancellation] = field(default_factory=dict)
    committed: dict[str, dict[str, int]] = field(default_factory=dict)  # SKU id → warehouse id → ordered, not shipped
    numbers: dict[str, list[str]] = field(default_factory=dict)  # tracking number → order ids

    def warehouse(self, warehouse_id: str) -> Json | None:
        return next((w for w in self.warehouses if w["id"] == warehouse_id), None)

    def claim(self, product: Product) -> None:
        """Let the external ids of all versions of `product` point to it, and no others."""
        for key in product.claimed:
            self.external_ids.pop(key, None)
        versions = [v for v in (product.content, product.review, product.draft) if v]
        product.claimed = [] if product.status == "DELETED" else sorted({k for v in versions for k in claims(v)})
        self.external_ids |= dict.fromkeys(product.claimed, product.id)


def claims(content: Json) -> list[str]:
    """The external ids a version uses, as keys of `Shop.external_ids`."""
    keys = [f"p:{content['external_product_id']}"] if content.get("external_product_id") else []
    return keys + [f"s:{sku['external_sku_id']}" for sku in content.get("skus", ()) if sku.get("external_sku_id")]


def dump(record: Product | Shop) -> Json:
    """A JSON-able copy of the record's fields; it shares nested values with the record."""
    made = {f.name: getattr(record, f.name) for f in fields(record)}
    if isinstance(record, Shop):
        made["products"] = [dump(p) for p in record.products.values()]
        for name in ("orders", "packages", "cancellations"):
            made[name] = [order_records.dump(r) for r in made[name].values()]
    return made


def load_shop(row: Json) -> Shop:
    """The opposite of `dump`. Raises TypeError for a row of another version."""
    products = {p["id"]: Product(**p) for p in row["products"]}
    orders = {o["id"]: order_records.load_order(o) for o in row["orders"]}
    packages = {p["id"]: Package(**p) for p in row["packages"]}
    cancellations = {c["id"]: Cancellation(**c) for c in row["cancellations"]}
    return Shop(**{**row, "products": products, "orders": orders, "packages": packages, "cancellations": cancellations})
