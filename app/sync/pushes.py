"""Weft → TikTok Shop: completed products are sent, once each, and followed from then on (S27–S38)."""

import asyncio
import logging
from dataclasses import dataclass, replace

import asyncpg

from app.domain import drafts, readiness
from app.domain.decisions import Finding, Fix
from app.domain.fingerprint import request_fingerprint
from app.domain.listings import ListingDraft, ListingStatus, RemoteListing, SentListing
from app.domain.policy import Policy
from app.domain.products import Product
from app.domain.words import N_
from app.platforms.errors import AccessGone, Gone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.registry import TIKTOK_SHOP
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync import categories, listings, outbox, pictures
from app.sync.policies import load_policy
from app.sync.push_items import INTERNAL, Desk
from app.sync.push_results import bind
from app.tables.engine import connection
from app.tables.product_records import product_of
from app.tables.task_claims import (
    HEARTBEAT_SECONDS,
    MAX_ITEM_ATTEMPTS,
    Item,
    TaskFacts,
    claim_items,
    give_back_items,
    renew_items,
)

log = logging.getLogger(__name__)

SENDERS = 6

DELETED = Finding("deleted", N_("It does not exist in Ecwid any more."), fix=Fix.NONE)


async def run_push(res: Resources, channel: Channel, facts: TaskFacts, worker: str) -> None:
    """Send what can be claimed of this push, until nothing is due. Raises AccessGone when the grant is over.

    Several workers may do this at once. Killed at any point, its items are claimed again when their leases end; a
    create that may have happened is looked up first and sent again with the same key.
    """
    async with connection(res.db) as db:
        policy = await load_policy(db, facts.connection)
    push = _Push(res, channel, facts, policy, Desk(res, facts, worker))
    try:
        async with asyncio.TaskGroup() as group:
            renewing = group.create_task(_keep_leases(res, facts.id, worker))
            senders = [group.create_task(_send_while_due(push, worker)) for _ in range(SENDERS)]
            await asyncio.wait(senders)
            renewing.cancel()
    except* AccessGone as gone:
        raise gone.exceptions[0] from None
    finally:
        async with connection(res.db) as db:
            await asyncio.shield(give_back_items(db, facts.id, worker))


async def _keep_leases(res: Resources, task: int, worker: str) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        async with connection(res.db) as db:
            await renew_items(db, task, worker)


@dataclass(frozen=True, slots=True)
class _Push:
    res: Resources
    channel: Channel
    facts: TaskFacts
    policy: Policy
    desk: Desk


async def _send_while_due(push: _Push, worker: str) -> None:
    while True:
        async with connection(push.res.db) as db:
            items = await claim_items(db, push.facts.id, worker, 1)
        if not items:
            return
        await _handle(push, items[0])


async def _handle(push: _Push, item: Item) -> None:
    """One product, whatever happens: the item always ends in a state that says so."""
    linked = False
    if item.attempts > MAX_ITEM_ATTEMPTS:
        await push.desk.refuse(item, [INTERNAL], linked=linked)
        return
    try:
        row = await _load(push, item)
        if row is None or row["deleted_at"] is not None:
            await push.desk.skip(item, DELETED)
            return
        linked = row["remote_id"] is not None
        await _send(push, item, row)
    except Refused as refused:
        await push.desk.refuse(item, [refused.finding], linked=linked)
    except (NotExecuted, Unknown) as error:
        await push.desk.later(item, error, linked=linked)
    except AccessGone:
        raise
    except Exception:
        # One product that trips us up must not stop the others (reliability R-33); after a few tries it is set aside.
        log.exception("product %s of task %s", item.product, push.facts.id)
        await push.desk.later(item, Unknown("weft", "internal"), linked=linked, given_up=INTERNAL)


async def _load(push: _Push, item: Item) -> asyncpg.Record | None:
    async with connection(push.res.db) as db:
        return await db.fetchrow(
            """SELECT p.*, l.id AS listing, l.remote_id, l.status, l.audit_status, l.sent_hash, l.ruled_at
               FROM product p LEFT JOIN listing l ON l.product = p.id WHERE p.connection = $1 AND p.id = $2""",
            push.facts.connection,
            item.product,
        )


async def _send(push: _Push, item: Item, row: asyncpg.Record) -> None:
    product = product_of(row)
    linked = await _linked(push, row)
    category_id = await categories.category_for(push.res, push.facts.connection, push.channel, item.product)
    asked = None
    if category_id:
        asked = await categories.requirements(push.res, push.facts.connection, push.channel, category_id)
    known = readiness.Known(category_id=category_id, requirements=asked, linked=linked or None)
    missing = readiness.findings(product, push.policy, known)
    if missing:
        await push.desk.refuse(item, missing, linked=row["remote_id"] is not None)
        return
    draft, uris = await _with_pictures(push, item, product, category_id, linked)
    if _nothing_to_send(row, draft):
        await push.desk.unchanged(item)
        return
    await push.desk.doing(item, "sending")
    if row["remote_id"] is None:
        await _create(push, item, draft, uris)
    else:
        await _update(push, item, row, draft, uris)


