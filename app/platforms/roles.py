"""What sync/ calls, and nothing else. Each platform folder keeps one of these two promises.

A source (Ecwid) owns the catalogue; a channel (TikTok Shop) is where it is also sold. All calls raise
`app.platforms.errors.PlatformError` kinds and nothing else.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.domain.categories import ChannelCategory, Requirements
from app.domain.listings import ListingDraft, RemoteListing, SentListing
from app.domain.products import Product

TokenSource = Callable[[bool], Awaitable[str]]
"""Gives the access token to use now; True asks for a new one because the platform called the old one expired."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a consent gives us. Times are aware UTC; None means "does not end"."""

    access_token: str
    shop_id: str = ""  # Ecwid says it with the token; TikTok's comes from its shop list
    refresh_token: str = ""
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """The source's own description of the store."""

    id: str
    name: str
    url: str
    currency: str
    timezone: str
    plan_has_api: bool = True
    weight_unit: str = "GRAM"
    dimensions_unit: str = "CM"


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop of the channel. `cipher` is opaque and passed back on every call."""

    id: str
    name: str
    region: str
    seller_type: str
    cipher: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """One warehouse of the channel's shop; stock goes to an enabled sales warehouse (platform-facts T15)."""

    id: str
    name: str
    is_sales: bool
    is_enabled: bool
    is_default: bool
    address: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the channel's readiness list (S17). `item` is the channel's own word, misspellings included."""

    item: str
    failed: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An uploaded picture: `uri` goes into payloads, `url` into descriptions."""

    uri: str
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified webhook, as a hint only: what to look at again. `topic` is ours (below), never the platform's word.

    Topics: product.changed, product.deleted, access.revoked, listing.changed, access.expiring, order.changed (the
    channel's), source_order.changed, cancellation.changed, stock.changed (by somebody else), ignored.

    Subjects: the product, listing or order; of a cancellation its order; of stock the channel's SKU. A webhook on a
    parcel of several orders is one order.changed whose subject names them all, with commas in between (at most 50).
    """

    event_id: str
    shop_id: str
    topic: str
    subject_id: str
    occurred_at: datetime
    their_type: str


@dataclass(frozen=True, slots=True)
class Claim:
    """In whose name a webhook came that was refused: for the log, believed by nobody."""

    shop_id: str
    their_type: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of the catalogue: `total` matches in all, `next_offset` None on the last page.

    `unreadable`: ids of products that could not be read, so that they can be reported instead of lost.
    """

    products: tuple[Product, ...]
    total: int
    next_offset: int | None
    unreadable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of listings; `next_token` empty on the last."""

    listings: tuple[RemoteListing, ...]
    next_token: str = ""
    total: int = 0


class Source(Protocol):
    """A store whose catalogue we read."""

    async def store(self) -> Store:
        """The store's profile; also the liveness probe that confirms a dead token."""
        ...

    def product_pages(
        self, *, updated_from: datetime | None = None, updated_to: datetime | None = None, offset: int = 0
    ) -> AsyncIterator[ProductPage]:
        """All products updated within the range (both ends inclusive), 100 a call, in stable order, from `offset`.

        Reads ahead while the caller works on a page. Category and type names come along.
        """
        ...

    async def product(self, source_id: int) -> Product | None:
        """One product, read now (not from the search index); None when it does not exist."""
        ...

    def deleted_ids(self, *, since: datetime | None) -> AsyncIterator[list[int]]:
        """Ids of products deleted since then, page by page."""
        ...


class Channel(Protocol):
    """A shop where products are also sold."""

    async def checks(self) -> tuple[Check, ...]: ...
    async def warehouses(self) -> tuple[Warehouse, ...]: ...
    async def register_webhooks(self, address: str) -> None: ...
    async def categories(self) -> tuple[ChannelCategory, ...]: ...
    async def recommend_category(self, title: str, description: str) -> str | None: ...
    async def requirements(self, category_id: str) -> Requirements: ...
    async def upload_picture(self, content: bytes, *, use: str = "MAIN_IMAGE") -> Picture: ...

    async def create_listing(self, draft: ListingDraft, uris: dict[str, str], *, key: str) -> SentListing:
        """Create one listing. `uris` maps the draft's picture addresses to uploaded ones; `key`: it happens once."""
        ...

    async def update_listing(self, remote_id: str, draft: ListingDraft, uris: dict[str, str]) -> SentListing:
        """Replace everything of a listing (a full edit; SKUs not named are deleted)."""
        ...

    async def listing(self, remote_id: str) -> RemoteListing | None: ...

    async def listings(
        self, *, updated_from: datetime | None = None, seller_skus: tuple[str, ...] = (), token: str = ""
    ) -> ListingPage:
        """One page of listings, by time of change or by at most 10 seller SKUs."""
        ...


@dataclass(frozen=True, slots=True)
class Consent:
    """Where to send a person for consent, and what must come back with them."""

    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Callback:
    """What a consent page brought back. `error` is the platform's word, `code` empty then."""

    code: str = ""
    state: str = ""
    shop_id: str = ""
    error: str = ""
    extra: dict[str, str] = field(default_factory=dict)


class Authorizer(Protocol):
    """How one platform grants access (Authlib underneath)."""

    def consent(self, state: str, *, region: str = "") -> Consent: ...
    async def exchange(self, callback: Callback) -> Tokens: ...
    async def refresh(self, tokens: Tokens) -> Tokens: ...
