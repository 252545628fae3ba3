"""Shipped in Ecwid → shipped on TikTok, and the labels TikTok sells (S93–S94, S103–S110)."""

import logging

import asyncpg

from app import events
from app.domain import carriers, fulfilment
from app.domain.fulfilment import AskCarrier, Carrier, Hold, NeedsNumber, Ship
from app.domain.orders import OrderStatus, SourceOrder
from app.domain.words import N_
from app.errors import NotFound
from app.platforms.errors import AccessGone, NotExecuted, PlatformError, Refused
from app.platforms.order_roles import OrderChannel
from app.resources import Resources
from app.sync import order_events
from app.sync.order_intake import take
from app.sync.order_records import known_order
from app.tables.engine import connection, transaction

log = logging.getLogger(__name__)

# `sales_order.shipment`: "" nothing to do, held (TikTok's first hour), due, carrier (asked), number (missing), sending,
# sent, refused.
GONE_BY = (
    OrderStatus.AWAITING_COLLECTION,
    OrderStatus.IN_TRANSIT,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
)


async def seen_in_source(db: asyncpg.Connection, row: asyncpg.Record, source: SourceOrder) -> bool:
    """Ecwid's order was read: keep its tracking number, and mark the shipment as due. True when something is due."""
    if row["shipment"] not in ("", "due") and _same_parcel(row, source):
        return False
    shipped = source.fulfilment_status in fulfilment.SHIPPED_IN_SOURCE
    if not source.tracking_number and not shipped:
        return False
    if OrderStatus(row["status"]) in GONE_BY or row["status"] == OrderStatus.CANCELLED.value:
        return False
    await db.execute(
        """UPDATE sales_order SET shipment = 'due', tracking_number = $2, source_carrier = $3, next_try_at = NULL
           WHERE id = $1""",
        row["id"],
        source.tracking_number,
        source.carrier or source.shipping_method,
    )
    return True


def _same_parcel(row: asyncpg.Record, source: SourceOrder) -> bool:
    """Ecwid says again what was told, asked about or kept already; an answered question is not asked once more."""
    said = source.carrier or source.shipping_method
    return row["tracking_number"] == source.tracking_number and said in ("", row["source_carrier"])


