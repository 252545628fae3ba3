"""TikTok Shop as a channel: what `app.sync` calls. Each method is one call, or two side by side."""

import asyncio
from datetime import datetime
from typing import Any

from app.domain.categories import ChannelCategory, Requirements
from app.domain.descriptions import clean_title
from app.domain.listings import ListingDraft, RemoteListing, SentListing
from app.platforms.errors import Gone, Refused
from app.platforms.http import Http
from app.platforms.roles import Check, ListingPage, Picture, TokenSource, Warehouse
from app.platforms.tiktok_shop import endpoints, parse, payloads, uploads, wire
from app.platforms.tiktok_shop.client import TikTokClient
from app.platforms.tiktok_shop.server_clock import ServerClock
from app.platforms.tiktok_shop.webhooks import EVENT_TYPES
from app.settings import TikTokSettings

_PAGE = "100"
_MOST_SELLER_SKUS = 10  # 12019027
_V2 = {"category_version": payloads.CATEGORY_VERSION, "locale": payloads.LOCALE}

# No category fits, or the words are none that TikTok reads: no suggestion, and no error either.
_NO_SUGGESTION = frozenset({"12019064", "12052912", "12052261", "12052262", "12052266", "12052346", "12052351"})
# Frozen and deleted products are not given out, foreign ones neither (get-product-202309).
_NOT_GIVEN_OUT = frozenset({"12052901", "12052048"})


class TikTokShop:
    """One shop. Raises the kinds of `app.platforms.errors` and nothing else."""

    def __init__(
        self,
        http: Http,
        settings: TikTokSettings,
        *,
        shop_id: str,
        cipher: str,
        token: TokenSource,
        clock: ServerClock | None = None,
    ) -> None:
        self._client = TikTokClient(http, settings, token, shop_id=shop_id, cipher=cipher, clock=clock)

    async def checks(self) -> tuple[Check, ...]:
        """The listing prerequisites (S17), passed ones included."""
        data = await self._client.call(endpoints.PREREQUISITES, wire.Checks)
        return tuple(parse.check(row) for row in data.check_results or ())

    async def warehouses(self) -> tuple[Warehouse, ...]:
        """All warehouses, those for returns too. Stock goes to an enabled sales warehouse."""
        data = await self._client.call(endpoints.WAREHOUSES, wire.Warehouses)
        return tuple(parse.warehouse(row) for row in data.warehouses or ())

    async def register_webhooks(self, address: str) -> None:
        """Have the topics that we handle sent to `address`; what stands already is left alone."""
        data = await self._client.call(endpoints.WEBHOOKS, wire.Webhooks)
        standing = {row.event_type: row.address for row in data.webhooks or ()}
        for event_type in EVENT_TYPES:
            if standing.get(event_type) != address:
                body = {"address": address, "event_type": event_type}
                await self._client.call(endpoints.SET_WEBHOOK, wire.Nothing, body=body)

    async def categories(self) -> tuple[ChannelCategory, ...]:
        """The whole tree in one call."""
        return parse.categories(await self._client.call(endpoints.CATEGORIES, wire.Categories, query=_V2))

    async def recommend_category(self, title: str, description: str) -> str | None:
        """The leaf that TikTok suggests; None when it has no suggestion."""
        name = clean_title(title)
        if not name:
            return None
        body = payloads.recommend_body(name, description)
        try:
            return parse.recommended(await self._client.call(endpoints.RECOMMEND, wire.Recommendation, body=body))
        except Refused as refused:
            if refused.code in _NO_SUGGESTION:
                return None
            raise

    async def requirements(self, category_id: str) -> Requirements:
        """What a leaf asks for: attributes and rules, read side by side."""
        attributes, rules = await asyncio.gather(
            self._client.call(endpoints.ATTRIBUTES, wire.Attributes, id_=category_id, query=_V2),
            self._client.call(endpoints.RULES, wire.Rules, id_=category_id, query=_V2),
        )
        return parse.requirements(category_id, attributes, rules)

    async def upload_picture(self, content: bytes, *, use: str = "MAIN_IMAGE") -> Picture:
        """Upload one picture. `use` is one of `uploads.USES`."""
        data = await self._client.call(
            endpoints.UPLOAD_IMAGE,
            wire.UploadedImage,
            content=uploads.form(content, use),
            content_type=uploads.CONTENT_TYPE,
        )
        return parse.picture(data)

    async def create_listing(self, draft: ListingDraft, uris: dict[str, str], *, key: str) -> SentListing:
        """Create one listing; `key` (at most 128 characters) makes that it happens once."""
        body = payloads.create_body(draft, uris, key)
        return parse.sent(await self._client.call(endpoints.CREATE, wire.SentProduct, body=body), draft)

    async def update_listing(self, remote_id: str, draft: ListingDraft, uris: dict[str, str]) -> SentListing:
        """Replace everything. Raises Gone when the listing does not exist any more."""
        body = payloads.edit_body(draft, uris)
        data = await self._client.call(endpoints.EDIT, wire.SentProduct, id_=remote_id, body=body)
        return parse.sent(data, draft)

    async def listing(self, remote_id: str) -> RemoteListing | None:
        """One listing as it stands; None when TikTok does not give it out: deleted, frozen or not ours."""
        try:
            return parse.listing(await self._client.call(endpoints.PRODUCT, wire.ProductRow, id_=remote_id))
        except Gone:
            return None
        except Refused as refused:
            if refused.code in _NOT_GIVEN_OUT:
                return None
            raise

    async def listings(
        self, *, updated_from: datetime | None = None, seller_skus: tuple[str, ...] = (), token: str = ""
    ) -> ListingPage:
        """One page of at most 100 listings. TikTok shows no more than 10,000 of one search (12052180)."""
        if len(seller_skus) > _MOST_SELLER_SKUS:
            raise ValueError("at most 10 seller SKUs a search")
        body: dict[str, Any] = {"status": "ALL", "category_version": payloads.CATEGORY_VERSION}
        if updated_from is not None:
            body["update_time_ge"] = int(updated_from.timestamp())
        if seller_skus:
            body["seller_skus"] = list(seller_skus)
        query = {"page_size": _PAGE} | ({"page_token": token} if token else {})
        data = await self._client.call(endpoints.SEARCH, wire.FoundProducts, query=query, body=body)
        return parse.listing_page(data)
