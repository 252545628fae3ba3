"""The stock lane: what is marked is sent to TikTok, all SKUs of a listing in one call (S55–S62, S86, S87).

What TikTok has already is not sent again. Marks are set in `stock.py`, which says in which order rows are locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import asyncpg

from app import events
from app.domain import money
from app.domain.decisions import Finding
from app.domain.stock_follow import figure_of
from app.platforms.errors import AccessGone, Gone, PlatformError, Refused
from app.platforms.order_roles import OrderChannel
from app.resources import Resources
from app.sync import stock_findings, update_results
from app.sync.stock import hold
from app.sync.stock_booked import not_booked
from app.sync.update_results import Report
from app.tables.engine import again_after_deadlock, connection, transaction
from app.tables.product_records import product_of

LEASE_SECONDS = 30
# A promotion locks a price for its length, which nobody tells: asked again hourly (S62). So is any refused price.
PRICE_WAIT = timedelta(hours=1)
# Wrong stock sells what is not there: what TikTok refused is asked again sooner.
STOCK_WAIT = timedelta(minutes=5)
PRICE_LOCKED = ("tiktok:12052038", "tiktok:12019045")


@dataclass(frozen=True, slots=True)
class Sku:
    """One SKU with what it should be and what TikTok has."""

    id: int
    remote_id: str
    quantity: int
    price: Decimal
    stock_sent: int | None
    price_sent: Decimal | None


@dataclass(frozen=True, slots=True)
class Batch:
    """All SKUs of one listing, and the moment up to which their changes are in it."""

    listing: int
    remote_id: str
    currency: str
    skus: tuple[Sku, ...]
    claimed_at: datetime


async def send_due(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Send what is dirty, listing by listing, until nothing is. Returns how many calls were made. Raises AccessGone."""
    calls = 0
    while True:
        batch = await again_after_deadlock(lambda: _claim(res, connection_id))
        if batch is None:
            return calls
        calls += await _send(res, channel, connection_id, batch)


async def _claim(res: Resources, connection_id: int) -> Batch | None:
    """The listing that waits longest, with all its SKUs as they should be now."""
    async with transaction(res.db) as db:
        listing = await db.fetchval(
            """SELECT l.id FROM listing_sku s JOIN listing l ON l.id = s.listing
               WHERE s.connection = $1 AND s.dirty_at <= now() AND (s.not_before IS NULL OR s.not_before <= now())
                 AND (s.lease_until IS NULL OR s.lease_until < now())
               ORDER BY s.dirty_at LIMIT 1 FOR NO KEY UPDATE OF l SKIP LOCKED""",
            connection_id,
        )
        if listing is None:
            return None
        claimed_at = await db.fetchval("SELECT clock_timestamp()")
        rows = await db.fetch(
            f"""UPDATE listing_sku SET lease_until = now() + make_interval(secs => {LEASE_SECONDS})
                WHERE id IN (SELECT id FROM listing_sku WHERE listing = $1 ORDER BY id FOR UPDATE)
                RETURNING *""",  # noqa: S608 - a constant only
            listing,
        )
        product = await db.fetchrow(
            """SELECT p.*, l.remote_id, c.unlimited_cap, c.currency FROM listing l JOIN product p ON p.id = l.product
               JOIN connection c ON c.id = l.connection WHERE l.id = $1""",
            listing,
        )
        held = await not_booked(db, connection_id, [row["remote_id"] for row in rows], product)
    currency = product["currency"] or "USD"
    return Batch(listing, product["remote_id"], currency, _skus(rows, product, held, currency), claimed_at)


def _skus(rows: list[asyncpg.Record], row: asyncpg.Record, held: Mapping[str, int], currency: str) -> tuple[Sku, ...]:
    """As they should be. An SKU whose variant Ecwid does not have any more is left as it is."""
    product = product_of(row)
    variants = {variant.combination_id: variant for variant in product.variants}
    linked = {sku["combination_id"]: sku["remote_id"] for sku in rows}
    return tuple(
        Sku(
            id=sku["id"],
            remote_id=sku["remote_id"],
            quantity=figure_of(product, variant, linked, held, row["unlimited_cap"]).sent,
            price=money.rounded(variant.price, currency),
            stock_sent=sku["stock_sent"],
            price_sent=sku["price_sent"],
        )
        for sku in rows
        if (variant := variants.get(sku["combination_id"])) is not None
    )


async def _send(res: Resources, channel: OrderChannel, connection_id: int, batch: Batch) -> int:
    """Stock and price apart: a promotion locks the price while stock still goes (platform-facts T9)."""
    calls, report = 0, _report(batch)
    try:
        calls += await _send_stock(res, channel, connection_id, batch, report)
        calls += await _send_prices(res, channel, connection_id, batch, report)
    except AccessGone:
        raise
    except Gone:
        report.refused = {"stock": update_results.NOT_THERE, "price": update_results.NOT_THERE}
        await _finish(res, batch, report)
        return calls
    except Refused as refused:
        await stock_findings.say_refused(res, connection_id, batch.listing, stock_findings.STOCK, refused)
        await _later(res, batch, [sku.id for sku in batch.skus], STOCK_WAIT)
        report.refused = {"stock": refused.finding, "price": refused.finding}
        await _finish(res, batch, report)
        return calls
    except PlatformError as error:
        await _put_off(res, batch, _wait(error))
        return calls
    await _finish(res, batch, report)
    if calls:
        async with connection(res.db) as db:
            account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
        await events.announce(res.redis, account, events.products(connection_id))
    return calls


