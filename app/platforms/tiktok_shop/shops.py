"""Which of TikTok's shops Weft can work with: local ones in the US (get-authorized-shops-202309)."""

from app.domain.decisions import Finding
from app.platforms.errors import Refused
from app.platforms.http import Http
from app.platforms.roles import Shop, TokenSource
from app.platforms.tiktok_shop import PLATFORM, parse, refusals, wire
from app.platforms.tiktok_shop.client import TikTokClient
from app.platforms.tiktok_shop.endpoints import SHOPS
from app.settings import TikTokSettings

REGION = "US"
SELLER_TYPE = "LOCAL"


async def authorised_shops(http: Http, settings: TikTokSettings, token: TokenSource) -> tuple[Shop, ...]:
    """The shops that the token opens and Weft can work with. Raises Refused when there is none such."""
    client = TikTokClient(http, settings, token)
    data = await client.call(SHOPS, wire.Shops)
    shops = tuple(parse.shop(row) for row in data.shops or ())
    usable = tuple(shop for shop in shops if shop.region == REGION and shop.seller_type == SELLER_TYPE)
    if not usable:
        raise Refused(PLATFORM, f"{len(shops)} shops, none of them usable", _why_not(shops))
    return usable


def _why_not(shops: tuple[Shop, ...]) -> Finding:
    if not shops:
        return refusals.NO_SHOP
    here = [shop for shop in shops if shop.region == REGION]
    return refusals.wrong_type(here[0]) if here else refusals.wrong_region(shops[0])
