"""Parcels that the seller ships, and their tracking numbers (mark-package-as-shipped-202309 and its neighbours)."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop import order_codes
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, seller_center, wait

_IN_ECWID = N_("Check the number in Ecwid and correct it there.")
_READ_AGAIN = N_("Weft reads the order again; nothing has to be sent.")

ENTRIES: Entries = (
    (
        (21011044,),
        wait(
            N_("TikTok holds this order for the first hour."),
            N_("The tracking number is kept and sent when the hold ends; nothing is lost."),
        ),
    ),
    (order_codes.SHIPPED_ALREADY, wait(N_("It is shipped on TikTok already."), _READ_AGAIN)),
    (order_codes.CANCELLED, wait(N_("It is cancelled on TikTok."), _READ_AGAIN)),
    (
        order_codes.OTHER_STATE,
        wait(
            N_("TikTok does not take this step in the order’s present state."),
            N_("Weft reads the order again and then knows what is still to be done."),
        ),
    ),
    (
        (11028006, 21004012),
        Meaning(N_("TikTok does not know this tracking number."), _IN_ECWID, Fix.TRACKING, retry=True),
    ),
    (
        (21004015, 21004016, 21011022),
        Meaning(
            N_("The tracking number does not fit the carrier."),
            N_("Choose the carrier again, or correct the number in Ecwid."),
            Fix.CARRIER,
            retry=True,
        ),
    ),
    (
        (21011025, 21011026, 21034012),
        Meaning(
            N_("TikTok already has this tracking number for other parcels."),
            N_("Each parcel needs a number of its own. Correct it in Ecwid."),
            Fix.TRACKING,
            retry=True,
        ),
    ),
    (
        (21011030, 21011049, 21011050, 21011051, 21011052),
        Meaning(
            N_("TikTok does not let this tracking number change any more."),
            N_("It changes once, within 72 hours and before delivery. Seller Center may still help."),
            Fix.SELLER_CENTER,
        ),
    ),
    (
        (21011004,),
        Meaning(
            N_("This parcel goes with TikTok’s own label, so its number stays as it is."),
            N_("Buy a label for it on the order’s page; nothing has to be typed."),
            Fix.ORDER,
        ),
    ),
    (
        (21011007, 21008044, 21021010),
        Meaning(
            N_("The buyer asked for something that has to be answered first."),
            N_("Answer the request on the order’s page, then ship it."),
            Fix.ORDER,
            retry=True,
        ),
    ),
    (
        (21008025,),
        Meaning(N_("TikTok ships this order itself."), N_("There is nothing for you to send."), Fix.ORDER),
    ),
    (
        (21011029, 21011033, 21011036, 21011046, 21011048, 21022028),
        Meaning(
            N_("TikTok does not take these units in one parcel."),
            N_("Choose on the order’s page which units go into which parcel."),
            Fix.ORDER,
            retry=True,
        ),
    ),
    (
        (21011043,),
        Meaning(N_("TikTok has no parcel of this order yet."), N_("Ship it first, then change its number."), Fix.ORDER),
    ),
    (
        (21011001, 21011028, 21008111, 25007006),
        seller_center(
            N_("TikTok does not find this order in your shop."),
            N_("Look it up in Seller Center, and check that the connected shop is the right one."),
        ),
    ),
    (
        (21011012, 21011013),
        seller_center(
            N_("TikTok’s rules do not let this order be shipped."),
            N_("Seller Center shows which rule it is; try again when it is met."),
        ),
    ),
    (
        (11005004, 11034009),
        Meaning(
            N_("TikTok does not know the warehouse of this order."),
            N_("Choose the warehouse that sends your orders."),
            Fix.WAREHOUSE,
            retry=True,
        ),
    ),
    (
        (21008116, 21008117),
        seller_center(
            N_("TikTok names no carriers for this order’s delivery option."),
            N_("Switch carriers on in Seller Center, then try again."),
        ),
    ),
    (
        (21004019, 21004020),
        seller_center(
            N_("TikTok wants an invoice before this order is shipped."),
            N_("Upload it in Seller Center, then try again."),
        ),
    ),
)
