"""What stands before every call, in the order seen from outside: path, app_key, timestamp, signature, token and
scope, rate, cipher, body (platform-facts T2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.tiktok_shop.call import Call, Upload
from sandbox.tiktok_shop.endpoint import Endpoint
from sandbox.tiktok_shop.endpoints import find, is_later
from sandbox.tiktok_shop.errors import Problem, Refused, bad_param, gate, refuse
from sandbox.tiktok_shop.grants import Grant
from sandbox.tiktok_shop.ids import request_id
from sandbox.tiktok_shop.records import Json, Shop
from sandbox.tiktok_shop.shape import check, without_nulls
from sandbox.tiktok_shop.signing import request_signature, same

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop
    from sandbox.world import World

EARLY, AHEAD = 5 * 60, 30  # seconds the timestamp may be off
LARGEST_JSON, LARGEST_UPLOAD = 4 * 1024 * 1024, 105 * 1024 * 1024


async def api(request: Request) -> Response:
    """Any call to the API host."""
    world: World = request.app.state.world
    owner, now = world.tiktok, world.now()
    owner.settle()
    try:
        data = await _run(request, owner)
    except Refused as refused:
        return envelope(refused.problem, now, refused.status)
    return JSONResponse({"code": 0, "message": "Success", "request_id": request_id(now), "data": data})


def envelope(problem: Problem, now: float, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as it goes over the wire; `data` is null there."""
    row = {"code": problem.code, "message": problem.message, "request_id": request_id(now), "data": None}
    return JSONResponse(row, status, headers)


async def _run(request: Request, owner: TikTokShop) -> Json:
    method, path = request.method, request.scope["path"]
    if is_later(method, path):
        raise Refused(Problem(501, f"The rehearsal shop does not play {method} {path} yet."), 501)
    endpoint, ids = find(method, path)
    query = {name: request.query_params.getlist(name)[0] for name in request.query_params}
    body = await _raw_body(request, endpoint)
    _check_signature(request, owner, query, body)
    shop = _caller(request, owner, endpoint)
    _check_rate(owner, endpoint, shop)
    _check_cipher(owner, endpoint, shop, query)
    form = await _form(request) if endpoint.multipart else {}
    call = Call(owner, shop, query, ids, _json(request, endpoint, body), form)
    if code := owner.switches.refusal(f"{method} {path}"):
        raise refuse(code)
    data = endpoint.run(call)
    if endpoint.writes:
        owner.world.touch()
    return data


async def _raw_body(request: Request, endpoint: Endpoint) -> bytes:
    limit = LARGEST_UPLOAD if endpoint.multipart else LARGEST_JSON
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > limit:
        raise gate(36009021)
    return await request.body()


def _check_signature(request: Request, owner: TikTokShop, query: Mapping[str, str], body: bytes) -> None:
    settings, now = owner.world.settings, owner.now()
    if query.get("app_key") != settings.tiktok_app_key:
        raise bad_param("Invalid credentials. The 'app_key' query parameter is invalid.")
    stamp = query.get("timestamp", "")
    if not stamp.isascii() or not stamp.isdigit():
        raise bad_param("Invalid timestamp. The 'timestamp' query parameter must not be empty or below 0.")
    if int(stamp) < now - EARLY:
        raise bad_param("Invalid timestamp. The 'timestamp' query parameter is more than 5 minutes early.")
    if int(stamp) > now + AHEAD:
        raise bad_param("Invalid timestamp. The 'timestamp' query parameter is more than 30 seconds ahead.")
    if not query.get("sign"):
        raise bad_param("Missing credentials. The 'sign' query parameter is required.")
    kind = request.headers.get("content-type", "")
    expected = request_signature(request.scope["path"], query, body, kind, settings.tiktok_app_secret)
    if not same(query["sign"], expected):
        raise gate(106001)


def _caller(request: Request, owner: TikTokShop, endpoint: Endpoint) -> Shop:
    """The shop whose seller gave the token."""
    token = request.headers.get("x-tts-access-token", "")
    grant, end = owner.grants.of_token(token)
    if grant is None:
        raise bad_param("Invalid credentials. The 'x-tts-access-token' header is invalid.")
    if grant.revoked:
        raise gate(105001)
    if end < owner.now():
        raise gate(105002)
    _check_scope(grant, endpoint)
    shop = owner.shops[grant.shop_id]
    if not shop.active and not endpoint.path.startswith("/seller/"):
        raise gate(36009043)
    return shop


def _check_scope(grant: Grant, endpoint: Endpoint) -> None:
    if not set(endpoint.scopes) & set(grant.scopes):
        raise gate(105005)


def _check_rate(owner: TikTokShop, endpoint: Endpoint, shop: Shop) -> None:
    switches = owner.switches
    name = f"{endpoint.method} {endpoint.path}"
    code = owner.limits.too_many(name, shop.id, switches.calls_per_second, switches.calls_per_hour)
    if code:
        raise gate(code)


def _check_cipher(owner: TikTokShop, endpoint: Endpoint, shop: Shop, query: Mapping[str, str]) -> None:
    if not endpoint.cipher:
        if "shop_cipher" in query:
            raise bad_param("Unexpected identifier. The `shop_cipher` query parameter is not supported by this API.")
    elif not query.get("shop_cipher"):
        raise gate(106013)
    elif owner.shop_of_cipher(query["shop_cipher"]) is not shop:
        raise gate(101000)
    if query.get("shop_id", "") not in ("", shop.id):
        raise bad_param("Invalid identifier. The 'shop_id' query parameter is invalid.")


def _json(request: Request, endpoint: Endpoint, body: bytes) -> Json:
    kind = request.headers.get("content-type", "").lower()
    if endpoint.multipart:
        if not kind.startswith("multipart/form-data"):
            raise gate(36009023)
        return {}
    if endpoint.body is None:
        return {}
    if body and not kind.startswith(("application/json", "multipart/form-data")):
        raise gate(36009022)
    # A form is accepted and not understood: its fields are missing (EcomPHP issue 27).
    given = _parsed(body) if body and kind.startswith("application/json") else {}
    check(given, endpoint.body)
    return given


def _parsed(body: bytes) -> Json:
    try:
        given: Any = without_nulls(json.loads(body))
    except (ValueError, RecursionError):
        raise gate(36009004) from None
    if not isinstance(given, dict):
        raise gate(36009004)
    return given


async def _form(request: Request) -> dict[str, Upload]:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise gate(36009023)
    try:
        async with request.form(max_files=4, max_fields=20) as form:
            return {name: await _part(value) for name, value in form.items()}
    except HTTPException:
        raise gate(36009022) from None


async def _part(value: UploadFile | str) -> Upload:
    if isinstance(value, str):
        return Upload(value.encode())
    return Upload(await value.read(), value.filename)
