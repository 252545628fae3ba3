"""Reads a search page by page, ahead of whoever works on the pages, and notices when items shift meanwhile."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import msgspec

from app.platforms.calls import Pairs
from app.platforms.ecwid import wire
from app.platforms.ecwid.client import EcwidClient
from app.platforms.errors import TooLarge

READ_AHEAD = 4
# Calls under way at once: with the /profile call that confirms it, a token that dies meanwhile costs three calls.
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Items:
    """One page as Ecwid has it. `unreadable`: ids of products that are not as we know products."""

    items: list[wire.Product]
    total: int
    unreadable: tuple[int, ...] = ()
    next_offset: int | None = None


class Pages:
    """One scan. Ecwid has no cursor and no snapshot: what is deleted, or leaves the range, shifts all that follow."""

    def __init__(self, client: EcwidClient, query: Pairs, limit: int) -> None:
        self._client = client
        self._query = query
        self._limit = limit
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def read(self, offset: int) -> AsyncIterator[Items]:
        """Every page from `offset` on, in order. The first one goes alone: it says how many there are, or why not."""
        page = await self._page(offset, self._limit)
        total, asked, before = page.total, offset + self._limit, page.items
        ahead: deque[asyncio.Task[Items]] = deque()
        try:
            while True:
                if page.total < total:
                    page = await self._with_gap(page, offset, total - page.total, before)
                total, before = page.total, page.items
                while len(ahead) < READ_AHEAD and asked < total:
                    ahead.append(asyncio.create_task(self._page(asked, self._limit)))
                    asked += self._limit
                offset += self._limit
                yield replace(page, next_offset=offset if ahead else None)
                if not ahead:
                    return
                page = await ahead[0]
                ahead.popleft()
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)

    async def _with_gap(self, page: Items, offset: int, lost: int, before: list[wire.Product]) -> Items:
        """Read again what may have moved in front of `offset` since the page before was read."""
        items: list[wire.Product] = []
        unreadable: tuple[int, ...] = ()
        for start in range(max(0, offset - lost), offset, self._limit):
            part = await self._page(start, min(self._limit, offset - start))
            items += part.items
            unreadable += part.unreadable
        known = {item.id for item in before}
        fresh = [item for item in items if item.id not in known]
        return Items([*fresh, *page.items], page.total, unreadable + page.unreadable)

    async def _page(self, offset: int, limit: int) -> Items:
        """One page; in halves when it is too large, down to a single product. Page: products/search-products."""
        query = (
            *self._query,
            ("offset", str(offset)),
            ("limit", str(limit)),
            ("responseFields", wire.PRODUCT_PAGE_FIELDS),
        )
        try:
            async with self._turns:
                return await self._client.get("/products", "/products", _PageDecoder(), query, bulk=True)
        except TooLarge:
            if limit == 1:
                raise
            half = limit // 2
            first, second = await self._page(offset, half), await self._page(offset + half, limit - half)
            return Items([*first.items, *second.items], second.total, first.unreadable + second.unreadable)


class _PageDecoder:
    """One product that is not as we know products does not hold up the others."""

    def decode(self, buf: bytes, /) -> Items:
        """Raises msgspec.DecodeError when it is not a page at all."""
        try:
            page = wire.PRODUCT_PAGE.decode(buf)
        except msgspec.ValidationError:
            return _one_by_one(wire.RAW_PAGE.decode(buf))
        return Items(page.items, page.total)


def _one_by_one(raw: wire.Page[msgspec.Raw]) -> Items:
    items: list[wire.Product] = []
    unreadable: list[int] = []
    for item in raw.items:
        try:
            items.append(wire.PRODUCT.decode(item))
        except msgspec.ValidationError:
            unreadable.append(wire.ITEM_ID.decode(item).id)
    return Items(items, raw.total, tuple(unreadable))
