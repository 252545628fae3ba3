"""The panel as JSON, for tests and scripts. Refusals are 422 `{"error": sentence}`.

Orders stand in `orders_api.py` and `ecwid_orders_api.py`.

GET    /_sandbox/api/state              {"now", "ecwid": {...}, "tiktok": {...}, "faults": [...], "webhook_mode"}
POST   /_sandbox/api/reset              back to the seed, grants included
POST   /_sandbox/api/advance            {"seconds"}: move the shops' clock forward
GET    /_sandbox/api/faults             the switches that are on
POST   /_sandbox/api/faults             {"platform": "ecwid|tiktok", "name", "on": true, "path": "", "probability": 1,
                                         "count": null, "seconds": 10}
DELETE /_sandbox/api/faults             all off
POST   /_sandbox/api/ecwid/products     fields of POST /products (and "combinations") → {"id"}
PUT    /_sandbox/api/ecwid/products/{id}[?variation=ID]   fields of PUT /products/{id}
DELETE /_sandbox/api/ecwid/products/{id}
POST   /_sandbox/api/ecwid/token        {"scopes": [...]} → {"access_token"}: installed without the consent page
POST   /_sandbox/api/ecwid/uninstall
GET    /_sandbox/api/tiktok/products    the rows of `TikTokShop.panel_rows()`
POST   /_sandbox/api/tiktok/products/{id}/ruling  {"approve": bool, "reason": ""}
POST   /_sandbox/api/tiktok/deauthorise
GET    /_sandbox/api/webhooks[?platform=]         the log, oldest first
POST   /_sandbox/api/webhooks           {"mode": "send|hold"}
POST   /_sandbox/api/webhooks/{number}  {"how": "again|late|forged", "seconds": 0}
GET    /_sandbox/api/journal[?platform=&part=]    the calls the shops answered, oldest first
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from sandbox.panel import actions, ecwid_orders_api, orders_api
from sandbox.panel.answer import as_json
from sandbox.panel.refused import Refused

if TYPE_CHECKING:
    from sandbox.world import World


def routes() -> list[BaseRoute]:
    return [
        Route("/state", as_json(_state), methods=["GET"]),
        Route("/reset", as_json(lambda world, _, __: world.reset()), methods=["POST"]),
        Route("/advance", as_json(_advance), methods=["POST"]),
        Route("/faults", as_json(lambda world, _, __: world.faults.dump()), methods=["GET"]),
        Route("/faults", as_json(_switch), methods=["POST"]),
        Route("/faults", as_json(lambda world, _, __: world.faults.all_off()), methods=["DELETE"]),
        Route("/ecwid/products", as_json(_create), methods=["POST"]),
        Route("/ecwid/products/{id:int}", as_json(_change), methods=["PUT"]),
        Route("/ecwid/products/{id:int}", as_json(_delete), methods=["DELETE"]),
        Route("/ecwid/token", as_json(_token), methods=["POST"]),
        Route("/ecwid/uninstall", as_json(lambda world, _, __: actions.uninstall_ecwid(world)), methods=["POST"]),
        Route("/tiktok/products", as_json(lambda world, _, __: world.tiktok.panel_rows()), methods=["GET"]),
        Route("/tiktok/products/{id}/ruling", as_json(_rule), methods=["POST"]),
        Route("/tiktok/deauthorise", as_json(lambda world, _, __: actions.deauthorise_tiktok(world)), methods=["POST"]),
        Route("/webhooks", as_json(_webhooks), methods=["GET"]),
        Route("/webhooks", as_json(_mode), methods=["POST"]),
        Route("/webhooks/{number:int}", as_json(_again), methods=["POST"]),
        Route("/journal", as_json(_journal), methods=["GET"]),
        *orders_api.routes(),
        *ecwid_orders_api.routes(),
    ]


def _state(world: World, _: Request, __: dict[str, Any]) -> Any:
    return {
        "now": world.now(),
        "ecwid": {
            "products": len(world.ecwid.products),
            "orders": len(world.ecwid.orders.orders),
            "installed": world.ecwid.grants.installed,
        },
        "tiktok": {"products": len(world.tiktok.panel_rows()), "orders": len(world.tiktok.main.orders)},
        "faults": world.faults.dump(),
        "webhook_mode": world.webhooks.mode,
        "calls": world.journal.total,
    }


def _advance(world: World, _: Request, body: dict[str, Any]) -> Any:
    world.advance(float(body["seconds"]))
    return {"now": world.now()}


def _switch(world: World, _: Request, body: dict[str, Any]) -> Any:
    how = {k: body[k] for k in ("path", "probability", "count", "seconds") if k in body}
    if body.get("on", True):
        return asdict(actions.turn_on(world, body["platform"], body["name"], **how))
    world.faults.turn_off(body["platform"], body["name"])
    return None


def _create(world: World, _: Request, body: dict[str, Any]) -> Any:
    return {"id": actions.create_product(world, body)}


def _change(world: World, request: Request, body: dict[str, Any]) -> None:
    variation = int(request.query_params.get("variation", "0"))
    actions.change_product(world, request.path_params["id"], body, variation)


def _delete(world: World, request: Request, _: dict[str, Any]) -> None:
    actions.delete_product(world, request.path_params["id"])


def _token(world: World, _: Request, body: dict[str, Any]) -> Any:
    token = world.ecwid.grants.install(list(body.get("scopes", [])), world.now())
    world.touch()
    return {"access_token": token, "store_id": world.ecwid.id}


def _rule(world: World, request: Request, body: dict[str, Any]) -> None:
    actions.rule(world, request.path_params["id"], bool(body["approve"]), str(body.get("reason", "")))


def _webhooks(world: World, request: Request, _: dict[str, Any]) -> Any:
    platform = request.query_params.get("platform")
    return [r.row() for r in world.webhooks.log if platform in (None, r.delivery.platform)]


def _mode(world: World, _: Request, body: dict[str, Any]) -> Any:
    if body["mode"] not in ("send", "hold"):
        raise Refused("mode is send or hold")
    world.webhooks.mode = body["mode"]
    return {"mode": world.webhooks.mode}


def _again(world: World, request: Request, body: dict[str, Any]) -> Any:
    how, seconds = str(body.get("how", "again")), float(body.get("seconds", 0))
    return actions.send_again(world, request.path_params["number"], how, seconds).row()


def _journal(world: World, request: Request, _: dict[str, Any]) -> Any:
    platform, part = request.query_params.get("platform"), request.query_params.get("part", "")
    return [r for r in world.journal.rows(2000) if platform in (None, r["platform"]) and part in r["path"]]
