"""What the stand-in remembers of orders. Money in cents, times in unix seconds; 0 and "" mean: not (yet)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

Json = dict[str, Any]

HISTORY = 16  # update times kept of an order, for a search that lags behind


@dataclass(slots=True)
class Unit:
    """One unit of one SKU; there are no quantities. `original` is the list price, `sale` what the buyer pays."""

    id: str
    sku_id: str
    product_id: str
    seller_sku: str
    product_name: str
    sku_name: str
    image: str
    warehouse_id: str
    original: int
    seller_discount: int = 0
    platform_discount: int = 0
    tax: int = 0
    delivery_fee: int = 0
    is_gift: bool = False
    status: str = "UNPAID"
    package_id: str = ""
    package_status: str = "TO_FULFILL"
    shipped_time: int = 0
    cancel_user: str = ""
    cancel_reason: str = ""

    @property
    def sale(self) -> int:
        return self.original - self.seller_discount - self.platform_discount

    @property
    def is_open(self) -> bool:
        """Neither cancelled nor given to a carrier."""
        return self.status in ("UNPAID", "AWAITING_SHIPMENT")


@dataclass(slots=True)
class Order:
    """`kind`: normal, sample, replacement or exchange (then `source_order` names the first one). `fulfilment`:
    SELLER or TIKTOK. `hold_until`, `pay_until`, `ship_until`, `return_until`: when the platform acts by itself.

    `changes`: the latest update times, oldest first. `references`: external order ids by platform.
    """

    id: str
    shop_id: str
    buyer: Json
    tax_rate: str
    units: list[Unit]
    delivery_option_id: str
    delivery_option_name: str
    warehouse_id: str
    create_time: int
    update_time: int
    status: str = "UNPAID"
    kind: str = "normal"
    source_order: str = ""
    fulfilment: str = "SELLER"
    shipping_type: str = "SELLER"
    shipping: int = 0
    shipping_seller_discount: int = 0
    shipping_platform_discount: int = 0
    shipping_tax: int = 0
    insurance: int = 0
    insurance_tax: int = 0
    message: str = ""
    seller_note: str = ""
    is_on_hold_order: bool = False
    paid_time: int = 0
    rts_time: int = 0
    collection_time: int = 0
    delivery_time: int = 0
    cancel_time: int = 0
    complete_time: int = 0
    request_cancel_time: int = 0
    hold_until: float = 0.0
    pay_until: float = 0.0
    ship_until: float = 0.0
    return_until: float = 0.0
    rts_sla_time: int = 0
    tts_sla_time: int = 0
    cancel_order_sla_time: int = 0
    cancellation_initiator: str = ""
    address_changed: bool = False
    after_sale: bool = False
    tracking_changes: int = 0
    changes: list[int] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    cancellations: list[str] = field(default_factory=list)
    references: dict[str, Json] = field(default_factory=dict)

    def changed(self, now: float) -> None:
        self.update_time = int(now)
        self.changes.append(self.update_time)
        del self.changes[:-HISTORY]

    def known_update(self, until: float) -> int:
        """The update time a reader knows who has seen nothing after `until`; 0: the order is news to them."""
        return next((at for at in reversed(self.changes) if at <= until), 0)

    @property
    def live(self) -> list[Unit]:
        return [u for u in self.units if u.status != "CANCELLED"]

    @property
    def open(self) -> list[Unit]:
        """What can still be shipped."""
        return [u for u in self.units if u.is_open]


@dataclass(slots=True)
class Package:
    """A parcel; in the US it exists only once it has been shipped or its label bought. `events`: newest first."""

    id: str
    order_ids: list[str]
    unit_ids: list[str]
    shipping_type: str
    provider_id: str
    provider_name: str
    tracking_number: str
    create_time: int
    update_time: int
    status: str = "PROCESSING"
    tag: str = "DEFAULT"
    service: Json = field(default_factory=dict)
    weight: Json = field(default_factory=dict)
    dimension: Json = field(default_factory=dict)
    tracking_changes: int = 0
    exception: str = ""
    events: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Cancellation:
    """`kind`: CANCEL (done at once) or BUYER_CANCEL (a request; `deadline` is when silence means yes)."""

    id: str
    order_id: str
    kind: str
    status: str
    role: str
    reason: str
    unit_ids: list[str]
    create_time: int
    update_time: int
    deadline: int = 0
    replenish: bool = False
    refund: Json = field(default_factory=dict)  # unit id → cents of subtotal, shipping, tax, delivery fee

    @property
    def pending(self) -> bool:
        return self.status == "CANCELLATION_REQUEST_PENDING"


def dump(record: Order | Package | Cancellation) -> Json:
    """A JSON-able view of the record; it shares nested values with it."""
    made = {f.name: getattr(record, f.name) for f in fields(record)}
    if isinstance(record, Order):
        made["units"] = [{f.name: getattr(u, f.name) for f in fields(u)} for u in record.units]
    return made


def load_order(row: Json) -> Order:
    """The opposite of `dump`. Raises TypeError for a row of another version."""
    return Order(**{**row, "units": [Unit(**unit) for unit in row["units"]]})
