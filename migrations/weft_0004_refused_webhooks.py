"""The index by which refused webhooks are kept few."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T10:40:00:000004"
VERSION = "1.38.0"
DESCRIPTION = "index of refused webhooks"


class RawTable(Table):
    """Only a way to send raw SQL."""


async def _forwards() -> None:
    await RawTable.raw("CREATE INDEX inbox_event_refused ON inbox_event (id) WHERE state = 'refused'")


async def _backwards() -> None:
    await RawTable.raw("DROP INDEX inbox_event_refused")


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    manager = MigrationManager(migration_id=ID, app_name="weft", description=DESCRIPTION)
    manager.add_raw(_forwards)
    manager.add_raw_backwards(_backwards)
    return manager