async def _linked(push: _Push, row: asyncpg.Record) -> dict[int, str]:
    if row["listing"] is None:
        return {}
    async with connection(push.res.db) as db:
        skus = await db.fetch("SELECT combination_id, remote_id FROM listing_sku WHERE listing = $1", row["listing"])
    return {sku["combination_id"]: sku["remote_id"] for sku in skus}


async def _with_pictures(
    push: _Push, item: Item, product: Product, category_id: str, linked: dict[int, str]
) -> tuple[ListingDraft, dict[str, str]]:
    """The draft with only pictures that TikTok took. Raises Refused when it took none of the gallery."""
    draft = drafts.draft(product, push.policy, category_id, linked=linked)
    addresses = tuple(dict.fromkeys((*draft.pictures, *(sku.picture for sku in draft.skus if sku.picture))))
    await push.desk.doing(item, "pictures")
    uris = await pictures.upload_all(push.res, push.channel, push.facts.connection, addresses)
    usable = tuple(address for address in draft.pictures if address in uris)
    skus = tuple(sku if sku.picture in uris else replace(sku, picture="") for sku in draft.skus)
    return replace(draft, pictures=usable, skus=skus), uris


def _nothing_to_send(row: asyncpg.Record, draft: ListingDraft) -> bool:
    """A listing that is live, or under review, with exactly this in it."""
    return (
        row["sent_hash"] == request_fingerprint(draft)
        and row["status"] in ("ACTIVATE", "PENDING")
        and row["audit_status"] != "FAILED"
    )


async def _create(push: _Push, item: Item, draft: ListingDraft, uris: dict[str, str]) -> None:
    """Create once: the row with its key first, a look-up where an earlier try is in doubt, then the call."""
    digest = request_fingerprint(draft)
    async with connection(push.res.db) as db:
        write = await outbox.prepare(db, push.facts.connection, TIKTOK_SHOP, "create_listing", item.product, digest)
    if write.state in ("sent", "maybe"):
        found = await find_created(push.channel, draft)
        if found is not None:
            await bind(push.desk, item, draft, found, write)
            return
    async with connection(push.res.db) as db:
        await outbox.sending(db, write, digest)
    try:
        sent = await push.channel.create_listing(draft, uris, key=write.key)
    except PlatformError as error:
        async with connection(push.res.db) as db:
            await outbox.settle(db, write, _after(error))
        raise
    await bind(push.desk, item, draft, sent, write)


def _after(error: PlatformError) -> str:
    if isinstance(error, Refused):
        return "refused"
    return "maybe" if isinstance(error, Unknown) else "new"


async def find_created(channel: Channel, draft: ListingDraft) -> SentListing | None:
    """Look whether an earlier try made this listing: by our SKUs, proven by our own id on it.

    The second line only, because the search may lag; the key is the first.
    """
    page = await channel.listings(seller_skus=tuple(sku.seller_sku for sku in draft.skus)[:10])
    for remote in page.listings:
        if remote.status is ListingStatus.DELETED or remote.external_id not in ("", str(draft.source_id)):
            continue
        detail = remote if remote.external_id else await channel.listing(remote.remote_id)
        if detail is not None and detail.external_id == str(draft.source_id):
            return _as_sent(draft, detail)
    return None


def _as_sent(draft: ListingDraft, remote: RemoteListing) -> SentListing:
    ids = {sku.combination_id: remote.sku_ids[sku.seller_sku] for sku in draft.skus if sku.seller_sku in remote.sku_ids}
    return SentListing(remote.remote_id, ids, audit_status=remote.audit_status)


async def _update(push: _Push, item: Item, row: asyncpg.Record, draft: ListingDraft, uris: dict[str, str]) -> None:
    """A linked product is updated, never listed a second time (S37). A full edit may be repeated without harm."""
    try:
        sent = await push.channel.update_listing(row["remote_id"], draft, uris)
    except Gone:
        gone = RemoteListing(remote_id=row["remote_id"], status=ListingStatus.DELETED, audit_status="")
        await listings.record(push.res, push.facts.connection, gone)
        raise NotExecuted(TIKTOK_SHOP, "the listing was deleted on TikTok; it is made anew") from None
    await bind(push.desk, item, draft, sent, None)
