"""The shop as a whole, and the listing's state there."""

from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, again, operator, seller_center, wait

_FINISH = N_("Open Seller Center, finish what it asks for, then try again.")

ENTRIES: Entries = (
    (
        (12052093, 12052109),
        wait(
            N_("Your TikTok shop has reached its limit of new products."),
            N_("TikTok raises the limit with time. Try again tomorrow; nothing is lost."),
        ),
    ),
    (
        (12052419, 12052923, 12052995),
        seller_center(N_("Your TikTok shop is not set up completely."), _FINISH),
    ),
    ((12052703,), seller_center(N_("TikTok does not take your shop’s tax number."), _FINISH)),
    ((12019215, 12052585), seller_center(N_("The deposit of your TikTok shop is too low."), _FINISH)),
    (
        (12052701, 12052994),
        seller_center(
            N_("This kind of TikTok shop cannot be filled from outside."),
            N_("Weft works with local shops in the US. Seller Center shows which kind yours is."),
        ),
    ),
    (
        (12052332,),
        wait(
            N_("TikTok is rebuilding your shop and takes only stock and prices."),
            N_("Try again when Seller Center says that it is done; nothing is lost."),
        ),
    ),
    (
        (12052308,),
        seller_center(
            N_("TikTok is looking at your appeal for this product and lets nothing change meanwhile."),
            N_("Wait for the answer, or take the appeal back in Seller Center."),
        ),
    ),
    (
        (12052901, 12019113, 12052922, 12052547),
        seller_center(
            N_("TikTok does not let it change in its present state."),
            N_("See its state in Seller Center; a frozen product has to be cleared there first."),
        ),
    ),
    (
        (12052990,),
        seller_center(N_("TikTok checked it and said no."), N_("TikTok’s own words, below, may name the reason.")),
    ),
    (
        (12019150, 12052031, 12052032, 12052260),
        again(N_("It is no longer on TikTok."), N_("Retry makes a new listing.")),
    ),
    (
        (12052034, 12052048, 12019112, 12019114),
        seller_center(
            N_("On TikTok, this product belongs to another shop."),
            N_("Check in Seller Center that the connected shop is the right one."),
        ),
    ),
    (
        (12052996,),
        again(N_("TikTok already has a listing of this product."), N_("Retry looks for it before sending.")),
    ),
    (
        (12052163, 12052992),
        seller_center(N_("On TikTok, it is a gift, which cannot be changed."), N_("End the gift in Seller Center.")),
    ),
    (
        (12052316, 12052330, 12052358),
        seller_center(
            N_("TikTok does not sell this kind of product in your shop."),
            N_("Seller Center says which kinds it sells."),
        ),
    ),
    (
        (12019015, 12019027, 12019087, 12019108, 12019109, 12019118, 12019119, 12019120, 12052180, 12052369, 12052902),
        operator(N_("Weft asked TikTok for more than it gives at once."), N_("Whoever runs this Weft can report it.")),
    ),
)
