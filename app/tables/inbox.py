"""Webhooks received: the letterbox."""

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import asyncpg
from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import Table

from app.tables.engine import connection

REFUSED_KEPT = 10_000


class InboxEvent(Table, tablename="inbox_event"):
    """One webhook, as a hint only: which thing to read again. The body itself is not kept.

    `state`: received, done, failed, refused (forged, for the log alone). Duplicates are absorbed by (platform, event
    id); `seen` counts them.
    """

    id = BigSerial(primary_key=True)
    platform = Text()
    event_id = Text()
    shop_id = Text()
    their_type = Text()
    topic = Text()
    subject_id = Text()
    state = Text(default="received")
    seen = Integer(default=1)
    attempts = Integer(default=0)
    error = Text()
    occurred_at = Timestamptz()
    received_at = Timestamptz(default=TimestamptzNow())
    not_before = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    connection = BigInt(null=True, default=None)

    one_per_event = Unique(["platform", "event_id"])


class Letter(NamedTuple):
    """One verified webhook on its way into the letterbox."""

    platform: str
    event_id: str
    shop_id: str
    their_type: str
    topic: str
    subject_id: str
    occurred_at: datetime
    received_at: datetime


async def receive(db: PostgresEngine, letters: Iterable[Letter]) -> int:
    """Put verified webhooks into the letterbox, all or none, committed when this returns. How many were new.

    One that came before, or twice among these, is counted in `seen`.
    """
    times = Counter((letter.platform, letter.event_id) for letter in letters)
    # In one order, or two processes that take the same duplicates stop each other.
    once = sorted({(letter.platform, letter.event_id): letter for letter in letters}.values())
    columns = [*zip(*once, strict=True), [times[letter[:2]] for letter in once]]
    async with connection(db) as pooled:
        # xmax is 0 for a row this statement inserted, and set for one it found and updated.
        rows = await pooled.fetch(
            """INSERT INTO inbox_event
                   (platform, event_id, shop_id, their_type, topic, subject_id, occurred_at, received_at, seen)
               SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                   $7::timestamptz[], $8::timestamptz[], $9::int[])
               ON CONFLICT (platform, event_id) DO UPDATE SET seen = inbox_event.seen + excluded.seen
               RETURNING xmax = 0 AS is_new""",
            *columns,
        )
    return sum(row["is_new"] for row in rows)


async def keep_refused(db: PostgresEngine, platform: str, shop_id: str, their_type: str, reason: str) -> None:
    """Keep for the log that somebody sent a webhook in the name of a shop of ours, and nothing of what it says.

    Nobody works it off. Its id is our own: a forger must not take the place of an event that is still to come.
    """
    async with connection(db) as pooled:
        await pooled.execute(
            """INSERT INTO inbox_event (platform, event_id, shop_id, their_type, topic, state, error, occurred_at,
                   received_at, done_at)
               SELECT $1, $2, $3, $4, 'ignored', 'refused', $5, now(), now(), now()
               WHERE EXISTS (SELECT FROM access_grant WHERE platform = $1 AND shop_id = $3)""",
            platform,
            f"refused:{secrets.token_hex(16)}",
            shop_id,
            their_type,
            reason,
        )


async def forget_old(db: asyncpg.Connection) -> None:
    """Webhooks are hints; 30 days are enough to explain one. Of refused ones the newest are."""
    await db.execute("DELETE FROM inbox_event WHERE received_at < now() - interval '30 days' AND state <> 'received'")
    await db.execute(
        f"""DELETE FROM inbox_event WHERE state = 'refused' AND id <= (
                SELECT id FROM inbox_event WHERE state = 'refused' ORDER BY id DESC
                OFFSET {REFUSED_KEPT} LIMIT 1)"""  # noqa: S608 - a constant only
    )
