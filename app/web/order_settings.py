"""Settings → Order Settings (S114, S116, S137–S143, B10): one form one card, each saved by itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import asyncpg
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain import carriers
from app.domain.cancellations import REASONS
from app.domain.fulfilment import key_of
from app.domain.money_bridge import BUYER_PAID, POLICIES, WITH_PLATFORM_DISCOUNT, written_total
from app.domain.words import N_
from app.errors import Invalid
from app.resources import Resources
from app.sync import order_settings
from app.sync.order_records import known_order
from app.sync.order_settings import SyncChoices, Writing
from app.tables import carrier_lists, order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import paths
from app.web.forms import Form, Problems
from app.web.language import Sentence
from app.web.render import flash, page, see_other
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]
NO_ERRORS: Mapping[str, Sentence] = {}
MOST_PAIRS = 200

# TikTok's own words for its reasons (tiktok-shop.md 7.2).
REASON_WORDS: dict[str, Sentence] = dict(
    zip(
        REASONS,
        (
            N_("Out of stock"),
            N_("Pricing error"),
            N_("Unable to deliver to buyer address"),
            N_("Buyer requested cancellation"),
        ),
        strict=True,
    )
)
POLICY_WORDS: dict[str, Sentence] = {
    BUYER_PAID: N_("What the buyer paid"),
    WITH_PLATFORM_DISCOUNT: N_("Your discount only"),
}
KNOWN_CARRIERS = (
    carriers.AMAZON, carriers.DHL, carriers.DHL_ECOMMERCE, carriers.FEDEX, carriers.ONTRAC, carriers.UPS, carriers.USPS,
)  # fmt: skip


@get("/connections/{connection_id:int}/settings/orders")
async def show(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The page."""
    return await _page(request, connection, res)


async def _page(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sentence] = NO_ERRORS,
    pairs: list[tuple[str, str]] | None = None,
    status: int | None = None,
) -> Template:
    async with open_connection(res.db) as db:
        sample = await order_details.newest_written(db, connection.id)
        rows = await _carrier_rows(db, connection.id, pairs)
        names = sorted({*KNOWN_CARRIERS, *await carrier_lists.channel_names(db, connection.id)}, key=str.lower)
        seen = [row["name"] for row in await carrier_lists.seen(db, connection.id)]
    saved = {
        "payment_method": connection.payment_method,
        "fallback_email": connection.fallback_email,
        "cancel_reason": connection.cancel_reason,
        "discount_policy": connection.discount_policy,
        "purge_days": str(connection.purge_days),
    }
    return page(
        request,
        "settings/orders.html",
        shell=shell_for(request, connection=connection, tab="settings"),
        status=status or (422 if errors else 200),
        choices=_choices(connection),
        values={**saved, **(values or {})},
        errors=errors,
        reasons=list(REASON_WORDS.items()),
        policies=_policies(sample),
        sample=_sample(sample, paths.connection(connection.id)),
        carriers={"rows": rows, "names": names, "seen": seen},
    )


def _choices(connection: Connection) -> list[tuple[str, Sentence, Sentence, bool]]:
    """The switches: name, title, what it does, on or off."""
    return [
        (
            "retry",
            N_("Retry Orders"),
            N_("An order that fails is tried once every 10 minutes, 3 times in all. Only where waiting can help."),
            connection.retry_orders,
        ),
        (
            "relay_fbt",
            N_("Sync FBT Orders"),
            N_("Sends orders that TikTok fulfils to Ecwid, marked as shipped by TikTok."),
            connection.relay_fbt,
        ),
        (
            "fbt_takes_stock",
            N_("FBT orders reduce Ecwid stock"),
            N_("Usually off: that stock lies in TikTok’s warehouse."),
            connection.fbt_takes_stock,
        ),
        (
            "archive_cancelled",
            N_("Archive Cancelled Order"),
            N_("Cancelled orders move to “Archived” in Weft. Ecwid stays as it is."),
            connection.archive_cancelled,
        ),
        (
            "restock_cancelled",
            N_("Restock cancelled items"),
            N_("Adds the quantity back in Ecwid, once for each line."),
            connection.restock_cancelled,
        ),
        (
            "relay_on_hold",
            N_("Write orders on hold at once"),
            N_("Usually off: in TikTok’s first hour the buyer may still cancel, and there is no address yet."),
            connection.relay_on_hold,
        ),
    ]


def _policies(sample: asyncpg.Record | None) -> list[dict[str, Any]]:
    """Each policy with what it makes of one of the seller's real orders (B10)."""
    if sample is None:
        return [
            {"value": value, "title": POLICY_WORDS[value], "total": None, "back": Decimal(0), "currency": "USD"}
            for value in POLICIES
        ]
    money = known_order(sample).money
    return [
        {
            "value": value,
            "title": POLICY_WORDS[value],
            "total": written_total(money, value),
            "back": written_total(money, value) - money.total,
            "currency": money.currency,
        }
        for value in POLICIES
    ]


def _sample(sample: asyncpg.Record | None, base: str) -> dict[str, str] | None:
    if sample is None:
        return None
    return {"id": sample["remote_id"], "href": f"{base}/orders/{sample['id']}"}


