"""The two writes a push makes: create once, and replace everything."""

from dataclasses import replace

from app.domain import verdicts
from app.domain.fingerprint import request_fingerprint
from app.domain.listings import ListingDraft, ListingStatus, RemoteListing, SentListing
from app.platforms.errors import AlreadyThere, Gone, NotExecuted, PlatformError, Refused, Unknown, WrongState
from app.platforms.registry import TIKTOK_SHOP
from app.platforms.roles import Channel
from app.sync import listings, outbox
from app.sync.outbox import Write
from app.sync.push_items import Desk
from app.sync.push_results import adopt, bind
from app.tables.engine import connection, transaction
from app.tables.item_claims import Item

Uris = dict[str, str]


async def create(desk: Desk, channel: Channel, item: Item, draft: ListingDraft, uris: Uris) -> None:
    """Create once: the row with its key first, a look-up where an earlier try is in doubt, then the call."""
    digest = request_fingerprint(draft)
    async with transaction(desk.res.db) as db:
        await desk.doing(db, item, "sending")
        write = await outbox.begin(db, desk.facts.connection, TIKTOK_SHOP, "create_listing", item.product, digest)
    found = await find_created(channel, draft) if write.in_doubt else None
    if found is None:
        try:
            found = await channel.create_listing(draft, uris, key=write.key)
        except AlreadyThere as there:
            # TikTok has our id on a listing we do not know: an older Weft's, say, after a restored backup.
            found, write = await find_created(channel, draft), replace(write, in_doubt=True, request_hash=b"")
            if found is None:
                await _settle(desk, write, "maybe")
                raise await _why_unseen(channel, draft, there) from None
        except PlatformError as error:
            await _settle(desk, write, _after(error, write))
            raise
    if write.request_hash == digest:
        await bind(desk, item, draft, found, write)
        return
    # It is ours, but perhaps with what an earlier try carried.
    await adopt(desk, item, draft, found, write)
    skus = tuple(replace(sku, remote_id=found.sku_ids.get(sku.combination_id, "")) for sku in draft.skus)
    await update(desk, channel, item, found.remote_id, replace(draft, skus=skus), uris)


async def _settle(desk: Desk, write: Write, state: str) -> None:
    async with connection(desk.res.db) as db:
        await outbox.settle(db, write, state)


def _after(error: PlatformError, write: Write) -> str:
    """What a try that failed makes of the write. It takes no doubt away that an earlier one left."""
    if write.in_doubt or isinstance(error, Unknown):
        return "maybe"
    return "refused" if isinstance(error, Refused) else "new"


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
            ids = {sku.combination_id: detail.sku_ids.get(sku.seller_sku, "") for sku in draft.skus}
            return SentListing(detail.remote_id, {k: v for k, v in ids.items() if v}, audit_status=detail.audit_status)
    return None


async def _why_unseen(channel: Channel, draft: ListingDraft, there: AlreadyThere) -> PlatformError:
    """TikTok says that it has the listing. Either the search lags, or TikTok keeps it back: a frozen one, say."""
    page = await channel.listings(seller_skus=tuple(sku.seller_sku for sku in draft.skus)[:10])
    for remote in page.listings:
        may_be_it = remote.status is not ListingStatus.DELETED and remote.external_id in ("", str(draft.source_id))
        if may_be_it and await channel.listing(remote.remote_id) is None:
            finding = verdicts.kept_back(remote, there.finding)
            return WrongState(TIKTOK_SHOP, there.detail, finding, code=there.code, request_id=there.request_id)
    detail = "the search does not show the listing yet"
    return Unknown(TIKTOK_SHOP, detail, code=there.code, request_id=there.request_id)


async def update(desk: Desk, channel: Channel, item: Item, remote_id: str, draft: ListingDraft, uris: Uris) -> None:
    """A linked product is updated, never listed a second time (S37). A full edit may be repeated without harm."""
    async with connection(desk.res.db) as db:
        await desk.doing(db, item, "sending")
    try:
        sent = await channel.update_listing(remote_id, draft, uris)
    except Gone:
        await _deleted(desk, remote_id)
    except WrongState:
        # Deleted or frozen: only the one that is gone is made anew.
        now = await listings.read(desk.res, channel, desk.facts.connection, remote_id)
        if now.status is ListingStatus.DELETED:
            await _deleted(desk, remote_id)
        raise
    await bind(desk, item, draft, sent, None)


async def _deleted(desk: Desk, remote_id: str) -> None:
    gone = RemoteListing(remote_id=remote_id, status=ListingStatus.DELETED, audit_status="")
    await listings.record(desk.res, desk.facts.connection, gone)
    raise NotExecuted(TIKTOK_SHOP, "the listing was deleted on TikTok; it is made anew")
