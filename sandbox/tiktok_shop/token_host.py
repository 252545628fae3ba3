"""The token host: GET only, unsigned, HTTP 200 also for errors (platform-facts T1)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.tiktok_shop.errors import Problem, Refused, gate
from sandbox.tiktok_shop.gateway import envelope
from sandbox.tiktok_shop.grants import Grant
from sandbox.tiktok_shop.ids import request_id

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop
    from sandbox.world import World

SELLER = 0
Exchange = Callable[["TikTokShop", str, float], tuple[Grant, dict[str, Any]]]


async def get(request: Request) -> Response:
    """A code for a pair of tokens. `grant_type` is authorized_code, not OAuth's word."""
    return _answer(request, "auth_code", "authorized_code", lambda owner, code, now: owner.grants.exchange(code, now))


async def refresh(request: Request) -> Response:
    return _answer(request, "refresh_token", "refresh_token", lambda owner, old, now: owner.grants.renew(old, now))


def _answer(request: Request, secret: str, grant_type: str, exchange: Exchange) -> Response:
    world: World = request.app.state.world
    owner, now, query = world.tiktok, world.now(), request.query_params
    if request.method != "GET":
        return envelope(gate(36009009).problem, now, 404)
    try:
        _check_app(world, query.get("app_key", ""), query.get("app_secret", ""))
        if query.get("grant_type") != grant_type:
            raise Refused(Problem(36009004, f"invalid grant_type, expected {grant_type}"))
        grant, pair = exchange(owner, query.get(secret, ""), now)
    except Refused as refused:
        return envelope(refused.problem, now, 200)
    world.touch()
    shop = owner.shops[grant.shop_id]
    data = {
        **pair,
        "open_id": shop.open_id,
        "seller_name": shop.seller_name,
        "seller_base_region": shop.region,
        "user_type": SELLER,
        "granted_scopes": grant.scopes,
    }
    return JSONResponse({"code": 0, "message": "success", "request_id": request_id(now), "data": data})


def _check_app(world: World, app_key: str, secret: str) -> None:
    settings = world.settings
    known = app_key == settings.tiktok_app_key
    if not known or not hmac.compare_digest(secret.encode(), settings.tiktok_app_secret.encode()):
        raise Refused(Problem(36009004, "Invalid credentials. The app_key or the app_secret is invalid."))
