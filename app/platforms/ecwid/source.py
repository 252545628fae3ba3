"""The source role: the catalogue of one Ecwid store."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from app.domain.products import Product
from app.platforms.calls import Pairs
from app.platforms.ecwid import PLATFORM, wire
from app.platforms.ecwid.amounts import Amounts
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.names import NameBook
from app.platforms.ecwid.pages import Pages
from app.platforms.ecwid.parse import parse_product
from app.platforms.ecwid.store_facts import StoreFacts, StoreMemory
from app.platforms.errors import Gone, Unknown
from app.platforms.roles import ProductPage, Store

LIMIT = 100  # products a call: Ecwid's default and most (platform-facts E3)


class EcwidSource:
    """Keeps the promise of roles.Source. One instance serves one piece of work."""

    def __init__(self, client: EcwidClient, memory: StoreMemory | None = None) -> None:
        self._client = client
        self._memory = memory or StoreMemory()
        self._learnt: StoreFacts | None = None

    async def store(self) -> Store:
        """The store's profile. Page: store-profile/get-store-profile."""
        profile = await self._client.profile()
        self._learnt = self._memory.fresh()
        self._learnt.amounts = Amounts.of(profile.formats_and_units)
        units, account = profile.formats_and_units or wire.FormatsAndUnits(), profile.account or wire.AccountInfo()
        store_id = str(profile.general_info.store_id)
        return Store(
            id=store_id,
            name=(profile.settings and profile.settings.store_name) or f"Ecwid {store_id}",
            url=profile.general_info.store_url or "",
            currency=units.currency or "",
            timezone=units.timezone or "UTC",
            # Without the list nothing is known, and the call itself came through the API.
            plan_has_api=account.available_features is None or "API" in account.available_features,
            weight_unit=units.weight_unit or "GRAM",
            dimensions_unit=units.dimensions_unit or "CM",
        )

    async def product_pages(
        self, *, updated_from: datetime | None = None, updated_to: datetime | None = None, offset: int = 0
    ) -> AsyncGenerator[ProductPage, None]:
        """All products, or those updated within the range. Page: products/search-products.

        Give `updated_to` with a range: a product changed meanwhile then leaves it, which is seen, instead of moving
        to its end, which shifts the others unseen.
        """
        facts = self._learnt = self._learnt or self._memory.fresh()
        amounts, names = await self._units(facts), NameBook(self._client, facts)
        query = _range(updated_from, updated_to)
        async for page in Pages(self._client, query, LIMIT).read(offset):
            await names.learn(page.items)
            products, unreadable = [], list(page.unreadable)
            for number, item in enumerate(page.items):
                if number % 10 == 0:
                    await asyncio.sleep(0)  # whoever writes the page before is not kept waiting while we parse this one
                try:
                    products.append(parse_product(item, amounts, names.known))
                except (ValueError, ArithmeticError):
                    unreadable.append(item.id)
            yield ProductPage(tuple(products), page.total, page.next_offset, tuple(unreadable))

    async def product(self, source_id: int) -> Product | None:
        """One product as it is now; the search index lags behind it (platform-facts E3). Page: products/get-product."""
        facts = self._learnt or self._memory.recent()
        amounts, names = await self._units(facts), NameBook(self._client, facts)
        query = (("responseFields", wire.PRODUCT_FIELDS),)
        try:
            item = await self._client.get(f"/products/{source_id}", "/products/id", wire.PRODUCT, query)
        except Gone:
            return None
        await names.learn([item])
        try:
            return parse_product(item, amounts, names.known)
        except (ValueError, ArithmeticError) as error:
            raise Unknown(PLATFORM, f"GET /products/id: {type(error).__name__} in product {source_id}") from None

    async def deleted_ids(self, *, since: datetime | None) -> AsyncGenerator[list[int], None]:
        """Ids of deleted products, oldest list first. Page: products/search-deleted-products (platform-facts E7)."""
        start: Pairs = (("from_date", str(int(since.timestamp()))),) if since else ()
        offset, total = 0, 1
        while offset < total:
            query = (*start, ("offset", str(offset)), ("limit", str(LIMIT)))
            page = await self._client.get("/products/deleted", "/products/deleted", wire.DELETED_PAGE, query, bulk=True)
            if not page.items:
                return
            yield [item.id for item in page.items]
            offset, total = offset + len(page.items), page.total

    async def _units(self, facts: StoreFacts) -> Amounts:
        if facts.amounts is None:
            facts.amounts = Amounts.of((await self._client.profile()).formats_and_units)
        return facts.amounts


def _range(updated_from: datetime | None, updated_to: datetime | None) -> Pairs:
    """Unix seconds, both ends inclusive: Ecwid's "To" leaves its own second out (platform-facts E2)."""
    pairs = [("updatedFrom", str(int(updated_from.timestamp())))] if updated_from else []
    if updated_to:
        pairs.append(("updatedTo", str(int(updated_to.timestamp()) + 1)))
    return (*pairs, ("sortBy", "UPDATED_TIME_ASC" if pairs else "ADDED_TIME_ASC"))
