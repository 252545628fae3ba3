"""The consent host: who asks, which seller, who is signed in, terms, Authorize (platform-facts T1).

There is no redirect address in the request: it is registered with the app. `GET /open/authorize?service_id=…&state=…`
shows the page; its form posts both back with `region` us | gb | eu, `role` main | other, `terms`, and `answer` =
authorize | cancel | other_shop | stateless | expired | none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.pages import N_
from sandbox.tiktok_shop import seed
from sandbox.tiktok_shop.pages import page

if TYPE_CHECKING:
    from sandbox.world import World

REGIONS = {
    "us": (N_("North America Seller"), seed.MAIN),
    "gb": (N_("United Kingdom Seller"), seed.BRITISH),
    "eu": (N_("European Union Seller"), seed.GERMAN),
}
GRANTING = frozenset({"authorize", "other_shop", "stateless", "expired"})


async def ask(request: Request) -> Response:
    world: World = request.app.state.world
    if request.query_params.get("service_id") != world.settings.tiktok_service_id:
        return _dead_end(N_("No app is registered under this service_id."), 404)
    return _form(request.query_params["service_id"], request.query_params.get("state", ""))


async def decide(request: Request) -> Response:
    world: World = request.app.state.world
    form = {name: str(value) for name, value in (await request.form()).items()}
    service, state, answer = form.get("service_id", ""), form.get("state", ""), form.get("answer", "")
    if service != world.settings.tiktok_service_id:
        return _dead_end(N_("No app is registered under this service_id."), 404)
    if answer == "none":
        return page("tiktok_no_answer.html")
    if answer not in GRANTING:
        return _back(world, {"code": "null", "error": "auth_denied"}, state)
    if form.get("region") not in REGIONS:
        return _form(service, state, problem=N_("Choose a seller."), status=422)
    if form.get("role") != "main":
        return _dead_end(N_("Only the main account of a shop can authorise an app. Sign in with it."), 403)
    if not form.get("terms"):
        return _form(service, state, chosen=form["region"], problem=N_("Agree to the terms first."), status=422)
    return _grant(world, form["region"], answer, state)


def _grant(world: World, region: str, answer: str, state: str) -> Response:
    owner = world.tiktok
    shop_id = seed.OTHER if answer == "other_shop" else REGIONS[region][1]
    code = owner.grants.consent(shop_id, owner.granted_scopes(), world.now(), expired=answer == "expired")
    world.touch()
    without_state = answer == "stateless" or owner.switches.omit_state
    return _back(world, {"code": code}, "" if without_state else state)


def _back(world: World, values: dict[str, str], state: str) -> Response:
    query = {**values, **({"state": state} if state else {})}
    return RedirectResponse(f"{world.settings.tiktok_callback_url}?{urlencode(query)}", 303)


def _form(service: str, state: str, *, chosen: str = "us", problem: str = "", status: int = 200) -> Response:
    regions = [(key, name) for key, (name, _) in REGIONS.items()]
    return page(
        "tiktok_consent.html",
        status,
        service_id=service,
        state=state,
        regions=regions,
        chosen=chosen,
        problem=problem,
    )


def _dead_end(message: str, status: int) -> Response:
    return page("tiktok_dead_end.html", status, message=message)
