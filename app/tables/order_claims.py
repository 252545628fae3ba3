"""Connections that have something to do in the lanes of orders and stock."""

import asyncpg

# The gap guard's period (B5): webhooks make it faster, nothing else.
GUARD_SECONDS = 600

# Orders that waited for a link and may go through now, or for a different SKU: one of theirs was linked since they were
# decided about, or nothing in them is unlinked (a link that was committed while they were decided about has an older
# time than the decision).
FREED = """o.relay = 'needs_linking' AND (
    EXISTS (SELECT FROM order_unit u JOIN listing_sku s ON s.connection = u.connection AND s.remote_id = u.sku_id
            WHERE u.sales_order = o.id AND s.linked_at > coalesce(o.decided_at, o.seen_at))
    OR (EXISTS (SELECT FROM order_unit u WHERE u.sales_order = o.id AND u.status <> 'CANCELLED')
        AND NOT EXISTS (SELECT FROM order_unit u WHERE u.sales_order = o.id AND u.status <> 'CANCELLED'
                        AND NOT EXISTS (SELECT FROM listing_sku s WHERE s.connection = u.connection
                                        AND s.remote_id = u.sku_id))))"""


async def due_orders(db: asyncpg.Connection) -> list[tuple[str, int]]:
    """(job, connection) for everything that is due, whose bell may have been lost. One query."""
    rows = await db.fetch(
        f"""SELECT 'relay_orders' AS job, c.id FROM connection c WHERE c.state = 'active' AND (
                EXISTS (SELECT FROM sales_order o WHERE o.connection = c.id
                        AND o.relay IN ('queued', 'retrying', 'maybe', 'sending')
                        AND (o.next_try_at IS NULL OR o.next_try_at <= now())
                        AND (o.lease_until IS NULL OR o.lease_until < now()))
                OR EXISTS (SELECT FROM sales_order o WHERE o.connection = c.id AND o.relay = 'synced'
                           AND o.referenced_at IS NULL)
                OR EXISTS (SELECT FROM sales_order o WHERE o.connection = c.id AND {FREED}))
            UNION ALL
            SELECT 'follow_orders', c.id FROM connection c WHERE c.state = 'active' AND (
                EXISTS (SELECT FROM sales_order o WHERE o.connection = c.id
                        AND (o.wanted_payment <> '' OR o.wanted_fulfilment <> '' OR o.wanted_address)
                        AND o.source_order_id <> ''
                        AND (o.next_try_at IS NULL OR o.next_try_at <= now()))
                OR EXISTS (SELECT FROM sales_order o WHERE o.connection = c.id AND (
                           (o.shipment = 'due' AND (o.next_try_at IS NULL OR o.next_try_at <= now()))
                           OR (o.shipment = 'sending' AND o.lease_until < now())
                           OR (o.shipment = 'held' AND o.status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING'))))
                OR EXISTS (SELECT FROM cancellation x WHERE x.connection = c.id AND x.state = 'due'))
            UNION ALL
            SELECT 'send_stock', c.id FROM connection c WHERE c.state = 'active' AND EXISTS (
                SELECT FROM listing_sku s WHERE s.connection = c.id AND s.dirty_at <= now()
                  AND (s.not_before IS NULL OR s.not_before <= now())
                  AND (s.lease_until IS NULL OR s.lease_until < now()))
            UNION ALL
            SELECT 'sweep_orders', c.id FROM connection c WHERE c.state = 'active'
              AND (c.gap_checked_at IS NULL OR c.gap_checked_at < now() - make_interval(secs => {GUARD_SECONDS}))
            LIMIT 400"""  # noqa: S608 - a constant only
    )
    return [(row["job"], row["id"]) for row in rows]
