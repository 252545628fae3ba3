"""What the gap guard read last of Ecwid's products and of TikTok's cancellations, and an index for what was booked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

ID = "2026-11-24T12:07:31:000006"
VERSION = "1.38.0"
DESCRIPTION = "the gap guard reads products and cancellations"

COLUMNS = ("products_until", "cancellations_until")


class RawTable(Table):
    """Only a way to send raw SQL."""


async def _forwards() -> None:
    # Units whose stock a reading of the product may or may not contain yet.
    await RawTable.raw("CREATE INDEX order_unit_booked ON order_unit (connection, booked_at) WHERE booked_at IS NOT NULL")


async def _backwards() -> None:
    await RawTable.raw("DROP INDEX order_unit_booked")


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    manager = MigrationManager(migration_id=ID, app_name="weft", description=DESCRIPTION)
    for name in COLUMNS:
        manager.add_column(
            table_class_name="Connection",
            tablename="connection",
            column_name=name,
            db_column_name=name,
            column_class_name="Timestamptz",
            column_class=Timestamptz,
            params={
                "default": None,
                "null": True,
                "primary_key": False,
                "unique": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
            schema=None,
        )
    manager.add_raw(_forwards)
    manager.add_raw_backwards(_backwards)
    return manager
