"""Stop takes back what an update marked: what TikTok had is known again, so that nothing is sent (S128)."""

import asyncpg


async def unmark(db: asyncpg.Connection, task: int) -> None:
    """End what waits for the stock lane. What a worker has in hand stays due, and ends with its answer.

    The SKUs stay marked: the lane looks, finds what TikTok has already, and sends nothing, unless Ecwid's figure is
    another one by now.
    """
    await db.execute(
        """SELECT s.id FROM task_item i JOIN listing l ON l.product = i.product JOIN listing_sku s ON s.listing = l.id
           WHERE i.task = $1 AND i.state = 'due' ORDER BY s.id FOR UPDATE OF s""",
        task,
    )
    stopped = await db.fetch(
        """UPDATE task_item i SET state = 'stopped', doing = '', changed_at = now()
           WHERE i.task = $1 AND i.state = 'due' AND NOT EXISTS (
               SELECT FROM listing l JOIN listing_sku s ON s.listing = l.id
               WHERE l.product = i.product AND s.lease_until > now())
           RETURNING i.id""",
        task,
    )
    for sent, kind in (("stock_sent", "int"), ("price_sent", "numeric")):
        # A doubt that came since has a time of its own, and stays.
        await db.execute(
            f"""UPDATE listing_sku s SET {sent} = (had.value ->> 0)::{kind}
                FROM task_item i CROSS JOIN jsonb_each(i.before) AS had
                WHERE i.id = ANY($1::bigint[]) AND i.what = $2 AND s.id = had.key::bigint AND s.{sent} IS NULL
                  AND s.{sent}_at IS NOT DISTINCT FROM (had.value ->> 1)::timestamptz""",  # noqa: S608 - constants only
            [row["id"] for row in stopped],
            sent.removesuffix("_sent"),
        )
