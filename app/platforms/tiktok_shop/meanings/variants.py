"""Variants: their number, SKUs, options and barcodes (S160)."""

from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, again, seller_center

_OPTION_NAMES = N_("Change the options in Ecwid, then pull it again.")

UNKNOWN_SKU = again(
    N_("TikTok does not know one of its variants."),
    N_("Retry sends this product on its own, with all its variants."),
)

ENTRIES: Entries = (
    (
        (12052050, 12052558),
        Meaning(
            N_("It has more variants than TikTok takes."),
            N_("Split it into several products in Ecwid, then pull again."),
        ),
    ),
    (
        (12019059,),
        Meaning(
            N_("TikTok does not take one of its SKUs."),
            N_("Use letters, digits and hyphens for the SKU in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052054,),
        Meaning(
            N_("One of its SKUs is too long for TikTok."),
            N_("Shorten the SKU to at most 50 characters in Ecwid, then pull it again."),
        ),
    ),
    (
        (12052525,),
        Meaning(N_("It has more than three options."), N_("Join two options into one in Ecwid, then pull it again.")),
    ),
    (
        (12052526,),
        Meaning(
            N_("One of its options has more values than TikTok takes."),
            N_("Split it into several products in Ecwid, then pull again."),
        ),
    ),
    (
        (12052550, 12019117),
        Meaning(
            N_("Not every variant has the same options."),
            N_("In Ecwid, give each variation a value for each option, then pull it again."),
        ),
    ),
    (
        (12052559, 12052560),
        Meaning(
            N_("Two of its variants have the same options."), N_("Remove one of them in Ecwid, then pull it again.")
        ),
    ),
    (
        (12019019, 12052554, 12052933, 12052934),
        Meaning(N_("One of its options has characters that TikTok does not take."), _OPTION_NAMES),
    ),
    (
        (12052152, 12052153),
        Meaning(N_("One of its options has a word that TikTok does not allow."), _OPTION_NAMES),
    ),
    ((12052527, 12052529, 12052036, 12052553, 12052556, 12052557), UNKNOWN_SKU),
    (
        (12052159, 12052160, 12052162),
        seller_center(
            N_("TikTok treats it as a single item, which has one variant only."),
            N_("Change that in Seller Center, then try again."),
        ),
    ),
    (
        (12019056, 12019057, 12052307, 12052371),
        seller_center(
            N_("TikTok does not let its variants change now, because they take part in something."),
            N_("Look in Seller Center what it takes part in; try again when that has ended."),
        ),
    ),
    (
        (12052591, 12052598, 12052600),
        Meaning(
            N_("TikTok does not take one of its barcodes."),
            N_("Correct the barcode in Ecwid, or remove it, then pull it again."),
        ),
    ),
    (
        (12052592,),
        Meaning(
            N_("Two of its variants have the same barcode."),
            N_("Give each variation its own barcode in Ecwid, or none, then pull it again."),
        ),
    ),
    (
        (12052593,),
        Meaning(
            N_("TikTok does not let a barcode change once it was sent."),
            N_("Put the former barcode back in Ecwid, then pull it again."),
        ),
    ),
)
