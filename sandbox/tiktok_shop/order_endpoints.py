"""Which calls of orders, fulfilment and cancellations exist (platform-facts T2)."""

from __future__ import annotations

from sandbox.tiktok_shop import order_bodies as bodies
from sandbox.tiktok_shop.calls import cancellations, labels, orders, packages, references
from sandbox.tiktok_shop.endpoint import Endpoint

READ, SHIP, LOGISTICS, RETURNS = (
    ("seller.order.info",),
    ("seller.fulfillment.basic",),
    ("seller.logistics",),
    ("seller.return_refund.basic",),
)
REFERENCE_READ, REFERENCE_WRITE = ("seller.order.ext_ref.read",), ("seller.order.ext_ref.write",)

_ORDERS, _FULFIL = "/order/{v}/orders", "/fulfillment/{v}"
_ORDER, _PACKAGE = _FULFIL + "/orders/{order_id}", _FULFIL + "/packages/{package_id}"
_RETURN = "/return_refund/{v}"
_CANCELLATION = _RETURN + "/cancellations/{cancel_id}"

ORDERS: tuple[Endpoint, ...] = (
    Endpoint("POST", f"{_ORDERS}/search", "202309", READ, orders.search, bodies.SEARCH),
    Endpoint("GET", _ORDERS, "202309 202507", READ, orders.detail),
    Endpoint("GET", _ORDERS + "/{order_id}/price_detail", "202407", READ, orders.prices),
    Endpoint("POST", f"{_ORDERS}/external_orders", "202406", REFERENCE_WRITE, references.add, bodies.REFERENCES),
    Endpoint("GET", _ORDERS + "/{order_id}/external_orders", "202406", REFERENCE_READ, references.listed),
    Endpoint("POST", f"{_ORDERS}/external_order_search", "202406", REFERENCE_READ, references.search, bodies.NOTHING),
    Endpoint("POST", f"{_ORDER}/packages", "202309", SHIP, packages.ship, bodies.SHIP),
    Endpoint("POST", f"{_ORDER}/shipping_info/update", "202309", LOGISTICS, packages.update_of_order, bodies.TRACKING),
    Endpoint("POST", f"{_PACKAGE}/shipping_info/update", "202309", SHIP, packages.update_of_package, bodies.TRACKING),
    Endpoint("POST", f"{_ORDER}/shipping_services/query", "202309", SHIP, labels.services, bodies.SERVICES),
    Endpoint("POST", f"{_FULFIL}/packages", "202512", SHIP, labels.create, bodies.PACKAGE),
    Endpoint("POST", f"{_FULFIL}/packages", "202309", SHIP, labels.create_202309, bodies.PACKAGE_202309),
    Endpoint("GET", f"{_PACKAGE}/shipping_documents", "202309", SHIP, labels.document),
    Endpoint("POST", f"{_FULFIL}/packages/search", "202309", SHIP, packages.search, bodies.PACKAGES),
    Endpoint("GET", _PACKAGE, "202309", SHIP, packages.detail),
    Endpoint("GET", f"{_ORDER}/tracking", "202309", LOGISTICS, packages.tracking),
    Endpoint("POST", f"{_RETURN}/cancellations", "202602", RETURNS, cancellations.create, bodies.CANCEL),
    Endpoint("POST", f"{_RETURN}/cancellations", "202309", RETURNS, cancellations.create, bodies.CANCEL_202309),
    Endpoint(
        "POST",
        f"{_RETURN}/cancellations/search",
        "202309 202602",
        RETURNS,
        cancellations.search,
        bodies.CANCELLATIONS,
    ),
    Endpoint("POST", f"{_CANCELLATION}/approve", "202309", RETURNS, cancellations.approve, bodies.NOTHING),
    Endpoint("POST", f"{_CANCELLATION}/reject", "202309", RETURNS, cancellations.reject, bodies.REJECT),
    Endpoint("GET", f"{_RETURN}/reject_reasons", "202309", RETURNS, cancellations.reject_reasons),
    Endpoint(
        "GET",
        _RETURN + "/orders/{order_id}/aftersale_eligibility",
        "202309 202602",
        RETURNS,
        cancellations.eligibility,
    ),
)
