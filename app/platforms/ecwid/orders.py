"""The source's second role: the orders of one Ecwid store, and its stock by difference."""

from collections.abc import AsyncGenerator
from datetime import datetime
from urllib.parse import quote

import msgspec
import structlog

from app.domain.orders import Address, SourceOrder, SourceOrderDraft
from app.platforms.calls import Pairs
from app.platforms.ecwid import PLATFORM, order_batches
from app.platforms.ecwid import order_wire as wire
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.order_parse import source_order
from app.platforms.ecwid.order_payloads import shipping_person
from app.platforms.errors import Gone, Refused, Unknown
from app.platforms.order_roles import WrittenOrder

log = structlog.get_logger("weft.platforms")

LIMIT = 100
# What Ecwid says when a variation without an SKU is asked for stock of its own (platform-facts E5).
_NO_OWN_STOCK = "sku for combination is not set"


class EcwidOrders:
    """Keeps the promise of order_roles.OrderSource."""

    def __init__(self, client: EcwidClient, *, patience_s: float = order_batches.PATIENCE_S) -> None:
        self._client = client
        self._patience_s = patience_s

    async def is_busy(self) -> bool:
        """See client.is_busy()."""
        return await self._client.is_busy()

    async def create_orders(self, drafts: tuple[SourceOrderDraft, ...], *, key: str) -> tuple[WrittenOrder, ...]:
        """Create at most 500 orders in one batch; `key` is a UUID. See order_batches for what is raised."""
        if len(drafts) > order_batches.MOST:
            raise ValueError(f"at most {order_batches.MOST} orders a batch")
        if not drafts:
            return ()
        return await order_batches.create(self._client, drafts, key, self._patience_s)

    async def find_order(self, channel_order_id: str) -> SourceOrder | None:
        """The order of this channel order, the first one made if there are several. Page: orders/search-orders.

        The index lags behind (platform-facts E8): None means "not found", never "not there".
        """
        found = [
            order
            async for page in self._pages((("keywords", channel_order_id),))
            for order in page
            if order.channel_order_id == channel_order_id
        ]
        return min(found, key=lambda order: order.internal_id) if found else None

    async def order(self, order_id: str) -> SourceOrder | None:
        """One order, read now, by either of its ids. Page: orders/get-order."""
        query = (("responseFields", wire.ORDER_FIELDS),)
        try:
            item = await self._client.get(_path(order_id), "/orders/id", wire.ORDER, query)
            return source_order(item)
        except Gone:
            return None
        except (ValueError, ArithmeticError) as error:
            raise Unknown(PLATFORM, f"GET /orders/id: {type(error).__name__} in the order") from None

    async def changed_orders(self, *, since: datetime) -> AsyncGenerator[tuple[SourceOrder, ...], None]:
        """Orders changed at or after `since`, each once; unfinished ones are left out. Page: orders/search-orders.

        The index lags behind, and the order of the answers is nobody's promise: overlap the ranges.
        """
        async for page in self._pages((("updatedFrom", str(int(since.timestamp()))),)):
            yield page

    async def update_order(
        self, order_id: str, *, payment_status: str = "", fulfilment_status: str = "", address: Address | None = None
    ) -> None:
        """Set what is given. Page: orders/update-order. Raises Gone when the order does not exist any more."""
        body = wire.OrderUpdate(payment_status, fulfilment_status, shipping_person(address) if address else None)
        if body != wire.OrderUpdate():
            await self._client.put(_path(order_id), "/orders/id", body, wire.NOTHING, idempotent=True)

    async def add_stock(self, source_id: int, combination_id: int, delta: int) -> None:
        """Move stock by `delta`. There is no key for it: it is never sent twice (platform-facts E6).

        Pages: products/adjust-product-stock, product-variations/adjust-variation-stock.
        """
        if combination_id:
            try:
                await self._move(f"/products/{source_id}/combinations/{combination_id}", "combinations/id/", delta)
                return
            except Refused as refused:
                if _NO_OWN_STOCK not in refused.finding.their_text.lower():
                    raise
        await self._move(f"/products/{source_id}", "", delta)

    async def _move(self, path: str, name: str, delta: int) -> None:
        body = wire.StockDelta(delta)
        await self._client.put(
            f"{path}/inventory", f"/products/id/{name}inventory", body, wire.NOTHING, idempotent=False
        )

    async def _pages(self, query: Pairs) -> AsyncGenerator[tuple[SourceOrder, ...], None]:
        """Every match once. There is no cursor: what leaves the matches shifts the rest, so that is read again."""
        seen: set[str] = set()
        offset, total = 0, 0
        while True:
            page = await self._client.get(
                "/orders",
                "/orders",
                wire.ORDER_PAGE,
                (*query, ("offset", str(offset)), ("limit", str(LIMIT)), ("responseFields", wire.ORDER_PAGE_FIELDS)),
            )
            lost = max(0, total - page.total)
            if lost and offset:
                offset, total = max(0, offset - lost), page.total
                continue
            total = page.total
            fresh = [order for order in _read(page.items) if order.id not in seen]
            seen.update(order.id for order in fresh)
            if fresh:
                yield tuple(fresh)
            offset += len(page.items)
            if not page.items or offset >= total:
                return


def _read(items: list[msgspec.Raw]) -> list[SourceOrder]:
    found = []
    for item in items:
        try:
            found.append(source_order(wire.ORDER.decode(item)))
        except (msgspec.DecodeError, ValueError, ArithmeticError):
            log.warning("order_unreadable", platform=PLATFORM, order=_id_of(item))
    return found


def _id_of(item: msgspec.Raw) -> str:
    try:
        return str(wire.ORDER_ID.decode(item).id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _path(order_id: str) -> str:
    """Ids may carry the store's prefix and suffix, of any letters; a plus would become a space (platform-facts E2)."""
    if not order_id.strip("."):  # "..", encoded or not, leads elsewhere
        raise Gone(PLATFORM, "no order id")
    return f"/orders/{quote(order_id, safe='')}"
