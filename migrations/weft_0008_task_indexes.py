"""Indexes for updates as tasks, and one reading of orders at a time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T14:10:01:000008"
VERSION = "1.38.0"
DESCRIPTION = "indexes of update tasks"

FORWARDS = (
    # One product is marked once for the same thing, as it is queued once (S37).
    "CREATE UNIQUE INDEX task_item_one_update ON task_item (product, what) WHERE state = 'due'",
    "CREATE INDEX task_item_locked ON task_item (product) WHERE state = 'locked'",
    """CREATE UNIQUE INDEX task_one_refresh ON task (connection)
       WHERE kind = 'refresh_orders' AND run_state IN ('queued', 'running', 'paused')""",
)
BACKWARDS = ("DROP INDEX task_item_one_update", "DROP INDEX task_item_locked", "DROP INDEX task_one_refresh")


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
