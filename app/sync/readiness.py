"""The readiness card: what TikTok wants in order before a product can be sent (S17, S18)."""

import msgspec

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.roles import Channel, Check, Warehouse
from app.resources import Resources
from app.sync.grants import access_gone, open_channel
from app.tables.engine import connection

CURRENCY_OF_REGION = {"US": "USD"}

_TITLES = {
    "SHOP_STATUS": N_("Shop active"),
    "SHOP_TAX": N_("Tax filled in"),
    "PICKUP_WAREHOUSE": N_("Pickup warehouse"),
    "RETURN_WAREHOUSE": N_("Return warehouse"),
    "DELIVERY_OPTION": N_("Delivery option"),
    "SHIPPING_TEMPLATE": N_("Shipping template"),
    "PRODUCT_QUANTITY_LIMIT": N_("Product limit"),
    "EXTENDED_PRODUCER_RESPONSIBILITY": N_("Extended producer responsibility"),
    "BANk_ACCOUNT": N_("Bank account"),  # sic, TikTok's own spelling
    "CONTACT_INFO": N_("Contact details"),
}


class Line(msgspec.Struct, frozen=True):
    """One line of the card. `text` is TikTok's own reason, or our sentence; `params` fill its places."""

    title: str
    ok: bool
    text: str
    fix: str = Fix.NONE.value
    params: dict[str, str] = {}


async def check_readiness(res: Resources, connection_id: int) -> tuple[Line, ...]:
    """Ask TikTok and write the card. Without a healthy TikTok grant there is nothing to ask yet."""
    try:
        channel = await open_channel(res, connection_id)
    except AccessGone:
        return ()
    try:
        lines = await _lines(res, connection_id, channel)
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason)
        return ()
    except PlatformError:
        lines = (Line(N_("TikTok Shop"), False, N_("TikTok did not answer. Check again in a minute.")),)
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE connection SET readiness = $2, readiness_at = $3 WHERE id = $1",
            connection_id,
            msgspec.json.encode(lines).decode(),
            res.now(),
        )
    return lines


async def _lines(res: Resources, connection_id: int, channel: Channel) -> tuple[Line, ...]:
    checks = await channel.checks()
    warehouses = await channel.warehouses()
    chosen = await _choose_warehouse(res, connection_id, warehouses)
    return (
        *(_checked(check) for check in checks),
        _warehouse(chosen),
        await _currency(res, connection_id),
        await _webhooks(res, channel),
    )


def _checked(check: Check) -> Line:
    title = _TITLES.get(check.item, check.item)
    if not check.failed:
        return Line(title, True, N_("In order"))
    reasons = " ".join(check.reasons) or N_("Seller Center says what is missing.")
    return Line(title, False, reasons, Fix.SELLER_CENTER.value)


async def _choose_warehouse(res: Resources, connection_id: int, warehouses: tuple[Warehouse, ...]) -> Warehouse | None:
    """Keep the chosen warehouse while it can be used; else take the shop's default (platform-facts T15)."""
    usable = [w for w in warehouses if w.is_sales and w.is_enabled]
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE connection SET warehouses = $2 WHERE id = $1", connection_id, msgspec.json.encode(usable).decode()
        )
        current = await db.fetchval("SELECT warehouse_id FROM connection WHERE id = $1", connection_id)
        chosen = next((w for w in usable if w.id == current), None)
        if chosen is None and usable:
            chosen = next((w for w in usable if w.is_default), usable[0])
            await db.execute(
                "UPDATE connection SET warehouse_id = $2, warehouse_name = $3 WHERE id = $1",
                connection_id,
                chosen.id,
                chosen.name,
            )
    return chosen


def _warehouse(chosen: Warehouse | None) -> Line:
    title = N_("Sales warehouse")
    if chosen is None:
        return Line(title, False, N_("The shop has no warehouse that stock could go to."), Fix.SELLER_CENTER.value)
    return Line(title, True, N_("Stock goes to %(name)s"), params={"name": chosen.name})


async def _currency(res: Resources, connection_id: int) -> Line:
    """Prices are never converted: both sides have to count in the same money (S18)."""
    async with connection(res.db) as db:
        row = await db.fetchrow("SELECT currency, region FROM connection WHERE id = $1", connection_id)
    wanted = CURRENCY_OF_REGION.get(row["region"], "")
    title = N_("Currency")
    if not row["currency"]:
        return Line(title, False, N_("Ecwid is not connected yet."), Fix.REAUTHORISE_SOURCE.value)
    if row["currency"] == wanted:
        return Line(title, True, N_("Both count in %(currency)s"), params={"currency": wanted})
    text = N_("Ecwid counts in %(ecwid)s, this TikTok shop in %(tiktok)s. Weft never converts prices.")
    return Line(title, False, text, params={"ecwid": row["currency"], "tiktok": wanted})


async def _webhooks(res: Resources, channel: Channel) -> Line:
    """Register where TikTok sends its news; without them the sweep still finds everything, only later."""
    title = N_("News from TikTok")
    try:
        await channel.register_webhooks(f"{res.settings.base_url}/webhooks/tiktok-shop")
    except AccessGone:
        raise
    except PlatformError:
        return Line(title, False, N_("TikTok did not take our address for news. Weft looks by itself meanwhile."))
    return Line(title, True, N_("Comes by itself"))


def lines_of(document: str | None) -> tuple[Line, ...]:
    """The card as it was written last."""
    return msgspec.json.decode(document, type=tuple[Line, ...]) if document else ()
