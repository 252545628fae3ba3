"""Where a finding is mended: the words on the button and the page behind it (S163)."""

from dataclasses import dataclass

from app.domain.decisions import Fix, Who
from app.domain.words import N_

ECWID = "https://my.ecwid.com/"
SELLER_CENTER = "https://seller-us.tiktok.com/"


@dataclass(frozen=True, slots=True)
class Repair:
    """A button: its words and its address. `outside` opens the platform's own pages."""

    label: str
    href: str
    outside: bool = False


# Without a place: the page has a button of its own, or nobody can press it away.
NO_BUTTON = frozenset({Fix.NONE, Fix.RETRY})
# Paths are below the connection's address, {order} is the order concerned; attributes and certificates get pages of
# their own in a later release.
PLACES = {
    Fix.EDIT_IN_SOURCE: (N_("Edit in Ecwid"), ECWID),
    Fix.PACKAGE_SIZE: (N_("Fill in package size"), "/settings/products#custom"),
    Fix.CATEGORY: (N_("Choose category"), "/categories"),
    Fix.WAREHOUSE: (N_("Choose warehouse"), "/settings/products#warehouse"),
    Fix.ATTRIBUTES: (N_("Open Seller Center"), SELLER_CENTER),
    Fix.CERTIFICATES: (N_("Open Seller Center"), SELLER_CENTER),
    Fix.REAUTHORISE_SOURCE: (N_("Reauthorise"), "/authorization"),
    Fix.REAUTHORISE_CHANNEL: (N_("Reauthorise"), "/authorization"),
    Fix.SELLER_CENTER: (N_("Open Seller Center"), SELLER_CENTER),
    Fix.ORDER: (N_("Open order"), "/orders/{order}"),
    Fix.CARRIER: (N_("Choose carrier"), "/orders/{order}/carrier"),
    Fix.TRACKING: (N_("Correct the number"), "/orders/{order}/shipment/new"),
    Fix.LABEL: (N_("Open label"), "/orders/{order}/label"),
    Fix.CANCEL_REASON: (N_("Choose reason"), "/settings/orders#policy"),
    Fix.LINK_PRODUCT: (N_("Link SKU"), "/orders/{order}/links/new"),
}
# Where an order is meant and none is named.
ANY_ORDER = "/orders?show=needs_you"

WHO = {
    Who.YOU: N_("You can fix this"),
    Who.WAIT: N_("Wait, then try again"),
    Who.OPERATOR: N_("Ask whoever runs this Weft"),
}


def repair(fix: str, base: str, *, category: int | None = None, order: int | None = None) -> Repair | None:
    """The one fix-it button of a finding, or None where there is nothing to press.

    `base` is the connection's address; `category` the category mapping and `order` the order concerned, if one is.
    """
    if fix not in PLACES:
        return None
    label, place = PLACES[Fix(fix)]
    if place.startswith("https:"):
        return Repair(label, place, outside=True)
    if fix == Fix.CATEGORY and category is not None:
        place = f"{place}/{category}"
    if "{order}" in place:
        place = place.format(order=order) if order is not None else ANY_ORDER
    return Repair(label, base + place)
