"""Orders of both shops as JSON. Refusals are 422 `{"error": sentence}`; ids are those of the platform.

TikTok Shop, the main shop. `{row}` is {id, status, kind, fulfilment, shipping_type, total, lines: [{name, options,
quantity}], buyer_asks_to_cancel, references: {platform: id}, created_at, updated_at}.

POST /_sandbox/api/tiktok/orders            place; answers {"ids": [...], "orders": [{row}]}
     {"items": [{"sku": SKU id or seller's SKU, "quantity": 1, "price": null, "is_gift": false}],   or "sku", "quantity"
      "stage": "unpaid | paid | ready" (paid: then on hold; ready: the hold is over), "count": 1, "quiet": false,
      "seller_discount": "0", "platform_discount": "0", "shipping": "4.99", "shipping_seller_discount": "0",
      "shipping_platform_discount": "0", "insurance": "0",                      amounts of the whole order, in dollars
      "fulfilment": "SELLER | TIKTOK", "shipping_type": "SELLER | TIKTOK | TIKTOK_DIGITAL", "delivery_option_id": "",
      "kind": "normal | sample | replacement | exchange", "source_order": "", "state": "CO", "message": "",
      "buyer": {"first_name": …}}                                              parts of the invented buyer to replace
GET  /_sandbox/api/tiktok/orders[?status=&limit=200]     [{row}], newest first
GET  /_sandbox/api/tiktok/orders/{id}                    {row} and "order", "packages", "cancellations" in full
POST /_sandbox/api/tiktok/orders/{id}/{verb}             answers {row}
     pay                                        the buyer pays: on hold, or ready if the shop does not hold
     end-hold                                   the remorse period is over
     ask-to-cancel {"reason": ""}               the buyer: done at once while unpaid or on hold, else a request
     withdraw                                   the buyer takes the request back
     answer {"accept": true}                    the seller answers the request in Seller Center
     address {"line1": …, "city": …}            the buyer changes the address
     cancel {"by": "seller | system", "reason": "", "units": []}
     ship {"tracking_number": "", "carrier": "USPS", "units": []}               in Seller Center, or by TikTok (FBT)
     collect | deliver {"package": ""}          the carrier; all packages that wait when none is named
     lose {"reason": "package_lost"}            lost, damaged or refused on the way
     complete                                   nothing can be returned any more
     after-sale {"open": true}                  a return is being dealt with
POST /_sandbox/api/tiktok/products          {"title", "sku", "price", "quantity"} → {"product_id", "sku_id"}: by hand
GET  /_sandbox/api/tiktok/skus              what buyers can order: [{id, seller_sku, title, options, quantity, price}]
POST /_sandbox/api/tiktok/skus/{sku}        {"quantity": 5, "price": "9.99"}, either: changed in Seller Center
POST /_sandbox/api/tiktok/switches          any field of `Switches`; answers all of them
POST /_sandbox/api/tiktok/refuse            {"path": part of "METHOD /path", "code": 21011013, "count": 1}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from sandbox.panel import order_actions
from sandbox.panel.answer import as_json

if TYPE_CHECKING:
    from sandbox.world import World

Body = dict[str, Any]


def routes() -> list[BaseRoute]:
    return [
        Route("/tiktok/orders", as_json(_place), methods=["POST"]),
        Route("/tiktok/orders", as_json(_list), methods=["GET"]),
        Route("/tiktok/orders/{id}", as_json(_read), methods=["GET"]),
        Route("/tiktok/orders/{id}/{verb}", as_json(_act), methods=["POST"]),
        Route("/tiktok/products", as_json(_list_product), methods=["POST"]),
        Route("/tiktok/skus", as_json(lambda world, _, __: order_actions.on_sale(world)), methods=["GET"]),
        Route("/tiktok/skus/{sku}", as_json(_change_sku), methods=["POST"]),
        Route("/tiktok/switches", as_json(lambda world, _, body: order_actions.switch(world, body)), methods=["POST"]),
        Route("/tiktok/refuse", as_json(_refuse), methods=["POST"]),
    ]


def _place(world: World, _: Request, body: Body) -> Any:
    ids = order_actions.place(world, body)
    return {"ids": ids, "orders": [order_actions.row(world, i) for i in ids[:20]]}


def _list(world: World, request: Request, _: Body) -> Any:
    query = request.query_params
    return order_actions.rows(world, query.get("status", ""), int(query.get("limit", "200")))


def _read(world: World, request: Request, _: Body) -> Any:
    return order_actions.whole(world, request.path_params["id"])


def _act(world: World, request: Request, body: Body) -> Any:
    order_actions.act(world, request.path_params["id"], request.path_params["verb"], body)
    return order_actions.row(world, request.path_params["id"])


def _list_product(world: World, _: Request, body: Body) -> Any:
    return order_actions.list_product(world, body)


def _change_sku(world: World, request: Request, body: Body) -> None:
    order_actions.change_sku(world, request.path_params["sku"], body)


def _refuse(world: World, _: Request, body: Body) -> None:
    order_actions.refuse(world, str(body["path"]), int(body["code"]), int(body.get("count", 1)))
