"""OAuth at Ecwid: the consent page and the exchange of its code (develop-apps/get-token, changelog March 2025).

A person's way: `GET /api/oauth/authorize?…` shows the page; its form posts the same parameters back with `answer` =
accept | decline | plan | expired | none. Accept returns to `redirect_uri?code=…&store_id=…`, Decline to
`?error=access_denied`. `state` is not documented by Ecwid and is not returned here.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.ecwid.answers import refusing
from sandbox.ecwid.errors import EcwidError
from sandbox.ecwid.grants import REGISTERED_SCOPES, CodeRefused
from sandbox.ecwid.profile import NAME
from sandbox.ecwid.wire import EcwidJSON
from sandbox.pages import N_, render

if TYPE_CHECKING:
    from sandbox.world import World

PARAMETERS = ("client_id", "redirect_uri", "response_type", "scope", "state")


async def ask(request: Request) -> Response:
    """The consent page, or an error page when the app asks wrongly."""
    world: World = request.app.state.world
    wrong = _mistake(world, request.query_params)
    if wrong:
        return render("consent_error.html", 400, message=wrong)
    asked = {name: request.query_params.get(name, "") for name in PARAMETERS}
    scopes = [s.replace("_", " ") for s in asked["scope"].split()]
    return render("consent_ecwid.html", store=NAME, store_id=world.ecwid.id, asked=asked, scopes=scopes)


async def decide(request: Request) -> Response:
    world: World = request.app.state.world
    form = await request.form()
    wrong = _mistake(world, form)
    if wrong:
        return render("consent_error.html", 400, message=wrong)
    answer = str(form.get("answer", ""))
    if answer == "none":
        return render("consent_silent.html")
    target = str(form["redirect_uri"])
    if answer not in ("accept", "plan", "expired"):
        return _back(target, {"error": "access_denied"})
    if answer == "plan":
        world.faults.turn_on("ecwid", "plan_without_api")
    lifetime = {"lifetime": 0.0} if answer == "expired" else {}
    code = world.ecwid.grants.issue_code(target, str(form.get("scope", "")).split(), world.now(), **lifetime)
    world.touch()
    return _back(target, {"code": code, "store_id": str(world.ecwid.id)})


def _mistake(world: World, asked: QueryParams | FormData) -> str:
    """What is wrong with the request for consent, "" when nothing is."""
    if asked.get("client_id") != world.settings.ecwid_client_id:
        return N_("No app is registered under this client_id.")
    if asked.get("response_type") != "code":
        return N_("response_type must be code.")
    if not _registered(world, str(asked.get("redirect_uri", ""))):
        return N_("redirect_uri is not at the app’s registered address.")
    foreign = set(str(asked.get("scope", "")).split()) - set(REGISTERED_SCOPES)
    if foreign:
        return N_("The app asks for a scope it is not registered with.")
    return ""


def _registered(world: World, uri: str) -> bool:
    """The registered address itself or a path below it."""
    home, asked = urlsplit(world.settings.app_url), urlsplit(uri)
    same_place = (asked.scheme, asked.netloc) == (home.scheme, home.netloc)
    below = asked.path == home.path or asked.path.startswith(home.path.rstrip("/") + "/")
    return same_place and below and not asked.fragment


def _back(target: str, values: dict[str, str]) -> Response:
    return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{urlencode(values)}", 303)


@refusing
async def exchange(request: Request) -> Response:
    """`POST /api/oauth/token/{store}` (or without the store), form-encoded. The error JSON is not documented by
    Ecwid; RFC 6749's is given, with 400, since no Ecwid document knows a 401."""
    world: World = request.app.state.world
    store = world.ecwid
    if request.path_params.get("store", str(store.id)) != str(store.id):
        raise EcwidError(404, "Store not found", "STORE_NOT_FOUND")
    form = await request.form()
    refused = _refusal(world, form)
    if refused:
        return EcwidJSON({"error": refused[0], "error_description": refused[1]}, 400)
    try:
        text, token = store.grants.exchange(str(form["code"]), str(form["redirect_uri"]), world.now())
    except CodeRefused as error:
        return EcwidJSON({"error": "invalid_grant", "error_description": str(error)}, 400)
    finally:
        world.touch()
    wire = {"access_token": text, "token_type": "Bearer", "scope": " ".join(token.scopes), "store_id": store.id}
    return EcwidJSON(wire | ({"public_token": token.public} if token.public else {}))


def _refusal(world: World, form: FormData) -> tuple[str, str] | None:
    missing = [n for n in ("client_id", "client_secret", "code", "redirect_uri", "grant_type") if not form.get(n)]
    if missing:
        return "invalid_request", f"Missing parameter: {missing[0]}"
    if form["grant_type"] != "authorization_code":
        return "unsupported_grant_type", "grant_type must be authorization_code"
    secret = hmac.compare_digest(str(form["client_secret"]).encode(), world.settings.ecwid_client_secret.encode())
    if form["client_id"] != world.settings.ecwid_client_id or not secret:
        return "invalid_client", "Unknown client or wrong secret"
    return None
