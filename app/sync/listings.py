"""What TikTok says about a listing becomes its state, its product's and that of the items that follow it (B1, S35)."""

from datetime import datetime, timedelta
from typing import NamedTuple

import asyncpg

from app import events
from app.domain import verdicts
from app.domain.listings import ListingStatus, RemoteListing, Ruling, rule
from app.domain.products import SyncState
from app.domain.verdicts import Verdict, verdict
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync import issues
from app.sync.task_ends import recount
from app.tables.engine import connection, transaction

# The sweep looks again 20 s after sending, then at growing intervals up to an hour: webhooks usually come first.
FIRST_LOOK = timedelta(seconds=20)
_LONGEST_WAIT = 3600
_LOOKS = 3


class Seen(NamedTuple):
    """How a listing's row stood when TikTok was asked. A row that moved meanwhile has newer news than the answer."""

    checked_at: datetime | None


async def look(res: Resources, channel: Channel, connection_id: int, remote_id: str) -> None:
    """Ask TikTok about one of our listings and write what it says. Somebody else's news are never overwritten."""
    for _ in range(_LOOKS):
        async with connection(res.db) as db:
            row = await db.fetchrow(
                "SELECT checked_at FROM listing WHERE connection = $1 AND remote_id = $2", connection_id, remote_id
            )
        if row is None:
            return
        remote = await read(res, channel, connection_id, remote_id)
        if await record(res, connection_id, remote, Seen(row["checked_at"])):
            return


async def read(res: Resources, channel: Channel, connection_id: int, remote_id: str) -> RemoteListing:
    """The listing as it stands. Frozen and deleted ones are not given out; the search still names their status."""
    remote = await channel.listing(remote_id)
    if remote is not None:
        return remote
    async with connection(res.db) as db:
        skus = await db.fetch(
            """SELECT s.seller_sku FROM listing_sku s JOIN listing l ON l.id = s.listing
               WHERE l.connection = $1 AND l.remote_id = $2 LIMIT 1""",
            connection_id,
            remote_id,
        )
    if skus:
        page = await channel.listings(seller_skus=(skus[0]["seller_sku"],))
        for found in page.listings:
            if found.remote_id == remote_id:
                return found
    return RemoteListing(remote_id=remote_id, status=ListingStatus.DELETED, audit_status="")


async def record(res: Resources, connection_id: int, remote: RemoteListing, seen: Seen | None = None) -> bool:
    """Write what TikTok said, in one short transaction: listing, product, issues, items that follow it.

    False when the row is no longer as it was `seen`: then nothing is written, and TikTok has to be asked again.
    """
    async with transaction(res.db) as db:
        row = await db.fetchrow(
            """SELECT l.*, c.account FROM product p JOIN listing l ON l.product = p.id
               JOIN connection c ON c.id = l.connection
               WHERE l.connection = $1 AND l.remote_id = $2 FOR NO KEY UPDATE OF p, l""",
            connection_id,
            remote.remote_id,
        )
        if row is None:
            return True
        if seen is not None and row["checked_at"] != seen.checked_at:
            return False
        ruling = rule(remote.status, remote.audit_status, was_live=row["was_live"])
        said = verdict(remote, ruling)
        await _write_listing(db, row, remote, ruling)
        await _write_product(db, row, ruling, said)
        tasks = await _write_items(db, row["product"], said)
    topics = [events.products(connection_id), *(events.task(task) for task in tasks)]
    if tasks:
        topics.append(events.tasks(connection_id))
    await events.announce(res.redis, row["account"], *topics)
    return True


async def _write_listing(db: asyncpg.Connection, row: asyncpg.Record, remote: RemoteListing, ruling: Ruling) -> None:
    if remote.status is ListingStatus.DELETED:
        await db.execute("DELETE FROM listing WHERE id = $1", row["id"])
        await db.execute(
            """UPDATE outbox_write SET state = 'closed'
               WHERE connection = $1 AND kind = 'create_listing' AND subject = $2""",
            row["connection"],
            row["product"],
        )
        return
    await db.execute(
        f"""UPDATE listing SET status = $2, audit_status = $3, refusals = $4, checked_at = now(),
               was_live = was_live OR $2 = 'ACTIVATE', ruled_at = CASE WHEN $5 THEN coalesce(ruled_at, now()) END,
               next_check_at = CASE WHEN $5 THEN NULL ELSE now() + least(
                   make_interval(secs => {_LONGEST_WAIT}), greatest(interval '20 seconds', (now() - sent_at) / 2)) END
            WHERE id = $1""",  # noqa: S608 - a constant only
        row["id"],
        remote.status.value,
        remote.audit_status,
        list(remote.refusals),
        ruling.ruled,
    )


async def _write_product(db: asyncpg.Connection, row: asyncpg.Record, ruling: Ruling, said: Verdict) -> None:
    """The product's state and the issues that come from its listing; others stay open until they are solved."""
    product = row["product"]
    reasons = [said.reason] if said.reason is not None and said.issue else []
    await issues.show(db, row["connection"], product, reasons, among=verdicts.CODES)
    await db.execute(
        """UPDATE product p SET sync_state = CASE WHEN $2 = $3 AND EXISTS (
                   SELECT FROM issue i WHERE i.product = p.id AND i.closed_at IS NULL) THEN $4 ELSE $2 END
           WHERE p.id = $1 AND NOT EXISTS (  -- a product on its way keeps saying so
               SELECT FROM task_item i WHERE i.product = p.id AND i.state IN ('queued', 'sending'))""",
        product,
        ruling.state.value,
        SyncState.SYNCED.value,
        SyncState.UPDATE_FAILED.value,
    )


async def _write_items(db: asyncpg.Connection, product: int, said: Verdict) -> list[int]:
    """The items that waited for this ruling, of older tasks too. Returns the tasks whose numbers changed."""
    if said.item is None:
        return []
    reason = said.reason
    rows = await db.fetch(
        """UPDATE task_item SET state = $2, changed_at = now(), doing = '', cause = $3, reason = $4, fix = $5,
               parameters = '{}'
           WHERE product = $1 AND state = 'in_review' RETURNING task""",
        product,
        said.item.value,
        reason.code if reason else "",
        reason.sentence if reason else "",
        reason.fix.value if reason else "",
    )
    tasks = sorted({row["task"] for row in rows})
    await recount(db, tasks)
    return tasks
