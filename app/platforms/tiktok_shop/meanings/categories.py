"""Categories, brands and size charts."""

from app.domain.decisions import Fix
from app.domain.words import N_
from app.platforms.tiktok_shop.meanings.meaning import Entries, Meaning, seller_center

_CHOOSE = N_("Choose another category for it.")

ENTRIES: Entries = (
    (
        (12052002, 12052023, 12052025, 12052217, 12052230),
        Meaning(N_("TikTok no longer has the category it is mapped to."), _CHOOSE, Fix.CATEGORY),
    ),
    (
        (12052024,),
        Meaning(
            N_("Its category on TikTok has smaller ones below it."),
            N_("Choose the one of them that fits."),
            Fix.CATEGORY,
        ),
    ),
    (
        (12052220, 12052227, 12052446),
        Meaning(N_("TikTok does not sell products of this category."), _CHOOSE, Fix.CATEGORY),
    ),
    (
        (12052221, 12052223, 12052226),
        seller_center(
            N_("Your shop may not sell in this category yet."),
            N_("Apply in Seller Center’s Qualification Center, or choose another category."),
        ),
    ),
    (
        (12052225, 12052912),
        Meaning(
            N_("This category is outside your shop’s main category."),
            N_("Choose a category within it, or ask TikTok’s account manager."),
            Fix.CATEGORY,
        ),
    ),
    (
        (12052158,),
        Meaning(
            N_("TikTok does not let this product change its category."),
            N_("Choose the category that it had before."),
            Fix.CATEGORY,
        ),
    ),
    (
        (12019064,),
        Meaning(
            N_("TikTok could not suggest a category for it."), N_("Choose the category it is sold in."), Fix.CATEGORY
        ),
    ),
    (
        (12019013, 12052026, 12052200),
        seller_center(N_("TikTok no longer has its brand."), N_("Look the brand up in Seller Center, then try again.")),
    ),
    (
        (12052201, 12052207, 12052208),
        seller_center(
            N_("TikTok asks for an authorisation of its brand."),
            N_("Apply in Seller Center’s Qualification Center, then try again."),
        ),
    ),
    (
        (12052128, 12052670, 12052671, 12052673),
        Meaning(
            N_("TikTok asks for a size chart for products of this category."),
            N_("Add the size chart, or choose a category that needs none."),
            Fix.CATEGORY,
        ),
    ),
)
