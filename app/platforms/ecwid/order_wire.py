"""Ecwid's orders and batches on the wire, only the fields we read: nothing in them names a person."""

from decimal import Decimal

import msgspec

from app.platforms.ecwid.wire import Page, Text, Wire, response_fields

# Left out of the answers, so that the store's own buyers never reach us: names, addresses, e-mail, lines.


class ShippingOption(Wire):
    """Absent for pickup and digital goods (platform-facts E9)."""

    shipping_method_name: Text = None
    shipping_carrier_name: Text = None


class Tracking(Wire):
    """The official client spells it in camel case, the docs in snake case."""

    tracking_number: Text = None
    tracking_number_as_documented: Text = msgspec.field(default=None, name="tracking_number")


class Shipment(Wire):
    """Only labels that were bought inside Ecwid (platform-facts E9)."""

    tracking: Tracking | None = None


class Order(Wire):
    """`id` is what people see, `internal_id` and `order_number` the same hidden number (platform-facts E8)."""

    id: str | int
    internal_id: int | None = None
    order_number: int | None = None
    payment_status: Text = None
    fulfillment_status: Text = None
    total: Decimal | None = None
    tracking_number: Text = None
    external_transaction_id: str | int | None = None
    shipping_option: ShippingOption | None = None
    shipments: list[Shipment] | None = None
    update_timestamp: int | None = None
    update_date: Text = None


class OrderId(Wire):
    id: str | int


class CreatedOrder(Wire):
    """The trap of POST /orders: `id` is the hidden number here. `orderid` is how the docs' sample spells it."""

    id: int | str | None = None
    order_id: Text = None
    order_id_as_documented: Text = msgspec.field(default=None, name="orderid")


class Ticket(Wire):
    ticket: str


class InnerAnswer(Wire):
    """One request of a batch. The body is text or an object, depending on `escapedJson` and the server (2.6)."""

    id: str | int | None = None
    status: Text = None
    http_status_code: int | None = None
    escaped_http_body: Text = None
    http_body: msgspec.Raw = msgspec.Raw()


class BatchState(Wire):
    status: Text = None
    responses: list[InnerAnswer] | None = None


class OrderUpdate(Wire, omit_defaults=True):
    """What is left out stays as it is (platform-facts E9)."""

    payment_status: str = ""
    fulfillment_status: str = ""
    shipping_person: dict[str, str] | None = None


class StockDelta(Wire):
    quantity_delta: int


class Nothing(Wire):
    """An answer of which nothing is read."""


ORDER = msgspec.json.Decoder(Order)
# Order by order, so that one we cannot read does not hold up the others.
ORDER_PAGE = msgspec.json.Decoder(Page[msgspec.Raw])
ORDER_ID = msgspec.json.Decoder(OrderId)
CREATED = msgspec.json.Decoder(CreatedOrder)
TICKET = msgspec.json.Decoder(Ticket)
BATCH = msgspec.json.Decoder(BatchState)
NOTHING = msgspec.json.Decoder(Nothing)

ORDER_FIELDS = response_fields(Order)
ORDER_PAGE_FIELDS = f"total,count,offset,limit,items({ORDER_FIELDS})"
