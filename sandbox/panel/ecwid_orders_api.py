"""Orders in Ecwid as JSON: what their owner does in the admin. Refusals are 422 `{"error": sentence}`.

`{id}` is either id of an order; `{row}` is {id, internal_id, payment_status, fulfilment_status, total, email,
tracking_number, external_transaction_id, lines: [{name, sku, quantity}], stock_taken, created_at, updated_at}.

GET  /_sandbox/api/ecwid/orders[?limit=200]       [{row}], newest first
POST /_sandbox/api/ecwid/orders                   {"product", "variation": 0, "quantity": 1}: sold in the storefront and
                                                  paid; or the fields of POST /orders; answers {row}
GET  /_sandbox/api/ecwid/orders/{id}              {row}, "order" as the API answers it, "mails", "taken"
PUT  /_sandbox/api/ecwid/orders/{id}              fields of PUT /orders/{id}; answers {row}
POST /_sandbox/api/ecwid/orders/{id}/{verb}       answers {row} ({"ok": true} for delete)
     ship {"tracking_number": "", "status": "SHIPPED"} | deliver | pay | cancel | refund {"partly": false} | delete
GET  /_sandbox/api/ecwid/mails                    [{to, who: customer | owner, subject, order, at}], oldest first
POST /_sandbox/api/ecwid/switches                 {"awaiting_payment_takes_stock", "batch_item_ms", "index_lag_seconds"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from sandbox.panel import ecwid_order_actions as actions
from sandbox.panel.answer import as_json

if TYPE_CHECKING:
    from sandbox.world import World

Body = dict[str, Any]


def routes() -> list[BaseRoute]:
    return [
        Route("/ecwid/orders", as_json(_list), methods=["GET"]),
        Route("/ecwid/orders", as_json(lambda world, _, body: actions.sell(world, body)), methods=["POST"]),
        Route("/ecwid/orders/{id}", as_json(_read), methods=["GET"]),
        Route("/ecwid/orders/{id}", as_json(_change), methods=["PUT"]),
        Route("/ecwid/orders/{id}/{verb}", as_json(_act), methods=["POST"]),
        Route("/ecwid/mails", as_json(lambda world, _, __: world.ecwid.orders.mails.rows), methods=["GET"]),
        Route("/ecwid/switches", as_json(lambda world, _, body: actions.switch(world, body)), methods=["POST"]),
    ]


def _list(world: World, request: Request, _: Body) -> Any:
    return actions.rows(world, int(request.query_params.get("limit", "200")))


def _read(world: World, request: Request, _: Body) -> Any:
    return actions.whole(world, request.path_params["id"])


def _change(world: World, request: Request, body: Body) -> Any:
    actions.change(world, request.path_params["id"], body)
    return actions.row(world, request.path_params["id"])


def _act(world: World, request: Request, body: Body) -> Any:
    key, verb = request.path_params["id"], request.path_params["verb"]
    actions.act(world, key, verb, body)
    return None if verb == "delete" else actions.row(world, key)
