"""Orders, their units and packages, what happened to them, and who asked to cancel."""

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


class OrderRow(Table, tablename="sales_order"):
    """One TikTok order of one connection, plus the Ecwid order it became.

    `status` is TikTok's word, `relay` ours (domain/orders.py RelayState). `facts` is the order as TikTok told it last,
    without anything that names a person; `buyer` holds name, address, phone and e-mail, sealed for
    `order:{connection}:{remote_id}:buyer`, and is NULL once it was purged. `masked_buyer` and `place` are for lists.
    """

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    status = Text()
    relay = Text(default="queued")
    reason = Text()
    reason_params = JSONB(null=True, default=None)
    # The seller asked for it although it is past the relay's usual states (S143), and so it stays through all tries.
    asked = Boolean(default=False)
    facts = JSONB()
    buyer = Bytea(null=True, default=None)
    masked_buyer = Text()
    place = Text()
    currency = Text()
    total = Numeric(digits=(14, 2))
    difference = Numeric(digits=(14, 2))
    unit_count = Integer(default=0)
    fulfilled_by_channel = Boolean(default=False)
    placed_at = Timestamptz()
    paid_at = Timestamptz(null=True, default=None)
    ship_by = Timestamptz(null=True, default=None)
    # TikTok's own time of change: an older reading never overwrites a newer one (S110).
    remote_updated_at = Timestamptz()
    source_order_id = Text()
    source_internal_id = BigInt(null=True, default=None)
    source_payment = Text()
    source_fulfilment = Text()
    # What the Ecwid order comes to, as it was written: the policy may change afterwards (B10).
    source_total = Numeric(digits=(14, 2), null=True, default=None)
    # What Ecwid should be told next ("" for nothing): writing it twice does no harm.
    wanted_payment = Text()
    wanted_fulfilment = Text()
    # The buyer's address became known, or changed, after the order was written (S107).
    wanted_address = Boolean(default=False)
    relayed_at = Timestamptz(null=True, default=None)
    referenced_at = Timestamptz(null=True, default=None)
    attempts = Integer(default=0)
    next_try_at = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    lease_by = Text()
    # Fulfilment: what was typed in Ecwid, and what became of it on TikTok.
    tracking_number = Text()
    source_carrier = Text()
    provider_id = Text()
    provider_name = Text()
    shipment = Text()
    shipped_at = Timestamptz(null=True, default=None)
    archived_at = Timestamptz(null=True, default=None)
    alerted_hours = Integer(null=True, default=None)
    purged_at = Timestamptz(null=True, default=None)
    search = Text()
    # When it was decided last what becomes of it: a SKU linked after that may let it through.
    decided_at = Timestamptz(null=True, default=None)
    # When TikTok was asked for what stands here: what happened there after that is not in it.
    seen_at = Timestamptz(default=TimestamptzNow())

    one_per_channel_order = Unique(["connection", "remote_id"])


class UnreadableOrder(Table, tablename="unreadable_order"):
    """An order that TikTok listed and that is not as Weft knows orders: said, never passed over (S142).

    It goes once the order can be read, after an update of Weft or of the order.
    """

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    first_at = Timestamptz(default=TimestamptzNow())

    one_per_unread = Unique(["connection", "remote_id"])


class OrderUnitRow(Table, tablename="order_unit"):
    """One unit sold. Open ones that Ecwid has not booked yet are taken off the stock that is sent (B3)."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    sales_order = ForeignKey(OrderRow, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    sku_id = Text()
    status = Text()
    package_id = Text()
    booked_at = Timestamptz(null=True, default=None)
    # A cancelled unit and Ecwid's stock: whether it goes back, by how much Weft moved it, and the move under way.
    restock = Boolean(null=True, default=None)
    moved = Integer(default=0)
    moving = Integer(null=True, default=None)
    restocked_at = Timestamptz(null=True, default=None)

    one_per_unit = Unique(["sales_order", "remote_id"])


class PackageRow(Table, tablename="package"):
    """One parcel of an order on TikTok."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    sales_order = ForeignKey(OrderRow, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    tracking_number = Text()
    provider_name = Text()
    unit_ids = Array(base_column=Text(), default=list)
    label_url = Text()
    # What a label cost that was bought in Weft, and TikTok's name for its service (S105).
    price = Numeric(digits=(14, 2), null=True, default=None)
    currency = Text()
    service = Text()
    warning = Text()
    created_at = Timestamptz(default=TimestamptzNow())

    one_per_package = Unique(["connection", "remote_id"])


class OrderEvent(Table, tablename="order_event"):
    """The passport of an order: every event, attempt and write, on both sides (B5). Sentences name no person."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    sales_order = ForeignKey(OrderRow, null=False, on_delete=OnDelete.cascade)
    at = Timestamptz(default=TimestamptzNow())
    tone = Text(default="info")
    sentence = Text()
    parameters = JSONB(null=True, default=None)
    detail = Text()


class CancellationRow(Table, tablename="cancellation"):
    """One cancellation on TikTok: asked by a buyer (it waits for an answer until `deadline`), or done by somebody.

    `state`: pending, accepted, rejected, done, withdrawn, disagree (TikTok refused ours).
    """

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    sales_order = ForeignKey(OrderRow, null=False, on_delete=OnDelete.cascade)
    remote_id = Text()
    role = Text()
    state = Text()
    reason = Text()
    reason_text = Text()
    unit_ids = Array(base_column=Text(), default=list)
    restock = Boolean(default=False)
    deadline = Timestamptz(null=True, default=None)
    answered_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())

    one_per_remote_cancellation = Unique(["connection", "remote_id"])


class CarrierMapping(Table, tablename="carrier_mapping"):
    """An Ecwid shipping provider's name and the TikTok provider it means (S141); kept in lower case, trimmed."""

    id = BigSerial(primary_key=True)
    connection = ForeignKey(Connection, null=False, on_delete=OnDelete.cascade)
    source_name = Text()
    provider_name = Text()
    learnt = Boolean(default=False)

    one_per_name = Unique(["connection", "source_name"])
