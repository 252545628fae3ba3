"""Writes that must happen exactly once: the row and its key stand in the database before anything is sent.

Retrying is not enough, and neither is looking before creating while the platform's index lags; row, key and look-up
together made 0 doubles in 10,000 orders under faults (reliability A.4).
"""

import uuid
from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True, slots=True)
class Write:
    """One write. `state` as in the table; `remote_id` once it is done."""

    id: int
    key: str
    state: str
    remote_id: str
    request_hash: bytes


async def prepare(
    db: asyncpg.Connection, connection_id: int, platform: str, kind: str, subject: int, request_hash: bytes
) -> Write:
    """The write's row: made now with a new key, or the one an earlier try left behind (same key, its own hash)."""
    await db.execute(
        """INSERT INTO outbox_write (connection, platform, kind, subject, key, request_hash)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (connection, kind, subject) WHERE state NOT IN ('refused', 'closed') DO NOTHING""",
        connection_id,
        platform,
        kind,
        subject,
        f"weft-{uuid.uuid4().hex}",
        request_hash,
    )
    row = await db.fetchrow(
        """SELECT id, key, state, remote_id, request_hash FROM outbox_write
           WHERE connection = $1 AND kind = $2 AND subject = $3 AND state NOT IN ('refused', 'closed')""",
        connection_id,
        kind,
        subject,
    )
    return Write(row["id"], row["key"], row["state"], row["remote_id"], row["request_hash"])


async def sending(db: asyncpg.Connection, write: Write, request_hash: bytes) -> None:
    """Commit this before the call: from here on the write may have happened."""
    await db.execute(
        """UPDATE outbox_write SET state = 'sent', attempts = attempts + 1, sent_at = now(), request_hash = $2
           WHERE id = $1 AND state <> 'done'""",
        write.id,
        request_hash,
    )


async def settle(db: asyncpg.Connection, write: Write, state: str, remote_id: str = "") -> None:
    """What became of it: done, refused, new (certainly not executed) or maybe."""
    await db.execute(
        """UPDATE outbox_write SET state = $2, remote_id = $3, done_at = CASE WHEN $2 = 'done' THEN now() END
           WHERE id = $1 AND state <> 'done'""",
        write.id,
        state,
        remote_id,
    )
