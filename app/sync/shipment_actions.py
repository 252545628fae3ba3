"""What people do about parcels: answer which carrier, ship from Weft, send again, buy TikTok's label (S104–S109)."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import asyncpg

from app.domain.fulfilment import Carrier, key_of
from app.domain.products import Size
from app.domain.tasks import Kind
from app.domain.words import N_
from app.errors import Conflict, Invalid, NotFound
from app.platforms.order_roles import Provider, ShippingService
from app.resources import Resources
from app.sync import order_events
from app.sync.order_access import open_order_channel
from app.sync.order_intake import take
from app.sync.order_records import known_order
from app.sync.shipments import row_of
from app.tables.engine import connection, transaction
from app.tables.order_tasks import start


async def choose_carrier(
    res: Resources, connection_id: int, order_id: int, provider_id: str, provider_name: str, remember: bool
) -> None:
    """The seller answers "Which carrier?"; the answer is remembered for this shipping method (S108, B9)."""
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
        if row["shipment"] not in ("carrier", "refused"):
            raise Conflict(N_("This question is answered already."))
        await db.execute(
            """UPDATE sales_order SET provider_id = $2, provider_name = $3, shipment = 'due', next_try_at = NULL
               WHERE id = $1""",
            order_id,
            provider_id,
            provider_name,
        )
        if remember and (said := key_of(row["source_carrier"])):
            await db.execute(
                """INSERT INTO carrier_mapping (connection, source_name, provider_name, learnt)
                   VALUES ($1, $2, $3, true) ON CONFLICT (connection, source_name)
                   DO UPDATE SET provider_name = excluded.provider_name""",
                connection_id,
                said,
                provider_name,
            )
    await res.bell.ring("follow_orders", connection_id=connection_id)


async def ship(
    res: Resources,
    connection_id: int,
    order_id: int,
    *,
    tracking_number: str,
    provider_id: str,
    provider_name: str,
    unit_ids: Sequence[str] = (),
) -> None:
    """Ship from Weft itself. With `unit_ids` only these units go (several packages)."""
    number = "".join(tracking_number.split())
    if not number.isalnum():
        raise Invalid(N_("A tracking number has letters and digits only."), field="tracking_number")
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
        if row["status"] not in ("AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "ON_HOLD"):
            raise Conflict(N_("TikTok does not take a shipment for this order now."))
        await db.execute(
            """UPDATE sales_order SET tracking_number = $2, provider_id = $3, provider_name = $4, shipment = $5,
                   next_try_at = NULL WHERE id = $1""",
            order_id,
            number,
            provider_id,
            provider_name,
            row["shipment"] if unit_ids else "due",
        )
    if unit_ids:
        await _ship_units(res, row, number, Carrier(provider_id, provider_name), tuple(unit_ids))
        return
    await res.bell.ring("follow_orders", connection_id=connection_id)


async def _ship_units(
    res: Resources, row: asyncpg.Record, number: str, carrier: Carrier, unit_ids: tuple[str, ...]
) -> None:
    channel = await open_order_channel(res, row["connection"])
    shipped = await channel.ship(row["remote_id"], tracking_number=number, provider_id=carrier.id, unit_ids=unit_ids)
    async with transaction(res.db) as db:
        await db.execute(
            """INSERT INTO package (connection, sales_order, remote_id, tracking_number, provider_name, unit_ids,
                   warning)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection, remote_id) DO NOTHING""",
            row["connection"],
            row["id"],
            shipped.package_id,
            number,
            carrier.name,
            list(unit_ids),
            shipped.warning,
        )
    await take(res, row["connection"], await channel.orders_by_id((row["remote_id"],)))


async def resend(
    res: Resources, connection_id: int, order_ids: Sequence[int], *, user: int | None = None
) -> tuple[int, int | None]:
    """Resend shipping information: what TikTok does not have yet is due again. How many, and their task (S124)."""
    async with transaction(res.db) as db:
        rows = await db.fetch(
            """UPDATE sales_order SET shipment = 'due', next_try_at = NULL WHERE id IN (
                   SELECT id FROM sales_order WHERE connection = $1 AND id = ANY($2::bigint[])
                     AND tracking_number <> '' AND status IN ('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING', 'ON_HOLD')
                   ORDER BY remote_id FOR UPDATE) RETURNING id""",
            connection_id,
            list(order_ids),
        )
        task = await start(db, connection_id, Kind.RESEND_SHIPPING, [row["id"] for row in rows], user)
    await res.bell.ring("follow_orders", connection_id=connection_id)
    return len(rows), task


async def providers_of(res: Resources, connection_id: int, order_id: int) -> tuple[Provider, ...]:
    """The carriers that TikTok takes for this order."""
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
    channel = await open_order_channel(res, connection_id)
    return await channel.providers(known_order(row).delivery_option_id)


async def services(
    res: Resources, connection_id: int, order_id: int, weight_g: int, size: Size
) -> tuple[ShippingService, ...]:
    """What TikTok's own labels cost for this parcel (S105)."""
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
    channel = await open_order_channel(res, connection_id)
    return await channel.shipping_services(row["remote_id"], weight_g=weight_g, size=size)


async def buy_label(
    res: Resources, connection_id: int, order_id: int, service_id: str, weight_g: int, size: Size
) -> int:
    """Buy a label; returns the package's row. Bought twice it is refused by TikTok (21022025).

    TikTok names the price only while it offers the service, so it is read before.
    """
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
    channel = await open_order_channel(res, connection_id)
    offered = await channel.shipping_services(row["remote_id"], weight_g=weight_g, size=size)
    service = next((one for one in offered if one.id == service_id), None)
    bought = await channel.buy_label(row["remote_id"], service_id=service_id, weight_g=weight_g, size=size)
    async with transaction(res.db) as db:
        package = await db.fetchval(
            """INSERT INTO package (connection, sales_order, remote_id, warning, price, currency, service)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (connection, remote_id) DO UPDATE SET warning = excluded.warning, price = excluded.price,
                   currency = excluded.currency, service = excluded.service RETURNING id""",
            connection_id,
            order_id,
            bought.package_id,
            bought.warning,
            amount_of(service.price) if service else None,
            service.currency if service else "",
            service.name if service else "",
        )
        await order_events.note(db, connection_id, order_id, N_("Label bought"), tone="success")
    await take(res, connection_id, await channel.orders_by_id((row["remote_id"],)))
    return int(package)


def amount_of(price: str) -> Decimal | None:
    """A price in TikTok's words; None for what is none."""
    try:
        amount = Decimal(price)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


async def label_url(res: Resources, connection_id: int, package_id: int) -> str:
    """Where the label's PDF is, for a day."""
    async with connection(res.db) as db:
        remote = await db.fetchval(
            "SELECT remote_id FROM package WHERE connection = $1 AND id = $2", connection_id, package_id
        )
    if remote is None:
        raise NotFound(N_("This label does not exist any more."))
    channel = await open_order_channel(res, connection_id)
    return await channel.label(remote)
