"""Webhooks received are worked off here: each only says what to read again (S164)."""

import logging
import random

import asyncpg

from app.domain.retries import delay
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.registry import ECWID
from app.resources import Resources
from app.sync import listings
from app.sync.grants import access_gone, open_channel, open_source
from app.sync.products import refresh_product
from app.tables.engine import connection

log = logging.getLogger(__name__)

_BATCH = 50
_MAX_ATTEMPTS = 10
_LEASE_SECONDS = 60


async def drain_inbox(res: Resources) -> int:
    """Work off everything that is due. Returns how many events were settled."""
    settled = 0
    while rows := await _claim(res):
        done: dict[tuple[str, str, str, str], bool] = {}
        for row in rows:
            # Ten changes of one product are one reading: whatever it says now is the latest.
            what = (row["platform"], row["shop_id"], row["topic"], row["subject_id"])
            if what not in done:
                done[what] = await _handle(res, row)
            if done[what]:
                await _settle(res, row, "done")
                settled += 1
            else:
                await _try_later(res, row)
    return settled


async def _claim(res: Resources) -> list[asyncpg.Record]:
    async with connection(res.db) as db:
        rows: list[asyncpg.Record] = await db.fetch(
            f"""UPDATE inbox_event SET attempts = attempts + 1,
                    lease_until = now() + make_interval(secs => {_LEASE_SECONDS})
                WHERE id IN (
                    SELECT id FROM inbox_event WHERE state = 'received'
                      AND (lease_until IS NULL OR lease_until < now()) AND (not_before IS NULL OR not_before <= now())
                    ORDER BY id LIMIT {_BATCH} FOR UPDATE SKIP LOCKED)
                RETURNING *"""  # noqa: S608 - constants only
        )
    return rows


async def _settle(res: Resources, row: asyncpg.Record, state: str, error: str = "") -> None:
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE inbox_event SET state = $2, error = $3, done_at = now(), lease_until = NULL WHERE id = $1",
            row["id"],
            state,
            error,
        )


async def _try_later(res: Resources, row: asyncpg.Record) -> None:
    if row["attempts"] >= _MAX_ATTEMPTS:
        await _settle(res, row, "failed", "the platform did not answer")
        return
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE inbox_event SET lease_until = NULL, not_before = now() + make_interval(secs => $2)
               WHERE id = $1""",
            row["id"],
            delay(row["attempts"], random.random(), first=4.0, cap=600.0),
        )


async def _handle(res: Resources, row: asyncpg.Record) -> bool:
    """Whether the event is settled; False asks for another try."""
    settled = True
    for connection_id in await _connections_of(res, row):
        try:
            await _read_again(res, row, connection_id)
        except AccessGone as gone:
            reason = "deauthorised" if row["topic"] == "access.revoked" else gone.reason
            await access_gone(res, connection_id, row["platform"], reason)
        except PlatformError as error:
            log.info("event %s waits: %s", row["id"], type(error).__name__)
            settled = False
    return settled


async def _connections_of(res: Resources, row: asyncpg.Record) -> list[int]:
    """The connections this shop belongs to; a webhook of a shop we do not have changes nothing."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """UPDATE access_grant SET last_webhook_at = $3, last_webhook_type = $4
               WHERE platform = $1 AND shop_id = $2 AND state = 'healthy' RETURNING connection""",
            row["platform"],
            row["shop_id"],
            row["received_at"],
            row["their_type"],
        )
    return [found["connection"] for found in rows]


async def _read_again(res: Resources, row: asyncpg.Record, connection_id: int) -> None:
    topic = row["topic"]
    if topic in ("product.changed", "product.deleted") and row["subject_id"].isdigit():
        source = await open_source(res, connection_id)
        await refresh_product(res, connection_id, source, int(row["subject_id"]))
    elif topic == "listing.changed":
        await listings.look_again(res, connection_id, row["subject_id"])
    elif topic == "access.revoked":
        await _still_ours(res, row["platform"], connection_id)


async def _still_ours(res: Resources, platform: str, connection_id: int) -> None:
    """Ask the platform itself whether our grant still stands; raises AccessGone when it does not.

    Anybody who holds one signed Ecwid webhook can forge another (the body is not signed): only a dead token counts.
    """
    if platform == ECWID:
        await (await open_source(res, connection_id)).store()
    else:
        await (await open_channel(res, connection_id)).warehouses()
