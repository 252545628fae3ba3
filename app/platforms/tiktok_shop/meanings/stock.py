"""Stock, warehouses and shipping."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, seller_center, wait

_CHOOSE = N_("Choose the warehouse that sends your orders.")

ENTRIES: Entries = (
    (
        (12052055, 12019024),
        Meaning(
            N_("TikTok does not take its stock."),
            N_("TikTok takes 1 to 99,999 pieces of a new product. Change the stock in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052393, 12052145, 12052146, 12052447),
        wait(
            N_("TikTok keeps part of its stock for a promotion or for orders."),
            N_("It goes through when they have ended; nothing is lost."),
        ),
    ),
    (
        (12019022, 12052095, 12052096, 12052097, 12052530, 12052531, 12052532, 12052555),
        Meaning(N_("TikTok cannot use the chosen warehouse."), _CHOOSE, Fix.WAREHOUSE),
    ),
    (
        (12052364, 12052379, 12052403, 12052448, 12052465),
        Meaning(N_("The chosen warehouse does not send to TikTok’s buyers."), _CHOOSE, Fix.WAREHOUSE),
    ),
    (
        (
            *(12019028, 12052037, 12052094, 12052142, 12052143, 12052144),
            *(12052503, 12052516, 12052533, 12052534),
        ),
        Meaning(
            N_("On TikTok, its stock lies in another warehouse or in several."),
            N_("Choose the warehouse that it has on TikTok."),
            Fix.WAREHOUSE,
        ),
    ),
    (
        (12052115,),
        seller_center(
            N_("Your TikTok shop has no warehouse."), N_("Add a warehouse in Seller Center, then try again.")
        ),
    ),
    (
        (12052535,),
        seller_center(
            N_("Your TikTok shop has no return warehouse."),
            N_("Add a return warehouse in Seller Center, then try again."),
        ),
    ),
    (
        (12052402, 12052549),
        seller_center(
            N_("Your TikTok shop has no shipping template that can be used."),
            N_("Set one up in Seller Center, then try again."),
        ),
    ),
    (
        (12052404, 12052405, 12052420),
        seller_center(
            N_("The warehouse has no shipping service on TikTok."),
            N_("Switch one on for the warehouse in Seller Center, then try again."),
        ),
    ),
    (
        (12052141, 12052382, 12052921),
        seller_center(
            N_("On TikTok, its stock is kept by another shop of yours."),
            N_("Separate the stocks in Seller Center, then try again."),
        ),
    ),
    (
        (12052490,),
        seller_center(
            N_("TikTok does not take its handling time."), N_("Change the time in Seller Center, then try again.")
        ),
    ),
)
