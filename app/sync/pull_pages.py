"""Pages on their way from the source to the database: fingerprinted while the page before is written, then joined."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import cast

from app.domain.fingerprint import fingerprint
from app.domain.products import Product
from app.domain.pull_range import PullRange
from app.platforms.roles import ProductPage, Source
from app.sync.read_ahead import read_ahead
from app.tables.storable import storable

# So many products are worked on before whoever waits for the database has a turn.
_AT_A_TIME = 10


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Products, the fingerprint of each by source id, and the position `after` them: the total at the end."""

    products: tuple[Product, ...]
    prints: dict[int, bytes]
    unreadable: tuple[int, ...]
    total: int
    after: int

    @classmethod
    def of(cls, *products: Product) -> "ReadPage":
        """Products that were asked for singly."""
        return cls(products, _prints(products), (), len(products), 0)

    def storable(self) -> "ReadPage":
        """The same without what PostgreSQL cannot hold."""
        products = tuple(storable(product) for product in self.products)
        return replace(self, products=products, prints=_prints(products))


def _prints(products: Iterable[Product]) -> dict[int, bytes]:
    return {product.source_id: fingerprint(product) for product in products}


async def read_pages(source: Source, read: PullRange, offset: int = 0) -> AsyncGenerator[ReadPage, None]:
    """Everything in `read` from `offset` on, in the source's order, as many pages at once as are there already.

    When PostgreSQL is slower than the source, it so has fewer transactions.
    """
    async with aclosing(read_ahead(_printed(source, read, offset))) as ready:
        async for pages in ready:
            yield _joined(pages)


async def _printed(source: Source, read: PullRange, offset: int) -> AsyncGenerator[ReadPage, None]:
    found = source.product_pages(updated_from=read.updated_from, updated_to=read.updated_to, offset=offset)
    async with aclosing(cast(AsyncGenerator[ProductPage, None], found)) as pages:
        async for page in pages:
            offset = page.next_offset if page.next_offset is not None else max(page.total, offset + len(page.products))
            prints: dict[int, bytes] = {}
            for first in range(0, len(page.products), _AT_A_TIME):
                await asyncio.sleep(0)
                prints |= _prints(page.products[first : first + _AT_A_TIME])
            yield ReadPage(page.products, prints, page.unreadable, page.total, offset)


def _joined(pages: Sequence[ReadPage]) -> ReadPage:
    return ReadPage(
        products=tuple(product for page in pages for product in page.products),
        prints={source_id: digest for page in pages for source_id, digest in page.prints.items()},
        unreadable=tuple(source_id for page in pages for source_id in page.unreadable),
        total=pages[-1].total,
        after=pages[-1].after,
    )
