"""Numbers of products that are exact without counting: rows of changes, added up (migrations, product_tally)."""

import asyncpg

# Any number will do, as long as nobody else of Weft's takes it.
_TALLY_LOCK = 727_275


async def counts(db: asyncpg.Connection, connection_id: int) -> dict[str, int]:
    """How many products there are: by sync state, "unsent", "deleted", and "all" that are not deleted. Exact."""
    rows = await db.fetch(
        """SELECT what, sum(n)::bigint AS n FROM product_tally WHERE connection = $1 AND what NOT LIKE 'mapping:%'
           GROUP BY what""",
        connection_id,
    )
    found = {row["what"]: row["n"] for row in rows}
    states = {what.removeprefix("state:"): n for what, n in found.items() if what.startswith("state:")}
    return {
        **states,
        "unsent": found.get("unsent", 0),
        "deleted": found.get("deleted", 0),
        "all": sum(states.values()),
    }


async def mapping_counts(db: asyncpg.Connection, connection_id: int) -> dict[int, int]:
    """How many products each category mapping has; 0 is "No Ecwid category". Exact."""
    rows = await db.fetch(
        """SELECT substr(what, 9)::bigint AS mapping, sum(n)::bigint AS n FROM product_tally
           WHERE connection = $1 AND what LIKE 'mapping:%' GROUP BY what HAVING sum(n) <> 0""",
        connection_id,
    )
    return {row["mapping"]: row["n"] for row in rows}


async def live_count(db: asyncpg.Connection, connection_id: int) -> int:
    """How many products are not deleted in the source. Exact."""
    return (await counts(db, connection_id))["all"]


async def compact_tally(db: asyncpg.Connection) -> None:
    """Add up the rows of both tallies, in the caller's transaction; readers see the sums before or after, never
    between.

    Rows that others add meanwhile stay as they are. One at a time: a second one leaves at once.
    """
    if not await db.fetchval("SELECT pg_try_advisory_xact_lock($1)", _TALLY_LOCK):
        return
    for tally in ("product_tally", "order_tally"):
        await db.execute(
            f"""WITH taken AS (
                   DELETE FROM {tally} WHERE (connection, what) IN (
                       SELECT connection, what FROM {tally} GROUP BY 1, 2 HAVING count(*) > 1 OR sum(n) = 0)
                   RETURNING connection, what, n)
               INSERT INTO {tally} SELECT connection, what, sum(n) FROM taken GROUP BY 1, 2
               HAVING sum(n) <> 0"""  # noqa: S608 - constants only
        )
