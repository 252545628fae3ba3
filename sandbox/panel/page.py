"""The panel as a page of plain forms. Each posts to /_sandbox/do/{action} and comes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from sandbox import pages
from sandbox.faults import FAULTS
from sandbox.pages import N_, render
from sandbox.panel import actions, order_actions, order_forms, order_view, view
from sandbox.panel.refused import Refused

if TYPE_CHECKING:
    from sandbox.world import World

Act = Callable[["World", FormData], None]
HOME = "/_sandbox/"


async def home(_: Request) -> Response:
    return RedirectResponse(HOME, 307)


async def stylesheet(_: Request) -> Response:
    return pages.stylesheet()


async def show(request: Request) -> Response:
    return _page(request)


def _page(request: Request, problem: str = "") -> Response:
    world = request.app.state.world
    values = view.values(world) | order_view.values(world)
    return render("panel/panel.html", 422 if problem else 200, problem=problem, **values)


async def act(request: Request) -> Response:
    """303 to the page, or the page with what went wrong. Forms of other sites are refused."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("Forbidden", 403)
    action = ACTIONS.get(request.path_params["action"])
    if action is None:
        return PlainTextResponse("Not found", 404)
    try:
        action(request.app.state.world, await request.form())
    except Refused as refused:
        return _page(request, str(refused))
    return RedirectResponse(HOME, 303)


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()


def _number(form: FormData, name: str) -> float:
    try:
        return float(_text(form, name).replace(",", "."))
    except ValueError:
        raise Refused(N_("That is not a number.")) from None


def _product(form: FormData) -> tuple[int, int]:
    """(product id, variation id or 0) of the chosen line `id` or `id:variation`."""
    product, _, variation = _text(form, "product").partition(":")
    if not product.isdigit():
        raise Refused(N_("Choose a product."))
    return int(product), int(variation or 0)


def _change(world: World, form: FormData) -> None:
    value, field = _number(form, "value"), _text(form, "field")
    if field not in ("price", "quantity"):
        raise Refused(N_("Choose stock or price."))
    if _text(form, "product").startswith("tiktok:"):
        sku, new = _text(form, "product").removeprefix("tiktok:"), int(value) if field == "quantity" else f"{value:.2f}"
        order_actions.change_sku(world, sku, {field: new})
        return
    number, variation = _product(form)
    actions.change_product(world, number, {field: int(value) if field == "quantity" else value}, variation)


def _create(world: World, form: FormData) -> None:
    body = {"name": _text(form, "name"), "price": _number(form, "price"), "quantity": int(_number(form, "quantity"))}
    sku = {"sku": _text(form, "sku")} if _text(form, "sku") else {}
    text = f"<p>{_text(form, 'description')}</p>" if _text(form, "description") else ""
    category = next(iter(world.ecwid.categories), 0)
    placed = {"categoryIds": [category], "defaultCategoryId": category} if category else {}
    more = {"description": text, "weight": 1.0, "dimensions": {"length": 8, "width": 6, "height": 4}}
    actions.create_product(world, {**body, **sku, **more, **placed})


def _rename(world: World, form: FormData) -> None:
    if not _text(form, "name"):
        raise Refused(N_("A product needs a name."))
    actions.change_product(world, _product(form)[0], {"name": _text(form, "name")})


def _rule(world: World, form: FormData) -> None:
    actions.rule(world, _text(form, "id"), _text(form, "verdict") == "approve", _text(form, "reason"))


def _faults(world: World, form: FormData) -> None:
    """The ticked switches are on, all others off; one already on keeps its details."""
    count, part = _text(form, "count"), _text(form, "path")
    if count and not count.isdigit():
        raise Refused(N_("The number of calls must be a whole number."))
    how = {"count": int(count) if count else None, "path": part, "seconds": _number(form, "seconds")}
    ticked = {str(value) for value in form.getlist("on")}
    on_now = {f"{f.platform}.{f.name}" for f in world.faults.on()}
    for name, platforms in FAULTS.items():
        for platform in platforms:
            key = f"{platform}.{name}"
            if key in ticked and key not in on_now:
                actions.turn_on(world, platform, name, probability=_number(form, "share") / 100, **how)
            elif key not in ticked:
                world.faults.turn_off(platform, name)
    world.touch()


def _webhook(world: World, form: FormData) -> None:
    number = _text(form, "number")
    actions.send_again(world, int(number) if number.isdigit() else 0, _text(form, "how"), 20.0)


ACTIONS: dict[str, Act] = {
    "reset": lambda world, _: world.reset(),
    "change": _change,
    "create": _create,
    "rename": _rename,
    "delete": lambda world, form: actions.delete_product(world, _product(form)[0]),
    "rule": _rule,
    "faults": _faults,
    "faults-off": lambda world, _: world.faults.all_off(),
    "webhook": _webhook,
    "uninstall": lambda world, _: actions.uninstall_ecwid(world),
    "deauthorise": lambda world, _: actions.deauthorise_tiktok(world),
    **order_forms.ACTIONS,
}
