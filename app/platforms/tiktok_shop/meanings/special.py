"""Ways of selling that Weft does not use itself; a listing can still have them, set in Seller Center."""

from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, seller_center

_CHANGE = N_("Change that in Seller Center, then try again.")

ENTRIES: Entries = (
    (
        (
            *range(12019094, 12019101),
            *(12052219, 12052228, 12052229, 12052268, 12052269, 12052273, 12052274, 12052275, 12052278),
            *(12052309, 12052310, 12052311, 12052313, 12052314, 12052315, 12052329, 12052702, 12052712),
        ),
        seller_center(N_("On TikTok, it is sold by pre-order or made to order."), _CHANGE),
    ),
    (
        (12052317, 12052319, 12052706, 12052707),
        seller_center(N_("TikTok does not take the number of pieces a buyer may order."), _CHANGE),
    ),
    ((12052603, 12052604, 12052172, 12052488), seller_center(N_("TikTok does not take its time of sale."), _CHANGE)),
    ((12052222,), seller_center(N_("TikTok does not offer cash on delivery for it."), _CHANGE)),
    ((12052359,), seller_center(N_("TikTok does not offer subscriptions for it."), _CHANGE)),
    ((12052360,), seller_center(N_("TikTok no longer has its video."), _CHANGE)),
    (
        (
            *(12052543, 12052805, 12052815),
            *range(12052830, 12052839),
            *range(12052840, 12052852),
            *range(12052853, 12052860),
            *range(12052861, 12052865),
        ),
        seller_center(N_("On TikTok, it is part of a bundle."), _CHANGE),
    ),
    (
        (*range(12052282, 12052286), *range(12052287, 12052297), 12052365, 12052366, 12052372),
        seller_center(N_("TikTok asks for a manufacturer or a responsible person."), _CHANGE),
    ),
    (
        tuple(range(12052508, 12052516)),
        seller_center(N_("On TikTok, it has copies in other countries that go along with it."), _CHANGE),
    ),
    (
        (12052495, 12052497, 12052498),
        seller_center(N_("TikTok asks for a bottle deposit that Weft does not send."), _CHANGE),
    ),
)
