"""Rows of a product that is on TikTok, without any shop: for tests of what is made of TikTok's word."""

from dataclasses import dataclass, field
from typing import Any

from app.domain.listings import ListingStatus, RemoteListing
from app.platforms.roles import ListingPage
from app.resources import Resources
from app.tables.engine import connection


@dataclass(slots=True)
class TikTok:
    """A channel that gives out these listings; `asked` are the ids asked for singly. Unknown ones are not given out."""

    listings_: dict[str, RemoteListing] = field(default_factory=dict)
    found: tuple[RemoteListing, ...] = ()
    asked: list[str] = field(default_factory=list)
    searches: int = 0

    async def listing(self, remote_id: str) -> RemoteListing | None:
        self.asked.append(remote_id)
        return self.listings_.get(remote_id)

    async def listings(self, **_: Any) -> ListingPage:
        self.searches += 1
        return ListingPage(self.found)


def said(remote_id: str, status: str, audit: str = "", **more: Any) -> RemoteListing:
    """What TikTok says about one listing."""
    return RemoteListing(remote_id=remote_id, status=ListingStatus(status), audit_status=audit, **more)


@dataclass(frozen=True, slots=True)
class Listed:
    """One connection whose products have listings and items that wait for a ruling."""

    res: Resources
    account: int
    connection: int

    async def add(self, number: int = 1, *, was_live: bool = False, tasks: int = 1, ended: bool = True) -> list[int]:
        """Products `number` of them, sent by `tasks` pushes each and not ruled on; returns their ids."""
        made = []
        for place in range(number):
            product = await self._product(f"Product {place}")
            made.append(product)
            listing = await self.value(
                """INSERT INTO listing (connection, product, remote_id, was_live)
                   VALUES ($1, $2, $3, $4) RETURNING id""",
                self.connection,
                product,
                remote(product),
                was_live,
            )
            await self.run(
                """INSERT INTO listing_sku (connection, listing, combination_id, remote_id, seller_sku)
                   VALUES ($1, $2, 0, $3, $4)""",
                self.connection,
                listing,
                f"sku-{product}",
                f"SKU-{product}",
            )
        for _ in range(tasks):
            task = await self.value(
                """INSERT INTO task (account, connection, kind, parameters, counts, run_state, outcome, total)
                   VALUES ($1, $2, 'push', '{}', '{}', $3, 'ok', $4) RETURNING id""",
                self.account,
                self.connection,
                "finished" if ended else "running",
                number,
            )
            await self.run(
                """INSERT INTO task_item (task, connection, product, state)
                   SELECT $1, $2, unnest($3::bigint[]), 'in_review'""",
                task,
                self.connection,
                made,
            )
        return made

    async def _product(self, title: str) -> int:
        return int(
            await self.value(
                """INSERT INTO product (connection, source_id, title, price, pictures, variants, source_updated_at,
                       fingerprint, sync_state)
                   VALUES ($1, (SELECT coalesce(max(source_id), 0) + 1 FROM product), $2, 1, '[]', '[]', now(), '\\x00',
                       'in_review') RETURNING id""",
                self.connection,
                title,
            )
        )

    async def state(self, product: int) -> str:
        return str(await self.value("SELECT sync_state FROM product WHERE id = $1", product))

    async def listing(self, product: int) -> dict[str, Any]:
        return (await self.rows("SELECT * FROM listing WHERE product = $1", product))[0]

    async def items(self, product: int) -> list[tuple[str, str]]:
        """State and cause of each of its items, oldest first."""
        rows = await self.rows("SELECT state, cause FROM task_item WHERE product = $1 ORDER BY id", product)
        return [(row["state"], row["cause"]) for row in rows]

    async def issues(self, product: int) -> list[str]:
        rows = await self.rows("SELECT code FROM issue WHERE product = $1 AND closed_at IS NULL ORDER BY id", product)
        return [row["code"] for row in rows]

    async def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        async with connection(self.res.db) as db:
            return [dict(row) for row in await db.fetch(query, *arguments)]

    async def value(self, query: str, *arguments: object) -> Any:
        async with connection(self.res.db) as db:
            return await db.fetchval(query, *arguments)

    async def run(self, query: str, *arguments: object) -> str:
        async with connection(self.res.db) as db:
            return str(await db.execute(query, *arguments))


def remote(product: int) -> str:
    """TikTok's id of a product of these tests."""
    return f"17{product:08}"
