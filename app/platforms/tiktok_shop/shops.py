"""Which of TikTok's shops Weft can work with: local ones in the US (get-authorized-shops-202309)."""

from app.domain.decisions import Finding, Fix, Who
from app.domain.words import N_
from app.platforms.errors import Refused
from app.platforms.http import Http
from app.platforms.roles import Shop, TokenSource
from app.platforms.tiktok_shop import PLATFORM, parse, wire
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
        raise Refused(PLATFORM, f"{len(shops)} shops, none of them usable", unusable(shops))
    return usable


def unusable(shops: tuple[Shop, ...]) -> Finding:
    """Why none of these shops will do."""
    if not shops:
        return Finding(
            "shop_missing",
            N_("This TikTok account has no shop that is open to Weft."),
            N_("Authorise again with the shop’s main account; other roles cannot."),
            fix=Fix.REAUTHORISE_CHANNEL,
            who=Who.YOU,
        )
    first = shops[0]
    if first.region != REGION:
        return Finding(
            "shop_region",
            N_("The TikTok shop %(name)s sells in %(region)s. Weft works with shops in the US."),
            N_("Authorise again and choose a shop in the US."),
            {"name": first.name, "region": first.region},
            fix=Fix.REAUTHORISE_CHANNEL,
        )
    return Finding(
        "shop_type",
        N_("The TikTok shop %(name)s sells across borders. Weft works with local shops."),
        N_("Authorise again and choose a local shop in the US."),
        {"name": first.name, "type": first.seller_type},
        fix=Fix.REAUTHORISE_CHANNEL,
    )