def _report(batch: Batch) -> Report:
    return Report(
        batch.claimed_at, {sku.id: sku.quantity for sku in batch.skus}, {sku.id: sku.price for sku in batch.skus}
    )


def _wait(error: PlatformError) -> timedelta:
    asked = getattr(error, "retry_after", None)
    return timedelta(seconds=asked or 20.0)


async def _send_stock(res: Resources, channel: OrderChannel, connection_id: int, batch: Batch, report: Report) -> int:
    wanted = {sku.remote_id: sku.quantity for sku in batch.skus}
    if all(sku.stock_sent == sku.quantity for sku in batch.skus):
        return 0
    async with connection(res.db) as db:
        warehouse = await db.fetchval("SELECT warehouse_id FROM connection WHERE id = $1", connection_id)
    refused = await channel.set_stock(batch.remote_id, wanted, warehouse)
    # A push or a doubt came meanwhile: what TikTok has now is theirs to say, and the mark they left sends it again.
    async with transaction(res.db) as db:
        await hold(db, connection_id, set(wanted))
        await db.execute(
            """UPDATE listing_sku s SET stock_sent = v.quantity, stock_sent_at = $3
               FROM unnest($1::bigint[], $2::int[]) AS v (id, quantity)
               WHERE s.id = v.id AND (s.stock_sent_at IS NULL OR s.stock_sent_at <= $3)""",
            [sku.id for sku in batch.skus if sku.remote_id not in refused],
            [sku.quantity for sku in batch.skus if sku.remote_id not in refused],
            batch.claimed_at,
        )
    if refused:
        report.refused["stock"] = next(iter(refused.values()))
    await _say_what_stock_was_refused(res, connection_id, batch, refused)
    return 1


async def _say_what_stock_was_refused(
    res: Resources, connection_id: int, batch: Batch, refused: Mapping[str, Finding]
) -> None:
    """What TikTok did not take of a call it took is tried again, and the seller is told."""
    if not refused:
        await stock_findings.solved(res, batch.listing, stock_findings.STOCK)
        return
    await _later(res, batch, [sku.id for sku in batch.skus if sku.remote_id in refused], STOCK_WAIT)
    finding = next(iter(refused.values()))
    await stock_findings.say(res, connection_id, batch.listing, stock_findings.STOCK, finding)


async def _send_prices(res: Resources, channel: OrderChannel, connection_id: int, batch: Batch, report: Report) -> int:
    changed = [sku for sku in batch.skus if sku.price_sent != sku.price]
    if not changed:
        return 0
    try:
        await channel.set_prices(batch.remote_id, {sku.remote_id: sku.price for sku in changed}, batch.currency)
    except Refused as refused:
        await stock_findings.say_refused(res, connection_id, batch.listing, stock_findings.PRICE, refused)
        report.refused["price"], report.locked = refused.finding, refused.finding.code in PRICE_LOCKED
        await _later(res, batch, [sku.id for sku in changed], PRICE_WAIT, locked=report.locked)
        return 1
    await stock_findings.solved(res, batch.listing, stock_findings.PRICE)
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE listing_sku s SET price_sent = v.price, price_sent_at = now(), price_locked = false
               FROM unnest($1::bigint[], $2::numeric[]) AS v (id, price) WHERE s.id = v.id""",
            [sku.id for sku in changed],
            [sku.price for sku in changed],
        )
    return 1


async def _later(res: Resources, batch: Batch, skus: list[int], wait: timedelta, *, locked: bool = False) -> None:
    """Due again by itself; what changes in Ecwid before that is sent at once, for stock waits for no price (S62)."""
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE listing_sku SET price_locked = price_locked OR $3,
                   dirty_at = CASE WHEN dirty_at > $4 THEN dirty_at ELSE now() + $2::interval END
               WHERE id IN (SELECT id FROM listing_sku WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE)""",
            skus,
            wait,
            locked,
            batch.claimed_at,
        )


async def _finish(res: Resources, batch: Batch, report: Report) -> None:
    """Clear the flag unless something changed since the claim, and tell the tasks that asked for it (S124)."""
    async with transaction(res.db) as db:
        await db.execute(
            """UPDATE listing_sku SET lease_until = NULL,
                   dirty_at = CASE WHEN dirty_at <= $2 THEN NULL ELSE dirty_at END
               WHERE id IN (SELECT id FROM listing_sku WHERE listing = $1 ORDER BY id FOR UPDATE)""",
            batch.listing,
            batch.claimed_at,
        )
        tasks = await update_results.settle(db, batch.listing, report)
    await update_results.tell(res, tasks)


async def _put_off(res: Resources, batch: Batch, wait: timedelta) -> None:
    """TikTok gave no answer: the flag stays and waits."""
    async with transaction(res.db) as db:
        await db.execute(
            """UPDATE listing_sku SET lease_until = NULL, not_before = now() + $2
               WHERE id IN (SELECT id FROM listing_sku WHERE listing = $1 ORDER BY id FOR UPDATE)""",
            batch.listing,
            wait,
        )
        await update_results.waits(db, batch.listing)
