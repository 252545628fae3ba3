"""What stands in a variant's way: its price, its SKU, its options."""

from collections import Counter

from app.domain import money, skus
from app.domain.decisions import Finding
from app.domain.policy import Policy
from app.domain.products import Product, Variant
from app.domain.words import N_


def findings(product: Product, policy: Policy) -> tuple[Finding, ...]:
    """At most one finding per cause, naming the first variant concerned and how many there are."""
    found = (
        _count(product),
        _prices(product, policy),
        _long_skus(product),
        _equal_skus(product),
        *((_axes(product), _unreadable(product), _equal_options(product)) if len(product.variants) > 1 else ()),
    )
    return tuple(f for f in found if f)


def _count(product: Product) -> Finding | None:
    count = len(product.variants)
    if count <= skus.MOST_VARIANTS:
        return None
    return Finding(
        "too_many_variants",
        N_("It has too many variants for TikTok. It has %(count)s, TikTok takes %(limit)s."),
        N_("Split it into several products in Ecwid, then pull again."),
        {"count": count, "limit": skus.MOST_VARIANTS},
    )


def _prices(product: Product, policy: Policy) -> Finding | None:
    wrong = [v for v in product.variants if not money.in_range(v.price, policy.currency)]
    if not wrong or policy.currency not in money.RANGES:
        return None
    low, high = (money.shown(limit, policy.currency) for limit in money.RANGES[policy.currency])
    facts: dict[str, str | int] = {
        "price": money.shown(wrong[0].price, policy.currency),
        "low": low,
        "high": high,
        "count": len(wrong),
    }
    hint = N_("Change the price in Ecwid, then pull it again.")
    if len(product.variants) == 1:
        return Finding(
            "price_out_of_range", N_("Its price is %(price)s. TikTok takes %(low)s to %(high)s."), hint, facts
        )
    return Finding(
        "price_out_of_range",
        N_(
            "Variants with a price that TikTok does not take: %(count)s. The first, %(variant)s, costs %(price)s; "
            "TikTok takes %(low)s to %(high)s."
        ),
        hint,
        facts | {"variant": skus.name_of(wrong[0])},
    )


def _long_skus(product: Product) -> Finding | None:
    sku = next((s for s in _sent_skus(product) if len(s) > skus.SKU_LIMIT), "")
    if not sku:
        return None
    return Finding(
        "sku_too_long",
        N_("The SKU %(sku)s is too long for TikTok. It has %(length)s characters, TikTok takes %(limit)s."),
        N_("Shorten the SKU in Ecwid, then pull it again."),
        {"sku": sku, "length": len(sku), "limit": skus.SKU_LIMIT},
    )


def _equal_skus(product: Product) -> Finding | None:
    sku, times = Counter(s.casefold() for s in _sent_skus(product)).most_common(1)[0]
    if times == 1:
        return None
    as_written = next(s for s in _sent_skus(product) if s.casefold() == sku)
    return Finding(
        "sku_repeated",
        N_("%(count)s of its variants have the same SKU, %(sku)s. Orders could not be told apart."),
        N_("Give each variant an SKU of its own in Ecwid, then pull it again."),
        {"count": times, "sku": as_written},
    )


def _axes(product: Product) -> Finding | None:
    first = skus.axes(product)
    if len(first) > skus.MOST_AXES:
        return Finding(
            "too_many_options",
            N_("It has too many options for TikTok. It has %(count)s, TikTok takes %(limit)s."),
            N_("Join two options into one in Ecwid, for example size and width, then pull it again."),
            {"count": len(first), "limit": skus.MOST_AXES},
        )
    other = next((v for v in product.variants if sorted(n for n, _ in skus.options(v)) != sorted(set(first))), None)
    if other is None and first:
        return None
    return Finding(
        "options_differ",
        N_("Not every variant has the same options. %(variant)s differs from the others."),
        N_("In Ecwid, give each variation a value for each option, then pull it again."),
        {"variant": skus.name_of(other or product.variants[0])},
    )


def _unreadable(product: Product) -> Finding | None:
    variant = next((v for v in product.variants if any(not n or not x for n, x in skus.options(v))), None)
    if variant is None:
        return None
    return Finding(
        "option_unreadable",
        N_("An option of %(variant)s has no letters or digits. TikTok takes no symbols alone."),
        N_("Write the option in words in Ecwid, then pull it again."),
        {"variant": skus.name_of(variant)},
    )


def _equal_options(product: Product) -> Finding | None:
    seen: dict[tuple[tuple[str, str], ...], Variant] = {}
    for variant in product.variants:
        key = tuple((name, value.casefold()) for name, value in skus.aligned(product, variant))
        if key and key in seen:
            return Finding(
                "options_repeated",
                N_("Two of its variants have the same options on TikTok: %(variant)s and %(other)s."),
                N_("Remove one in Ecwid, or shorten the options so that their first 50 characters differ."),
                {"variant": skus.name_of(seen[key]), "other": skus.name_of(variant)},
            )
        seen[key] = variant
    return None


def _sent_skus(product: Product) -> list[str]:
    return [skus.seller_sku(product, v) for v in product.variants]
