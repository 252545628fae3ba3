"""Indexes, the constraints Piccolo has no words for, and the tally that keeps counts without counting."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-24T07:00:00:000002"
VERSION = "1.38.0"
DESCRIPTION = "indexes and tally"

# The words one product is counted under. One deleted in Ecwid is in no selection but "deleted" (S25).
WORDS = """LATERAL (
    SELECT 'deleted' AS word WHERE deleted_at IS NOT NULL
    UNION ALL SELECT word FROM (VALUES
        ('state:' || sync_state), (CASE WHEN unsent_changes THEN 'unsent' END),
        ('mapping:' || coalesce(category_mapping, 0))
    ) AS all_words (word) WHERE word IS NOT NULL AND deleted_at IS NULL) AS words"""

# A connection that statistics do not know, because it is new or one of thousands, is taken for one that has no rows.
# Every index that begins with `connection` looks equally cheap then, and the one taken may read all its rows for each of
# them. Without statistics PostgreSQL assumes 200 connections: then the index that fits is always the cheapest.
NO_STATISTICS = ("product", "listing", "listing_sku", "category_mapping", "channel_category", "picture", "issue",
                 "task", "task_item", "outbox_write")  # fmt: skip

FORWARDS = (
    *(f"ALTER TABLE {table} ALTER COLUMN connection SET STATISTICS 0" for table in NO_STATISTICS),
    # "Harbor" and "HARBOR" are one name to people (S6).
    "CREATE UNIQUE INDEX connection_one_name ON connection (account, lower(name))",
    # One TikTok shop may be in only one connection that is in force (S16).
    """CREATE UNIQUE INDEX access_grant_one_shop ON access_grant (shop_id)
       WHERE platform = 'tiktok_shop' AND state = 'healthy'""",
    "CREATE INDEX access_grant_shop ON access_grant (platform, shop_id)",
    # Keyset paging of the product list, alone and within one state, category or filter.
    "CREATE INDEX product_page ON product (connection, id DESC)",
    "CREATE INDEX product_state_page ON product (connection, sync_state, id DESC)",
    "CREATE INDEX product_mapping_page ON product (connection, category_mapping, id DESC)",
    "CREATE INDEX product_unsent_page ON product (connection, id DESC) WHERE unsent_changes",
    "CREATE INDEX product_deleted_page ON product (connection, id DESC) WHERE deleted_at IS NOT NULL",
    "CREATE INDEX product_search ON product USING gin (to_tsvector('simple', search))",
    "CREATE INDEX category_mapping_page ON category_mapping (connection, source_name, id)",
    "CREATE INDEX channel_category_parent ON channel_category (connection, parent_id)",
    "CREATE INDEX listing_due ON listing (next_check_at) WHERE next_check_at IS NOT NULL",
    "CREATE INDEX listing_sku_seller_sku ON listing_sku (connection, seller_sku)",
    "CREATE INDEX picture_content ON picture (connection, content_hash)",
    "CREATE INDEX task_page ON task (connection, id DESC)",
    "CREATE INDEX task_alive ON task (id) WHERE run_state IN ('queued', 'running')",
    # Two clicks, two tabs, two admins: one pull at a time.
    """CREATE UNIQUE INDEX task_one_pull ON task (connection)
       WHERE kind = 'pull' AND run_state IN ('queued', 'running', 'paused')""",
    "CREATE INDEX task_item_page ON task_item (task, state, id)",
    "CREATE INDEX task_item_latest ON task_item (task, changed_at DESC, id DESC)",
    "CREATE INDEX task_item_claim ON task_item (task, id) WHERE state IN ('queued', 'sending')",
    # A product already queued is not queued twice (S37).
    "CREATE UNIQUE INDEX task_item_one_send ON task_item (product) WHERE state IN ('queued', 'sending')",
    "CREATE INDEX task_item_in_review ON task_item (product) WHERE state = 'in_review'",
    "CREATE UNIQUE INDEX outbox_write_once ON outbox_write (connection, kind, subject) WHERE state NOT IN ('refused', 'closed')",
    "CREATE INDEX inbox_event_due ON inbox_event (id) WHERE state = 'received'",
    "CREATE INDEX inbox_event_received_at ON inbox_event (received_at)",
    """CREATE UNIQUE INDEX issue_one_open ON issue (connection, coalesce(product, 0), code)
       WHERE closed_at IS NULL""",
    "CREATE INDEX issue_product ON issue (product) WHERE closed_at IS NULL",
    "CREATE INDEX issue_cause ON issue (connection, code) WHERE closed_at IS NULL",
    # Exact counts of a million products without counting them: every statement that changes products adds what it
    # changed, nobody waits for anybody (no row is updated), and the sweep adds the rows up from time to time.
    "CREATE TABLE product_tally (connection bigint NOT NULL, what text NOT NULL, n bigint NOT NULL)",
    "CREATE INDEX product_tally_connection ON product_tally (connection, what) INCLUDE (n)",
    f"""CREATE FUNCTION product_tally_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO product_tally SELECT connection, word, count(*) FROM after_rows, {WORDS} GROUP BY 1, 2;
        RETURN NULL; END $$""",
    f"""CREATE FUNCTION product_tally_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO product_tally SELECT connection, word, -count(*) FROM before_rows, {WORDS} GROUP BY 1, 2;
        RETURN NULL; END $$""",
    f"""CREATE FUNCTION product_tally_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO product_tally SELECT connection, word, sum(n) FROM (
            SELECT connection, word, 1 AS n FROM after_rows, {WORDS}
            UNION ALL SELECT connection, word, -1 FROM before_rows, {WORDS}) AS changes
        GROUP BY 1, 2 HAVING sum(n) <> 0;
        RETURN NULL; END $$""",
    """CREATE TRIGGER product_tally_insert AFTER INSERT ON product REFERENCING NEW TABLE AS after_rows
       FOR EACH STATEMENT EXECUTE FUNCTION product_tally_insert()""",
    """CREATE TRIGGER product_tally_delete AFTER DELETE ON product REFERENCING OLD TABLE AS before_rows
       FOR EACH STATEMENT EXECUTE FUNCTION product_tally_delete()""",
    """CREATE TRIGGER product_tally_update AFTER UPDATE ON product
       REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
       FOR EACH STATEMENT EXECUTE FUNCTION product_tally_update()""",
)

BACKWARDS = (
    "DROP TRIGGER product_tally_insert ON product",
    "DROP TRIGGER product_tally_delete ON product",
    "DROP TRIGGER product_tally_update ON product",
    "DROP FUNCTION product_tally_insert(), product_tally_delete(), product_tally_update()",
    "DROP TABLE product_tally",
)


class RawTable(Table):
    """Only a way to send raw SQL."""


async def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        await RawTable.raw(statement)


async def _forwards() -> None:
    await _run(FORWARDS)


async def _backwards() -> None:
    await _run(BACKWARDS)


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    manager = MigrationManager(migration_id=ID, app_name="weft", description=DESCRIPTION)
    manager.add_raw(_forwards)
    manager.add_raw_backwards(_backwards)
    return manager
