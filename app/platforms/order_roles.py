"""What the sync of orders, stock and fulfilment calls: a second promise of each platform, kept in files of its own.

All calls raise `app.platforms.errors.PlatformError` kinds and nothing else.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.domain.decisions import Finding
from app.domain.orders import Address, Order, SourceOrder, SourceOrderDraft
from app.domain.products import Size
from app.platforms.errors import PlatformError

NO_UNITS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of the channel's orders; `next_token` empty on the last.

    `unreadable`: ids of orders that are not as we know orders, so that they can be reported instead of lost.
    """

    orders: tuple[Order, ...]
    next_token: str = ""
    total: int = 0
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenOrder:
    """What became of one order in a batch written to the source. `id` is what people see."""

    channel_order_id: str
    id: str = ""
    internal_id: int = 0
    error: PlatformError | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """One carrier as the channel knows it. Ids differ by delivery option (platform-facts T15)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """The channel took a parcel. `warning` is its own doubt about the number, shown to the seller."""

    package_id: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ShippingService:
    """One way to send a parcel with the channel's own label."""

    id: str
    name: str
    price: str
    currency: str
    provider: str
    days: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One cancellation at the channel. `status` is its own word (both spellings of _CANCEL are the same)."""

    id: str
    order_id: str
    by_buyer_request: bool
    role: str
    status: str
    reason: str
    reason_text: str
    unit_ids: tuple[str, ...]
    restock: bool
    deadline: datetime | None
    updated_at: datetime


class OrderSource(Protocol):
    """The store as the owner of orders that were relayed to it."""

    async def is_busy(self) -> bool:
        """Whether so much of what the store allows a minute is used up that what can wait should be gathered."""
        ...

    async def create_orders(self, drafts: tuple[SourceOrderDraft, ...], *, key: str) -> tuple[WrittenOrder, ...]:
        """Create orders in one batch; the same `key` within the hour answers the first batch's result again.

        One result for each draft, in order. Raises NotExecuted or Unknown for the batch as a whole.
        """
        ...

    async def find_order(self, channel_order_id: str) -> SourceOrder | None:
        """The order that carries this channel order id, by search: its index may lag (the second line only)."""
        ...

    async def order(self, order_id: str) -> SourceOrder | None:
        """One order, read now; None when it does not exist."""
        ...

    def changed_orders(self, *, since: datetime) -> AsyncIterator[tuple[SourceOrder, ...]]:
        """Orders changed since then, page by page (100 a call)."""
        ...

    async def update_order(
        self, order_id: str, *, payment_status: str = "", fulfilment_status: str = "", address: Address | None = None
    ) -> None:
        """Set statuses, and the address where one became known or changed; what is empty stays as it is."""
        ...

    async def add_stock(self, source_id: int, combination_id: int, delta: int) -> None:
        """Move stock by a difference (S167). Never repeated after an unknown outcome.

        A variant without an SKU of its own has its product's stock: that is moved then.
        """
        ...


class OrderChannel(Protocol):
    """The shop as the place where orders come from, and whose stock and prices follow the source's."""

    async def orders(self, *, updated_from: datetime, updated_to: datetime, token: str = "") -> OrderPage:
        """One page of whole orders changed in [from, to), oldest change first, 100 a call."""
        ...

    async def orders_by_id(self, ids: tuple[str, ...]) -> tuple[Order, ...]:
        """Up to 50 orders as they stand now; those that are not this shop's, or that nobody can read, are left out."""
        ...

    async def refer_orders(
        self, references: Mapping[str, str], units: Mapping[str, tuple[str, ...]] = NO_UNITS
    ) -> tuple[str, ...]:
        """Write the source's order ids onto at most 100 of the channel's; returns the channel ids that were refused.

        `units`: unit ids by channel order id, where they are at hand; the channel's documents ask for them.
        """
        ...

    async def set_stock(
        self, listing_id: str, quantities: Mapping[str, int], warehouse_id: str
    ) -> Mapping[str, Finding]:
        """Absolute stock of SKUs of one listing; what was refused, by SKU id (partial failures hide under code 0)."""
        ...

    async def set_prices(self, listing_id: str, prices: Mapping[str, Decimal], currency: str) -> None:
        """Prices of SKUs of one listing. Refused with code tiktok:12052038 while a promotion locks them."""
        ...

    async def stock(self, sku_ids: tuple[str, ...]) -> Mapping[str, int]:
        """Available stock of up to 600 SKUs."""
        ...

    async def prices(self, sku_ids: tuple[str, ...]) -> Mapping[str, Decimal]:
        """Prices of up to 10 SKUs, as they were set: before tax, and before what a promotion takes off."""
        ...

    async def providers(self, delivery_option_id: str) -> tuple[Provider, ...]: ...

    async def ship(
        self, order_id: str, *, tracking_number: str, provider_id: str, unit_ids: tuple[str, ...] = ()
    ) -> Shipped:
        """Mark units (all unshipped ones by default) as shipped in one parcel."""
        ...

    async def change_tracking(self, package_id: str, *, tracking_number: str, provider_id: str) -> None: ...

    async def shipping_services(
        self, order_id: str, *, weight_g: int, size: Size, unit_ids: tuple[str, ...] = ()
    ) -> tuple[ShippingService, ...]: ...

    async def buy_label(self, order_id: str, *, service_id: str, weight_g: int, size: Size) -> Shipped: ...

    async def label(self, package_id: str) -> str:
        """Address of the label's PDF, good for a day."""
        ...

    async def cancel(self, order_id: str, *, reason: str, unit_ids: tuple[str, ...] = ()) -> str:
        """Cancel an order or single units; returns the cancellation's id."""
        ...

    async def cancellations(
        self, *, updated_from: datetime | None = None, order_ids: tuple[str, ...] = ()
    ) -> tuple[Cancellation, ...]: ...

    async def answer_cancellation(self, cancellation_id: str, *, accept: bool, reason: str, key: str) -> None: ...
