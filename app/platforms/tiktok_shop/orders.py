"""TikTok Shop as the place where orders come from; parcels, cancellations and stock stand in files of their own."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import ceil

import msgspec
import structlog

from app.domain.decisions import Finding
from app.domain.orders import Order
from app.domain.products import Size
from app.platforms.errors import Refused
from app.platforms.http import Http
from app.platforms.order_roles import NO_UNITS, Cancellation, OrderPage, Provider, Shipped, ShippingService
from app.platforms.roles import TokenSource
from app.platforms.tiktok_shop import PLATFORM, cancellations, endpoints, fulfilment, order_parse, stock
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop.client import TikTokClient
from app.platforms.tiktok_shop.partial_errors import refused_orders
from app.platforms.tiktok_shop.server_clock import ServerClock
from app.settings import TikTokSettings

log = structlog.get_logger("weft.platforms")

_SEARCH = {"page_size": "100", "sort_field": "update_time", "sort_order": "ASC"}
_MOST_BY_ID = 50
_MOST_REFERENCES = 100
_MOST_LINES = 100
# There is no ECWID among the platforms (add-external-order-references-202406).
_SYSTEM = "ORDER_MANAGEMENT_SYSTEM"
_NOT_OURS = "21008111"
_row = msgspec.json.Decoder(wire.OrderRow)
_id = msgspec.json.Decoder(wire.OrderId)


class TikTokOrders:
    """Keeps the promise of order_roles.OrderChannel for one shop."""

    def __init__(
        self,
        http: Http,
        settings: TikTokSettings,
        *,
        shop_id: str,
        cipher: str,
        token: TokenSource,
        clock: ServerClock | None = None,
    ) -> None:
        self._client = TikTokClient(http, settings, token, shop_id=shop_id, cipher=cipher, clock=clock)

    async def orders(self, *, updated_from: datetime, updated_to: datetime, token: str = "") -> OrderPage:
        """One page of a search (get-order-list-202309).

        Its rows may lie outside the range, because orders change during the search: they are kept, never dropped.
        """
        body = {"update_time_ge": int(updated_from.timestamp()), "update_time_lt": ceil(updated_to.timestamp())}
        query = _SEARCH | ({"page_token": token} if token else {})
        data = await self._client.call(endpoints.ORDERS, wire.FoundOrders, query=query, body=body)
        found, unreadable = _read(data.orders or [])
        return OrderPage(found, data.next_page_token or "", data.total_count or 0, unreadable)

    async def orders_by_id(self, ids: tuple[str, ...]) -> tuple[Order, ...]:
        """At most 50 orders (get-order-detail-202507). One that is not ours does not hold up the others."""
        if len(ids) > _MOST_BY_ID:
            raise ValueError(f"at most {_MOST_BY_ID} orders a call")
        wanted = tuple(id_ for id_ in ids if id_.isascii() and id_.isdigit())
        if not wanted:
            return ()
        try:
            data = await self._client.call(endpoints.ORDER_DETAIL, wire.FoundOrders, query={"ids": ",".join(wanted)})
        except Refused as refused:
            if refused.code != _NOT_OURS:
                raise
            half = len(wanted) // 2
            return (await self.orders_by_id(wanted[:half]) + await self.orders_by_id(wanted[half:])) if half else ()
        return _read(data.orders or [])[0]

    async def refer_orders(
        self, references: Mapping[str, str], units: Mapping[str, tuple[str, ...]] = NO_UNITS
    ) -> tuple[str, ...]:
        """Write Ecwid's ids onto TikTok's orders; again does no harm (add-external-order-references-202406)."""
        if len(references) > _MOST_REFERENCES:
            raise ValueError(f"at most {_MOST_REFERENCES} orders a call")
        if not references:
            return ()
        body = {"orders": [_reference(id_, theirs, units.get(id_, ())) for id_, theirs in references.items()]}
        data = await self._client.call(endpoints.REFER_ORDERS, wire.PartialErrors, body=body)
        return refused_orders(data.errors or (), references)

    async def set_stock(
        self, listing_id: str, quantities: Mapping[str, int], warehouse_id: str
    ) -> Mapping[str, Finding]:
        return await stock.set_stock(self._client, listing_id, quantities, warehouse_id)

    async def set_prices(self, listing_id: str, prices: Mapping[str, Decimal], currency: str) -> None:
        await stock.set_prices(self._client, listing_id, prices, currency)

    async def stock(self, sku_ids: tuple[str, ...]) -> Mapping[str, int]:
        return await stock.available(self._client, sku_ids)

    async def prices(self, sku_ids: tuple[str, ...]) -> Mapping[str, Decimal]:
        return await stock.prices(self._client, sku_ids)

    async def providers(self, delivery_option_id: str) -> tuple[Provider, ...]:
        return await fulfilment.providers(self._client, delivery_option_id)

    async def ship(
        self, order_id: str, *, tracking_number: str, provider_id: str, unit_ids: tuple[str, ...] = ()
    ) -> Shipped:
        return await fulfilment.ship(self._client, order_id, tracking_number, provider_id, unit_ids)

    async def change_tracking(self, package_id: str, *, tracking_number: str, provider_id: str) -> None:
        await fulfilment.change_tracking(self._client, package_id, tracking_number, provider_id)

    async def shipping_services(
        self, order_id: str, *, weight_g: int, size: Size, unit_ids: tuple[str, ...] = ()
    ) -> tuple[ShippingService, ...]:
        return await fulfilment.services(self._client, order_id, weight_g, size, unit_ids)

    async def buy_label(self, order_id: str, *, service_id: str, weight_g: int, size: Size) -> Shipped:
        return await fulfilment.buy_label(self._client, order_id, service_id, weight_g, size)

    async def label(self, package_id: str) -> str:
        return await fulfilment.label(self._client, package_id)

    async def cancel(self, order_id: str, *, reason: str, unit_ids: tuple[str, ...] = ()) -> str:
        return await cancellations.cancel(self._client, order_id, reason, unit_ids)

    async def cancellations(
        self, *, updated_from: datetime | None = None, order_ids: tuple[str, ...] = ()
    ) -> tuple[Cancellation, ...]:
        return await cancellations.search(self._client, updated_from=updated_from, order_ids=order_ids)

    async def answer_cancellation(self, cancellation_id: str, *, accept: bool, reason: str, key: str) -> None:
        await cancellations.answer(self._client, cancellation_id, accept=accept, reason=reason, key=key)


def _read(rows: list[msgspec.Raw]) -> tuple[tuple[Order, ...], tuple[str, ...]]:
    """The orders, and the ids of those that cannot be read; their words are left out of the log, they name people."""
    orders: list[Order] = []
    unreadable: list[str] = []
    for row in rows:
        try:
            orders.append(order_parse.order(_row.decode(row)))
        except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
            unreadable.append(_id_of(row))
            log.warning("order_unreadable", platform=PLATFORM, order=unreadable[-1], kind=type(error).__name__)
    return tuple(orders), tuple(id_ for id_ in unreadable if id_)


def _id_of(row: msgspec.Raw) -> str:
    try:
        return order_parse.text(_id.decode(row).id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _reference(order_id: str, theirs: str, unit_ids: tuple[str, ...]) -> dict[str, object]:
    """The source numbers its lines anew with every change, so the units go by the channel's own ids on both sides."""
    lines = [{"id": unit_id, "origin_id": unit_id} for unit_id in unit_ids[:_MOST_LINES]]
    return {"id": order_id, "external_order": {"id": theirs, "platform": _SYSTEM, "line_items": lines}}
