"""Webhooks received: the letterbox."""

from datetime import datetime

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import Table

from app.tables.engine import connection


class InboxEvent(Table, tablename="inbox_event"):
    """One webhook, as a hint only: which thing to read again. The body itself is not kept.

    `state`: received, done, failed. Duplicates are absorbed by (platform, event id); `seen` counts them.
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


async def receive(
    db: PostgresEngine,
    platform: str,
    *,
    event_id: str,
    shop_id: str,
    their_type: str,
    topic: str,
    subject_id: str,
    occurred_at: datetime,
    received_at: datetime,
) -> bool:
    """Put one verified webhook into the letterbox, committed when this returns. False for one that came before."""
    async with connection(db) as pooled:
        # xmax is 0 for a row this statement inserted, and set for one it found and updated.
        is_new = await pooled.fetchval(
            """INSERT INTO inbox_event
                   (platform, event_id, shop_id, their_type, topic, subject_id, occurred_at, received_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (platform, event_id) DO UPDATE SET seen = inbox_event.seen + 1
               RETURNING xmax = 0""",
            platform,
            event_id,
            shop_id,
            their_type,
            topic,
            subject_id,
            occurred_at,
            received_at,
        )
    return bool(is_new)
