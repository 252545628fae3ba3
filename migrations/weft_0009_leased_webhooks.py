"""An index for webhooks that somebody works on: asked for with each claim, however many wait."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T15:30:01:000009"
VERSION = "1.38.0"
DESCRIPTION = "index of webhooks under work"

FORWARDS = (
    """CREATE INDEX inbox_event_leased ON inbox_event (lease_until)
       WHERE state = 'received' AND lease_until IS NOT NULL""",
)
BACKWARDS = ("DROP INDEX inbox_event_leased",)


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
