"""Who works on which product of a push. All times are the database's own."""

from dataclasses import dataclass

import asyncpg

# Renewed all the time by a worker that lives, so this is only how long a dead one holds a product up.
LEASE_SECONDS = 6

# Nobody has it and it need not wait.
FREE = "(i.lease_until IS NULL OR i.lease_until < now()) AND (i.not_before IS NULL OR i.not_before <= now())"
CLAIMABLE = f"i.state IN ('queued', 'sending') AND {FREE}"
# A create that TikTok may have executed: we have to find out, whether the task goes on or not.
IN_DOUBT = """EXISTS (SELECT FROM outbox_write w WHERE w.connection = i.connection AND w.kind = 'create_listing'
                 AND w.subject = i.product AND w.state IN ('sent', 'maybe'))"""


@dataclass(frozen=True, slots=True)
class Item:
    """One claimed product of a push. `attempts` counts this one; `orphaned`: the worker that had it died."""

    id: int
    product: int
    attempts: int
    orphaned: bool = False


async def claim(db: asyncpg.Connection, task_id: int, worker: str, *, orphans: bool = False) -> Item | None:
    """Take the next product of a push: one that waits for its turn, or (`orphans`) one whose worker died.

    Once Stop was pressed only what may be on TikTok already is taken: what is on its way is finished first.
    """
    wanted = "i.state = 'sending'" if orphans else f"i.state = 'queued' AND (NOT t.stop_requested OR {IN_DOUBT})"
    row = await db.fetchrow(
        f"""UPDATE task_item SET state = 'sending', attempts = attempts + 1, lease_by = $2, changed_at = now(),
                lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE id = (
                SELECT i.id FROM task_item i JOIN task t ON t.id = i.task
                WHERE i.task = $1 AND t.run_state = 'running' AND {FREE} AND {wanted}
                ORDER BY i.id LIMIT 1 FOR UPDATE OF i SKIP LOCKED)
            RETURNING id, product, attempts""",  # noqa: S608 - constants only
        task_id,
        worker,
    )
    return Item(row["id"], row["product"], row["attempts"], orphans) if row else None


async def hold_unlisted(db: asyncpg.Connection, connection_id: int, doing: str, seconds: float) -> None:
    """Let everything that waits to be listed on this connection wait so long; edits of what is listed go on."""
    await db.execute(
        """UPDATE task_item SET doing = $2, not_before = now() + make_interval(secs => $3) WHERE id IN (
               SELECT i.id FROM task_item i WHERE i.connection = $1 AND i.state = 'queued'
                 AND (i.not_before IS NULL OR i.not_before <= now())
                 AND NOT EXISTS (SELECT FROM listing l WHERE l.product = i.product)
               ORDER BY i.id FOR UPDATE SKIP LOCKED)""",
        connection_id,
        doing,
        seconds,
    )


async def renew(db: asyncpg.Connection, task_id: int, worker: str) -> None:
    """Say that this worker is there and still works on what it claimed. A lease that was lost stays lost.

    Two statements on purpose: neither holds a row while it waits for another.
    """
    await db.execute(
        f"""UPDATE task_item SET lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE task = $1 AND state = 'sending' AND lease_by = $2""",  # noqa: S608 - constants only
        task_id,
        worker,
    )
    await db.execute("UPDATE task SET heartbeat_at = now() WHERE id = $1", task_id)


async def give_back(db: asyncpg.Connection, task_id: int, worker: str) -> None:
    """A worker that stops in order gives back what it holds, unmarked; a killed one's leases run out instead."""
    await db.execute(
        """WITH back AS (
               UPDATE task_item SET state = 'queued', doing = '', lease_until = NULL, lease_by = '',
                   attempts = attempts - 1
               WHERE task = $1 AND state = 'sending' AND lease_by = $2 RETURNING product)
           UPDATE product SET sync_state = 'queued' WHERE id IN (SELECT product FROM back)""",
        task_id,
        worker,
    )
