"""What is needed to decide about orders of one connection: its policy, and which SKU is which (S88)."""

import json
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from app.domain.orders import Link, OrderPolicy, SourceOrderDraft
from app.domain.relay import source_order
from app.resources import Resources
from app.sync.order_records import order_of, policy_of


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to take orders of one connection. `since` is when it was made."""

    account: int
    connection: int
    policy: OrderPolicy
    links: dict[str, Link]
    since: datetime


async def desk_for(db: asyncpg.Connection, connection_id: int, sku_ids: set[str]) -> Desk:
    """The connection's policy, and the source of each of these SKUs that is linked."""
    row = await db.fetchrow("SELECT * FROM connection WHERE id = $1", connection_id)
    links = await db.fetch(
        """SELECT s.remote_id, s.combination_id, s.seller_sku, p.source_id, v.document FROM listing_sku s
           JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
           LEFT JOIN LATERAL (SELECT element AS document FROM jsonb_array_elements(p.variants) AS element
                              WHERE (element ->> 'combination_id')::bigint = s.combination_id LIMIT 1) v ON true
           WHERE s.connection = $1 AND s.remote_id = ANY($2::text[])""",
        connection_id,
        list(sku_ids),
    )
    known = {link["remote_id"]: _link(link) for link in links}
    return Desk(row["account"], connection_id, policy_of(row), known, row["created_at"])


def _link(row: asyncpg.Record) -> Link:
    variant = json.loads(row["document"]) if row["document"] else {}
    return Link(
        source_id=row["source_id"],
        combination_id=row["combination_id"],
        sku=variant.get("sku") or row["seller_sku"],
        options=tuple((name, value) for name, value in variant.get("options", ())),
        tracked=variant.get("quantity") is not None or bool(variant.get("shares_stock")),
    )


def draft_of(res: Resources, row: asyncpg.Record, desk: Desk) -> SourceOrderDraft:
    """What would be written for this order; linked or not, its figures are known."""
    order = order_of(res.vault, row)
    links = {unit.sku_id: desk.links.get(unit.sku_id, Link(0, 0, unit.seller_sku)) for unit in order.units}
    return source_order(order, links, desk.policy)
