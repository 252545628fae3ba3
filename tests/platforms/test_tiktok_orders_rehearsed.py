"""Orders of the rehearsal shop over real HTTP: read, shipped, labelled, cancelled, and what the shop refuses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from app.domain.decisions import Who
from app.domain.orders import Order, OrderStatus
from app.domain.products import Size
from app.platforms.errors import OutOfDate, Refused
from app.platforms.http import Http
from app.platforms.order_roles import OrderPage, Provider
from app.platforms.tiktok_shop.orders import TikTokOrders
from app.settings import TikTokSettings
from sandbox.server import serve
from sandbox.tiktok_shop.orders.placing import read_basket
from tests.plain_http import NO_TLS
from tests.sandbox.order_cast import UPS_NUMBER, Shopkeeper, shopkeeper

SIZE = Size(305, 229, 102)
OUT_OF_STOCK = "seller_cancel_reason_out_of_stock"
FEDEX_NUMBER = "986578788855"


@dataclass
class Rehearsal:
    """A shopkeeper with buyers, and Weft's way to the shop's orders."""

    keeper: Shopkeeper
    orders: TikTokOrders

    async def read(self, order_id: str) -> Order:
        (found,) = await self.orders.orders_by_id((order_id,))
        return found

    async def carrier(self, order: Order, name: str) -> Provider:
        return next(p for p in await self.orders.providers(order.delivery_option_id) if p.name == name)

    async def ship(self, order_id: str, number: str = UPS_NUMBER, name: str = "UPS", *unit_ids: str) -> str:
        provider = await self.carrier(await self.read(order_id), name)
        shipped = await self.orders.ship(order_id, tracking_number=number, provider_id=provider.id, unit_ids=unit_ids)
        return shipped.package_id


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    async with shopkeeper() as keeper, serve(keeper.world) as there, Http.open(None) as http:
        keys = keeper.world.settings
        url = there.tiktok_url
        settings = TikTokSettings(url, url, url, keys.tiktok_app_key, keys.tiktok_app_secret, keys.tiktok_service_id)

        async def token(_renew: bool) -> str:
            return keeper.token

        shop = keeper.world.tiktok.main
        yield Rehearsal(keeper, TikTokOrders(http, settings, shop_id=shop.id, cipher=keeper.cipher, token=token))


async def page_of(rehearsal: Rehearsal, now: datetime, token: str = "") -> OrderPage:
    """What changed within the last hour. A token is good for the window it was given for."""
    until = now + timedelta(minutes=1)
    return await rehearsal.orders.orders(updated_from=now - timedelta(hours=1), updated_to=until, token=token)


def adds_up(order: Order) -> bool:
    money = order.money
    sold = sum((unit.sale_price for unit in order.units), Decimal(0))
    parts = sold + money.shipping_fee + money.tax + money.delivery_fee + money.insurance
    return sold == money.sub_total and parts == money.total


async def test_every_amount_of_an_order_is_read(rehearsal: Rehearsal) -> None:
    """S96: the parts add up to what the buyer paid, wherever the buyer lives."""
    placed = [
        rehearsal.keeper.order(
            state=state, shipping="5.99", shipping_platform_discount="1.00", seller_discount="2.50",
            platform_discount="1.25", insurance="1.50", quantity=3, sku="EM-012",
        )
        for state in ("CO", "MN", "OR", "TX", "CA")
    ]  # fmt: skip
    found = {order.id: order for order in await rehearsal.orders.orders_by_id(tuple(order.id for order in placed))}
    assert len(found) == 5
    assert all(adds_up(order) for order in found.values())
    assert any(order.money.delivery_fee for order in found.values())
    first = found[placed[0].id]
    assert (first.status, len(first.units), first.units[0].seller_sku) == (OrderStatus.AWAITING_SHIPMENT, 3, "EM-012")
    assert first.money.currency == "USD"
    assert first.money.insurance > Decimal("1.50")
    assert first.address is not None
    assert first.address.state in ("CO", "Colorado")
    assert first.address.city
    assert first.address.country == "US"
    assert first.ship_by is not None
    assert first.ship_by > first.created_at
    assert first.buyer_email.endswith("@chat.seller.tiktok.com")


async def test_pages_bring_every_changed_order_once(rehearsal: Rehearsal) -> None:
    """R-20: page tokens hold characters that have to be encoded."""
    unit = (await rehearsal.read(rehearsal.keeper.order(quantity=1).id)).units[0]
    await rehearsal.orders.set_stock(unit.product_id, {unit.sku_id: 500}, "")
    basket = read_basket({"sku": "EM-012", "quantity": 1})
    rehearsal.keeper.desk.place(basket, stage="ready", count=229, quiet=True)
    now = datetime.fromtimestamp(rehearsal.keeper.world.now(), UTC)
    page = await page_of(rehearsal, now)
    sizes, found = [len(page.orders)], [order.id for order in page.orders]
    assert page.total == 230
    while page.next_token:
        page = await page_of(rehearsal, now, page.next_token)
        sizes.append(len(page.orders))
        found += [order.id for order in page.orders]
    assert sizes == [100, 100, 30]
    assert sorted(found) == sorted(rehearsal.keeper.world.tiktok.main.orders)


async def test_nobody_hears_where_an_order_on_hold_goes(rehearsal: Rehearsal) -> None:
    """S109, 5.4: no address, and no tracking number is taken; both come an hour later."""
    order = rehearsal.keeper.order("paid")
    held = await rehearsal.read(order.id)
    assert (held.status, held.address) == (OrderStatus.ON_HOLD, None)
    with pytest.raises(Refused) as raised:
        await rehearsal.ship(order.id)
    assert (raised.value.code, raised.value.finding.who) == ("21011044", Who.WAIT)
    rehearsal.keeper.desk.end_hold(order.id)
    assert (await rehearsal.read(order.id)).address is not None


async def test_order_is_shipped_and_delivered(rehearsal: Rehearsal) -> None:
    """S94, S106, S107."""
    order = rehearsal.keeper.order()
    package = await rehearsal.ship(order.id)
    shipped = await rehearsal.read(order.id)
    assert (shipped.status, shipped.packages) == (OrderStatus.AWAITING_COLLECTION, (package,))
    assert (shipped.tracking_number, shipped.provider_name) == (UPS_NUMBER, "UPS")
    assert shipped.shipped_at is not None
    rehearsal.keeper.desk.collect(order.id)
    rehearsal.keeper.desk.deliver(order.id)
    delivered = await rehearsal.read(order.id)
    assert delivered.status is OrderStatus.DELIVERED
    assert delivered.delivered_at is not None


async def test_second_try_finds_it_shipped(rehearsal: Rehearsal) -> None:
    order = rehearsal.keeper.order()
    await rehearsal.ship(order.id)
    with pytest.raises(OutOfDate):
        await rehearsal.ship(order.id)


async def test_order_goes_in_two_parcels(rehearsal: Rehearsal) -> None:
    order = rehearsal.keeper.order()
    first, second = (unit.id for unit in (await rehearsal.read(order.id)).units)
    one = await rehearsal.ship(order.id, UPS_NUMBER, "UPS", first)
    assert (await rehearsal.read(order.id)).status is OrderStatus.PARTIALLY_SHIPPING
    two = await rehearsal.ship(order.id, FEDEX_NUMBER, "FedEx", second)
    read = await rehearsal.read(order.id)
    assert read.status is OrderStatus.AWAITING_COLLECTION
    assert read.packages == (one, two)


async def test_tracking_number_changes_once(rehearsal: Rehearsal) -> None:
    order = rehearsal.keeper.order()
    package = await rehearsal.ship(order.id)
    usps = await rehearsal.carrier(await rehearsal.read(order.id), "USPS")
    number = "9400111899223197428490"
    await rehearsal.orders.change_tracking(package, tracking_number=number, provider_id=usps.id)
    assert (await rehearsal.read(order.id)).tracking_number == number
    with pytest.raises(Refused) as raised:
        await rehearsal.orders.change_tracking(package, tracking_number=UPS_NUMBER, provider_id=usps.id)
    assert raised.value.code in ("21011051", "21011052")


async def test_label_is_bought_and_is_a_pdf(rehearsal: Rehearsal) -> None:
    """S105."""
    order = rehearsal.keeper.order(shipping_type="TIKTOK")
    assert await rehearsal.orders.providers((await rehearsal.read(order.id)).delivery_option_id) == ()
    services = await rehearsal.orders.shipping_services(order.id, weight_g=454, size=SIZE)
    assert [service for service in services if service.is_default]
    assert all(Decimal(service.price) > 0 and service.currency == "USD" for service in services)
    bought = await rehearsal.orders.buy_label(order.id, service_id=services[0].id, weight_g=454, size=SIZE)
    async with httpx.AsyncClient(verify=NO_TLS) as browser:
        label = await browser.get(await rehearsal.orders.label(bought.package_id))
    assert label.content.startswith(b"%PDF")
    with pytest.raises(OutOfDate):
        await rehearsal.orders.buy_label(order.id, service_id=services[0].id, weight_g=454, size=SIZE)


async def test_sellers_own_parcel_has_no_label(rehearsal: Rehearsal) -> None:
    package = await rehearsal.ship(rehearsal.keeper.order().id)
    with pytest.raises(Refused) as raised:
        await rehearsal.orders.label(package)
    assert raised.value.code in ("11034002", "21008017")


async def test_order_is_cancelled_and_stays_masked(rehearsal: Rehearsal) -> None:
    """S112."""
    order = rehearsal.keeper.order()
    cancel_id = await rehearsal.orders.cancel(order.id, reason=OUT_OF_STOCK)
    (cancellation,) = await rehearsal.orders.cancellations(order_ids=(order.id,))
    assert (cancellation.id, cancellation.role, cancellation.by_buyer_request) == (cancel_id, "SELLER", False)
    assert len(cancellation.unit_ids) == 2
    read = await rehearsal.read(order.id)
    assert (read.status, read.cancelled_by) == (OrderStatus.CANCELLED, "SELLER")
    assert {unit.status for unit in read.units} == {OrderStatus.CANCELLED}
    with pytest.raises(OutOfDate):
        await rehearsal.orders.cancel(order.id, reason=OUT_OF_STOCK)


async def test_one_unit_is_cancelled(rehearsal: Rehearsal) -> None:
    """S116."""
    order = rehearsal.keeper.order()
    unit = (await rehearsal.read(order.id)).units[0].id
    await rehearsal.orders.cancel(order.id, reason=OUT_OF_STOCK, unit_ids=(unit,))
    read = await rehearsal.read(order.id)
    assert read.status is OrderStatus.AWAITING_SHIPMENT
    assert [u.id for u in read.units if u.status is OrderStatus.CANCELLED] == [unit]


async def test_reason_that_does_not_fit_is_refused(rehearsal: Rehearsal) -> None:
    with pytest.raises(Refused) as raised:
        await rehearsal.orders.cancel(rehearsal.keeper.order().id, reason="seller_cancel_unpaid_reason_out_of_stock")
    assert raised.value.code == "25001021"


async def test_delivered_order_cannot_be_cancelled(rehearsal: Rehearsal) -> None:
    """S114: both sides disagree then."""
    order = rehearsal.keeper.order()
    await rehearsal.ship(order.id)
    rehearsal.keeper.desk.collect(order.id)
    with pytest.raises(Refused) as raised:
        await rehearsal.orders.cancel(order.id, reason=OUT_OF_STOCK)
    assert raised.value.code in ("25001045", "25001051", "25001021")


@pytest.mark.parametrize("accept", [True, False])
async def test_buyers_request_is_answered(rehearsal: Rehearsal, accept: bool) -> None:
    """S113, S115."""
    order = rehearsal.keeper.order()
    rehearsal.keeper.desk.ask_to_cancel(order.id)
    assert (await rehearsal.read(order.id)).buyer_asks_to_cancel
    since = datetime.fromtimestamp(rehearsal.keeper.world.now(), UTC) - timedelta(minutes=5)
    (asked,) = await rehearsal.orders.cancellations(updated_from=since)
    assert (asked.by_buyer_request, asked.status) == (True, "CANCELLATION_REQUEST_PENDING")
    assert asked.deadline is not None
    await rehearsal.orders.answer_cancellation(asked.id, accept=accept, reason="", key="k-1")
    read = await rehearsal.read(order.id)
    assert read.status is (OrderStatus.CANCELLED if accept else OrderStatus.AWAITING_SHIPMENT)
    assert not read.buyer_asks_to_cancel
    with pytest.raises(OutOfDate):
        await rehearsal.orders.answer_cancellation(asked.id, accept=accept, reason="", key="k-2")


async def test_orders_are_told_their_ids_in_ecwid(rehearsal: Rehearsal) -> None:
    order = rehearsal.keeper.order()
    units = tuple(unit.id for unit in (await rehearsal.read(order.id)).units)
    unknown = "576461413038785752"
    refused = await rehearsal.orders.refer_orders({order.id: "XJ12H", unknown: "XJ13H"}, {order.id: units})
    assert refused == (unknown,)
    assert await rehearsal.orders.refer_orders({order.id: "XJ12H"}) == ()


async def test_stock_and_price_follow(rehearsal: Rehearsal) -> None:
    """S55: absolute figures; what buyers ordered is TikTok's own business."""
    unit = (await rehearsal.read(rehearsal.keeper.order().id)).units[0]
    warehouse = (await rehearsal.read(rehearsal.keeper.order().id)).warehouse_id
    assert await rehearsal.orders.set_stock(unit.product_id, {unit.sku_id: 0}, warehouse) == {}
    assert (await rehearsal.orders.stock((unit.sku_id, "1729592969712207012")))[unit.sku_id] == 0
    await rehearsal.orders.set_prices(unit.product_id, {unit.sku_id: Decimal("18.5")}, "USD")
    assert await rehearsal.orders.set_stock(unit.product_id, {unit.sku_id: 9}, warehouse) == {}
    refused = await rehearsal.orders.set_stock(unit.product_id, {unit.sku_id: 9}, "7068517275539719999")
    assert set(refused) == {unit.sku_id}


async def test_another_shops_order_does_not_hold_up_ours(rehearsal: Rehearsal) -> None:
    order = rehearsal.keeper.order()
    other = next(shop for shop in rehearsal.keeper.world.tiktok.shops.values() if shop.id != order.shop_id)
    mine = rehearsal.keeper.world.tiktok.main.orders.pop((foreign := rehearsal.keeper.order()).id)
    other.orders[mine.id] = mine
    found = await rehearsal.orders.orders_by_id((foreign.id, order.id))
    assert [one.id for one in found] == [order.id]
