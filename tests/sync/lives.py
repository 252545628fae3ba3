"""Many lives of one order, side by side in one connection: events in both shops, and what the lanes make of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.cancellations import SELLER_MAY
from app.domain.decisions import Finding
from app.domain.orders import Address, Order, OrderMoney, OrderStatus, OrderUnit, SourceOrder, SourceOrderDraft
from app.domain.relay import READY
from app.platforms.errors import Refused, Unknown
from app.platforms.order_roles import Cancellation, Provider, Shipped, WrittenOrder
from app.resources import Resources
from app.sync import order_cancellations, order_intake, relays, restocks, shipments, source_orders
from app.tables.engine import connection
from tests.sync.ledger import Ledger

NO = Finding("no", "Refused.")
REFUSED = Refused("ecwid", "no", NO)
BEGAN = datetime(2026, 11, 24, 8, tzinfo=UTC)
# A page of the lanes is fifty orders or more, and there are hundreds.
MOST_ROUNDS = 25
UPS = "1Z999AA10123456784"


@dataclass(slots=True)
class Store(Ledger):
    """Ecwid. `lost`: orders that are written although the answer is lost, once each."""

    lost: set[str] = field(default_factory=set)

    def _write(self, draft: SourceOrderDraft) -> WrittenOrder:
        written = Ledger._write(self, draft)
        if draft.channel_order_id in self.lost:
            self.lost.remove(draft.channel_order_id)
            return WrittenOrder(draft.channel_order_id, error=Unknown("ecwid", "the answer was cut"))
        return written

    def of(self, order_id: str) -> list[SourceOrder]:
        return [order for order in self.orders.values() if order.channel_order_id == order_id]


@dataclass(slots=True)
class Till:
    """TikTok: what each order is now, and what it was told about it."""

    orders: dict[str, Order] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def move(self, order_id: str, status: OrderStatus) -> Order:
        before = self.orders[order_id]
        unit = replace(before.units[0], status=status)
        now = replace(before, status=status, updated_at=before.updated_at + timedelta(seconds=1), units=(unit,))
        self.orders[order_id] = now
        return now

    async def orders_by_id(self, ids: tuple[str, ...]) -> tuple[Order, ...]:
        return tuple(self.orders[id_] for id_ in ids)

    async def providers(self, _: str) -> tuple[Provider, ...]:
        return (Provider("1", "UPS"),)

    async def ship(self, order_id: str, **_: Any) -> Shipped:
        if self.orders[order_id].status not in READY:
            raise Refused("tiktok_shop", "no", NO)
        self.told.append((order_id, "ship"))
        self.move(order_id, OrderStatus.AWAITING_COLLECTION)
        return Shipped(f"package-{order_id}")

    async def cancel(self, order_id: str, **_: Any) -> str:
        if self.orders[order_id].status not in SELLER_MAY:
            raise Refused("tiktok_shop", "no", NO)
        self.told.append((order_id, "cancel"))
        self.move(order_id, OrderStatus.CANCELLED)
        return f"cancellation-{order_id}"


@dataclass(slots=True)
class Lives:
    """The orders of one connection; `sku_id` is linked. `by_hand`: those that somebody shipped in Ecwid."""

    res: Resources
    connection: int
    sku_id: str
    store: Store = field(default_factory=Store)
    till: Till = field(default_factory=Till)
    by_hand: set[str] = field(default_factory=set)

    async def clear(self) -> None:
        """There never was an order."""
        self.store, self.till, self.by_hand = Store(), Till(), set()
        async with connection(self.res.db) as db:
            await db.execute("TRUNCATE sales_order, outbox_write RESTART IDENTITY CASCADE")

    def begin(self, order_id: str) -> None:
        """A buyer looks at the basket: TikTok has the order, and nobody has heard of it."""
        unit = OrderUnit(
            f"{order_id}-1", self.sku_id, "1", "MUG", "Mug", "", Decimal(9), Decimal(9), status=OrderStatus.UNPAID
        )
        money = OrderMoney("USD", Decimal(9), Decimal(9))
        address = Address("Ann Lee", "", "1 Main St", "", "Springfield", "IL", "62701", "US")
        self.till.orders[order_id] = Order(
            order_id, OrderStatus.UNPAID, BEGAN, BEGAN, money, (unit,), address=address, buyer_email="a@b.example"
        )

    async def happen(self, events: Mapping[str, Sequence[str]]) -> None:
        """What happens to these orders, by event; those of a kind at once, as in a page."""
        for name, ids in events.items():
            if ids:
                await EVENTS[name](self, ids)

    async def quiet(self) -> None:
        """The lanes work until nothing is left to do, pauses left out; then all is said again, which is no news."""
        is_said = False
        for _ in range(MOST_ROUNDS):
            before: dict[str, Order | SourceOrder] = {**self.till.orders, **self.store.orders}
            done = await self._work()
            if is_said and not any(done.values()):
                return
            is_said = not any(done.values())
            await self._say({} if is_said else before)
        raise AssertionError(f"the lanes never come to an end: {done}")

    async def _work(self) -> dict[str, int]:
        async with connection(self.res.db) as db:
            await db.execute("UPDATE sales_order SET next_try_at = NULL WHERE next_try_at IS NOT NULL")
        return {
            "relayed": await relays.relay_due(self.res, self.store, self.connection, "worker"),
            "told Ecwid": await source_orders.tell_due(self.res, self.store, self.connection),
            "moved": await restocks.move_due(self.res, self.store, self.connection),
            "cancelled": await order_cancellations.cancel_due(self.res, self.till, self.connection),  # type: ignore[arg-type]
            "shipped": await shipments.ship_due(self.res, self.till, self.connection),  # type: ignore[arg-type]
        }

    async def _say(self, known: Mapping[str, Order | SourceOrder]) -> None:
        """Both shops say what has changed since they were `known`, as after a webhook."""
        orders = [order for id_, order in self.till.orders.items() if known.get(id_) is not order]
        theirs = [order for id_, order in self.store.orders.items() if known.get(id_) is not order]
        await order_intake.take(self.res, self.connection, orders)
        await source_orders.write(self.res, self.connection, theirs)


Event = Callable[[Lives, Sequence[str]], Any]


def _tiktok(status: OrderStatus) -> Event:
    async def happen(lives: Lives, ids: Sequence[str]) -> None:
        await order_intake.take(lives.res, lives.connection, [lives.till.move(id_, status) for id_ in ids])

    return happen


def _late(status: OrderStatus) -> Event:
    """What TikTok said an hour ago arrives now."""

    async def happen(lives: Lives, ids: Sequence[str]) -> None:
        old = [replace(lives.till.orders[id_], status=status, updated_at=BEGAN - timedelta(hours=1)) for id_ in ids]
        async with connection(lives.res.db) as db:
            known = {row["remote_id"] for row in await db.fetch("SELECT remote_id FROM sales_order")}
        await order_intake.take(lives.res, lives.connection, [order for order in old if order.id in known])

    return happen


def _ecwid(**changes: Any) -> Event:
    """Somebody works on the order in Ecwid, if it is there; without changes, Ecwid says again what it said."""

    async def happen(lives: Lives, ids: Sequence[str]) -> None:
        changed = [replace(order, **changes) for id_ in ids for order in lives.store.of(id_)]
        lives.store.orders.update({order.id: order for order in changed})
        if changes.get("fulfilment_status") == "SHIPPED":
            lives.by_hand |= {order.channel_order_id for order in changed}
        await source_orders.write(lives.res, lives.connection, changed)

    return happen


def _cancellation(status: str) -> Event:
    async def happen(lives: Lives, ids: Sequence[str]) -> None:
        found = [
            Cancellation(f"c-{id_}", id_, True, "BUYER", status, "", "", (f"{id_}-1",), True, None, BEGAN)
            for id_ in ids
        ]
        await order_cancellations.write(lives.res, lives.connection, found)

    return happen


async def _lost(lives: Lives, ids: Sequence[str]) -> None:
    lives.store.lost.update(id_ for id_ in ids if not lives.store.of(id_))


async def _refuses(lives: Lives, ids: Sequence[str]) -> None:
    lives.store.refuses.update({id_: REFUSED for id_ in ids if not lives.store.of(id_)})


EVENTS: dict[str, Event] = {
    **{f"TikTok: {status}": _tiktok(status) for status in OrderStatus if status is not OrderStatus.UNKNOWN},
    "late: UNPAID": _late(OrderStatus.UNPAID),
    "late: AWAITING_SHIPMENT": _late(OrderStatus.AWAITING_SHIPMENT),
    "Ecwid: shipped": _ecwid(fulfilment_status="SHIPPED", tracking_number=UPS),
    "Ecwid: shipped without a number": _ecwid(fulfilment_status="SHIPPED"),
    "Ecwid: returned": _ecwid(fulfilment_status="RETURNED"),
    "Ecwid: cancelled": _ecwid(payment_status="CANCELLED"),
    "Ecwid: refunded": _ecwid(payment_status="REFUNDED"),
    "Ecwid: echo": _ecwid(),
    "buyer: asks to cancel": _cancellation("CANCELLATION_REQUEST_PENDING"),
    "buyer: withdraws": _cancellation("CANCELLATION_REQUEST_CANCEL"),
    "seller: accepts": _cancellation("CANCELLATION_REQUEST_SUCCESS"),
    "Ecwid: loses its next answer": _lost,
    "Ecwid: refuses the next writing": _refuses,
}
LANES = "the lanes work"
