"""Following what TikTok says about our listings, by webhook and by sweep, until it has ruled (B1, S35)."""

from datetime import datetime, timedelta

import asyncpg

from app import events
from app.domain.decisions import Finding, Fix, Who
from app.domain.listings import ListingStatus, RemoteListing, Ruling, rule
from app.domain.products import SyncState
from app.domain.words import N_
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync import issues
from app.sync.grants import open_channel
from app.sync.tasks import recount
from app.tables.engine import connection, transaction

# The sweep looks again 20 s after sending, then at growing intervals up to an hour: webhooks usually come first.
FIRST_LOOK = timedelta(seconds=20)
_LONGEST_WAIT = 3600
# Above this many at once, pages of a search cost fewer calls than one call each.
_ONE_BY_ONE = 8


async def look_again(res: Resources, connection_id: int, remote_id: str) -> bool:
    """Read one listing from TikTok and write what it says. False when it is none of ours."""
    async with connection(res.db) as db:
        known = await db.fetchval(
            "SELECT id FROM listing WHERE connection = $1 AND remote_id = $2", connection_id, remote_id
        )
    if known is None:
        return False
    channel = await open_channel(res, connection_id)
    await _look(res, channel, connection_id, remote_id)
    return True


async def _look(res: Resources, channel: Channel, connection_id: int, remote_id: str) -> None:
    remote = await channel.listing(remote_id) or await _not_given_out(res, channel, connection_id, remote_id)
    await record(res, connection_id, remote)


async def _not_given_out(res: Resources, channel: Channel, connection_id: int, remote_id: str) -> RemoteListing:
    """Frozen and deleted listings are not given out (12052901); the search still names their status."""
    async with connection(res.db) as db:
        skus = await db.fetch(
            """SELECT s.seller_sku FROM listing_sku s JOIN listing l ON l.id = s.listing
               WHERE l.connection = $1 AND l.remote_id = $2 LIMIT 1""",
            connection_id,
            remote_id,
        )
    if skus:
        page = await channel.listings(seller_skus=(skus[0]["seller_sku"],))
        for remote in page.listings:
            if remote.remote_id == remote_id:
                return remote
    return RemoteListing(remote_id=remote_id, status=ListingStatus.DELETED, audit_status="")


async def record(res: Resources, connection_id: int, remote: RemoteListing) -> None:
    """Write what TikTok says now, in one short transaction: listing, product, items that follow it, issues."""
    async with transaction(res.db) as db:
        row = await db.fetchrow(
            """SELECT l.*, p.sync_state, c.account FROM listing l
               JOIN product p ON p.id = l.product JOIN connection c ON c.id = l.connection
               WHERE l.connection = $1 AND l.remote_id = $2 FOR UPDATE OF l, p""",
            connection_id,
            remote.remote_id,
        )
        if row is None:
            return
        ruling = rule(remote.status, remote.audit_status, was_live=row["was_live"])
        await _write_listing(db, row, remote, ruling)
        tasks = await _write_product(db, row, remote, ruling)
    topics = [events.products(connection_id), *(events.task(task) for task in tasks)]
    if tasks:
        topics.append(events.tasks(connection_id))
    await events.announce(res.redis, row["account"], *topics)


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


async def _write_product(
    db: asyncpg.Connection, row: asyncpg.Record, remote: RemoteListing, ruling: Ruling
) -> list[int]:
    """The product's state and the items that follow it. Returns the tasks whose numbers changed."""
    held = await db.fetchval(
        "SELECT true FROM task_item WHERE product = $1 AND state IN ('queued', 'sending')", row["product"]
    )
    if not held:  # a product on its way keeps saying so
        await db.execute("UPDATE product SET sync_state = $2 WHERE id = $1", row["product"], ruling.state.value)
    if not ruling.ruled:
        return []
    refused = ruling.state in (SyncState.SYNC_FAILED, SyncState.UPDATE_FAILED)
    if refused:
        await issues.show(db, row["connection"], row["product"], [refusal(remote)])
    elif not held:
        await issues.close(db, row["product"])
    finding = refusal(remote)
    tasks = await db.fetch(
        """UPDATE task_item SET state = $2, changed_at = now(), doing = '', cause = $3, reason = $4, fix = $5,
               parameters = '{}'
           WHERE product = $1 AND state = 'in_review' RETURNING task""",
        row["product"],
        "refused" if refused else "live",
        finding.code if refused else "",
        finding.sentence if refused else "",
        finding.fix.value if refused else "",
    )
    numbers = sorted({item["task"] for item in tasks})
    await recount(db, numbers)
    return numbers


def refusal(remote: RemoteListing) -> Finding:
    """TikTok's reviewers said no: their words are folded, ours say what to do."""
    return Finding(
        code="review",
        sentence=N_("TikTok’s review refused this product."),
        hint=N_("Read TikTok’s own words, correct the product in Ecwid, pull it and sync it again."),
        fix=Fix.EDIT_IN_SOURCE,
        who=Who.YOU,
        can_retry=True,
        their_text="\n".join(remote.refusals),
    )


async def follow(res: Resources, connection_id: int) -> int:
    """Look at this connection's listings that are due, in pages when they are many. Returns how many were due."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """UPDATE listing SET next_check_at = now() + interval '1 minute' WHERE id IN (
                   SELECT id FROM listing WHERE connection = $1 AND next_check_at <= now()
                   ORDER BY next_check_at LIMIT 500 FOR UPDATE SKIP LOCKED)
               RETURNING remote_id, sent_at""",
            connection_id,
        )
    if not rows:
        return 0
    channel = await open_channel(res, connection_id)
    due = {row["remote_id"] for row in rows}
    if len(due) > _ONE_BY_ONE:
        since = min(row["sent_at"] for row in rows) - timedelta(minutes=5)
        due -= await _follow_pages(res, channel, connection_id, due, since)
    for remote_id in sorted(due)[:50]:
        await _look(res, channel, connection_id, remote_id)
    return len(rows)


async def _follow_pages(
    res: Resources, channel: Channel, connection_id: int, due: set[str], since: datetime
) -> set[str]:
    """Walk the search once; refused listings are read singly, because only the detail names the reasons."""
    seen: set[str] = set()
    token = ""
    while True:
        page = await channel.listings(updated_from=since, token=token)
        for remote in page.listings:
            if remote.remote_id not in due:
                continue
            if remote.status is not ListingStatus.FAILED and remote.audit_status != "FAILED":
                await record(res, connection_id, remote)
                seen.add(remote.remote_id)
        token = page.next_token
        if not token or seen == due:
            return seen
