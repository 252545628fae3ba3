"""Indexes of orders and of the stock that follows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T07:00:00:000003"
VERSION = "1.38.0"
DESCRIPTION = "indexes of orders"

FORWARDS = (
    # The list: by time left to dispatch, by newest, within one status.
    "CREATE INDEX sales_order_page ON sales_order (connection, placed_at DESC, id DESC) WHERE archived_at IS NULL",
    """CREATE INDEX sales_order_status_page ON sales_order (connection, status, placed_at DESC, id DESC)
       WHERE archived_at IS NULL""",
    # What waits for the seller, and what goes on by itself once a product was linked.
    """CREATE INDEX sales_order_asks ON sales_order (connection, relay)
       WHERE relay IN ('needs_linking', 'needs_you')""",
    # The numbers of the chips: two megabytes for a quarter of a million orders, where the page's index has thirty.
    "CREATE INDEX sales_order_status ON sales_order (connection, status) WHERE archived_at IS NULL",
    """CREATE INDEX sales_order_ship_by ON sales_order (connection, ship_by, id)
       WHERE archived_at IS NULL AND status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')""",
    """CREATE INDEX sales_order_archived ON sales_order (connection, placed_at DESC, id DESC)
       WHERE archived_at IS NOT NULL""",
    # What is not in Ecwid, by the time it was placed (S142).
    "CREATE INDEX sales_order_missing ON sales_order (connection, placed_at DESC, id DESC) WHERE source_order_id = ''",
    "CREATE INDEX sales_order_disagree ON sales_order (connection) WHERE relay = 'synced' AND reason <> ''",
    "CREATE INDEX sales_order_search ON sales_order USING gin (to_tsvector('simple', search))",
    "CREATE INDEX sales_order_source ON sales_order (connection, source_order_id) WHERE source_order_id <> ''",
    "CREATE INDEX sales_order_internal ON sales_order (connection, source_internal_id)",
    # What the orders lane has to do: relays that are due, and shipments that wait to be told to TikTok.
    """CREATE INDEX sales_order_due ON sales_order (connection, next_try_at NULLS FIRST)
       WHERE relay IN ('queued', 'sending', 'maybe', 'retrying')""",
    """CREATE INDEX sales_order_wanted ON sales_order (connection)
       WHERE wanted_payment <> '' OR wanted_fulfilment <> '' OR wanted_address""",
    "CREATE INDEX outbox_write_batch ON outbox_write (batch) WHERE batch <> '' AND state IN ('sent', 'maybe')",
    "CREATE INDEX sales_order_unreferenced ON sales_order (connection) WHERE relay = 'synced' AND referenced_at IS NULL",
    "CREATE INDEX sales_order_shipment ON sales_order (connection, shipment) WHERE shipment <> ''",
    "CREATE INDEX sales_order_to_purge ON sales_order (placed_at) WHERE buyer IS NOT NULL",
    "CREATE INDEX order_unit_open ON order_unit (connection, sku_id) WHERE booked_at IS NULL",
    "CREATE INDEX order_unit_order ON order_unit (sales_order)",
    """CREATE INDEX order_unit_cancelled ON order_unit (connection)
       WHERE status = 'CANCELLED' AND booked_at IS NOT NULL""",
    "CREATE INDEX package_order ON package (sales_order)",
    "CREATE INDEX order_event_page ON order_event (sales_order, id)",
    "CREATE INDEX cancellation_pending ON cancellation (connection, deadline) WHERE state = 'pending'",
    "CREATE INDEX cancellation_order ON cancellation (sales_order)",
    # The webhook log of one shop, newest first.
    "CREATE INDEX inbox_event_shop ON inbox_event (platform, shop_id, id DESC)",
    "CREATE INDEX listing_sku_dirty ON listing_sku (dirty_at) WHERE dirty_at IS NOT NULL",
    "CREATE INDEX listing_sku_listing ON listing_sku (listing)",
)


class RawTable(Table):
    """Only a way to send raw SQL."""


async def _forwards() -> None:
    for statement in FORWARDS:
        await RawTable.raw(statement)


async def _backwards() -> None:
    for statement in FORWARDS:
        await RawTable.raw(f"DROP INDEX {statement.split()[2]}")


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    manager = MigrationManager(migration_id=ID, app_name="weft", description=DESCRIPTION)
    manager.add_raw(_forwards)
    manager.add_raw_backwards(_backwards)
    return manager
