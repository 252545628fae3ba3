"""The store itself: /profile, /latest-stats, /application."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import queries
from sandbox.ecwid.access import enter, token_of
from sandbox.ecwid.answers import answer, deleted, refusing
from sandbox.ecwid.errors import wrong
from sandbox.ecwid.profile import payment_options, profile, shipping_options
from sandbox.ecwid.wire import date_text


@refusing
async def get_profile(request: Request) -> Response:
    return answer(request, profile(enter(request, "read_store_profile")))


@refusing
async def get_shipping_options(request: Request) -> Response:
    enter(request, "read_store_profile")
    return answer(request, shipping_options())


@refusing
async def get_payment_options(request: Request) -> Response:
    enter(request, "read_store_profile")
    return answer(request, payment_options())


@refusing
async def latest_stats(request: Request) -> Response:
    """When each kind of thing changed last: the cheap probe. `productCountRequired=true` adds `productCount`."""
    store = enter(request, "read_store_profile")
    wire: dict[str, object] = {f"{name}Updated": date_text(at) for name, at in store.stats.items()}
    if queries.flag(request.query_params, "productCountRequired"):
        wire["productCount"] = len(store.products)
    if queries.flag(request.query_params, "categoryCountRequired"):
        wire["categoryCount"] = len(store.categories)
    return answer(request, wire)


@refusing
async def get_application(request: Request) -> Response:
    store = enter(request, "read_store_profile")
    started = date_text(token_of(request, store).created)
    period = {"startDate": started, "status": "ACTIVE"}
    return answer(request, {"subscription": period, "subscriptionStatus": "ACTIVE"})


@refusing
async def get_token(request: Request) -> Response:
    """Only the official client knows this call: what the token may do."""
    store = enter(request, "read_store_profile")
    token = token_of(request, store)
    return answer(request, {"permissions": token.scopes, "created": date_text(token.created)})


@refusing
async def uninstall(request: Request) -> Response:
    """`DELETE /application?namespace=<client_id>`: revokes all tokens and uninstalls."""
    store = enter(request, "update_store_profile")
    if request.query_params.get("namespace") != store.world.settings.ecwid_client_id:
        raise wrong("Wrong parameter 'namespace' value")
    store.uninstall()
    return deleted()
