"""Ecwid's orders as a plain ledger that can lose its answers: for tests of what Weft does when it cannot know."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.domain.orders import Address, SourceOrder, SourceOrderDraft
from app.platforms.errors import PlatformError
from app.platforms.order_roles import WrittenOrder


@dataclass(slots=True)
class Ledger:
    """Keeps the promise of order_roles.OrderSource. `before` and `after` are raised around the next writes, in order.

    `refuses`: the orders that are refused, once each, by TikTok’s id.
    `keys`: what each batch's key answered; within the hour the same key writes nothing again (platform-facts E4).
    `lag`: whether the search does not show yet what was written.
    """

    orders: dict[str, SourceOrder] = field(default_factory=dict)
    keys: dict[str, tuple[WrittenOrder, ...]] = field(default_factory=dict)
    before: list[BaseException] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    refuses: dict[str, PlatformError] = field(default_factory=dict)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)
    calls: int = 0
    lag: bool = False

    async def is_busy(self) -> bool:
        return False

    async def create_orders(self, drafts: tuple[SourceOrderDraft, ...], *, key: str) -> tuple[WrittenOrder, ...]:
        self.calls += 1
        if self.before:
            raise self.before.pop(0)
        if key not in self.keys:
            self.keys[key] = tuple(self._write(draft) for draft in drafts)
        if self.after:
            raise self.after.pop(0)
        return self.keys[key]

    def _write(self, draft: SourceOrderDraft) -> WrittenOrder:
        if draft.channel_order_id in self.refuses:
            return WrittenOrder(draft.channel_order_id, error=self.refuses.pop(draft.channel_order_id))
        order = SourceOrder(
            id=uuid.uuid4().hex[:8].upper(),
            internal_id=len(self.orders) + 1,
            payment_status=draft.payment_status,
            fulfilment_status=draft.fulfilment_status,
            total=draft.total,
            channel_order_id=draft.channel_order_id,
            updated_at=datetime.now(UTC),
        )
        self.orders[order.id] = order
        return WrittenOrder(draft.channel_order_id, order.id, order.internal_id)

    async def find_order(self, channel_order_id: str) -> SourceOrder | None:
        found = [order for order in self.orders.values() if order.channel_order_id == channel_order_id]
        return found[0] if found and not self.lag else None

    async def order(self, order_id: str) -> SourceOrder | None:
        return self.orders.get(order_id)

    async def changed_orders(self, *, since: datetime) -> AsyncIterator[tuple[SourceOrder, ...]]:
        if not self.lag:
            yield tuple(order for order in self.orders.values() if order.updated_at and order.updated_at >= since)

    async def update_order(
        self, order_id: str, *, payment_status: str = "", fulfilment_status: str = "", address: Address | None = None
    ) -> None:
        if address is not None:
            self.addresses.append(address)
        self.told.append((order_id, payment_status, fulfilment_status))
        before = self.orders[order_id]
        self.orders[order_id] = replace(
            before,
            payment_status=payment_status or before.payment_status,
            fulfilment_status=fulfilment_status or before.fulfilment_status,
        )

    async def add_stock(self, source_id: int, combination_id: int, delta: int) -> None:
        if self.before:
            raise self.before.pop(0)
        self.moves.append(delta)
        if self.after:
            raise self.after.pop(0)
