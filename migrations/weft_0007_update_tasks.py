"""Update Stock and Update Price as tasks: what of a product is sent again, and what TikTok had before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB, Text
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-24T14:10:00:000007"
VERSION = "1.38.0"
DESCRIPTION = "update stock and price as tasks"

_USUAL = {
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}
COLUMNS = (("what", Text, {"default": "", "null": False}), ("before", JSONB, {"default": None, "null": True}))


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    manager = MigrationManager(migration_id=ID, app_name="weft", description=DESCRIPTION)
    for name, kind, params in COLUMNS:
        manager.add_column(
            table_class_name="TaskItem",
            tablename="task_item",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params=_USUAL | params,
            schema=None,
        )
    return manager
