"""What happens in one shop to an order happens in the other: shipments and cancellations (S93–S95, S103–S116)."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.platforms.errors import NotExecuted, Unknown
from app.sync import order_cancellations, relays, restocks, shipment_actions, shipments, source_orders
from app.sync.order_access import open_order_channel
from sandbox.panel import order_actions
from tests.shops import Shops
from tests.sync.ledger import Ledger

UPS = "1Z999AA10123456784"


@dataclass(slots=True)
class Sale:
    """One order that both shops have."""

    shops: Shops
    connection: int
    ledger: Ledger
    id: str

    async def row(self) -> dict[str, Any]:
        return (await self.shops.rows("SELECT * FROM sales_order WHERE remote_id = $1", self.id))[0]

    def on_tiktok(self) -> dict[str, Any]:
        return order_actions.row(self.shops.world, self.id)

    def in_ecwid(self, **changes: Any) -> None:
        """Somebody works on the order in Ecwid."""
        source_id, order = next(iter(self.ledger.orders.items()))
        self.ledger.orders[source_id] = replace(order, **changes)

    async def follow(self) -> None:
        """Read Ecwid, then do what is due, as the order lane does."""
        await self.shops.rows("UPDATE sales_order SET next_try_at = NULL")
        await source_orders.sweep(self.shops.res, self.ledger, self.connection)
        channel = await open_order_channel(self.shops.res, self.connection)
        await source_orders.tell_due(self.shops.res, self.ledger, self.connection)
        await restocks.move_due(self.shops.res, self.ledger, self.connection)
        await order_cancellations.cancel_due(self.shops.res, channel, self.connection)
        await shipments.ship_due(self.shops.res, channel, self.connection)

    def shipments_sent(self) -> int:
        """How often TikTok was told of a parcel."""
        calls = self.shops.world.journal.of("tiktok", f"POST /fulfillment/202309/orders/{self.id}/packages")
        return len(calls)


@pytest.fixture
async def sale(shops: Shops, listed: int) -> Sale:
    """One unit sold on TikTok and written to Ecwid."""
    return await sell(shops, listed)


async def sell(shops: Shops, connection_id: int, **body: Any) -> Sale:
    sku = await shops.value(
        "SELECT remote_id FROM listing_sku WHERE connection = $1 AND stock_sent > 10 ORDER BY id LIMIT 1", connection_id
    )
    order_id = order_actions.place(shops.world, {"sku": sku, "stage": "ready"} | body)[0]
    await shops.deliver()
    ledger = Ledger()
    await relays.relay_due(shops.res, ledger, connection_id, "worker")
    return Sale(shops, connection_id, ledger, order_id)


async def test_a_parcel_of_ecwids_is_told_to_tiktok_once(sale: Sale) -> None:
    """S93, S103: the number's check digit names the carrier; reading Ecwid again tells nothing twice."""
    sale.in_ecwid(fulfilment_status="SHIPPED", tracking_number=UPS)
    for _ in range(3):
        await sale.follow()
    assert sale.on_tiktok()["status"] == "AWAITING_COLLECTION"
    assert (await sale.row())["shipment"] == "sent"
    assert await sale.shops.value("SELECT tracking_number FROM package") == UPS
    assert sale.shipments_sent() == 1


async def test_a_carrier_that_nobody_can_name_is_asked_once(sale: Sale) -> None:
    """S108, B9: the answer is remembered for this name."""
    sale.in_ecwid(fulfilment_status="SHIPPED", tracking_number="XK55120987", carrier="Uncle Joe")
    await sale.follow()
    row = await sale.row()
    assert row["shipment"] == "carrier"
    assert sale.shipments_sent() == 0

    provider = (await shipment_actions.providers_of(sale.shops.res, sale.connection, row["id"]))[0]
    await shipment_actions.choose_carrier(sale.shops.res, sale.connection, row["id"], provider.id, provider.name, True)
    await sale.follow()
    assert sale.on_tiktok()["status"] == "AWAITING_COLLECTION"
    assert await shipments.mapping_of(sale.shops.res, sale.connection) == {"uncle joe": provider.name}


