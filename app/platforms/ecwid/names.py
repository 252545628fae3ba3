"""Names of categories and product types: with the products on newer servers, from their own listings on others."""

from collections.abc import Iterable
from dataclasses import replace

from app.platforms.ecwid import wire
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.parse import NO_NAMES, Names, needs_category_names

_LIMIT = 100


class NameBook:
    """Each listing is read at most once, and only when a product needs it."""

    def __init__(self, client: EcwidClient) -> None:
        self._client = client
        self.known: Names = NO_NAMES
        self._has_categories = False
        self._has_types = False

    async def learn(self, items: Iterable[wire.Product]) -> None:
        """Read what is needed to name the groups of `items`."""
        for item in items:
            if not self._has_categories and needs_category_names(item):
                self.known = replace(self.known, categories=await self._categories())
                self._has_categories = True
            if not self._has_types and item.product_class_id:
                self.known = replace(self.known, types=await self._types())
                self._has_types = True

    async def _categories(self) -> dict[int, str]:
        """All of them, disabled ones too, which Ecwid leaves out unless asked. Page: categories/search-categories."""
        names: dict[int, str] = {}
        offset, total = 0, 1
        while offset < total:
            query = (
                ("hidden_categories", "true"),
                ("offset", str(offset)),
                ("limit", str(_LIMIT)),
                ("responseFields", "total,count,offset,limit,items(id,name)"),
            )
            page = await self._client.get("/categories", "/categories", wire.CATEGORY_PAGE, query, bulk=True)
            if not page.items:
                break
            names |= {category.id: category.name or "" for category in page.items}
            offset, total = offset + len(page.items), page.total
        return names

    async def _types(self) -> dict[int, str]:
        """A bare array, not paged. Page: products/product-types-and-attributes/search-product-types."""
        classes = await self._client.get("/classes", "/classes", wire.PRODUCT_CLASSES, bulk=True)
        return {product_class.id: product_class.name or "" for product_class in classes}
