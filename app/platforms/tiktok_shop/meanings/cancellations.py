"""Cancellations, ours and the buyers’ (cancel-order-202602, approve- and reject-cancellation-202309)."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop import order_codes
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, seller_center, wait

ENTRIES: Entries = (
    (
        (25001014, 25001015, 25001016, 25001020, 25001021, 25001057),
        Meaning(
            N_("TikTok does not take this reason for this order."),
            N_("Choose another reason, then try again."),
            Fix.CANCEL_REASON,
            retry=True,
        ),
    ),
    (
        order_codes.UNDER_WAY,
        wait(
            N_("TikTok is working on a cancellation or a return of this order already."),
            N_("Weft reads the order again and shows what becomes of it."),
        ),
    ),
    (
        order_codes.CLOSED,
        wait(N_("It is completed or cancelled on TikTok."), N_("Weft reads the order again; nothing has to be sent.")),
    ),
    (
        order_codes.ANSWERED,
        wait(N_("The buyer’s request is answered already."), N_("Weft reads it again and shows the answer.")),
    ),
    (
        (25001028,),
        wait(N_("TikTok is working on this order just now."), N_("It is tried again by itself; nothing is lost.")),
    ),
    (
        (25001045,),
        Meaning(
            N_("It is shipped, so TikTok does not cancel it any more."),
            N_("Ecwid and TikTok disagree now. Settle it with the buyer in Seller Center."),
            Fix.SELLER_CENTER,
        ),
    ),
    (
        (25001046,),
        seller_center(N_("TikTok’s risk control stopped the cancellation."), N_("Seller Center says what to do.")),
    ),
    (
        (25005010,),
        Meaning(
            N_("TikTok does not cancel single units of this order."),
            N_("Cancel the whole order, or none of it."),
            Fix.ORDER,
        ),
    ),
    (
        (25005011,),
        Meaning(
            N_("TikTok has fewer units left to cancel."),
            N_("Look at the order as it stands, then choose again."),
            Fix.ORDER,
        ),
    ),
    (
        (25020005,),
        seller_center(
            N_("This shop may not cancel or answer for this order."),
            N_("Check in Seller Center that the connected shop is the right one."),
        ),
    ),
)
