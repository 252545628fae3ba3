"""Connections and the grants they live on."""

from piccolo.columns import JSONB, Array, BigSerial, Boolean, Bytea, ForeignKey, Integer, OnDelete, Text, Timestamptz
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.tables.accounts import Account


class Connection(Table, tablename="connection"):
    """One Ecwid store tied to one TikTok shop, with its policy.

    `state`: draft (consents are missing), active, paused (by a person), reauthorise (a grant ended; the queue waits),
    disconnected (TikTok took the app away, or the seller did; data stays).
    """

    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade)
    name = Text()
    state = Text(default="draft")
    state_reason = Text()
    currency = Text()
    timezone = Text(default="UTC")
    region = Text(default="US")

    package_length_mm = Integer(null=True, default=None)
    package_width_mm = Integer(null=True, default=None)
    package_height_mm = Integer(null=True, default=None)
    package_weight_g = Integer(null=True, default=None)
    package_units = Text(default="imperial")
    warehouse_id = Text()
    warehouse_name = Text()
    # The shop's warehouses as TikTok listed them last (S155): what can be chosen without asking again.
    warehouses = JSONB(null=True, default=None)
    category_basis = Text(default="category_then_type")

    # Settings → Order Settings (S137–S143, S114, S116), policy of buyers' data, and stock (S87).
    retry_orders = Boolean(default=True)
    relay_fbt = Boolean(default=False)
    fbt_takes_stock = Boolean(default=False)
    payment_method = Text(default="TikTokPAY")
    fallback_email = Text()
    archive_cancelled = Boolean(default=False)
    relay_on_hold = Boolean(default=False)
    restock_cancelled = Boolean(default=True)
    cancel_reason = Text(default="seller_cancel_reason_out_of_stock")
    discount_policy = Text(default="buyer_paid")
    purge_days = Integer(default=30)
    unlimited_cap = Integer(default=9999)
    orders_until = Timestamptz(null=True, default=None)
    source_orders_until = Timestamptz(null=True, default=None)
    products_until = Timestamptz(null=True, default=None)
    cancellations_until = Timestamptz(null=True, default=None)
    gap_checked_at = Timestamptz(null=True, default=None)
    drift_checked_at = Timestamptz(null=True, default=None)

    readiness = JSONB(null=True, default=None)
    readiness_at = Timestamptz(null=True, default=None)
    pulled_until = Timestamptz(null=True, default=None)
    categories_at = Timestamptz(null=True, default=None)
    swept_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    one_name = Unique(["account", "name"])


class Grant(Table, tablename="access_grant"):
    """The authorization we hold at one platform. Tokens are sealed for `grant:{connection}:{platform}:{column}`."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    platform = Text()
    state = Text(default="healthy")
    shop_id = Text()
    shop_name = Text()
    region = Text()
    cipher = Text()
    scopes = Array(base_column=Text(), default=list)
    access_token = Bytea(null=True, default=None)
    refresh_token = Bytea(null=True, default=None)
    access_expires_at = Timestamptz(null=True, default=None)
    refresh_expires_at = Timestamptz(null=True, default=None)
    facts = JSONB(null=True, default=None)
    granted_at = Timestamptz(default=TimestamptzNow())
    last_webhook_at = Timestamptz(null=True, default=None)
    last_webhook_type = Text()

    one_per_platform = Unique(["connection", "platform"])
    known_platform = Check((platform == "ecwid") | (platform == "tiktok_shop"))
    known_state = Check((state == "healthy") | (state == "revoked") | (state == "expired") | (state == "plan"))
