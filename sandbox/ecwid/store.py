"""The rehearsal store: everything it knows, and the few ways it changes. Every change is dated, indexed and told."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sandbox.catalogue import build
from sandbox.ecwid import webhooks
from sandbox.ecwid.batches import Batches
from sandbox.ecwid.errors import EcwidError, not_found
from sandbox.ecwid.grants import Grants
from sandbox.ecwid.limits import RateLimit
from sandbox.ecwid.orders.book import OrderBook
from sandbox.ecwid.search_index import SearchIndex
from sandbox.ecwid.switches import Switches
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.world import World

STORE_ID = 10000001
DAY = 86_400  # seconds
STATS = ("products", "orders", "categories", "customers", "discountCoupons", "abandonedSales", "profile")


class EcwidStore:
    """Records are kept nearly as the wire has them, less what is derived (`render.py`); dates in unix seconds.

    `any_sku`: the store's toggle ALLOW_EMPTY_AND_NON_UNIQUE_SKU.
    """

    id = STORE_ID

    def __init__(self, world: World) -> None:
        self.world = world
        seeded = build(world.settings.seed, world.settings.products, int(world.now()) // DAY * DAY)
        self.products: dict[int, Record] = {p["id"]: p for p in seeded.products}
        self.categories: dict[int, Record] = {c["id"]: c for c in seeded.categories}
        self.classes: dict[int, Record] = {c["id"]: c for c in seeded.classes}
        self.deleted: list[Record] = []
        self.any_sku = True
        self.grants = Grants()
        self.limit = RateLimit(world.settings.ecwid_calls_per_minute)
        newest = max((p["updated"] for p in self.products.values()), default=world.now())
        self.stats: dict[str, float] = dict.fromkeys(STATS, newest)
        self.next_id = max(_ids(self), default=700_000_000) + 1
        self._index = SearchIndex(world.settings.index_lag_seconds, self.products.values())
        self._pictures = {i["number"]: i for p in self.products.values() for i in _pictures(p)}
        self.switches = Switches()
        self.orders: OrderBook = OrderBook(self)
        self.batches = Batches(world)

    def take_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def product(self, number: int) -> Record:
        """Raises 404 `Product #1 not found`."""
        if number not in self.products:
            raise not_found("Product", number, "PRODUCT_NOT_FOUND")
        return self.products[number]

    def variation(self, product: Record, number: int) -> Record:
        for variation in product["combinations"]:
            if variation["id"] == number:
                found: Record = variation
                return found
        raise not_found("Combination", number, "COMBINATION_NOT_FOUND")

    def product_class(self, number: int) -> Record:
        if number not in self.classes:
            raise not_found("Product class", number, "PRODUCT_CLASS_NOT_FOUND")
        return self.classes[number]

    def category(self, number: int) -> Record:
        if number not in self.categories:
            raise not_found("Category", number, "CATEGORIES_NOT_FOUND")
        return self.categories[number]

    def picture(self, number: int) -> Record | None:
        """The picture whose files begin at `number`. Pictures of a deleted product stay, as on a CDN."""
        return self._pictures.get(number)

    def category_name(self, number: int) -> str:
        return self.categories[number]["name"] if number in self.categories else ""

    def category_branch(self, number: int) -> list[int]:
        """`number` (0 = the root) and all categories below it."""
        below = [c["id"] for c in self.categories.values() if c.get("parentId", 0) == number]
        return [number, *(deeper for child in below for deeper in self.category_branch(child))]

    def indexed(self) -> list[Record]:
        """The products as search sees them now."""
        return self._index.seen(self.world.now(), self.products)

    def lag(self, seconds: float) -> None:
        """How far search is behind from now on."""
        self._index.lag = seconds
        self.orders.lag(seconds)

    def add_product(self, product: Record) -> None:
        now = self.world.now()
        self.products[product["id"]] = {**product, "created": now, "updated": now}
        self._pictures |= {i["number"]: i for i in _pictures(product)}
        self._changed("product.created", product["id"], now)

    def draft(self, number: int) -> Record:
        """A copy to write on. Stored records are never changed in place: the index still shows the old ones."""
        return copy.deepcopy(self.product(number))

    def save(self, draft: Record) -> None:
        """A write of any kind moves `updated` and fires product.updated, API writes included."""
        now = self.world.now()
        self.products[draft["id"]] = {**draft, "updated": now}
        self._changed("product.updated", draft["id"], now)

    def remove_product(self, number: int) -> None:
        now = self.world.now()
        self.product(number)
        del self.products[number]
        self.deleted.append({"id": number, "date": now})
        self._changed("product.deleted", number, now)

    def changed_tree(self, kind: str = "categories") -> None:
        """Categories or product types were written."""
        self.stats[kind] = self.world.now()
        self.world.touch()

    def uninstall(self) -> None:
        """Every token dies; the app hears of it, if it is installed."""
        installed = self.grants.installed
        told = webhooks.compose(self.world, "application.uninstalled", self.id)
        self.grants.revoke_all()
        self.world.touch()
        if installed:
            self.world.webhooks.emit(told)

    def _changed(self, event: str, number: int, now: float) -> None:
        self.stats["products"] = now
        self._index.note(number, now)
        self.world.touch()
        webhooks.notify(self.world, event, number)

    def refuse_taken_sku(self, sku: str, owner: int) -> None:
        """409 only in a store that forbids equal SKUs. `owner` is the product being written."""
        if self.any_sku or not sku:
            return
        for other in self.products.values():
            skus = [other.get("sku"), *(c.get("sku") for c in other["combinations"])]
            if other["id"] != owner and sku in skus:
                raise EcwidError(409, f"SKU {sku} already exists", "SKU_ALREADY_EXISTS")

    def dump(self) -> dict[str, Any]:
        lists = {name: list(getattr(self, name).values()) for name in ("products", "categories", "classes")}
        rest = {"deleted": self.deleted, "any_sku": self.any_sku, "stats": self.stats, "next_id": self.next_id}
        more = {"orders": self.orders.dump(), "batches": self.batches.dump(), "switches": asdict(self.switches)}
        return {**lists, **rest, **more, "grants": self.grants.dump()}

    def load(self, rows: dict[str, Any]) -> None:
        for name in ("products", "categories", "classes"):
            setattr(self, name, {row["id"]: row for row in rows[name]})
        for name in ("deleted", "any_sku", "stats", "next_id"):
            setattr(self, name, rows[name])
        self.grants.load(rows["grants"])
        self.orders.load(rows["orders"])
        self.batches.load(rows["batches"])
        self.switches = Switches(**rows["switches"])
        self._index = SearchIndex(self.world.settings.index_lag_seconds, self.products.values())
        self._pictures |= {i["number"]: i for p in self.products.values() for i in _pictures(p)}


def _ids(store: EcwidStore) -> Iterable[int]:
    yield from store.categories
    for product in store.products.values():
        yield product["id"]
        yield from (c["id"] for c in product["combinations"])


def _pictures(product: Record) -> Iterable[Record]:
    yield from product.get("images", [])
    yield from (c["image"] for c in product["combinations"] if "image" in c)
