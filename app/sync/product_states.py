"""What a product's state is when no task holds it: worked out from its listing and its open issues (S35)."""

import asyncpg

_OPEN_ISSUE = "EXISTS (SELECT FROM issue i WHERE i.product = p.id AND i.closed_at IS NULL)"


async def restore_states(db: asyncpg.Connection, products: list[int]) -> None:
    """Give products that no task holds any more the state they had, or have meanwhile.

    The listing's words are ruled on as `domain.listings.rule` does; beside it, something that kept a product from
    being sent may still be open.
    """
    await db.execute(
        f"""UPDATE product p SET sync_state = CASE
               WHEN l.id IS NULL AND {_OPEN_ISSUE} THEN 'sync_failed'
               WHEN l.id IS NULL THEN 'not_synced'
               WHEN l.ruled_at IS NULL THEN 'in_review'
               WHEN l.status IN ('SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED', 'FREEZE') THEN 'deactivated'
               WHEN l.status = 'FAILED' AND NOT l.was_live THEN 'sync_failed'
               WHEN l.status = 'FAILED' OR l.audit_status = 'FAILED' OR {_OPEN_ISSUE} THEN 'update_failed'
               ELSE 'synced' END
            FROM product q LEFT JOIN listing l ON l.product = q.id
            WHERE q.id = p.id AND p.id = ANY($1::bigint[])""",  # noqa: S608 - constants only
        products,
    )
