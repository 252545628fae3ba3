"""A store's catalogue in memory: pages by position without a snapshot, as Ecwid does, and changes between two pages."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.products import Group, Kind, Product, Size, Variant
from app.platforms.errors import PlatformError
from app.platforms.roles import ProductPage, Store

LONG_AGO = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
MUGS, TEAPOTS = Group("category", 11, "Mugs"), Group("category", 12, "Teapots")
CERAMICS = Group("type", 21, "Ceramics")


def a_product(source_id: int, **changes: Any) -> Product:
    """An ordinary mug."""
    plain = Product(
        source_id=source_id,
        sku=f"MUG-{source_id}",
        title=f"Mug {source_id}",
        description="<p>Blue</p>",
        price=Decimal("12.50"),
        quantity=7,
        kind=Kind.ORDINARY,
        enabled=True,
        category=MUGS,
        product_type=None,
        brand="Acme",
        gtin="",
        weight_g=400,
        size=Size(100, 90, 90),
        pictures=(f"http://pictures.example/{source_id}.jpg",),
        variants=(Variant(0, f"MUG-{source_id}", Decimal("12.50"), 7),),
        updated_at=LONG_AGO + timedelta(seconds=source_id),
    )
    return replace(plain, **changes)


class Catalogue:
    """Keeps the promise of roles.Source, page by page, only when asked for the next one.

    `between` is called with the number of pages given so far; `failures` names the error of a page by its number.
    """

    def __init__(self, *products: Product, page: int = 3) -> None:
        self.products = {product.source_id: product for product in products}
        self.deleted: list[tuple[datetime, int]] = []
        self.unreadable: set[int] = set()
        self.between: Callable[[int], None] = lambda pages: None
        self.failures: dict[int, PlatformError] = {}
        self.pages = 0
        self.asked: list[tuple[datetime | None, datetime | None, int]] = []
        self.asked_singly: list[int] = []
        self._page = page

    def put(self, product: Product, *, at: datetime | None = None) -> None:
        """Add a product, or change it, now."""
        self.products[product.source_id] = replace(product, updated_at=at or datetime.now(UTC))

    def delete(self, source_id: int, *, told: bool = True) -> None:
        """Delete a product; `told` is whether the list of deleted products knows."""
        del self.products[source_id]
        if told:
            self.deleted.append((datetime.now(UTC), source_id))

    async def store(self) -> Store:
        return Store("1003", "Harbor Goods", "", "USD", "America/New_York")

    async def product_pages(
        self, *, updated_from: datetime | None = None, updated_to: datetime | None = None, offset: int = 0
    ) -> AsyncIterator[ProductPage]:
        self.asked.append((updated_from, updated_to, offset))
        total = 0
        while True:
            self.pages += 1
            if error := self.failures.pop(self.pages, None):
                raise error
            found = self._matches(updated_from, updated_to)
            # As the role promises: what moved in front of this page since the last one comes with it.
            moved = found[max(0, offset - max(0, total - len(found))) : offset]
            total = len(found)
            shown = moved + found[offset : offset + self._page]
            offset += self._page
            last = offset >= len(found)
            yield ProductPage(
                tuple(product for product in shown if product.source_id not in self.unreadable),
                len(found),
                None if last else offset,
                tuple(product.source_id for product in shown if product.source_id in self.unreadable),
            )
            if last:
                return
            self.between(self.pages)

    def _matches(self, start: datetime | None, end: datetime | None) -> list[Product]:
        found = [
            product
            for product in self.products.values()
            if (start is None or product.updated_at >= start) and (end is None or product.updated_at <= end)
        ]
        return sorted(found, key=lambda product: product.updated_at) if start or end else found

    async def product(self, source_id: int) -> Product | None:
        self.asked_singly.append(source_id)
        return self.products.get(source_id)

    async def deleted_ids(self, *, since: datetime | None) -> AsyncIterator[list[int]]:
        yield [source_id for at, source_id in self.deleted if since is None or at >= since]
