"""TikTok took it: bind both sides at once, in one short transaction."""

import asyncpg

from app.domain.fingerprint import draft_fingerprint, request_fingerprint
from app.domain.listings import ListingDraft, SentListing
from app.sync import issues, outbox
from app.sync.listings import FIRST_LOOK
from app.sync.push_items import Desk
from app.tables.engine import transaction
from app.tables.task_claims import Item


async def bind(desk: Desk, item: Item, draft: ListingDraft, sent: SentListing, write: outbox.Write | None) -> None:
    """Write the listing, its SKUs, the outbox row, the item and the product together.

    When our lease was lost meanwhile, everything but the item is still written: what TikTok did is a fact, and
    whoever holds the item now finds it.
    """
    connection_id = desk.facts.connection
    async with transaction(desk.res.db) as db:
        digest = request_fingerprint(draft)
        # When the key answered with an earlier try, TikTok has what that try carried.
        sent_digest = digest if write is None or write.state == "new" else write.request_hash
        listing = await _write_listing(db, connection_id, item.product, sent_digest, sent)
        await _write_skus(db, connection_id, listing, draft, sent)
        if write is not None:
            await outbox.settle(db, write, "done", sent.remote_id)
        await desk.finish(db, item, "in_review")
        await db.execute(
            """UPDATE product SET sync_state = 'in_review', unsent_changes = $2, sent_fingerprint = $3 WHERE id = $1""",
            item.product,
            sent_digest != digest,
            draft_fingerprint(draft),
        )
        await issues.close(db, item.product)
    await desk.announce()


async def _write_listing(
    db: asyncpg.Connection, connection_id: int, product: int, digest: bytes, sent: SentListing
) -> int:
    return int(
        await db.fetchval(
            """INSERT INTO listing (connection, product, remote_id, status, audit_status, sent_hash, next_check_at)
               VALUES ($1, $2, $3, 'PENDING', $4, $5, now() + $6)
               ON CONFLICT (connection, product) DO UPDATE SET remote_id = excluded.remote_id,
                   audit_status = excluded.audit_status, sent_hash = excluded.sent_hash, sent_at = now(),
                   ruled_at = NULL, refusals = '{}', next_check_at = excluded.next_check_at
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
    """The listing's SKUs as they are now: an edit deletes those it does not name."""
    skus = [sku for sku in draft.skus if sku.combination_id in sent.sku_ids]
    await db.execute("DELETE FROM listing_sku WHERE listing = $1", listing)
    await db.executemany(
        """INSERT INTO listing_sku (connection, listing, combination_id, remote_id, seller_sku)
           VALUES ($1, $2, $3, $4, $5)""",
        [
            (connection_id, listing, sku.combination_id, sent.sku_ids[sku.combination_id], sku.seller_sku)
            for sku in skus
        ],
    )
