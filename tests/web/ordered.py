"""Orders of Alice's for pages: rows as the intake writes them, and whatever a test needs to happen to them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.orders import Address, Order, OrderMoney, OrderStatus, OrderUnit
from app.resources import Resources
from app.sync import order_events, order_intake
from app.tables.engine import connection, transaction

BUYER = Address("Maria Garza", "(+1)5125550141", "1199 Coleman Ave", "Suite 100", "Austin", "TX", "78701", "US")
MUG = OrderUnit(
    id="u1", sku_id="7001", product_id="p1", seller_sku="MUG-101", name="Enamel Camp Mug", options="Navy",
    original_price=Decimal("18.00"), sale_price=Decimal("16.00"), seller_discount=Decimal("2.00"),
    tax=Decimal("1.20"), status=OrderStatus.AWAITING_SHIPMENT,
)  # fmt: skip
MONEY = OrderMoney(
    currency="USD", total=Decimal("21.69"), sub_total=Decimal("16.00"), shipping_fee=Decimal("4.49"),
    tax=Decimal("1.20"), seller_discount=Decimal("2.00"), original_products=Decimal("18.00"),
    original_shipping=Decimal("4.49"),
)  # fmt: skip


def an_order(res: Resources, number: int, hours: float | None = 30, **more: Any) -> Order:
    """An order placed two hours ago; `hours` until it must be dispatched."""
    now = res.now().replace(microsecond=0)
    plain = Order(
        id=f"5770865121237{number:05}",
        status=OrderStatus.AWAITING_SHIPMENT,
        created_at=now - timedelta(hours=2),
        updated_at=now - timedelta(hours=1),
        money=MONEY,
        units=(MUG, replace(MUG, id="u2")),
        ship_by=now + timedelta(hours=hours) if hours is not None else None,
        address=BUYER,
        buyer_email="v2b2V5@chat.seller.example",
        delivery_option_name="Standard Shipping",
    )
    return replace(plain, **more)


async def take(res: Resources, connection_id: int, *orders: Order) -> dict[str, int]:
    """The orders as rows; their ids by TikTok's."""
    await order_intake.take(res, connection_id, orders)
    async with connection(res.db) as db:
        rows = await db.fetch("SELECT id, remote_id FROM sales_order WHERE connection = $1", connection_id)
    return {row["remote_id"]: row["id"] for row in rows}


async def one(res: Resources, connection_id: int, number: int, hours: float | None = 30, **more: Any) -> int:
    """One order's id."""
    order = an_order(res, number, hours, **more)
    return (await take(res, connection_id, order))[order.id]


async def becomes(res: Resources, order: int, **columns: Any) -> None:
    """Whatever a worker would have written."""
    names = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 2))
    async with connection(res.db) as db:
        await db.execute(f"UPDATE sales_order SET {names} WHERE id = $1", order, *columns.values())  # noqa: S608


async def written(res: Resources, order: int, number: str = "HG-1", **columns: Any) -> None:
    """It is in Ecwid under this number."""
    plain: dict[str, Any] = {
        "relay": "synced", "reason": "", "reason_params": None, "source_order_id": number, "source_payment": "PAID",
        "source_fulfilment": "AWAITING_PROCESSING", "source_total": MONEY.total, "next_try_at": None,
    }  # fmt: skip
    await becomes(res, order, **{**plain, **columns})


async def asks_to_cancel(res: Resources, connection_id: int, order: int, hours: float = 20) -> int:
    """A buyer's wish that waits for an answer."""
    async with connection(res.db) as db:
        return int(
            await db.fetchval(
                """INSERT INTO cancellation (connection, sales_order, remote_id, role, state, reason, reason_text,
                       deadline)
                   VALUES ($1, $2, $4, 'BUYER', 'pending', 'created_by_mistakes', 'Ordered by mistake', $3)
                   RETURNING id""",
                connection_id,
                order,
                res.now() + timedelta(hours=hours),
                f"c{order}",
            )
        )


async def parcel(res: Resources, connection_id: int, order: int, carrier: str = "", number: str = "") -> int:
    """A parcel that TikTok knows."""
    async with connection(res.db) as db:
        return int(
            await db.fetchval(
                """INSERT INTO package (connection, sales_order, remote_id, provider_name, tracking_number)
                   VALUES ($1, $2, $5, $3, $4) RETURNING id""",
                connection_id,
                order,
                carrier,
                number,
                f"p{order}-{number}",
            )
        )


async def notes(res: Resources, order: int) -> list[str]:
    """The sentences of its passport, oldest first."""
    async with connection(res.db) as db:
        rows = await db.fetch("SELECT sentence FROM order_event WHERE sales_order = $1 ORDER BY id", order)
    return [row["sentence"] for row in rows]


async def note(res: Resources, connection_id: int, order: int, sentence: str, **more: Any) -> None:
    """Something happened."""
    async with transaction(res.db) as db:
        await order_events.note(db, connection_id, order, sentence, **more)
