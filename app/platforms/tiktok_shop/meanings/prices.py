"""Prices and promotions (S62)."""

from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, operator, wait

_PRICE = N_("Use a price from $0.01 to $7,600.00 in Ecwid, then pull it again.")

ENTRIES: Entries = (
    (
        (12052012, 12052073, 12052570, 12052571, 12019121),
        Meaning(N_("TikTok does not take its price."), _PRICE),
    ),
    (
        (12052084,),
        Meaning(
            N_("Your TikTok shop does not sell in the store’s currency."),
            N_("Connect an Ecwid store that sells in US dollars."),
        ),
    ),
    (
        (12052038, 12019045),
        wait(
            N_("TikTok holds its price while a promotion runs."),
            N_("It goes through when the promotion has ended; nothing is lost."),
        ),
    ),
    (
        (12052092, 12052375, 12052376, 12052383, 12052424, 12052572, 12052574),
        operator(
            N_("TikTok does not take one of its further prices."),
            N_("TikTok’s own words name it. Whoever runs this Weft can report it."),
        ),
    ),
)
