"""What the seller reads when connecting a TikTok shop does not work out, as far as no code of TikTok's says it."""

from collections.abc import Iterable

from app.domain.decisions import Finding, Fix, Who
from app.domain.words import N_
from app.platforms.roles import Shop

DENIED = Finding(
    "consent_denied",
    N_("Access was not given on TikTok’s page."),
    N_("Nothing was changed. Go to Authorize when you are ready."),
    fix=Fix.REAUTHORISE_CHANNEL,
)
NO_SELLER = Finding(
    "account_no_seller",
    N_("This TikTok account is not a seller’s."),
    N_("Authorise again with the shop’s main account; other roles cannot."),
    fix=Fix.REAUTHORISE_CHANNEL,
)
NO_SHOP = Finding(
    "shop_missing",
    N_("This TikTok account has no shop that is open to Weft."),
    N_("Authorise again with the shop’s main account; other roles cannot."),
    fix=Fix.REAUTHORISE_CHANNEL,
)


def scopes_missing(scopes: Iterable[str]) -> Finding:
    """The token opens less than Weft needs: only whoever runs the app in Partner Center can add to it."""
    return Finding(
        "scopes_missing",
        N_("TikTok gave less access than Weft needs."),
        N_("Whoever runs this Weft switches it on in TikTok’s Partner Center; then authorise again."),
        fix=Fix.REAUTHORISE_CHANNEL,
        who=Who.OPERATOR,
        their_text=", ".join(sorted(scopes)),
    )


def wrong_region(shop: Shop) -> Finding:
    """A shop outside the US."""
    return Finding(
        "shop_region",
        N_("This TikTok shop sells outside the US. Weft works with shops in the US."),
        N_("Authorise again and choose a shop in the US."),
        fix=Fix.REAUTHORISE_CHANNEL,
        their_text=f"{shop.name}: {shop.region}",
    )


def wrong_type(shop: Shop) -> Finding:
    """A shop that sells across borders."""
    return Finding(
        "shop_type",
        N_("This TikTok shop sells across borders. Weft works with local shops."),
        N_("Authorise again and choose a local shop in the US."),
        fix=Fix.REAUTHORISE_CHANNEL,
        their_text=f"{shop.name}: {shop.seller_type}",
    )
