"""TikTok's own shipping: services, labels, documents (platform-facts T14)."""

from __future__ import annotations

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.calls.packages import line_ids
from sandbox.tiktok_shop.errors import bad_param, refuse
from sandbox.tiktok_shop.orders.buying_labels import USUAL_SIZE, USUAL_WEIGHT, Inside, buy, labelled, together
from sandbox.tiktok_shop.orders.documents import KINDS, SIZES, address_of
from sandbox.tiktok_shop.orders.records import Order
from sandbox.tiktok_shop.orders.services import check_size, eligible, pounds
from sandbox.tiktok_shop.orders.shipping import units_named
from sandbox.tiktok_shop.records import Json


def services(call: Call) -> Json:
    order = call.order(missing=21011001, foreign=21011029)
    if order.shipping_type != "TIKTOK" or order.fulfilment != "SELLER":
        raise refuse(21001001)
    if not order.open:
        raise refuse(21011006)
    units = units_named(order, line_ids(call.body))
    weight, size = call.body.get("weight") or USUAL_WEIGHT, call.body.get("dimension") or USUAL_SIZE
    check_size(size)
    return {
        "order_id": order.id,
        "order_line_id": [u.id for u in units],
        "weight": weight,
        "dimension": size,
        "shipping_services": eligible(pounds(weight)),
    }


def create(call: Call) -> Json:
    """202512: `ship_type` says whether the whole order, some units, or several orders go into the parcel."""
    body, kind = call.body, call.body["ship_type"]
    if kind == "1":
        inside = labelled(_order(call, body.get("order_id", "")))
    elif kind == "2":
        inside = _some_units(call, [row.get("order_line_id", "") for row in body.get("order_line_item", ())])
    elif kind == "3":
        inside = together(call.shop, body.get("order_list_ids", []))
    else:
        raise refuse(21001001)
    return _bought(call, inside)


def create_202309(call: Call) -> Json:
    """The older body: one order, some of its units or all."""
    order = _order(call, call.body["order_id"])
    return _bought(call, labelled(order, call.body.get("order_line_item_ids", [])))


def _bought(call: Call, inside: Inside) -> Json:
    package = buy(call.owner, call.shop, inside, call.body)
    service = {k: v for k, v in package.service.items() if k in _SERVICE}
    return {
        "package_id": package.id,
        "shipping_service_info": service,
        "weight": package.weight,
        "dimension": package.dimension,
        "create_time": package.create_time,
    }


_SERVICE = frozenset(
    [
        "id",
        "name",
        "price",
        "currency",
        "earliest_delivery_days",
        "latest_delivery_days",
        "shipping_provider_id",
        "shipping_provider_name",
    ]
)


def _order(call: Call, order_id: str) -> Order:
    if order_id not in call.shop.orders:
        raise refuse(21011001 if order_id else 21001001)
    return call.shop.orders[order_id]


def _some_units(call: Call, ids: list[str]) -> Inside:
    """Units of one order, which the call does not name."""
    for order in call.shop.orders.values():
        if ids and any(u.id == ids[0] for u in order.units):
            return labelled(order, ids)
    raise refuse(21011029 if ids else 21001001)


def document(call: Call) -> Json:
    """Where the PDF (or PNG) of a label can be fetched for a day."""
    kind, size = call.query.get("document_type", ""), call.query.get("document_size", "A6")
    form = call.query.get("document_format", "PDF")
    if kind not in KINDS or size not in SIZES or form != "PDF":
        raise bad_param("invalid param error, document_type, document_size or document_format is not supported")
    id_ = call.path["package_id"]
    if id_ not in call.shop.packages:
        raise refuse(21011001)
    package = call.shop.packages[id_]
    if call.shop.orders[package.order_ids[0]].fulfilment == "TIKTOK":
        raise refuse(21008043)
    if package.shipping_type != "TIKTOK":
        raise refuse(11034002)
    if package.status == "CANCELLED":
        raise refuse(21023059)
    if package.status != "PROCESSING":
        raise refuse(21042102)
    if kind == "HAZMAT_LABEL":
        raise refuse(11034025)  # nothing in a rehearsal is dangerous
    if call.owner.now() < package.create_time + call.owner.switches.label_seconds:
        raise refuse(11034037)
    url = address_of(call.owner, package.id, kind, size)
    return {"doc_url": url, "tracking_number": package.tracking_number}
