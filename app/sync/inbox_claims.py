"""Which webhooks a worker takes: the oldest that are due, and with them all that ask for the same."""

from collections.abc import Set

import asyncpg

Key = tuple[str, str, str, str]

_BATCH = 50
_LEASE_SECONDS = 60
# So long others leave it to whoever has some of it; a dead worker's is waited for no longer.
_TURN_SECONDS = 8
_MOST = 1_000

# All listings, and all orders, of a shop are read in pages: a thousand webhooks are ten calls, if one worker has them.
TOGETHER = (
    "listing.changed",
    "order.changed",
    "cancellation.changed",
    "source_order.changed",
    "stock.changed",
)
# More than so many that ask for the same within a while are a flood: it is read once it has ebbed, or so many seconds
# are over, which is waited for with nothing in hand. What flows more slowly is read at once. Of orders, a flood is read
# in few pages, and so long after it began that what comes later still is known to be read (inbox_orders.WELL_AFTER).
_FLOODS = (("order.changed", 20, 3.0), ("source_order.changed", 20, 3.0), ("product.changed", 3, 1.5))
_WHILE_SECONDS = 0.5
# What a webhook asks to read, beside its topic (`key`). $1 is TOGETHER.
_SUBJECT = "CASE WHEN topic = ANY($1::text[]) THEN '' ELSE subject_id END"
_DUE = "(not_before IS NULL OR not_before <= now()) AND (lease_until IS NULL OR lease_until < now())"
_CLAIM = f"attempts = attempts + 1, lease_until = now() + make_interval(secs => {_LEASE_SECONDS})"
_LATELY = f"received_at BETWEEN now() - make_interval(secs => {_WHILE_SECONDS}) AND now()"
# Only what came a moment ago is counted, and looked for something older: claims cost the same however many wait.
_COMING = f"""SELECT platform, shop_id, topic, subject FROM (
        SELECT platform, shop_id, topic, {_SUBJECT} AS subject, seconds FROM inbox_event
        JOIN (VALUES {", ".join(map(str, _FLOODS))}) AS flood (topic, most, seconds) USING (topic)
        WHERE state = 'received' AND {_DUE} AND {_LATELY}
        GROUP BY platform, shop_id, topic, {_SUBJECT}, most, seconds HAVING count(*) > most) AS lately
    WHERE NOT EXISTS (
        SELECT FROM inbox_event WHERE state = 'received' AND {_DUE}
          AND (platform, shop_id, topic, {_SUBJECT})
            = (lately.platform, lately.shop_id, lately.topic, lately.subject)
          AND received_at <= now() - make_interval(secs => lately.seconds))"""  # noqa: S608 - constants only


async def claim(db: asyncpg.Connection) -> list[asyncpg.Record]:
    """The oldest that are due, with those that ask for the same; oldest first.

    While somebody has webhooks that ask for one thing, what else asks for it gathers for the next reading; and so does
    a flood, for as long as it comes.
    """
    rows = await db.fetch(
        f"""WITH busy AS MATERIALIZED (
                SELECT DISTINCT platform, shop_id, topic, {_SUBJECT} FROM inbox_event WHERE state = 'received'
                  AND lease_until > now() + make_interval(secs => {_LEASE_SECONDS - _TURN_SECONDS})),
            coming AS MATERIALIZED ({_COMING})
            UPDATE inbox_event SET {_CLAIM} WHERE id IN (
                SELECT id FROM inbox_event WHERE state = 'received' AND {_DUE}
                  AND (platform, shop_id, topic, {_SUBJECT}) NOT IN (SELECT * FROM busy)
                  AND (platform, shop_id, topic, {_SUBJECT}) NOT IN (SELECT * FROM coming)
                ORDER BY id LIMIT {_BATCH} FOR UPDATE SKIP LOCKED)
            RETURNING *""",  # noqa: S608 - constants only
        list(TOGETHER),
    )
    more = await claim_alike(db, {key(row) for row in rows})
    return sorted([*rows, *more], key=lambda row: row["id"])


async def is_flooded(db: asyncpg.Connection) -> bool:
    """Whether a flood comes that nobody claims yet."""
    return bool(await db.fetchval(f"SELECT EXISTS ({_COMING})", list(TOGETHER)))


async def claim_alike(db: asyncpg.Connection, alike: Set[Key]) -> list[asyncpg.Record]:
    """What else asks to read one of `alike`."""
    if not alike:
        return []
    found: list[asyncpg.Record] = await db.fetch(
        f"""UPDATE inbox_event SET {_CLAIM} WHERE id IN (
                SELECT id FROM inbox_event
                WHERE state = 'received' AND {_DUE}
                  AND (platform, shop_id, topic, {_SUBJECT})
                    IN (SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]))
                ORDER BY id LIMIT {_MOST} FOR UPDATE SKIP LOCKED)
            RETURNING *""",  # noqa: S608 - constants only
        list(TOGETHER),
        *([*column] for column in zip(*alike, strict=True)),
    )
    return found


def key(row: asyncpg.Record) -> Key:
    """Webhooks with one key are answered by one reading."""
    return row["platform"], row["shop_id"], row["topic"], "" if row["topic"] in TOGETHER else row["subject_id"]
