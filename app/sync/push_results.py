"""TikTok took it: bind both sides at once, in one short transaction."""

import asyncpg

from app.domain.fingerprint import draft_fingerprint, request_fingerprint
from app.domain.listings import ListingDraft, SentListing
from app.sync import issues, outbox
from app.sync.listings import FIRST_LOOK
from app.sync.outbox import Write
from app.sync.product_states import restore_states
from app.sync.push_items import Desk, lock_product
from app.tables.engine import transaction
from app.tables.item_claims import Item


async def bind(desk: Desk, item: Item, draft: ListingDraft, sent: SentListing, write: Write | None) -> None:
    """Write the listing, its SKUs, the outbox row, the item and the product together."""
    async with transaction(desk.res.db) as db:
        is_ours = await desk.finish(db, item, "in_review")
        # Product, listing, SKUs: everybody locks in this order (a pull has the product before it marks its SKUs).
        await lock_product(db, item.product)
        if not is_ours:
            await _too_late(db, desk.facts.connection, item.product, draft, sent, write)
            return
        digest = request_fingerprint(draft)
        listing = await _write_listing(db, desk.facts.connection, item.product, digest, sent)
        await _write_skus(db, desk.facts.connection, listing, draft, sent)
        await _sent_figures(db, listing, draft)
        if write is not None:
            await outbox.settle(db, write, "done", sent.remote_id)
        await db.execute(
            """UPDATE product SET sync_state = 'in_review', unsent_changes = false, sent_fingerprint = $2,
                   search = CASE WHEN position($3 IN search) > 0 THEN search ELSE search || ' ' || $3 END
               WHERE id = $1""",
            item.product,
            draft_fingerprint(draft),
            sent.remote_id,
        )
        await issues.close(db, item.product)
    await desk.announce()


async def _sent_figures(db: asyncpg.Connection, listing: int, draft: ListingDraft) -> None:
    """The stock and prices that went along; the stock lane looks once more whether they are still right."""
    await db.execute(
        """UPDATE listing_sku s SET stock_sent = v.quantity, stock_sent_at = now(), price_sent = v.price,
               price_sent_at = now(), dirty_at = clock_timestamp()
           FROM unnest($2::bigint[], $3::int[], $4::numeric[]) AS v (combination_id, quantity, price)
           WHERE s.listing = $1 AND s.combination_id = v.combination_id""",
        listing,
        [sku.combination_id for sku in draft.skus],
        [sku.quantity for sku in draft.skus],
        [sku.price for sku in draft.skus],
    )


async def adopt(desk: Desk, item: Item, draft: ListingDraft, found: SentListing, write: Write) -> None:
    """Bind a listing of ours with something else in it; the item goes on with an update of it."""
    async with transaction(desk.res.db) as db:
        await lock_product(db, item.product)
        listing = await _write_listing(db, desk.facts.connection, item.product, None, found)
        await _write_skus(db, desk.facts.connection, listing, draft, found)
        await outbox.settle(db, write, "done", found.remote_id)


async def _too_late(
    db: asyncpg.Connection,
    connection_id: int,
    product: int,
    draft: ListingDraft,
    sent: SentListing,
    write: Write | None,
) -> None:
    """Our lease ran out while we sent. What TikTok did is a fact, but what was written meanwhile is newer.

    A listing nobody knows yet is kept. Of one that is known we cannot tell whose edit came last: TikTok is asked,
    and the next push sends it again.
    """
    known = await db.fetchval(
        """UPDATE listing SET sent_hash = NULL, next_check_at = now() WHERE connection = $1 AND product = $2
           RETURNING id""",
        connection_id,
        product,
    )
    if known is None:
        listing = await _write_listing(db, connection_id, product, None, sent)
        await _write_skus(db, connection_id, listing, draft, sent)
        if not await db.fetchval(
            "SELECT true FROM task_item WHERE product = $1 AND state IN ('queued', 'sending')", product
        ):
            await restore_states(db, [product])
    if write is not None:
        await outbox.settle(db, write, "done", sent.remote_id)


async def _write_listing(
    db: asyncpg.Connection, connection_id: int, product: int, digest: bytes | None, sent: SentListing
) -> int:
    """`checked_at` moves too: what was read from TikTok before this must not be recorded after it."""
    return int(
        await db.fetchval(
            """INSERT INTO listing (connection, product, remote_id, status, audit_status, sent_hash, checked_at,
                   next_check_at)
               VALUES ($1, $2, $3, 'PENDING', $4, $5, now(), now() + $6)
               ON CONFLICT (connection, product) DO UPDATE SET remote_id = excluded.remote_id,
                   status = CASE WHEN listing.status IN ('FAILED', 'DRAFT') THEN 'PENDING' ELSE listing.status END,
                   audit_status = excluded.audit_status, sent_hash = excluded.sent_hash, sent_at = now(),
                   ruled_at = NULL, refusals = '{}', checked_at = now(), next_check_at = excluded.next_check_at
               RETURNING id""",
            connection_id,
            product,
            sent.remote_id,
            sent.audit_status,
            digest,
            FIRST_LOOK,
        )
    )


async def _write_skus(
    db: asyncpg.Connection, connection_id: int, listing: int, draft: ListingDraft, sent: SentListing
) -> None:
    """The listing's SKUs as they are now: an edit deletes those it does not name, and may give others new ids."""
    skus = [sku for sku in draft.skus if sku.combination_id in sent.sku_ids]
    ids = [sent.sku_ids[sku.combination_id] for sku in skus]
    combinations = [sku.combination_id for sku in skus]
    await db.execute(
        """DELETE FROM listing_sku s WHERE s.listing = $1 AND NOT EXISTS (
               SELECT FROM unnest($2::bigint[], $3::text[]) AS n (combination_id, remote_id)
               WHERE n.combination_id = s.combination_id AND n.remote_id = s.remote_id)""",
        listing,
        combinations,
        ids,
    )
    await db.execute(
        """INSERT INTO listing_sku (connection, listing, combination_id, remote_id, seller_sku)
           SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::text[])
           ON CONFLICT (listing, combination_id) DO UPDATE SET seller_sku = excluded.seller_sku""",
        connection_id,
        listing,
        combinations,
        ids,
        [sku.seller_sku for sku in skus],
    )
