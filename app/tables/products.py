"""Products as pulled, with what the seller added, and their listings at the channel."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    Numeric,
    OnDelete,
    Text,
    Timestamptz,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.table import Table

from app.tables.connections import Connection


class CategoryMapping(Table, tablename="category_mapping"):
    """An Ecwid category or product type, and the TikTok category its products go to.

    `state`: unset, suggested (found by itself, used when sending), chosen (by a person).
    """

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    basis = Text()
    source_id = BigInt()
    source_name = Text()
    remote_id = Text()
    remote_name = Text()
    remote_path = Text()
    invite_only = Boolean(default=False)
    state = Text(default="unset")
    suggested_at = Timestamptz(null=True, default=None)

    one_per_group = Unique(["connection", "basis", "source_id"])


class ChannelCategoryRow(Table, tablename="channel_category"):
    """The channel's category tree as this connection sees it, with what each leaf asks for once it was read."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    parent_id = Text()
    name = Text()
    path = Text()
    is_leaf = Boolean(default=False)
    invite_only = Boolean(default=False)
    requirements = JSONB(null=True, default=None)
    requirements_at = Timestamptz(null=True, default=None)

    one_per_node = Unique(["connection", "remote_id"])


class ProductRow(Table, tablename="product"):
    """One product of one connection. `variants` and `pictures` are documents: they are read and written whole.

    `fingerprint` is of what was pulled, `sent_fingerprint` of what was last sent. `search` is what people look for:
    title, SKUs and ids, in lower case. Columns below "connector fields" are never touched by a pull (S25).
    """

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    source_id = BigInt()
    sku = Text()
    title = Text()
    description = Text()
    price = Numeric(digits=(14, 4))
    quantity = Integer(null=True, default=None)
    kind = Text(default="ordinary")
    enabled = Boolean(default=True)
    category_mapping = ForeignKey(CategoryMapping, null=True, default=None, on_delete=OnDelete.set_null)
    product_type = JSONB(null=True, default=None)
    category = JSONB(null=True, default=None)
    brand = Text()
    gtin = Text()
    weight_g = Integer(null=True, default=None)
    size = JSONB(null=True, default=None)
    pictures = JSONB()
    thumbnail = Text()
    variants = JSONB()
    variant_count = Integer(default=1)
    search = Text()
    source_updated_at = Timestamptz()
    fingerprint = Bytea()
    deleted_at = Timestamptz(null=True, default=None)
    pulled_at = Timestamptz(default=TimestamptzNow())
    # When the product was last read from the source, changed or not: units sold before that are in its quantity.
    read_at = Timestamptz(default=TimestamptzNow())

    # connector fields
    sync_state = Text(default="not_synced")
    own_category_id = Text()
    own_category_path = Text()
    unsent_changes = Boolean(default=False)
    sent_fingerprint = Bytea(null=True, default=None)

    one_per_source_id = Unique(["connection", "source_id"])


class Listing(Table, tablename="listing"):
    """A product's counterpart at the channel. Unique both ways."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    product = ForeignKey(ProductRow, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    status = Text(default="PENDING")
    audit_status = Text()
    was_live = Boolean(default=False)
    refusals = Array(base_column=Text(), default=list)
    # Digest of everything that was sent last, price and stock included: an equal one need not be sent again.
    sent_hash = Bytea(null=True, default=None)
    sent_at = Timestamptz(default=TimestamptzNow())
    ruled_at = Timestamptz(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)
    # When the sweep looks next: sooner while TikTok has not ruled.
    next_check_at = Timestamptz(null=True, default=None)

    one_per_product = Unique(["connection", "product"])
    one_per_remote = Unique(["connection", "remote_id"])


class ListingSku(Table, tablename="listing_sku"):
    """One SKU of a listing. `combination_id` 0 is the product itself."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.cascade)
    combination_id = BigInt()
    remote_id = Text()
    seller_sku = Text()
    linked_at = Timestamptz(default=TimestamptzNow())
    # Who tied it by hand (S50–S54); None for what a push made.
    linked_by = BigInt(null=True, default=None)
    # What was sent last and when; `dirty_at` asks the stock lane to compute and send again (a flag, never a queue of
    # deltas: a hundred changes in a second are one call).
    stock_sent = Integer(null=True, default=None)
    stock_sent_at = Timestamptz(null=True, default=None)
    price_sent = Numeric(digits=(14, 4), null=True, default=None)
    price_sent_at = Timestamptz(null=True, default=None)
    price_locked = Boolean(default=False)
    # When TikTok's price was compared with it (app/sync/price_drift.py).
    price_checked_at = Timestamptz(null=True, default=None)
    dirty_at = Timestamptz(null=True, default=None)
    not_before = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)

    one_per_variant = Unique(["listing", "combination_id"])
    one_per_remote_sku = Unique(["connection", "remote_id"])


class PictureRow(Table, tablename="picture"):
    """A picture that was uploaded: found again by its address, and by its content from another address."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    source_url = Text()
    content_hash = Bytea()
    uri = Text()
    url = Text()
    width = Integer()
    height = Integer()
    created_at = Timestamptz(default=TimestamptzNow())

    one_per_address = Unique(["connection", "source_url"])