async def ship_due(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Tell TikTok about every parcel that is due, once each. Returns how many were settled. Raises AccessGone."""
    settled = 0
    while (row := await _claim(res, connection_id)) is not None:
        await _ship_row(res, channel, row)
        settled += 1
    return settled


async def _claim(res: Resources, connection_id: int) -> asyncpg.Record | None:
    async with connection(res.db) as db:
        # A parcel whose worker died is looked at again: the order itself says whether TikTok has it.
        return await db.fetchrow(
            """UPDATE sales_order SET shipment = 'sending', lease_until = now() + interval '60 seconds'
               WHERE id = (
                   SELECT id FROM sales_order WHERE connection = $1
                     AND (shipment = 'due' OR (shipment = 'sending' AND lease_until < now())
                          OR (shipment = 'held' AND status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')))
                     AND (next_try_at IS NULL OR next_try_at <= now())
                   ORDER BY ship_by NULLS LAST LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING *""",
            connection_id,
        )


async def _ship_row(res: Resources, channel: OrderChannel, row: asyncpg.Record) -> None:
    try:
        current = await channel.orders_by_id((row["remote_id"],))
        if current and current[0].status in GONE_BY:
            await take(res, row["connection"], current)
            await _settled(res, row, "sent", N_("TikTok has this shipment already"), tone="success")
            return
        known = await _carriers(channel, row)
        mapping = await mapping_of(res, row["connection"])
        source = SourceOrder(
            id=row["source_order_id"],
            internal_id=row["source_internal_id"] or 0,
            payment_status=row["source_payment"],
            fulfilment_status="SHIPPED",
            total=row["total"],
            tracking_number=row["tracking_number"],
            carrier=row["source_carrier"],
        )
        status = current[0].status if current else OrderStatus(row["status"])
        chosen = Carrier(row["provider_id"], row["provider_name"]) if row["provider_id"] else None
        decision = (
            Ship(chosen, "chosen")
            if chosen is not None and status is not OrderStatus.ON_HOLD
            else fulfilment.decide_shipment(status, source, known, mapping, carriers.detect(row["tracking_number"]))
        )
    except AccessGone:
        await _settled(res, row, "due", "")
        raise
    except PlatformError as error:
        await _wait(res, row, error)
        return
    await _act(res, channel, row, decision)


async def _act(res: Resources, channel: OrderChannel, row: asyncpg.Record, decision: fulfilment.Shipment) -> None:
    if isinstance(decision, Ship):
        await _tell(res, channel, row, decision.carrier)
    elif isinstance(decision, AskCarrier):
        await _settled(res, row, "carrier", N_("Which carrier is %(number)s?"), tone="warning")
    elif isinstance(decision, NeedsNumber):
        await _settled(
            res, row, "number", N_("Ecwid says shipped, but TikTok needs a tracking number."), tone="warning"
        )
    elif isinstance(decision, Hold):
        await _settled(res, row, "held", N_("Kept until TikTok’s hold ends"))
    else:
        await _settled(res, row, "", "")


async def _tell(res: Resources, channel: OrderChannel, row: asyncpg.Record, carrier: Carrier) -> None:
    """One parcel with all unshipped units. A lost answer is settled by reading the order, never by sending blindly."""
    try:
        shipped = await channel.ship(row["remote_id"], tracking_number=row["tracking_number"], provider_id=carrier.id)
    except AccessGone:
        await _settled(res, row, "due", "")
        raise
    except Refused as refused:
        await _refused(res, channel, row, refused)
        return
    except PlatformError as error:
        await _wait(res, row, error)
        return
    async with transaction(res.db) as db:
        await db.execute(
            """INSERT INTO package (connection, sales_order, remote_id, tracking_number, provider_name, warning)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (connection, remote_id) DO NOTHING""",
            row["connection"],
            row["id"],
            shipped.package_id,
            row["tracking_number"],
            carrier.name,
            shipped.warning,
        )
        await db.execute(
            """UPDATE sales_order SET provider_id = $2, provider_name = $3, shipped_at = now(),
                   search = search || ' ' || lower(regexp_replace($4::text, '[^[:alnum:]]+', ' ', 'g'))
               WHERE id = $1""",
            row["id"],
            carrier.id,
            carrier.name,
            row["tracking_number"],
        )
    await _settled(
        res,
        row,
        "sent",
        N_("Told TikTok: %(carrier)s %(number)s"),
        tone="warning" if shipped.warning else "success",
        detail=shipped.warning,
        carrier=carrier.name,
    )


async def _refused(res: Resources, channel: OrderChannel, row: asyncpg.Record, refused: Refused) -> None:
    """TikTok said no. When it has the parcel already, that was the answer we lost."""
    try:
        current = await channel.orders_by_id((row["remote_id"],))
    except PlatformError:
        current = ()
    if current and current[0].status in GONE_BY:
        await take(res, row["connection"], current)
        await _settled(res, row, "sent", N_("TikTok has this shipment already"), tone="success")
        return
    if current and current[0].status is OrderStatus.ON_HOLD:
        await _settled(res, row, "held", N_("Kept until TikTok’s hold ends"))
        return
    finding = refused.finding
    await _settled(
        res,
        row,
        "refused",
        finding.sentence,
        tone="danger",
        detail=f"{finding.their_code} {finding.their_text}".strip(),
    )


async def _wait(res: Resources, row: asyncpg.Record, error: PlatformError) -> None:
    seconds = error.retry_after if isinstance(error, NotExecuted) and error.retry_after else 20.0
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE sales_order SET shipment = 'due', lease_until = NULL,
                   next_try_at = now() + make_interval(secs => $2) WHERE id = $1""",
            row["id"],
            seconds,
        )


async def _settled(
    res: Resources,
    row: asyncpg.Record,
    shipment: str,
    sentence: str,
    *,
    tone: str = "info",
    detail: str = "",
    carrier: str = "",
) -> None:
    async with transaction(res.db) as db:
        await db.execute("UPDATE sales_order SET shipment = $2, lease_until = NULL WHERE id = $1", row["id"], shipment)
        if sentence:
            params = {"number": row["tracking_number"], "carrier": carrier}
            await order_events.note(db, row["connection"], row["id"], sentence, tone=tone, params=params, detail=detail)
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", row["connection"])
    await events.announce(res.redis, account, events.orders(row["connection"]), events.order(row["id"]))


async def _carriers(channel: OrderChannel, row: asyncpg.Record) -> tuple[Carrier, ...]:
    option = known_order(row).delivery_option_id
    return tuple(Carrier(provider.id, provider.name) for provider in await channel.providers(option))


async def mapping_of(res: Resources, connection_id: int) -> dict[str, str]:
    """The seller's own pairs of names (S141)."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            "SELECT source_name, provider_name FROM carrier_mapping WHERE connection = $1", connection_id
        )
    return {row["source_name"]: row["provider_name"] for row in rows}


async def row_of(db: asyncpg.Connection, connection_id: int, order_id: int) -> asyncpg.Record:
    """The order of this connection, locked. Raises NotFound."""
    row = await db.fetchrow(
        "SELECT * FROM sales_order WHERE connection = $1 AND id = $2 FOR UPDATE", connection_id, order_id
    )
    if row is None:
        raise NotFound(N_("This order does not exist any more."))
    return row
