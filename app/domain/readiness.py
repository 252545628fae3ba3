"""What is missing before a product can be pushed (S38). Nothing here asks the channel."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from app.domain import drafts, readiness_category, readiness_variants
from app.domain.categories import Requirements
from app.domain.decisions import Finding, Fix, Who
from app.domain.descriptions import TITLE_LIMIT, clean_text, is_foreign
from app.domain.policy import Policy
from app.domain.products import Kind, Product
from app.domain.words import N_

CURRENCY = "USD"
SMALLEST_PICTURE = 300  # pixels a side (MAIN_IMAGE, upload-product-image-202309); larger ones are scaled on the way

_NOT_FOR_SALE = {
    Kind.GIFT_CARD: N_("It is a gift card. TikTok Shop takes goods only."),
    Kind.SAMPLE: N_("It is a sample product of Ecwid, not one of yours."),
    Kind.NAME_YOUR_PRICE: N_("The buyer chooses its price. TikTok Shop needs a fixed one."),
    Kind.SUBSCRIPTION: N_("It is a subscription. TikTok Shop sells one order at a time."),
}


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What is known of a picture once it was fetched, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known besides the product and the policy.

    `answers` are the category's attributes answered so far (attribute id → value ids or `drafts.free_text`),
    `certificates` the ids of those uploaded, `pictures` facts by address, `linked` combination ids on the channel.
    """

    category_id: str = ""
    requirements: Requirements | None = None
    answers: Mapping[str, Collection[str]] | None = None
    certificates: Collection[str] = ()
    pictures: Mapping[str, PictureFacts] | None = None
    linked: Mapping[int, str] | None = None
    has_size_chart: bool = False


def findings(product: Product, policy: Policy, known: Known) -> tuple[Finding, ...]:
    """Everything that stands in the way, most basic first; empty means that `drafts.draft` can be sent.

    The description never blocks: it is cleaned, cut at 10,000 characters, and falls back to the title. Nor does a
    wrong barcode: it is left out. What cannot be listed at all says only that.
    """
    if product.kind in _NOT_FOR_SALE:
        return (Finding(f"kind_{product.kind.value}", _NOT_FOR_SALE[product.kind], fix=Fix.NONE),)
    checks: tuple[Callable[[Product, Policy, Known], Finding | None], ...] = (
        _title,
        _pictures,
        _currency,
        _package,
        _warehouse,
        _stock,
    )
    basic = [found for check in checks if (found := check(product, policy, known))]
    return (
        *basic,
        *readiness_variants.findings(product, policy),
        *readiness_category.findings(
            known.category_id, known.requirements, known.answers or {}, known.certificates, known.has_size_chart
        ),
    )


def usable_pictures(addresses: tuple[str, ...], facts: Mapping[str, PictureFacts]) -> tuple[str, ...]:
    """The pictures that the channel takes; those of which nothing is known are given the benefit of the doubt."""
    return tuple(a for a in addresses if a not in facts or not _too_small(facts[a]))


def _title(product: Product, _policy: Policy, _known: Known) -> Finding | None:
    title = clean_text(product.title)
    if not title:
        return Finding(
            "title_missing",
            N_("It has no name that TikTok can show."),
            N_("Give it a name with letters or digits in Ecwid, then pull it again."),
        )
    if len(title) > TITLE_LIMIT:
        return Finding(
            "title_too_long",
            N_("Its name is too long for TikTok. It has %(length)s characters, TikTok takes %(limit)s."),
            N_("Shorten the name in Ecwid, then pull it again."),
            {"length": len(title), "limit": TITLE_LIMIT},
        )
    if is_foreign(title):
        return Finding(
            "title_not_english",
            N_("Its name is not in English. TikTok Shop in the US shows English names only."),
            N_("Write the name in English in Ecwid, then pull it again."),
        )
    return None


def _pictures(product: Product, _policy: Policy, known: Known) -> Finding | None:
    addresses = drafts.pictures_of(product)
    if not addresses:
        return Finding(
            "picture_missing",
            N_("It has no picture. TikTok takes no product without one."),
            N_("Add at least one picture in Ecwid, then pull it again."),
        )
    facts = known.pictures or {}
    if usable_pictures(addresses, facts):
        return None
    first = facts[addresses[0]]
    return Finding(
        "picture_too_small",
        N_(
            "Its pictures are too small for TikTok. The first is %(width)s × %(height)s px, "
            "TikTok takes %(least)s × %(least)s px and up."
        ),
        N_("Put a larger picture into Ecwid, then pull it again."),
        {"width": first.width, "height": first.height, "least": SMALLEST_PICTURE},
    )


def _currency(_product: Product, policy: Policy, _known: Known) -> Finding | None:
    if policy.currency == CURRENCY:
        return None
    return Finding(
        "currency_differs",
        N_("The store’s prices are in %(currency)s. TikTok Shop in the US takes US dollars only."),
        N_("Connect an Ecwid store that sells in US dollars."),
        {"currency": policy.currency},
        fix=Fix.NONE,
    )


def _package(product: Product, policy: Policy, _known: Known) -> Finding | None:
    if drafts.weight_of(product, policy) and drafts.package_of(product, policy):
        return None
    return Finding(
        "package_missing",
        N_("The size or the weight of its package is not known."),
        N_("Give the default package once; products with their own weight and size in Ecwid keep them."),
        fix=Fix.PACKAGE_SIZE,
    )


def _warehouse(_product: Product, policy: Policy, _known: Known) -> Finding | None:
    if policy.warehouse_id:
        return None
    return Finding(
        "warehouse_missing",
        N_("No TikTok warehouse is chosen for the stock."),
        N_("Choose the warehouse that sends your orders."),
        fix=Fix.WAREHOUSE,
    )


def _stock(product: Product, policy: Policy, known: Known) -> Finding | None:
    if drafts.sellable(product, policy, linked=known.linked or {}):
        return None
    return Finding(
        "out_of_stock",
        N_("It is out of stock. TikTok takes a new product only with at least one in stock."),
        N_("It can go as soon as Ecwid has stock again."),
        who=Who.WAIT,
        can_retry=True,
    )


def _too_small(picture: PictureFacts) -> bool:
    return min(picture.width, picture.height) < SMALLEST_PICTURE
