"""The Ecwid stand-in's addresses. Unknown ones answer 501."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from sandbox.ecwid import (
    batch_routes,
    category_routes,
    cdn,
    class_routes,
    oauth,
    product_routes,
    store_routes,
    variation_routes,
)
from sandbox.ecwid.errors import EcwidError
from sandbox.ecwid.orders import routes as order_routes
from sandbox.faults import Fault
from sandbox.frame import build

if TYPE_CHECKING:
    from sandbox.world import World

API = "/api/v3/{store}"


def create_app(world: World) -> ASGIApp:
    return build(
        world,
        "ecwid",
        [*_store(), *_products(), *_orders(), *_tree(), *_oauth()],
        answer_fault=fault_answer,
        is_api=lambda path: path.startswith("/api/v3/"),
        not_implemented=_not_implemented,
        wrong_verb=_wrong_verb,
    )


def _store() -> list[BaseRoute]:
    return [
        Route(f"{API}/profile", store_routes.get_profile),
        Route(f"{API}/profile/shippingOptions", store_routes.get_shipping_options),
        Route(f"{API}/profile/paymentOptions", store_routes.get_payment_options),
        Route(f"{API}/latest-stats", store_routes.latest_stats),
        Route(f"{API}/application", store_routes.get_application),
        Route(f"{API}/application", store_routes.uninstall, methods=["DELETE"]),
        Route(f"{API}/application/token", store_routes.get_token),
    ]


def _products() -> list[BaseRoute]:
    products, variations = f"{API}/products", f"{API}/products/{{id}}/combinations"
    return [
        Route(products, product_routes.search),
        Route(products, product_routes.create, methods=["POST"]),
        Route(f"{products}/deleted", product_routes.list_deleted),
        Route(f"{products}/{{id}}", product_routes.get),
        Route(f"{products}/{{id}}", product_routes.update, methods=["PUT"]),
        Route(f"{products}/{{id}}", product_routes.delete, methods=["DELETE"]),
        Route(f"{products}/{{id}}/inventory", product_routes.change_stock, methods=["PUT"]),
        Route(variations, variation_routes.list_all),
        Route(variations, variation_routes.create, methods=["POST"]),
        Route(variations, variation_routes.delete_all, methods=["DELETE"]),
        Route(f"{variations}/{{variation}}", variation_routes.get),
        Route(f"{variations}/{{variation}}", variation_routes.update, methods=["PUT"]),
        Route(f"{variations}/{{variation}}", variation_routes.delete, methods=["DELETE"]),
        Route(f"{variations}/{{variation}}/inventory", variation_routes.change_stock, methods=["PUT"]),
    ]


def _orders() -> list[BaseRoute]:
    orders, batch = f"{API}/orders", f"{API}/batch"
    return [
        Route(orders, order_routes.search),
        Route(orders, order_routes.create, methods=["POST"]),
        Route(f"{orders}/last", order_routes.last),
        Route(f"{orders}/deleted", order_routes.list_deleted),
        Route(f"{orders}/{{id}}", order_routes.get),
        Route(f"{orders}/{{id}}", order_routes.update, methods=["PUT"]),
        Route(f"{orders}/{{id}}", order_routes.delete, methods=["DELETE"]),
        Route(batch, batch_routes.look),
        Route(batch, batch_routes.create, methods=["POST"]),
        Route(batch, batch_routes.delete, methods=["DELETE"]),
        Route(f"{batch}/cancel-group", batch_routes.cancel_group, methods=["POST"]),
    ]


def _tree() -> list[BaseRoute]:
    categories, classes = f"{API}/categories", f"{API}/classes"
    return [
        Route(categories, category_routes.list_all),
        Route(categories, category_routes.create, methods=["POST"]),
        Route(f"{categories}/{{id}}", category_routes.get),
        Route(f"{categories}/{{id}}", category_routes.update, methods=["PUT"]),
        Route(f"{categories}/{{id}}", category_routes.delete, methods=["DELETE"]),
        Route(f"{categories}/{{id}}/assignProducts", category_routes.assign, methods=["POST"]),
        Route(f"{categories}/{{id}}/unassignProducts", category_routes.unassign, methods=["POST"]),
        Route(classes, class_routes.list_all),
        Route(classes, class_routes.create, methods=["POST"]),
        Route(f"{classes}/{{id}}", class_routes.get),
        Route(f"{classes}/{{id}}", class_routes.update, methods=["PUT"]),
        Route(f"{classes}/{{id}}", class_routes.delete, methods=["DELETE"]),
    ]


def _oauth() -> list[BaseRoute]:
    return [
        Route("/api/oauth/authorize", oauth.ask),
        Route("/api/oauth/authorize", oauth.decide, methods=["POST"]),
        Route("/api/oauth/token", oauth.exchange, methods=["POST"]),
        Route("/api/oauth/token/{store}", oauth.exchange, methods=["POST"]),
        Route("/images/{store:int}/{name}", cdn.picture),
    ]


def fault_answer(name: str, fault: Fault) -> Response:
    """How Ecwid says it. The live body of a 429 is unknown: once with a body, once with nothing at all."""
    if name == "rate_limited":
        wait = max(1, math.ceil(fault.seconds))
        return EcwidError(429, "Too many requests", "RATE_LIMITED", retry_after=wait).response()
    if name == "rate_limited_without_hint":
        return EcwidError(429).response()
    if name == "plan_without_api":
        text = "Please upgrade your account to access API"
        return EcwidError(402, text, "NOT_AVAILABLE_ON_CURRENT_PLAN").response()
    if name in ("token_revoked", "token_expired"):
        return EcwidError(403).response()
    return EcwidError(500, "Internal server error", "INTERNAL_ERROR").response()


def _not_implemented(request: Request, _: Exception) -> Response:
    text = f"The rehearsal store does not know {request.method} {request.url.path}"
    return EcwidError(501, text, "NOT_IMPLEMENTED").response()


def _wrong_verb(_: Request, __: Exception) -> Response:
    return EcwidError(405, "Method not allowed", "METHOD_NOT_ALLOWED").response()
