"""The platforms Weft knows, one line each, and how the rest of Weft opens them. Nothing else imports their folders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.platforms import ecwid, tiktok_shop
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.client import is_busy as store_is_busy
from app.platforms.ecwid.oauth import EcwidAuthorizer
from app.platforms.ecwid.orders import EcwidOrders
from app.platforms.ecwid.source import EcwidSource
from app.platforms.ecwid.store_facts import memory_of
from app.platforms.ecwid.webhooks import claimed as claimed_by_ecwid
from app.platforms.ecwid.webhooks import verify as verify_ecwid
from app.platforms.errors import Forged
from app.platforms.http import Http
from app.platforms.order_roles import OrderChannel, OrderSource
from app.platforms.roles import Authorizer, Channel, Claim, Notice, Shop, Source, Tokens, TokenSource
from app.platforms.tiktok_shop.channel import TikTokShop
from app.platforms.tiktok_shop.oauth import TikTokAuthorizer
from app.platforms.tiktok_shop.orders import TikTokOrders
from app.platforms.tiktok_shop.shops import authorised_shops
from app.platforms.tiktok_shop.webhooks import claimed as claimed_by_tiktok_shop
from app.platforms.tiktok_shop.webhooks import verify as verify_tiktok_shop
from app.settings import Settings

ECWID = ecwid.PLATFORM
TIKTOK_SHOP = tiktok_shop.PLATFORM

# Ids of webhooks stand in an index; a subject may be fifty orders.
_LONGEST_ID, _LONGEST_SUBJECT = 200, 4_000


@dataclass(frozen=True, slots=True)
class Webhook:
    """One delivery as it came in: the raw body, headers by name, query, and when."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Platform:
    """How one platform grants access, and how its webhooks are checked. `title` is its own spelling."""

    title: str
    authorizer: Callable[[Settings, Http], Authorizer]
    verify: Callable[[Settings, Webhook], Notice]
    claimed: Callable[[bytes], Claim | None]


PLATFORMS: Mapping[str, Platform] = {
    ECWID: Platform(
        "Ecwid",
        lambda settings, http: EcwidAuthorizer(settings.ecwid, settings.base_url, http),
        lambda settings, hook: verify_ecwid(
            hook.body, hook.headers, hook.query, settings.ecwid.client_secret, now=hook.now
        ),
        claimed_by_ecwid,
    ),
    TIKTOK_SHOP: Platform(
        "TikTok Shop",
        lambda settings, http: TikTokAuthorizer(http, settings.tiktok),
        lambda settings, hook: verify_tiktok_shop(
            hook.body, hook.headers, settings.tiktok.app_key, settings.tiktok.app_secret
        ),
        claimed_by_tiktok_shop,
    ),
}


def authorizer(platform: str, settings: Settings, http: Http) -> Authorizer:
    """How `platform` grants access."""
    return PLATFORMS[platform].authorizer(settings, http)


def verify_webhook(platform: str, settings: Settings, hook: Webhook) -> Notice:
    """Check one webhook. Raises errors.Forged, also for what no platform of ours would name anything."""
    notice = PLATFORMS[platform].verify(settings, hook)
    if not (_is_id(notice.event_id) and _is_id(notice.shop_id) and _is_id(notice.their_type)):
        raise Forged("it names what cannot be")
    if len(notice.subject_id) > _LONGEST_SUBJECT or not _is_text(notice.subject_id):
        raise Forged("it is about what cannot be")
    return notice


async def is_busy(platform: str, http: Http, shop_id: str) -> bool:
    """Whether a shop's allowance is so far used up that what can wait should be gathered."""
    return platform == ECWID and await store_is_busy(http, shop_id)


def claimed_by(platform: str, body: bytes) -> Claim | None:
    """In whose name a forged webhook came; None when that cannot be read."""
    claim = PLATFORMS[platform].claimed(body)
    known = claim is not None and claim.shop_id and _is_id(claim.shop_id) and _is_id(claim.their_type)
    return claim if known else None


def _is_id(text: str) -> bool:
    return len(text) <= _LONGEST_ID and _is_text(text)


def _is_text(text: str) -> bool:
    """Whether PostgreSQL can hold it: no NUL, no half of a character."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def open_source_with(settings: Settings, http: Http, shop_id: str, token: TokenSource) -> Source:
    """The store of a grant."""
    memory = memory_of(http, f"{settings.ecwid.api_url}/{shop_id}")
    return EcwidSource(EcwidClient(http, settings.ecwid.api_url, shop_id, token), memory)


def open_channel_with(settings: Settings, http: Http, shop_id: str, cipher: str, token: TokenSource) -> Channel:
    """The shop of a grant."""
    return TikTokShop(http, settings.tiktok, shop_id=shop_id, cipher=cipher, token=token)


def open_orders_source_with(settings: Settings, http: Http, shop_id: str, token: TokenSource) -> OrderSource:
    """The store of a grant, as the owner of relayed orders."""
    return EcwidOrders(EcwidClient(http, settings.ecwid.api_url, shop_id, token))


def open_orders_channel_with(
    settings: Settings, http: Http, shop_id: str, cipher: str, token: TokenSource
) -> OrderChannel:
    """The shop of a grant, as the place where orders come from."""
    return TikTokOrders(http, settings.tiktok, shop_id=shop_id, cipher=cipher, token=token)


async def shops_of(settings: Settings, http: Http, tokens: Tokens) -> tuple[Shop, ...]:
    """The channel's shops that fresh tokens open. Raises Refused when there is none Weft can work with."""

    async def token(_refused: bool) -> str:
        return tokens.access_token

    return await authorised_shops(http, settings.tiktok, token)
