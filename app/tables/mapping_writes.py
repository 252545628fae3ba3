"""Rows for the source's categories and product types, made when the first product of one is read (S24)."""

from collections.abc import Iterable

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from app.domain.categories import group_of
from app.domain.products import Group, Product
from app.tables.engine import connection


class Mappings:
    """The category mappings one run has met: each group costs one statement, not one for every product of it."""

    def __init__(self, connection_id: int, basis: str) -> None:
        self._connection = connection_id
        self._basis = basis
        self._known: dict[tuple[str, int], tuple[str, int]] = {}

    def of(self, product: Product) -> int | None:
        """The mapping's row, or None for "No Ecwid category". `learn` comes first."""
        group = group_of(product, self._basis)
        return self._known[group.basis, group.id][1] if group else None

    async def learn(self, engine: PostgresEngine, products: Iterable[Product]) -> None:
        """Make rows for new groups, and follow renamed ones.

        Not inside the transaction of the page: rolled back, this would go on naming rows that do not exist.
        """
        groups: dict[tuple[str, int], Group] = {}
        for product in products:
            group = group_of(product, self._basis)
            if group is not None and self._known.get((group.basis, group.id), (None, 0))[0] != group.name:
                groups[group.basis, group.id] = group
        if groups:
            async with connection(engine) as db:
                await self._write(db, groups)

    async def _write(self, db: asyncpg.Connection, groups: dict[tuple[str, int], Group]) -> None:
        rows = await db.fetch(
            """INSERT INTO category_mapping (connection, basis, source_id, source_name)
               SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[])
               ON CONFLICT (connection, basis, source_id) DO UPDATE SET source_name = excluded.source_name
               RETURNING id, basis, source_id""",
            self._connection,
            [group.basis for group in groups.values()],
            [group.id for group in groups.values()],
            [group.name for group in groups.values()],
        )
        for row in rows:
            key = row["basis"], row["source_id"]
            self._known[key] = (groups[key].name, row["id"])
