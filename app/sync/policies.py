"""A connection's settings as the rules read them."""

import asyncpg

from app.domain.policy import Policy, Units
from app.domain.products import Size


def policy_of(row: asyncpg.Record) -> Policy:
    """The policy in a `connection` row."""
    sides = (row["package_length_mm"], row["package_width_mm"], row["package_height_mm"])
    return Policy(
        package=Size(*sides) if all(sides) else None,
        weight_g=row["package_weight_g"],
        units=Units(row["package_units"]),
        warehouse_id=row["warehouse_id"],
        currency=row["currency"],
        unlimited_cap=row["unlimited_cap"],
        category_basis=row["category_basis"],
    )


async def load_policy(db: asyncpg.Connection, connection_id: int) -> Policy:
    """The policy in force now."""
    return policy_of(await db.fetchrow("SELECT * FROM connection WHERE id = $1", connection_id))
