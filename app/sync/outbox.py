"""Writes that must happen exactly once: the row and its key stand in the database before anything is sent.

Retrying is not enough, and neither is looking before creating while the platform's index lags; row, key and look-up
together made 0 doubles in 10,000 orders under faults (reliability A.4).
"""

import uuid
from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True, slots=True)
class Write:
    """One write. `in_doubt`: an earlier try may have been executed, with the content that `request_hash` tells."""

    id: int
    key: str
    in_doubt: bool
    request_hash: bytes


async def begin(
    db: asyncpg.Connection, connection_id: int, platform: str, kind: str, subject: int, request_hash: bytes
) -> Write:
    """Write down that this is sent, under a new key or the one that an earlier try left behind.

    Commit it before the call: from here on the write may have happened. While it is in doubt, the hash of the try
    that may have been executed stays.
    """
    made = await db.fetchrow(
        """INSERT INTO outbox_write (connection, platform, kind, subject, key, request_hash, state, attempts, sent_at)
           VALUES ($1, $2, $3, $4, $5, $6, 'sent', 1, now())
           ON CONFLICT (connection, kind, subject) WHERE state NOT IN ('refused', 'closed') DO NOTHING
           RETURNING id, key""",
        connection_id,
        platform,
        kind,
        subject,
        f"weft-{uuid.uuid4().hex}",
        request_hash,
    )
    if made is not None:
        return Write(made["id"], made["key"], False, request_hash)
    row = await db.fetchrow(
        """SELECT id, key, state, request_hash FROM outbox_write
           WHERE connection = $1 AND kind = $2 AND subject = $3 AND state NOT IN ('refused', 'closed') FOR UPDATE""",
        connection_id,
        kind,
        subject,
    )
    in_doubt = row["state"] != "new"
    known = row["request_hash"] if in_doubt else request_hash
    await db.execute(
        """UPDATE outbox_write SET state = CASE state WHEN 'new' THEN 'sent' ELSE state END, request_hash = $2,
               attempts = attempts + 1, sent_at = now() WHERE id = $1""",
        row["id"],
        known,
    )
    return Write(row["id"], row["key"], in_doubt, known)


async def settle(db: asyncpg.Connection, write: Write, state: str, remote_id: str = "") -> None:
    """What became of it: done, refused, new (certainly not executed) or maybe. What is done stays done."""
    await db.execute(
        """UPDATE outbox_write SET state = $2, remote_id = $3, done_at = CASE WHEN $2 = 'done' THEN now() END
           WHERE id = $1 AND state NOT IN ('done', 'closed')""",
        write.id,
        state,
        remote_id,
    )