async def test_shipped_without_a_number_waits_for_one(sale: Sale) -> None:
    sale.in_ecwid(fulfilment_status="SHIPPED")
    await sale.follow()
    assert (await sale.row())["shipment"] == "number"
    sale.in_ecwid(tracking_number=UPS)
    await sale.follow()
    assert sale.on_tiktok()["status"] == "AWAITING_COLLECTION"


async def test_a_parcel_that_tiktok_has_already_is_not_told_again(sale: Sale) -> None:
    """Shipped in Seller Center as well, or our answer was lost: the order itself says so."""
    order_actions.act(sale.shops.world, sale.id, "ship", {"tracking_number": UPS, "carrier": "UPS"})
    sale.in_ecwid(fulfilment_status="SHIPPED", tracking_number=UPS)
    await sale.follow()
    assert sale.shipments_sent() == 0


async def test_cancelled_in_ecwid_is_cancelled_on_tiktok_once(sale: Sale) -> None:
    """S112, S113: and TikTok's own word about it is no news for Ecwid."""
    sale.in_ecwid(payment_status="CANCELLED")
    await sale.follow()
    await sale.shops.deliver()
    await sale.follow()
    assert sale.on_tiktok()["status"] == "CANCELLED"
    row = await sale.row()
    assert (row["status"], row["source_payment"], row["wanted_payment"]) == ("CANCELLED", "CANCELLED", "")
    assert [found["state"] for found in await sale.shops.rows("SELECT state FROM cancellation")] == ["done"]


async def test_cancelled_on_tiktok_is_cancelled_in_ecwid(sale: Sale) -> None:
    """S111: by the buyer or by TikTok."""
    order_actions.act(sale.shops.world, sale.id, "cancel", {"by": "system"})
    await sale.shops.deliver()
    row = await sale.row()
    assert (row["status"], row["wanted_payment"]) == ("CANCELLED", "CANCELLED")
    await sale.follow()
    assert sale.ledger.told == [(row["source_order_id"], "CANCELLED", "WILL_NOT_DELIVER")]
    await sale.follow()
    assert len(sale.ledger.told) == 1


async def test_a_cancelled_order_is_put_away_where_the_seller_says_so(sale: Sale) -> None:
    """S140: Archive Cancelled Order."""
    await sale.shops.rows("UPDATE connection SET archive_cancelled = true")
    order_actions.act(sale.shops.world, sale.id, "cancel", {"by": "system"})
    await sale.shops.deliver()
    assert (await sale.row())["archived_at"] is not None


async def test_what_tiktok_does_not_cancel_any_more_is_shown(sale: Sale) -> None:
    """S114: both shops stay as they are, and the order says that they disagree."""
    order_actions.act(sale.shops.world, sale.id, "ship", {"tracking_number": UPS, "carrier": "UPS"})
    order_actions.act(sale.shops.world, sale.id, "collect", {})
    await sale.shops.deliver()
    sale.in_ecwid(payment_status="CANCELLED")
    await sale.follow()
    assert (await sale.row())["reason"] == order_cancellations.DISAGREE
    assert sale.on_tiktok()["status"] != "CANCELLED"


async def test_tiktoks_progress_moves_ecwids_order_forward(sale: Sale) -> None:
    """S95, S106: never back."""
    order_actions.act(sale.shops.world, sale.id, "ship", {"tracking_number": UPS, "carrier": "UPS"})
    order_actions.act(sale.shops.world, sale.id, "collect", {})
    await sale.shops.deliver()
    await sale.follow()
    assert sale.ledger.told[-1][2] == "SHIPPED"
    order_actions.act(sale.shops.world, sale.id, "deliver", {})
    await sale.shops.deliver()
    await sale.follow()
    assert sale.ledger.told[-1][2] == "DELIVERED"


async def test_an_address_that_changes_is_told_to_ecwid(sale: Sale) -> None:
    """S107: the buyer moved before the parcel left."""
    order_actions.act(sale.shops.world, sale.id, "address", {"line1": "7 New Street", "city": "Austin"})
    await sale.shops.deliver()
    await sale.follow()
    await sale.follow()
    assert [address.line1 for address in sale.ledger.addresses] == ["7 New Street"]


