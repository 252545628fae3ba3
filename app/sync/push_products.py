"""One product of a push: what it would be on TikTok, whether anything is missing, whether it has to be sent at all."""

from dataclasses import dataclass, field, replace

import asyncpg
import msgspec

from app.domain import drafts, readiness
from app.domain.categories import Requirements
from app.domain.fingerprint import request_fingerprint
from app.domain.listings import ListingDraft
from app.domain.policy import Policy
from app.domain.products import Product, Variant
from app.domain.stock import to_send
from app.domain.stock_follow import figure_of
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync import pictures
from app.sync.category_suggestions import category_for
from app.sync.channel_categories import requirements
from app.sync.push_items import Desk
from app.sync.push_writes import create, update
from app.sync.stock_booked import not_booked
from app.tables.engine import connection
from app.tables.item_claims import Item
from app.tables.product_records import product_of


@dataclass(frozen=True, slots=True)
class Push:
    """What all products of one turn at a push share. `requirements` by category: read once a turn."""

    res: Resources
    channel: Channel
    connection: int
    policy: Policy
    desk: Desk
    requirements: dict[str, Requirements] = field(default_factory=dict)


async def load(push: Push, item: Item) -> asyncpg.Record | None:
    """The product, its listing with the SKUs' ids, and the category of its group: all in one query."""
    async with connection(push.res.db) as db:
        return await db.fetchrow(
            """SELECT p.*, l.id AS listing, l.remote_id, l.status, l.audit_status, l.sent_hash, l.ruled_at,
                   m.remote_id AS group_category,
                   (SELECT json_object_agg(s.combination_id, s.remote_id) FROM listing_sku s WHERE s.listing = l.id)
                       AS sku_ids
               FROM product p LEFT JOIN listing l ON l.product = p.id
               LEFT JOIN category_mapping m ON m.id = p.category_mapping
               WHERE p.connection = $1 AND p.id = $2""",
            push.connection,
            item.product,
        )


async def send(push: Push, item: Item, row: asyncpg.Record) -> None:
    """Send one product, or say why not. Raises the kinds of `platforms.errors`, and LeaseLost."""
    product = product_of(row)
    linked = msgspec.json.decode(row["sku_ids"], type=dict[int, str]) if row["sku_ids"] else {}
    category_id = row["own_category_id"] or row["group_category"]
    if not category_id:
        category_id = await category_for(push.res, push.connection, push.channel, item.product)
    asked = await _requirements(push, category_id) if category_id else None
    known = readiness.Known(category_id=category_id, requirements=asked, linked=linked or None)
    missing = readiness.findings(product, push.policy, known)
    if missing:
        await push.desk.refuse(item, missing, linked=row["remote_id"] is not None)
        return
    drafted = drafts.draft(
        product, push.policy, category_id, linked=linked, stock_rule=await _stock_rule(push, row, linked)
    )
    draft, uris = await _with_pictures(push, item, drafted)
    if _nothing_to_send(row, draft):
        await push.desk.unchanged(item)
    elif row["remote_id"] is None:
        await create(push.desk, push.channel, item, draft, uris)
    else:
        await update(push.desk, push.channel, item, row["remote_id"], draft, uris)


async def _requirements(push: Push, category_id: str) -> Requirements:
    if category_id not in push.requirements:
        asked = await requirements(push.res, push.connection, push.channel, category_id)
        push.requirements[category_id] = asked
    return push.requirements[category_id]


async def _stock_rule(push: Push, row: asyncpg.Record, linked: dict[int, str]) -> drafts.StockRule:
    """An edit carries stock too: what TikTok sold and Ecwid has not booked comes off, as in the stock lane."""
    if not linked:
        return to_send
    async with connection(push.res.db) as db:
        held = await not_booked(db, push.connection, list(linked.values()), row)

    def rule(product: Product, variant: Variant, cap: int) -> int:
        return figure_of(product, variant, linked, held, cap).sent

    return rule


async def _with_pictures(push: Push, item: Item, draft: ListingDraft) -> tuple[ListingDraft, dict[str, str]]:
    """The draft with only pictures that TikTok took. Raises Refused when it took none of the gallery."""
    addresses = tuple(dict.fromkeys((*draft.pictures, *(sku.picture for sku in draft.skus if sku.picture))))
    uris = await pictures.known(push.res, push.connection, addresses)
    missing = [address for address in addresses if address not in uris]
    if missing:
        async with connection(push.res.db) as db:
            await push.desk.doing(db, item, "pictures")
        uploaded, refused = await pictures.upload_all(push.res, push.channel, push.connection, missing)
        uris |= uploaded
        if refused is not None and not any(address in uris for address in draft.pictures):
            raise refused
    usable = tuple(address for address in draft.pictures if address in uris)
    skus = tuple(sku if sku.picture in uris else replace(sku, picture="") for sku in draft.skus)
    return replace(draft, pictures=usable, skus=skus), uris


def _nothing_to_send(row: asyncpg.Record, draft: ListingDraft) -> bool:
    """A listing that is live, or under review, with exactly this in it."""
    return (
        row["sent_hash"] == request_fingerprint(draft)
        and row["status"] in ("ACTIVATE", "PENDING")
        and row["audit_status"] != "FAILED"
    )
