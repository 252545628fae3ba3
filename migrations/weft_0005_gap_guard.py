"""What the gap guard read last of Ecwid's products and of TikTok's cancellations, and an index for what was booked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T11:30:00:000005"
VERSION = "1.38.0"
DESCRIPTION = "the gap guard reads products and cancellations"

FORWARDS = (
    "ALTER TABLE connection ADD COLUMN products_until timestamptz, ADD COLUMN cancellations_until timestamptz",
    # Units whose stock a reading of the product may or may not contain yet.
    "CREATE INDEX order_unit_booked ON order_unit (connection, booked_at) WHERE booked_at IS NOT NULL",
)
BACKWARDS = (
    "DROP INDEX order_unit_booked",
    "ALTER TABLE connection DROP COLUMN products_until, DROP COLUMN cancellations_until",
)


class RawTable(Table):
    """Only a way to send raw SQL."""


async def _forwards() -> None:
    for statement in FORWARDS:
        await RawTable.raw(statement)


async def _backwards() -> None:
    for statement in BACKWARDS:
        await RawTable.raw(statement)


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    manager = MigrationManager(migration_id=ID, app_name="weft", description=DESCRIPTION)
    manager.add_raw(_forwards)
    manager.add_raw_backwards(_backwards)
    return manager
