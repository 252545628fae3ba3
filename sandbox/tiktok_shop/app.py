"""The TikTok Shop stand-in's addresses: API, token host, consent host and picture host on one port."""

from __future__ import annotations

import math
import re
import time
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.faults import Fault
from sandbox.frame import build
from sandbox.tiktok_shop import consent, switchboard, token_host
from sandbox.tiktok_shop.errors import gate
from sandbox.tiktok_shop.gateway import api, envelope
from sandbox.tiktok_shop.media import BUCKET
from sandbox.tiktok_shop.orders.documents import HOST, is_good, render
from sandbox.tiktok_shop.pictures import placeholder

if TYPE_CHECKING:
    from sandbox.world import World

VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_API = re.compile(r"/(?:authorization|seller|event|product|order|fulfillment|logistics|return_refund|\w+/\d{6})/")


def create_app(world: World) -> ASGIApp:
    return build(
        world,
        "tiktok",
        [
            Route("/api/v2/token/get", token_host.get, methods=VERBS),
            Route("/api/v2/token/refresh", token_host.refresh, methods=VERBS),
            Route("/open/authorize", consent.ask),
            Route("/open/authorize", consent.decide, methods=["POST"]),
            Route(f"/{BUCKET}/{{mark}}", picture),
            Route(f"/{HOST}/{{name}}", paper),
            Route("/_sandbox/tiktok", switchboard.show),
            Route("/_sandbox/tiktok/{action}", switchboard.act, methods=["POST"]),
            Route("/{path:path}", api, methods=VERBS),
        ],
        answer_fault=fault_answer,
        is_api=lambda path: bool(_API.match(path)),
    )


async def picture(request: Request) -> Response:
    """An uploaded picture, or a sheet that says there was one: bytes are kept for the newest, and until a restart."""
    world: World = request.app.state.world
    uri = f"{BUCKET}/{request.path_params['mark'].split('~', 1)[0]}"
    known = world.tiktok.media.pictures.get(uri)
    if known is None:
        return envelope(gate(36009009).problem, world.now(), 404)
    content, mime = world.tiktok.media.content(uri), known["mime"]
    if content is None:
        content, mime = placeholder(known["digest"]), "image/png"
    return Response(content, media_type=mime, headers={"X-Content-Type-Options": "nosniff"})


async def paper(request: Request) -> Response:
    """A label or packing slip, as long as its address is good."""
    world: World = request.app.state.world
    name, query = request.path_params["name"], request.query_params
    if not is_good(world.tiktok, name, query.get("expires", ""), query.get("signature", "")):
        return envelope(gate(36009009).problem, world.now(), 404)
    id_, kind, size = name.split("-")
    for shop in world.tiktok.shops.values():
        if id_ in shop.packages:
            content, mime = render(world.tiktok, shop, shop.packages[id_], kind, size)
            return Response(content, media_type=mime, headers={"X-Content-Type-Options": "nosniff"})
    return envelope(gate(36009009).problem, world.now(), 404)


def fault_answer(name: str, fault: Fault) -> Response:
    """How TikTok Shop says it. `Retry-After` is not promised; a rehearsal has both."""
    codes = {
        "rate_limited": 36009002,
        "rate_limited_without_hint": 36009002,
        "token_revoked": 105001,
        "token_expired": 105002,
    }
    refused = gate(codes.get(name, 36009003))
    wait = {"Retry-After": str(max(1, math.ceil(fault.seconds)))} if name == "rate_limited" else None
    return envelope(refused.problem, time.time(), refused.status, wait)
