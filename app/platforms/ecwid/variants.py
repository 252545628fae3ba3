"""What of an Ecwid product can be bought: its variations, with what they inherit (platform-facts E5)."""

from decimal import Decimal
from itertools import product as every_choice
from math import prod

from app.domain.products import Variant
from app.platforms.ecwid import wire
from app.platforms.ecwid.amounts import Amounts

# The types of option a variation can be made of; text, date, file and checkbox options never make one.
_PICK_ONE = frozenset({"SELECT", "RADIO", "SIZE", "SWATCHES"})
_CODES = ("UPC", "EXTERNAL_EAN", "EXTERNAL_UPC", "EXTERNAL_ISBN", "EXTERNAL_JAN", "EXTERNAL_ITF")

Picked = tuple[tuple[str, str], ...]


def base_variants(item: wire.Product, price: Decimal, quantity: int | None) -> tuple[Variant, ...]:
    """The product itself, when it has no variations. Its options change the price at most, not the stock."""
    return (Variant(0, item.sku or "", price, quantity, (), code_of(item.attributes)),)


def combination_variants(
    item: wire.Product, price: Decimal, quantity: int | None, amounts: Amounts
) -> tuple[Variant, ...]:
    """Every variation; and the product itself where exactly one selection has no variation of its own.

    Such a selection is sold as the product, with the choices' price modifiers. Of several we could not tell apart
    which one was ordered, so they stay in Ecwid.
    """
    if not item.combinations:
        return ()
    modifiers = _modifiers(item.options)
    variants = [_variant(item, combination, price, quantity, modifiers, amounts) for combination in item.combinations]
    left_over = _only_selection_without_variation(item, variants)
    if left_over:
        own_price = amounts.money(price + _added(left_over, price, modifiers))
        variants.append(Variant(0, item.sku or "", own_price, quantity, left_over, shares_stock=True))
    return tuple(variants)


def _variant(
    item: wire.Product,
    combination: wire.Combination,
    price: Decimal,
    quantity: int | None,
    modifiers: dict[tuple[str, str], wire.Choice],
    amounts: Amounts,
) -> Variant:
    picked = tuple((option.name or "", option.value or "") for option in combination.options or ())
    if combination.price is not None:
        own_price = amounts.money(combination.price)  # its own price: modifiers do not come on top
    elif modifiers:
        own_price = amounts.money(price + _added(picked, price, modifiers))
    else:
        own_price = price
    # No SKU of its own, or the product's: it is sold from the product's stock (platform-facts E5).
    shares = not combination.sku or combination.sku == item.sku
    if shares:
        own_quantity = quantity
    elif combination.unlimited or combination.quantity is None:
        own_quantity = None if combination.unlimited is not False else 0
    else:
        own_quantity = combination.quantity
    return Variant(
        combination.id,
        combination.sku or item.sku or "",
        own_price,
        own_quantity,
        picked,
        code_of(combination.attributes),
        combination.image_url or combination.original_image_url or "",
        shares,
    )


def code_of(attributes: list[wire.Attribute] | None) -> str:
    """The bar code as the seller typed it: any text, may be EAN, ISBN or junk (platform-facts E5)."""
    if not attributes:
        return ""
    found = {a.type: str(a.value).strip() for a in attributes if a.type in _CODES and a.value}
    return next((found[kind] for kind in _CODES if found.get(kind)), "") if found else ""


def _modifiers(options: list[wire.Option] | None) -> dict[tuple[str, str], wire.Choice]:
    return {
        (option.name or "", choice.text or ""): choice
        for option in options or ()
        for choice in option.choices or ()
        if choice.price_modifier
    }


def _added(picked: Picked, price: Decimal, modifiers: dict[tuple[str, str], wire.Choice]) -> Decimal:
    added = Decimal(0)
    for choice in (modifiers[pair] for pair in picked if pair in modifiers):
        modifier = choice.price_modifier or Decimal(0)
        added += price * modifier / 100 if choice.price_modifier_type == "PERCENT" else modifier
    return added


def _only_selection_without_variation(item: wire.Product, variants: list[Variant]) -> Picked:
    choices = [
        [(option.name or "", choice.text or "") for choice in option.choices]
        for option in item.options or ()
        if option.type in _PICK_ONE and option.choices
    ]
    # Counted first: three options of fifty choices have 125,000 selections, and almost never one too few.
    if not choices or prod(len(of_one) for of_one in choices) != len(variants) + 1:
        return ()
    taken = {frozenset(variant.options) for variant in variants}
    free = [selection for selection in every_choice(*choices) if frozenset(selection) not in taken]
    return tuple(free[0]) if len(free) == 1 else ()