async def _carrier_rows(
    db: asyncpg.Connection, connection_id: int, pairs: list[tuple[str, str]] | None
) -> list[dict[str, Any]]:
    """The pairs, then names of past orders that have none; and what somebody has typed, where a form comes back."""
    seen = {row["key"]: row for row in await carrier_lists.seen(db, connection_id)}
    if pairs is None:
        saved = await carrier_lists.mappings(db, connection_id)
        pairs = [(_written(row["source_name"], seen), row["provider_name"]) for row in saved]
        known = {row["source_name"] for row in saved}
        pairs += [(row["name"], "") for key, row in seen.items() if key not in known]
        pairs.append(("", ""))
    return [
        {"name": name, "provider": provider, "used": seen[key_of(name)]["n"] if key_of(name) in seen else 0}
        for name, provider in pairs
    ]


def _written(key: str, seen: Mapping[str, asyncpg.Record]) -> str:
    """The name as Ecwid writes it, where an order has shown it."""
    return str(seen[key]["name"]) if key in seen else key


@post("/connections/{connection_id:int}/settings/order-sync")
async def save_sync(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """The switches."""
    choices = SyncChoices(
        retry=form.flag("retry"),
        relay_fbt=form.flag("relay_fbt"),
        fbt_takes_stock=form.flag("fbt_takes_stock"),
        archive_cancelled=form.flag("archive_cancelled"),
        restock_cancelled=form.flag("restock_cancelled"),
        relay_on_hold=form.flag("relay_on_hold"),
    )
    await order_settings.save_sync(res, connection.id, choices)
    return _saved(request, connection)


@post("/connections/{connection_id:int}/settings/order-writing")
async def save_writing(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """How orders are written from now on."""
    problems, values = Problems(), {}
    for name, most in (("payment_method", 60), ("fallback_email", 254)):
        with problems.catching():
            values[name] = form.text(name, most=most, required=name == "payment_method")
    with problems.catching():
        values["cancel_reason"] = form.choice("cancel_reason", REASONS)
    with problems.catching():
        values["discount_policy"] = form.choice("discount_policy", POLICIES)
    with problems.catching():
        order_settings.fallback_of(values.get("fallback_email", ""))
    if problems:
        typed = {name: form.raw(name) for name in ("payment_method", "fallback_email") if name in form}
        return await _page(request, connection, res, values={**typed, **values}, errors=problems)
    await order_settings.save_writing(res, connection.id, Writing(**values))
    return _saved(request, connection)


@post("/connections/{connection_id:int}/settings/buyers")
async def save_buyers(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """After how many days names and addresses are erased."""
    low, high = order_settings.FEWEST_DAYS, order_settings.MOST_DAYS
    try:
        days = form.integer("purge_days", low=low, high=high)
    except Invalid as error:
        errors: dict[str, Sentence] = {"purge_days": (error.message, error.params) if error.params else error.message}
        return await _page(request, connection, res, values={"purge_days": form.raw("purge_days")}, errors=errors)
    await order_settings.save_purge(res, connection.id, days or order_settings.MOST_DAYS)
    return _saved(request, connection)


@post("/connections/{connection_id:int}/settings/carriers")
async def save_carriers(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """The pairs of names. "Add pair" brings one more empty line and saves nothing."""
    pairs = _pairs(form)
    if form.choice("then", ("", "add")) == "add":
        return await _page(request, connection, res, pairs=[*pairs, ("", "")], status=200)
    dropped = form.integer("remove", low=0, high=MOST_PAIRS, required=False)
    kept = [pair for n, pair in enumerate(pairs) if n != dropped]
    if await _half_done(res, connection.id, kept):
        return await _page(request, connection, res, pairs=kept, status=422)
    freed = await order_settings.save_carriers(res, connection.id, kept)
    if freed:
        flash(request, N_("Saved. %(n)s orders go on to TikTok."), {"n": freed})
        return see_other(request, f"{paths.connection(connection.id)}/settings/orders")
    return _saved(request, connection)


async def _half_done(res: Resources, connection_id: int, pairs: list[tuple[str, str]]) -> bool:
    """Whether a name was typed without a choice: it would be lost. Names of past orders stay listed anyway."""
    async with open_connection(res.db) as db:
        seen = {row["key"] for row in await carrier_lists.seen(db, connection_id)}
    return any(name and not provider and key_of(name) not in seen for name, provider in pairs)


def _pairs(form: Form) -> list[tuple[str, str]]:
    """The lines of the table: as many names as choices, in order. Raises Invalid."""
    names = form.many("source_name", most=MOST_PAIRS, each=80, blank=True)
    providers = form.many("provider_name", most=MOST_PAIRS, each=80, blank=True)
    if len(names) != len(providers):
        raise Invalid(N_("Each name needs one choice beside it."), field="source_name")
    return list(zip(names, providers, strict=True))


def _saved(request: AnyRequest, connection: Connection) -> Response[Any]:
    flash(request, N_("The order settings are saved."))
    return see_other(request, f"{paths.connection(connection.id)}/settings/orders")


ROUTES = [show, save_sync, save_writing, save_buyers, save_carriers]