async def cancelled_unit(shops: Shops, connection_id: int) -> Sale:
    """Two units sold and booked, one of them cancelled on TikTok."""
    sale = await sell(shops, connection_id, quantity=2)
    unit = await shops.value("SELECT min(remote_id) FROM order_unit")
    order_actions.act(shops.world, sale.id, "cancel", {"by": "seller", "units": [unit]})
    await shops.deliver()
    return sale


async def test_a_single_cancelled_unit_goes_back_into_stock_once(shops: Shops, listed: int) -> None:
    """S116: Ecwid gives back whole orders only."""
    sale = await cancelled_unit(shops, listed)
    for _ in range(3):
        await sale.follow()
    assert sale.ledger.moves == [1]


async def test_a_cancelled_unit_stays_out_of_stock_where_the_seller_says_so(shops: Shops, listed: int) -> None:
    await shops.rows("UPDATE connection SET restock_cancelled = false")
    sale = await cancelled_unit(shops, listed)
    await sale.follow()
    assert sale.ledger.moves == []


async def test_a_move_of_stock_whose_answer_was_lost_is_not_sent_again(shops: Shops, listed: int) -> None:
    """S167: a difference sent twice is a wrong figure. The order says that somebody should look."""
    sale = await cancelled_unit(shops, listed)
    sale.ledger.after.append(Unknown("ecwid", "the connection was cut"))
    for _ in range(3):
        await sale.follow()
    assert sale.ledger.moves == [1]
    assert await shops.value("SELECT count(*) FROM order_event WHERE tone = 'warning' AND sentence LIKE '%stock%'") == 1


async def test_a_move_of_stock_that_never_left_is_sent_again(shops: Shops, listed: int) -> None:
    sale = await cancelled_unit(shops, listed)
    sale.ledger.before.append(NotExecuted("ecwid", "nobody answers"))
    for _ in range(3):
        await sale.follow()
    assert sale.ledger.moves == [1]


async def test_two_workers_that_tell_ecwid_at_once_leave_one_line(sale: Sale, monkeypatch: pytest.MonkeyPatch) -> None:
    """B5: telling twice does no harm, and reads as one thing that happened."""
    both, update = asyncio.Barrier(2), Ledger.update_order

    async def together(ledger: Ledger, order_id: str, **changes: Any) -> None:
        await both.wait()
        await update(ledger, order_id, **changes)

    monkeypatch.setattr(Ledger, "update_order", together)
    await sale.shops.rows("UPDATE sales_order SET wanted_fulfilment = 'SHIPPED'")
    await asyncio.gather(*(source_orders.tell_due(sale.shops.res, sale.ledger, sale.connection) for _ in range(2)))
    assert len(sale.ledger.told) == 2
    assert await sale.shops.value("SELECT count(*) FROM order_event WHERE sentence LIKE 'Ecwid told%'") == 1


async def test_an_ecwid_that_does_not_answer_is_not_asked_for_each_order(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B5: through an outage one call a while is enough; and one order that Ecwid cannot take holds up no other."""
    asked: list[str] = []

    async def silent(_: Ledger, order_id: str, **__: Any) -> None:
        asked.append(order_id)
        raise NotExecuted("ecwid", "nobody answers")

    first = await sale.shops.value("SELECT id FROM sales_order")
    columns = await sale.shops.value(
        """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
           WHERE table_name = 'sales_order' AND column_name NOT IN ('id', 'remote_id', 'source_order_id')"""
    )
    await sale.shops.rows(
        f"""INSERT INTO sales_order (remote_id, source_order_id, {columns})
            SELECT n || 'other', n || 'other', {columns} FROM sales_order, generate_series(1, 3) AS n"""  # noqa: S608
    )
    await sale.shops.rows("UPDATE sales_order SET wanted_fulfilment = 'SHIPPED'")
    with monkeypatch.context() as away:
        away.setattr(Ledger, "update_order", silent)
        for _ in range(3):
            await source_orders.tell_due(sale.shops.res, sale.ledger, sale.connection)
    assert len(asked) == 1
    due = await sale.shops.rows("SELECT id FROM sales_order ORDER BY next_try_at DESC")
    assert due[0]["id"] == first, "the others go first the next time"
