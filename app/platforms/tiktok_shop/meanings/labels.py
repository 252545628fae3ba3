"""Labels of TikTok's own shipping (create-packages-202512, get-package-shipping-document-202309)."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop import order_codes
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, operator, wait

ENTRIES: Entries = (
    (
        order_codes.LABEL_BOUGHT,
        wait(N_("The label of this parcel is bought already."), N_("Weft reads the order again and shows it.")),
    ),
    (
        (11034037, 11034023, 11034025, 11006010, 21022026, 21023022, 21023034, 21030005),
        wait(N_("TikTok is still making the label."), N_("It is there in a moment; try again then.")),
    ),
    (
        (11021009, 11003011, 21004008, 21011037),
        Meaning(
            N_("TikTok has no shipping service for this parcel."),
            N_("Check its weight and size, then choose a service again."),
            Fix.LABEL,
            retry=True,
        ),
    ),
    (
        (11021014,),
        Meaning(
            N_("The parcel is too large for this shipping service."),
            N_("Check its size, or choose another service."),
            Fix.LABEL,
            retry=True,
        ),
    ),
    (
        (11021012,),
        Meaning(
            N_("TikTok’s carriers do not deliver to this address."),
            N_("Ask the buyer in Seller Center for another address, or cancel the order."),
            Fix.ORDER,
        ),
    ),
    (
        (11034002, 21008017),
        Meaning(
            N_("This order goes with your own carrier, so TikTok has no label for it."),
            N_("Buy the label where you always do, and type its tracking number in Ecwid."),
            Fix.ORDER,
        ),
    ),
    (
        (21008043,),
        Meaning(N_("TikTok ships this parcel itself."), N_("There is no label for you to print."), Fix.ORDER),
    ),
    (
        (21023035, 21042104),
        Meaning(N_("There is no label before it is bought."), N_("Buy the label first, then print it."), Fix.LABEL),
    ),
    (
        (21023046, 21042102),
        Meaning(
            N_("The parcel is under way, so its label is not printed any more."),
            N_("Seller Center shows where it is."),
            Fix.SELLER_CENTER,
        ),
    ),
    (
        (21023059,),
        Meaning(N_("This parcel is cancelled."), N_("Buy a new label if it is still to be sent."), Fix.LABEL),
    ),
    (
        (21011035,),
        Meaning(
            N_("TikTok does not let this order be split into parcels."),
            N_("Buy one label for the whole order."),
            Fix.LABEL,
            retry=True,
        ),
    ),
    (
        (21004010, 21008106),
        operator(
            N_("TikTok does not offer this for shops in your country."), N_("Whoever runs this Weft can report it.")
        ),
    ),
)
