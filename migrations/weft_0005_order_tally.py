"""Exact numbers of orders without counting them, as of products (weft_0002); and where searches look for old ones."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T11:30:00:000005"
VERSION = "1.38.0"
DESCRIPTION = "order tally"

# TikTok's word, or "archived": such an order is under no other word (S140).
_WORD = "CASE WHEN archived_at IS NULL THEN status ELSE 'archived' END"

FORWARDS = (
    "CREATE TABLE order_tally (connection bigint NOT NULL, what text NOT NULL, n bigint NOT NULL)",
    "CREATE INDEX order_tally_connection ON order_tally (connection, what) INCLUDE (n)",
    f"INSERT INTO order_tally SELECT connection, {_WORD}, count(*) FROM sales_order GROUP BY 1, 2",  # noqa: S608
    f"""CREATE FUNCTION order_tally_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO order_tally SELECT connection, {_WORD}, count(*) FROM after_rows GROUP BY 1, 2;
        RETURN NULL; END $$""",  # noqa: S608
    f"""CREATE FUNCTION order_tally_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO order_tally SELECT connection, {_WORD}, -count(*) FROM before_rows GROUP BY 1, 2;
        RETURN NULL; END $$""",  # noqa: S608
    f"""CREATE FUNCTION order_tally_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO order_tally SELECT connection, word, sum(n) FROM (
            SELECT connection, {_WORD} AS word, 1 AS n FROM after_rows
            UNION ALL SELECT connection, {_WORD}, -1 FROM before_rows) AS changes
        GROUP BY 1, 2 HAVING sum(n) <> 0;
        RETURN NULL; END $$""",  # noqa: S608
    """CREATE TRIGGER order_tally_insert AFTER INSERT ON sales_order REFERENCING NEW TABLE AS after_rows
       FOR EACH STATEMENT EXECUTE FUNCTION order_tally_insert()""",
    """CREATE TRIGGER order_tally_delete AFTER DELETE ON sales_order REFERENCING OLD TABLE AS before_rows
       FOR EACH STATEMENT EXECUTE FUNCTION order_tally_delete()""",
    """CREATE TRIGGER order_tally_update AFTER UPDATE ON sales_order
       REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
       FOR EACH STATEMENT EXECUTE FUNCTION order_tally_update()""",
    # The chips' numbers came from here.
    "DROP INDEX sales_order_status",
    """CREATE INDEX sales_order_archived_status ON sales_order (connection, status, placed_at DESC, id DESC)
       WHERE archived_at IS NOT NULL""",
)
BACKWARDS = (
    "DROP INDEX sales_order_archived_status",
    "CREATE INDEX sales_order_status ON sales_order (connection, status) WHERE archived_at IS NULL",
    "DROP TRIGGER order_tally_insert ON sales_order",
    "DROP TRIGGER order_tally_delete ON sales_order",
    "DROP TRIGGER order_tally_update ON sales_order",
    "DROP FUNCTION order_tally_insert(), order_tally_delete(), order_tally_update()",
    "DROP TABLE order_tally",
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
