"""Category mappings as their pages list them."""

import asyncpg

PAGE = 50
SHOWN = {"": "true", "unset": "m.state = 'unset'", "suggested": "m.state = 'suggested'"}
_MATCHES = "($2 = '' OR m.source_name ILIKE '%' || $2 || '%' OR m.remote_path ILIKE '%' || $2 || '%')"


def _escaped(text: str) -> str:
    """What people type is no pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def page_of(
    db: asyncpg.Connection,
    connection_id: int,
    shown: str,
    q: str,
    *,
    before: int | None = None,
    after: int | None = None,
) -> list[asyncpg.Record]:
    """One page and one row more, in the order in which the groups were found."""
    condition, order = ("m.id < $3", "DESC") if before is not None else ("m.id > $3", "ASC")
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT m.* FROM category_mapping m WHERE m.connection = $1 AND {SHOWN[shown]} AND {_MATCHES}
            AND {condition} ORDER BY m.id {order} LIMIT {PAGE + 1}""",  # noqa: S608 - constants only
        connection_id,
        _escaped(q),
        before if before is not None else after or 0,
    )
    return rows


async def count_matching(db: asyncpg.Connection, connection_id: int, shown: str, q: str) -> int:
    """How many mappings match."""
    return int(
        await db.fetchval(
            f"""SELECT count(*) FROM category_mapping m
                WHERE m.connection = $1 AND {SHOWN[shown]} AND {_MATCHES}""",  # noqa: S608 - constants only
            connection_id,
            _escaped(q),
        )
    )


async def counts(db: asyncpg.Connection, connection_id: int) -> dict[str, int]:
    """How many mappings in each state; "" is all of them."""
    rows = await db.fetch(
        "SELECT state, count(*) AS n FROM category_mapping WHERE connection = $1 GROUP BY state", connection_id
    )
    found = {row["state"]: row["n"] for row in rows}
    return {"": sum(found.values()), "unset": found.get("unset", 0), "suggested": found.get("suggested", 0)}


async def acceptable(db: asyncpg.Connection, connection_id: int) -> list[int]:
    """Suggestions that may be accepted at once; invite-only ones are looked at one by one."""
    rows = await db.fetch(
        "SELECT id FROM category_mapping WHERE connection = $1 AND state = 'suggested' AND NOT invite_only",
        connection_id,
    )
    return [row["id"] for row in rows]


async def one(db: asyncpg.Connection, connection_id: int, mapping: int) -> asyncpg.Record | None:
    """One mapping of this connection."""
    return await db.fetchrow("SELECT * FROM category_mapping WHERE connection = $1 AND id = $2", connection_id, mapping)


async def leaves(
    db: asyncpg.Connection, connection_id: int, q: str, chosen: str, *, limit: int
) -> list[asyncpg.Record]:
    """Leaves whose path has every word that was typed, the present one first; without words only that one."""
    words = [f"%{_escaped(word)}%" for word in q.split()[:6]]
    rows: list[asyncpg.Record] = await db.fetch(
        """SELECT * FROM channel_category WHERE connection = $1 AND is_leaf
             AND (remote_id = $2 OR (cardinality($3::text[]) > 0 AND path ILIKE ALL ($3::text[])))
           ORDER BY remote_id <> $2, length(path), path LIMIT $4""",
        connection_id,
        chosen,
        words,
        limit,
    )
    return rows


async def product_states(db: asyncpg.Connection, connection_id: int, mapping: int) -> dict[str, int]:
    """Where the products of one mapping stand."""
    rows = await db.fetch(
        """SELECT sync_state, count(*) AS n FROM product
           WHERE connection = $1 AND category_mapping = $2 AND deleted_at IS NULL GROUP BY sync_state""",
        connection_id,
        mapping,
    )
    return {row["sync_state"]: row["n"] for row in rows}
