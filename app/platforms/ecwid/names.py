"""Names of categories and product types: with the products on newer servers, from their own listings on others."""

from collections.abc import Iterable

from app.platforms.ecwid import wire
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.parse import Names, missing_category
from app.platforms.ecwid.store_facts import StoreFacts

_LIMIT = 100


class NameBook:
    """Each listing is read at most once, and only when a product needs a name that is not known."""

    def __init__(self, client: EcwidClient, facts: StoreFacts) -> None:
        self._client = client
        self._facts = facts
        self._read_categories = False
        self._read_types = False

    @property
    def known(self) -> Names:
        """The names learnt so far."""
        return Names(self._facts.categories or {}, self._facts.types or {})

    async def learn(self, items: Iterable[wire.Product]) -> None:
        """Read what is needed to name the groups of `items`."""
        for item in items:
            category = missing_category(item)
            if category and not self._read_categories and category not in self.known.categories:
                self._facts.categories = await self._categories()
                self._read_categories = True
            type_id = item.product_class_id
            if type_id and not self._read_types and type_id not in self.known.types:
                self._facts.types = await self._types()
                self._read_types = True

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
