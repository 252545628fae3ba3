"""The TikTok Shop side of the control panel: everything that is no fault of a call. Plain forms, at
`/_sandbox/tiktok`; each posts to `/_sandbox/tiktok/{action}` and comes back with 303:

switches  omit_state, keep_old, closed (ticked = on), withheld_scope, listings_per_day, calls_per_second, calls_per_hour
orders    hold_seconds, unpaid_seconds, stale_seconds, label_seconds, stock_webhook (0, 68, 71), mask_tiktok_shipping,
          strict_tracking (ticked = on)
checks    failing=ITEM, once for each prerequisite that fails
product   id, verb = freeze | unfreeze | promote | release, reason
tokens    which = access | refresh: all of them end now
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from sandbox.pages import N_
from sandbox.tiktok_shop.grants import SCOPES
from sandbox.tiktok_shop.notices import STOCK_TOPICS
from sandbox.tiktok_shop.pages import page
from sandbox.tiktok_shop.seed import PREREQUISITES

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop
    from sandbox.world import World

HOME = "/_sandbox/tiktok"
SHOWN = 50
_LIMITS = ("listings_per_day", "calls_per_second", "calls_per_hour")
_SECONDS = ("hold_seconds", "unpaid_seconds", "stale_seconds", "label_seconds")


async def show(request: Request) -> Response:
    return _page(request.app.state.world.tiktok)


async def act(request: Request) -> Response:
    """303 to the page, or the page with what went wrong. Forms of other sites are refused."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("Forbidden", 403)
    world: World = request.app.state.world
    action = ACTIONS.get(request.path_params["action"])
    if action is None:
        return PlainTextResponse("Not found", 404)
    try:
        action(world.tiktok, await request.form())
    except (ValueError, KeyError):
        return _page(world.tiktok, N_("That cannot be done. Nothing has changed."))
    world.touch()
    return RedirectResponse(HOME, 303)


def _page(shop: TikTokShop, problem: str = "") -> Response:
    return page(
        "tiktok_switches.html",
        422 if problem else 200,
        problem=problem,
        switches=shop.switches,
        keep_old=shop.grants.keep_old,
        closed=not shop.main.active,
        scopes=SCOPES,
        stock_topics=list(STOCK_TOPICS),
        checks=[(item, reason, item in shop.main.failing) for item, (reason, _) in PREREQUISITES.items()],
        listings=shop.panel_rows()[:SHOWN],
    )


def _switches(shop: TikTokShop, form: FormData) -> None:
    numbers = {name: int(str(form.get(name) or 0)) for name in _LIMITS}
    scope = str(form.get("withheld_scope", ""))
    if min(numbers.values()) < 0 or (scope and scope not in SCOPES):
        raise ValueError(scope)
    for name, number in numbers.items():
        setattr(shop.switches, name, number)
    shop.switches.withheld_scope = scope
    shop.switches.omit_state = "omit_state" in form
    shop.grants.keep_old = "keep_old" in form
    shop.main.active = "closed" not in form


def _orders(shop: TikTokShop, form: FormData) -> None:
    seconds = {name: int(str(form.get(name) or 0)) for name in _SECONDS}
    topic = int(str(form.get("stock_webhook") or 0))
    if min(seconds.values()) < 0 or topic not in (0, *STOCK_TOPICS):
        raise ValueError(topic)
    for name, number in seconds.items():
        setattr(shop.switches, name, float(number))
    shop.switches.stock_webhook = topic
    shop.switches.mask_tiktok_shipping = "mask_tiktok_shipping" in form
    shop.switches.strict_tracking = "strict_tracking" in form


def _checks(shop: TikTokShop, form: FormData) -> None:
    failing = {str(item) for item in form.getlist("failing")}
    if not failing <= set(PREREQUISITES):
        raise KeyError
    for item in PREREQUISITES:
        shop.fail_check(item, on=item in failing)


def _product(shop: TikTokShop, form: FormData) -> None:
    id_, verb, reason = (str(form.get(name, "")) for name in ("id", "verb", "reason"))
    if verb == "freeze":
        shop.freeze(id_, reason)
    elif verb == "unfreeze":
        shop.unfreeze(id_)
    elif verb in ("promote", "release"):
        shop.promote(id_, on=verb == "promote")
    else:
        raise ValueError(verb)


def _tokens(shop: TikTokShop, form: FormData) -> None:
    which = form.get("which")
    if which == "access":
        shop.grants.expire_access(shop.now())
    elif which == "refresh":
        shop.grants.expire_refresh(shop.now())
    else:
        raise ValueError(which)


ACTIONS: dict[str, Callable[[TikTokShop, FormData], None]] = {
    "switches": _switches,
    "orders": _orders,
    "checks": _checks,
    "product": _product,
    "tokens": _tokens,
}
